#ifndef GHOST_H
#define GHOST_H

#include <stdbool.h>

#include "plan.h"
#include "sql.h"

/*
 * The tables of a migration: made, and dropped.  Functions return 0, or an
 * exit code after saying what failed.
 */

/*
 * ghost_create(s, plan, drop_ghost, drop_old): makes ghost, changelog and
 * checkpoint table and completes ${plan}, which must not be complete yet.  ${drop_ghost} and ${drop_old}
 * allow to drop what other runs left.  What it made is gone again when it
 * fails or is stopped by a signal.
 */
int ghost_create(struct sql *, struct plan *, bool, bool);

/* ghost_undo(s, plan): drops what ghost_create() made, without a word. */
void ghost_undo(struct sql *, const struct plan *);

/*
 * ghost_drop(s, plan, old): drops what ${plan}'s run made, and the ${old}
 * table if the original is the new one now; says on stdout what is gone.
 * Nothing is dropped when any of it is not ours.
 */
int ghost_drop(struct sql *, const struct plan *, bool);

#endif
