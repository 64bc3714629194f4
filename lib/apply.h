#ifndef APPLY_H
#define APPLY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "ahead.h"
#include "batch.h"
#include "gtid.h"
#include "lanes.h"
#include "plan.h"
#include "rec.h"
#include "sql.h"

/*
 * Applying: records in, committed transactions on the ghost table out.
 * gho-apply and gho-cutover share it.
 *
 * Rows are gathered in a batch and written in one transaction together
 * with the position up to which all is then applied (in the checkpoint
 * table), so that after any crash the stream restarts exactly there.
 * What has been committed is told to ${out} as lines of text:
 *
 *	applied TAB FILE:POS TAB GTID or - TAB changes so far TAB
 *	    changes in the last transaction TAB most that it may have
 *	mark TAB text
 *	heartbeat TAB text
 *	executed TAB GTID set, by gho-apply when it ends
 */
struct apply {
	const struct plan *plan;
	const struct sql_opt *opt;
	void *arg; /* the caller's, for pause() */
	FILE *out; /* stdout, if the caller does not say otherwise */
	struct batch batch;
	struct lane lane;      /* writes the position, too */
	struct lanes lanes;    /* the others */
	struct ahead ahead;    /* rows that the copy will bring */
	bool alone;	       /* the batch at hand is for ${lane} only */
	unsigned int max_rows; /* of a batch */
	unsigned int retries;  /* of a failed transaction: again.h */
	int linger;	       /* ms: how long a change waits for more */
	void (*pause)(struct apply *); /* before each write */
	bool locked;		       /* under LOCK TABLES: a lost session
					 * has lost the lock, never retry */
	int fail;		       /* X_* after a function failed */
	bool in_trx;		       /* between begin and commit */
	bool doubt;		       /* a COMMIT had no answer */
	/*
	 * Changes of the transaction after the position: those that were taken,
	 * and of them those that are committed already.
	 */
	uint64_t seen, part;
	uint64_t changes;     /* row changes committed by this run */
	uint64_t unsaid;      /* the same, of the batch at hand */
	uint64_t left;	      /* of changes, those left to the copy */
	size_t coming;	      /* the same, of the batch at hand */
	size_t gathered;      /* changes in the last transaction */
	bool moved;	      /* position is newer than told */
	bool behind;	      /* it is kept from before rows that
					* are written */
	int64_t since;	      /* monotonic ms: of the oldest change */
	int64_t saved;	      /* monotonic ms: of the last commit */
	struct buf pos;	      /* "FILE:POS" after the last commit */
	struct buf gtid;      /* of the last transaction */
	bool done_known;      /* the stream has told it */
	struct gtid_set done; /* transactions up to there */
	struct buf beat;      /* heartbeat seen, not yet told */
	struct buf mark;      /* the last mark that was applied */
};

enum {
	APPLY_MAX_BYTES = 4 * 1024 * 1024, /* of values in a batch */
	APPLY_MAX_ROWS = 4000,		   /* default of max_rows */
};

/* apply_init(a, plan, opt): does not connect. */
void apply_init(struct apply *, const struct plan *, const struct sql_opt *);

/*
 * apply_share(a, n): batches that are worth it are written by ${n} sessions,
 * if lanes_can().  To be called once, before anything is taken.
 */
void apply_share(struct apply *, unsigned int);

void apply_free(struct apply *);

/*
 * apply_connect(a): connects if it is not, and sets the session up.
 * Returns 0, or -1 after saying why.
 */
int apply_connect(struct apply *);

/* apply_begin(a): the same, trying again as apply_commit() does. */
int apply_begin(struct apply *);

/* apply_disconnect(a): closes the session; the batch stays. */
void apply_disconnect(struct apply *);

/*
 * apply_lend(a, s): closes the session; from now on it writes through ${s},
 * which stays the caller's, in the place of its run; with NULL, again through
 * one of its own.
 */
void apply_lend(struct apply *, const struct sql *);

/*
 * apply_take(a, rec): takes one record.  Commits when the batch is full and
 * before a mark.  Returns 0, or -1 after saying why with ${a->fail} set.
 */
int apply_take(struct apply *, const struct rec *);

/*
 * apply_done(a, out): appends the set of transactions up to the position.
 * Returns false if that is not known.
 */
bool apply_done(const struct apply *, struct buf *);

/*
 * apply_idle(a): whether all that was taken is committed, or cannot be
 * because its transaction is not complete yet.
 */
bool apply_idle(const struct apply *);

/* apply_patience(a): ms that the changes at hand may yet wait for others. */
int apply_patience(const struct apply *);

/*
 * apply_due(a): whether changes have waited long enough for others, or a
 * heartbeat came while there are none.
 */
bool apply_due(const struct apply *);

/*
 * apply_flush(a): commits what was taken, retrying what may be retried, and
 * tells it.  Does nothing inside a transaction of the source.
 */
int apply_flush(struct apply *);

/*
 * apply_commit(a): writes the settled batch and the position, whether there
 * is anything or not; apply_flush() is what tools call.
 */
int apply_commit(struct apply *);

/*
 * apply_cut(a): the stream broke off: forgets the rows of a transaction
 * that did not end, and commits the rest.
 */
int apply_cut(struct apply *);

#endif
