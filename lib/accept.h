#ifndef ACCEPT_H
#define ACCEPT_H

#include <stdbool.h>

#include "plan.h"
#include "sql.h"

/*
 * Losses that somebody has accepted: which columns may get another value
 * than the original has, where the new definition cannot hold that.
 *
 * Such a value becomes what the server's own ALTER TABLE would make of it in
 * a sql_mode that is not strict.  A column of the key by which rows are found
 * never counts as accepted, as two keys could become one.
 *
 * In a revert it may also be a column that only the ghost has, and that is NOT
 * NULL without a default: new rows then get the zero of its type.
 */

/*
 * accept_read(s, plan, list): takes "a, b, `c,d`", names as the original or
 * as the ALTER has them, into ${plan}, which has its renames.  Returns 0, or
 * -1 after saying what is wrong, with the exit code in ${s->fail}.
 */
int accept_read(struct sql *, struct plan *, const char *);

/* accept_all(plan): all columns of the original. */
void accept_all(struct plan *);

/* accept_listed(plan, from): whether the original's column is in the list. */
bool accept_listed(const struct plan *, unsigned int);

/* accept_has(plan, from): whether it is, and may be. */
bool accept_has(const struct plan *, unsigned int);

/*
 * accept_warning(plan, code, text): whether a warning of a statement that
 * writes into the ghost is about a value that was changed in such a column
 * (Server Error Message Reference; the texts are the session's, which has
 * lc_messages en_US).  ${plan} must be complete.
 */
bool accept_warning(const struct plan *, unsigned long, const char *);

#endif
