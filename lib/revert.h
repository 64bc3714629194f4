#ifndef REVERT_H
#define REVERT_H

#include <stdbool.h>

#include "feed.h"
#include "plan.h"
#include "server.h"
#include "sql.h"

/*
 * The plan that takes a migration back.
 *
 * gho-ghost drop --keep leaves the checkpoint table of a migration that is
 * done: its plan, and the position of the stream at the swap, before which
 * all is in the old table.  A revert is that plan the other way round: the
 * original is the table as it is now, the ghost is the old table.  What was
 * written since is in the binary log; so nothing has to be copied, and rows
 * that nobody has changed are what they were.
 *
 * Columns that the migration has dropped keep the values that they had
 * (plan.keeps).  A revert can be taken back as well.
 */
struct revert {
	const struct sql_opt *sql;
	struct feed *feed;  /* whose binary log is followed */
	const char *old;    /* the table to go back to */
	const char *accept; /* as --accept-loss; or NULL */
	const char *run;    /* as loss_conf.run */
	double nice;	    /* as loss_conf.nice */
	bool no_check;	    /* the rows are not looked at first */
	bool zero;	    /* dates may have zeros in them */
};

/*
 * revert_plan(s, server, r, names, plan): the complete plan that goes back to
 * the table ${r->old}; ${names} has the table, and the names beside it.  It is
 * the one that was kept if a revert was begun already.  Changes nothing.
 * Returns 0, or -1 after saying why not, with the exit code in ${s->fail}.
 * plan_free() it.
 */
int revert_plan(struct sql *, const struct server *, const struct revert *,
    const struct plan *, struct plan **);

/*
 * For revert.c:
 * revert_turn(plan, names): makes of a migration's ${plan} one that goes back,
 *	but for its map, its key and what may be lost.
 * revert_converts(plan, map, n): what the migration's ${map} of ${n} has
 *	converted is converted back, even if the types do not ask for it.
 * revert_forget(list, n): frees a list of names.
 */
void revert_turn(struct plan *, const struct plan *);
void revert_converts(struct plan *, const struct plan_map *, unsigned int);
void revert_forget(char ***, unsigned int *);

#endif
