#ifndef SCRATCH_H
#define SCRATCH_H

#include "plan.h"
#include "sql.h"

/*
 * A scratch table: like the original of some plan, empty, in a database of its
 * own or on another server, to play streams into.  Its plan is complete, and
 * its ghost is the table itself: plan_scratch().  Functions return 0, or -1
 * after saying what failed, with the exit code in ${s->fail}.
 */

/*
 * scratch_create(s, like, db, table, plan): makes one that is like the
 * original of ${like}, in place of a scratch table that is there.  ${plan} is
 * its plan; plan_free() it.
 */
int scratch_create(struct sql *, const struct plan *, const char *,
    const char *, struct plan **);

/*
 * scratch_drop(s, db, table): drops it, if it is there; no other table is
 * ever dropped.
 */
int scratch_drop(struct sql *, const char *, const char *);

#endif
