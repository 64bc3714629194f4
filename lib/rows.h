#ifndef ROWS_H
#define ROWS_H

#include "bad.h"
#include "cell.h"
#include "ev.h"
#include "tmap.h"

/*
 * Rows events: WRITE, UPDATE and DELETE, versions 1 and 2.  rows_event.h,
 * Rows_event.  One row at a time, so that a large event needs no memory.
 */
struct rows {
	enum rec_kind kind;
	const struct tmap *map;
	struct cur c; /* at the next row */
};

/*
 * rows_id(ev, fmt, id): the table's id, which is all that events of
 * unwanted tables need.
 */
int rows_id(const struct ev *, const struct ev_format *, uint64_t *);

/*
 * rows_open(r, ev, fmt, map, bad): the rows of ${ev}, whose table is ${map}.
 * Images must have all columns (binlog_row_image=FULL), else X_REFUSED.
 */
int rows_open(struct rows *, const struct ev *, const struct ev_format *,
    const struct tmap *, struct bad *);

/* rows_next(r, id, out, bad): 1 if a row was written, 0 at the end. */
int rows_next(struct rows *, unsigned int, struct cell_out *, struct bad *);

/*
 * rows_note(r, hint, value, bad): the next row of the changelog table,
 * which is (id, last_update, hint, value); its new image for an update.
 * 1 if there was one, 0 at the end.  A NULL is an empty string.
 */
int rows_note(struct rows *, struct cur *, struct cur *, struct bad *);

/* rows_notes(map, bad): whether ${map} has that layout. */
int rows_notes(const struct tmap *, struct bad *);

#endif
