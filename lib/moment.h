#ifndef MOMENT_H
#define MOMENT_H

#include <stdbool.h>

#include "buf.h"
#include "plan.h"
#include "sql.h"

/*
 * Values that the server computes when a row is written, and that depend on
 * when or where that is.
 *
 * ALTER TABLE writes all rows in one statement: a new column that is DEFAULT
 * CURRENT_TIMESTAMP has one time in all of them, in the server's time zone.
 * A ghost's rows are written by many statements, some of them more than once.
 * So such a column is written like any other, with the time at which the
 * ghost was made; and a column that is computed in the session's time zone is
 * computed in the server's.
 */

/*
 * moment_given(plan, local, utc, why): fills ${given} of the ghost's new
 * columns.  ${local} and ${utc} are one time, "2026-11-21 12:00:00.000000",
 * in the server's zone and in UTC.  Returns 0, or -1 and the reason in ${why}
 * if a default depends on the time or the session in another way.
 */
int moment_given(struct plan *, const char *, const char *, struct buf *);

/* moment_take(s, plan): the same with the server's time now; -1: it is said. */
int moment_take(struct sql *, struct plan *);

/*
 * moment_zoned(plan): whether the ghost has a column that is generated, or
 * gets its default, from something that depends on the session's time zone.
 */
bool moment_zoned(const struct plan *);

/*
 * moment_named(plan, why): -1 with the reason in ${why} if the ghost stores a
 * generated column with names of days or months: these are in the language of
 * the session that writes the row, its lc_time_names (Reference Manual, "MySQL
 * Server Locale Support"), of which neither the binary log nor ALTER TABLE
 * knows.
 */
int moment_named(const struct plan *, struct buf *);

/* moment_text(text): whether it can be ${given}. */
bool moment_text(const char *);

#endif
