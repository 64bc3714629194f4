#ifndef GHOST_H
#define GHOST_H

#include <stdbool.h>

#include "feed.h"
#include "plan.h"
#include "server.h"
#include "sql.h"

/*
 * The tables of a migration: made, and dropped.  Functions return 0, or an
 * exit code after saying what failed.
 */

struct ghost_conf {
	bool drop_ghost;       /* what other runs left may be dropped */
	bool drop_old;	       /* an old table of theirs, too */
	bool defer;	       /* indexes wait for the rows: defer.h */
	bool by_gtid;	       /* the stream is followed by GTIDs */
	unsigned long retries; /* for a replica to come so far: feed.h */
	struct feed_opt feed;
};

/*
 * ghost_create(s, plan, conf): makes ghost, changelog and checkpoint table,
 * completes ${plan} and keeps it in the checkpoint table.  What a run has left
 * that died while it made or dropped its tables goes anyway.  What it made is
 * gone again when it fails or is stopped by a signal.
 */
int ghost_create(struct sql *, struct plan *, const struct ghost_conf *);

/*
 * ghost_resume(s, plan, conf): the same for a ${plan} that is complete: makes
 * sure that its tables are there, ends all sessions that its run may have left
 * in the server, and lets ${plan} start from where they came to.  If another
 * server is followed from now on, it is by GTIDs, and the plan that is kept
 * says so.  A revert that is not begun yet is begun: it takes its
 * migration's place.
 */
int ghost_resume(struct sql *, struct plan *, const struct ghost_conf *);

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
 * ghost_feed(s, plan, feed): makes sure that this is the server whose binary
 * log is to be followed.
 *
 * ghost_start(s, plan, server, feed, by_gtid): makes its end where ${plan}'s
 * stream begins; the original must still be the one of the plan.
 *
 * ghost_by_set(s, plan): makes ${plan}'s stream one that is followed by GTIDs.
 *
 * ghost_keep(s, plan): keeps ${plan}, which is complete now, in the checkpoint
 * table: with it the run can be resumed.
 *
 * All return 0, or -1 after saying why, with ${s->fail} set.
 */
int ghost_feed(struct sql *, const struct plan *, const struct feed *);
int ghost_start(struct sql *, struct plan *, const struct server *,
    struct feed *, bool);
int ghost_by_set(struct sql *, struct plan *);
int ghost_keep(struct sql *, struct plan *);

/*
 * ghost_find(s, db, table, plan): the plan that was kept for the table, or one
 * with nothing but names, if none was.  plan_free() it.
 */
int ghost_find(struct sql *, const char *, const char *, struct plan **);

/*
 * ghost_drop(s, plan, old, how): drops what ${plan}'s run made, and the
 * ${old} table if the original is the new one now; says on stdout what is
 * gone.  Nothing is dropped when any of it is not ours, and never the ghost of
 * a revert, which is a table of before.
 */
enum ghost_stays {
	GHOST_NONE,
	GHOST_ITSELF, /* the ghost is left where it is */
	GHOST_RECORD, /* the checkpoint table, for a revert; the tables must be
		       * swapped */
};
int ghost_drop(struct sql *, const struct plan *, bool, enum ghost_stays);

#endif
