#ifndef SHOW_SQL_H
#define SHOW_SQL_H

#include <stdbool.h>

#include "buf.h"
#include "plan.h"
#include "rec.h"

/*
 * Records as SQL: statements that do to a table what a stream says, or that
 * undo it.  A record is one line, so that undoing is a matter of tac(1).
 *
 * With a plan the statements are for its ghost table (for the original to
 * undo), without its generated columns; without one for the table of the
 * stream, with all columns.
 *
 * A JSON value with DECIMAL, temporal or binary values inside is written as
 * its text, which gives strings and doubles instead; such a line has a comment
 * that says so.
 */
struct show_sql {
	const struct plan *plan; /* or NULL */
	bool undo;
};

/* show_sql_head(out): the settings of the session that runs the rest. */
void show_sql_head(struct buf *);

/* show_sql(s, out, rec): appends the record's line, or nothing. */
void show_sql(const struct show_sql *, struct buf *, const struct rec *);

#endif
