#ifndef UNSHOW_H
#define UNSHOW_H

#include <stddef.h>

#include <jansson.h>

#include "bad.h"
#include "rec.h"

/*
 * From JSON lines, as show_json() makes them, back to records.
 */

struct unshow {
	struct rec_table *table[REC_MAX_TABLES]; /* by id, or NULL */
};

/*
 * unshow_line(u, text, len, pen, bad): writes the record of one line with
 * ${pen}.  Returns 0, or -1 with the reason in ${bad}, code X_DATA; ${pen}
 * may then have written a part of it.
 */
int unshow_line(struct unshow *, const char *, size_t, struct pen *,
    struct bad *);

/*
 * unshow_val(col, j, pen): writes the value of a column, in unshow_val.c.
 * Returns 0, or -1 if the column cannot have it.
 */
int unshow_val(const struct rec_col *, const json_t *, struct pen *);

/* unshow_free(u): what it owns, not itself. */
void unshow_free(struct unshow *);

#endif
