#ifndef TRIGGER_H
#define TRIGGER_H

#include <stdbool.h>

#include "plan.h"
#include "sql.h"

/*
 * The original's triggers, made again for the ghost.
 *
 * A trigger's name is unique in a database, and RENAME TABLE takes triggers
 * along with their table.  So the ghost's are called otherwise: the plan's
 * suffix is added, or taken away where the name has it and the plan says so.
 * The old table keeps its own.
 *
 * A ghost must have no trigger while rows are written to it: what triggers
 * do is in the original's rows, and in the rows of other tables, already.  So
 * they are made under the lock of the cut-over, after the last row, and a
 * session that is to write rows drops first what a failed cut-over left.
 *
 * Functions return 0, or -1 after saying what failed, with the exit code in
 * ${s->fail}.
 */

/*
 * trigger_check(s, plan, ghost, old): that the original has no triggers, or,
 * if ${plan} has a suffix, that the names of the new ones are free.  What
 * stands at the names of the ${ghost} and the ${old} table is in nobody's way
 * if that is set, as it will be dropped.
 */
int trigger_check(struct sql *, const struct plan *, bool, bool);

/*
 * trigger_make(s, plan): gives the ghost the original's triggers, in their
 * order, each with the definer, the sql_mode and the charsets that it was
 * made with; without a suffix in ${plan} makes sure that there is none.  Both
 * tables may be locked by this session.  Changes its sql_mode.  What it made
 * stays if it fails.
 */
int trigger_make(struct sql *, const struct plan *);

/*
 * trigger_clear(s, plan): drops the ghost's triggers, if there are any.  Ends
 * the session's transaction, locks the ghost and unlocks all tables.
 */
int trigger_clear(struct sql *, const struct plan *);

/*
 * trigger_trial(s, plan): that all of them can be made for the ghost as it
 * is; then they are dropped again.  There must be no rows to write yet.
 */
int trigger_trial(struct sql *, const struct plan *);

#endif
