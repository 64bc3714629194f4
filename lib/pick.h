#ifndef PICK_H
#define PICK_H

#include <stdbool.h>
#include <stdint.h>

#include "gtid.h"
#include "rec.h"

/*
 * Which records are wanted: of a table, of a kind, of a row, of a time, of a
 * transaction.  What is left is a stream as well: it keeps heads, tables and
 * ends, and of a transaction with a wanted row its begin and its commit.
 */
struct pick {
	const char *table;   /* "DB.TABLE" or "TABLE", or NULL */
	unsigned int kinds;  /* bits by rec_kind; 0: all */
	const char *column;  /* rows with ... */
	const char *value;   /* ... this value, as show_val() has it */
	const char *changed; /* updates that change this column */
	struct gtid_set gtid;
	bool by_gtid;
	int64_t after;	/* us; committed at or after */
	int64_t before; /* us; 0: whenever */

	/* The transaction at hand. */
	bool unwanted; /* by its begin */
	bool opened;   /* its begin was given out */
	struct rec begin;
	struct buf id; /* of begin */
};

/* pick_kind(p, names): adds the kinds of a list "insert,update": 0, or -1. */
int pick_kind(struct pick *, const char *);

/*
 * pick_time(text, us): "2026-11-21 07:30:00" or "2026-11-21T07:30:00.5Z", in
 * UTC: 0, or -1 if it is neither.
 */
int pick_time(const char *, int64_t *);

/*
 * pick_take(p, rec, give, arg): calls give(arg, record) for what is to be
 * shown now: nothing, ${rec}, or the begin that was held back and ${rec}.
 */
void pick_take(struct pick *, const struct rec *,
    void (*)(void *, const struct rec *), void *);

void pick_free(struct pick *);

#endif
