#ifndef TMAP_H
#define TMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bad.h"
#include "cell.h"
#include "ev.h"
#include "plan.h"

/*
 * TABLE_MAP events: which table the rows that follow belong to, and the
 * types of its columns.  rows_event.h, Table_map_event.
 */

/* The first part, which is all that unwanted tables need. */
struct tmap_name {
	uint64_t id;
	const char *db;
	size_t db_len;
	const char *table;
	size_t table_len;
	struct cur rest;
};

/* A wanted table. */
struct tmap {
	uint64_t id; /* that rows events call it by */
	bool mapped; /* id is valid */
	unsigned int ncol;
	struct cell *cell;
	struct buf seen; /* the columns last checked */
};

/* tmap_name(ev, fmt, name): takes the names. */
int tmap_name(const struct ev *, const struct ev_format *, struct tmap_name *);

/*
 * tmap_take(t, name, plan, bad): maps ${t} by ${name}: the columns must be
 * those of ${plan}.  A map equal to the last one costs a comparison.
 */
int tmap_take(struct tmap *, const struct tmap_name *,
    const struct plan_table *, struct bad *);

/*
 * tmap_columns(t, rest): types and metadata only, as the event has them;
 * ${rest} is then at the bitmap of nullable columns.
 */
int tmap_columns(struct tmap *, struct cur *);

void tmap_free(struct tmap *);

#endif
