#ifndef PLAY_H
#define PLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "coord.h"
#include "rec.h"

/*
 * Playing a stream: how far, and how fast.  What comes out is a stream as
 * well, of whole transactions; only a limit of rows may cut one short, and
 * then it is ended as if it had no more.
 */
struct play {
	/* How far; 0, NULL and "" are no limit. */
	uint64_t count;	  /* transactions */
	uint64_t rows;	  /* row events */
	struct coord to;  /* up to the transaction that reaches it */
	const char *gtid; /* up to the end of this transaction */
	int64_t until;	  /* us: transactions committed up to then */

	double speed; /* 1: the pace of the source; 0: none */

	struct pen *pen; /* where it goes */
	/* Between transactions: 0, or -1: no more.  NULL: never asked. */
	int (*pause)(struct play *);
	/* Waits ${ms}; all that was written before is to go out first. */
	void (*wait)(struct play *, long);
	void *arg; /* the caller's */

	uint64_t counted; /* transactions given out */
	uint64_t rows_counted;
	bool in_trx;
	bool ended;	      /* the stream's own end has come last */
	int64_t began, first; /* us: monotonic, and of the source */
	struct buf begun;     /* the GTID of the transaction at hand */
	struct buf at;	      /* the position before it */
	struct buf why;	      /* of the stream's own end */
	int64_t time;
};

/*
 * play_take(p, rec): writes ${rec}, or not.  Returns 0, or 1 when a limit is
 * reached: then play_end() is to be called and no more to be taken.
 */
int play_take(struct play *, const struct rec *);

/*
 * play_end(p, stopped): the end of the output, early for the reason
 * ${stopped} if that is not NULL.  Returns 0, or -1 if a limit was set that
 * the stream has not reached.
 */
int play_end(struct play *, const char *);

void play_free(struct play *);

#endif
