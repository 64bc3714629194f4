#ifndef SIDE_H
#define SIDE_H

#include "plan.h"
#include "sql.h"

/*
 * The small tables beside the original, each marked as made by the plan's run
 * (mark.h).  Functions return 0, or -1 after saying what failed.
 */

/* side_run_id(plan): a new ${plan->run_id}, which nobody else has. */
int side_run_id(struct plan *);

/* side_changelog(s, plan): makes the changelog table. */
int side_changelog(struct sql *, const struct plan *);

/* side_checkpoint(s, plan): makes the checkpoint table, with no row. */
int side_checkpoint(struct sql *, const struct plan *);

#endif
