#ifndef GHOST_H
#define GHOST_H

#include <stdbool.h>

#include "plan.h"
#include "server.h"
#include "sql.h"

/*
 * The tables of a migration: made, and dropped.  Functions return 0, or an
 * exit code after saying what failed.
 */

/*
 * ghost_create(s, plan, how): makes ghost, changelog and checkpoint table,
 * completes ${plan} and keeps it in the checkpoint table.  What a run has left
 * that died while it made or dropped its tables goes; what it made is gone
 * again when it fails or is stopped by a signal.
 */
struct ghost_how {
	bool drop_ghost, drop_old; /* what other runs left may be dropped */
	bool defer;		   /* indexes wait for the rows: defer.h */
};

int ghost_create(struct sql *, struct plan *, const struct ghost_how *);

/*
 * ghost_resume(s, plan): the same for a ${plan} that is complete: makes sure
 * that its tables are there, ends all sessions that its run may have left in
 * the server, and lets ${plan} start from where they came to.
 */
int ghost_resume(struct sql *, struct plan *);

/*
 * ghost_undo(s, plan, ghost): drops what ghost_create() made, without a word;
 * the ghost only if ${ghost}, as one without a mark may be somebody else's.
 */
void ghost_undo(struct sql *, const struct plan *, bool);

/*
 * ghost_server(s, plan, server): server_check(), and it must be the one that
 * ${plan} was made on.  Returns as that.
 */
int ghost_server(struct sql *, const struct plan *, struct server *);

/*
 * ghost_find(s, db, table, plan): the plan that was kept for the table, or one
 * with nothing but names, if none was.  plan_free() it.
 */
int ghost_find(struct sql *, const char *, const char *, struct plan **);

/*
 * ghost_drop(s, plan, old): drops what ${plan}'s run made, and the ${old}
 * table if the original is the new one now; says on stdout what is gone.
 * Nothing is dropped when any of it is not ours.
 */
int ghost_drop(struct sql *, const struct plan *, bool);

#endif
