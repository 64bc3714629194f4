#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bad.h"
#include "buf.h"
#include "coord.h"
#include "emit.h"
#include "ev.h"
#include "gtid.h"
#include "payload.h"
#include "plan.h"
#include "tmap.h"
#include "touch.h"

/*
 * From events to records: which events belong to which transaction, what
 * each means for the plan's tables, and where in the log we are.  Does no
 * I/O: events come in through stream_event(), records go out through put().
 */

/* Where to stop: at a position, or when a set has been seen. */
struct stream_goal {
	bool set;
	struct coord pos; /* file "": by GTID */
	struct gtid_set gtid;
};

struct stream {
	const struct plan *plan;
	struct touch_table names;
	char *after, *ghost_after; /* of names */
	struct emit emit;
	struct ev_format fmt;
	struct payload payload;
	struct bad bad;
	bool files;	   /* positions are counted, not told */
	struct coord at;   /* end of the event at hand */
	struct coord safe; /* end of the last whole transaction */
	struct coord skip; /* drop what ends up to here */
	struct stream_goal to;
	bool done_known;      /* done is complete */
	struct gtid_set done; /* transactions that have ended */

	/* The table maps and the transaction at hand. */
	struct tmap orig;
	struct tmap log;
	uint64_t other[32];  /* ids of tables that are not ours */
	unsigned int nother; /* above 32: too many to know */
	bool in_gtid;	     /* a GTID event, and nothing since */
	bool in_trx;	     /* BEGIN has been seen */
	bool xa;
	bool has_gtid;
	struct ev_gtid id;
	char gtid[EV_GTID_TEXT];
	int64_t time;	 /* us */
	int64_t last;	 /* the same, of the newest transaction; 0: none */
	struct buf text; /* of the GTID set */
};

/*
 * stream_open(s, plan, put, arg): see emit_open() for put.  ${s} must not
 * move.  The caller may then set files, at, skip, to, done and done_known.
 */
void stream_open(struct stream *, const struct plan *,
    int (*)(void *, struct buf *), void *);

void stream_close(struct stream *);

/* stream_begin(s): the first record; again after each reconnect. */
void stream_begin(struct stream *);

/* stream_file(s, name): the events of this file come next. */
void stream_file(struct stream *, const char *);

/*
 * stream_event(s, p, n): one whole event.  Returns
 *	STREAM_MORE   go on,
 *	STREAM_END    the goal is reached, or the table was renamed by our
 *	              own cut-over; the end record is written,
 *	-1            after saying why; stream_fail() is the exit code.
 */
enum { STREAM_MORE, STREAM_END };
int stream_event(struct stream *, const uint8_t *, size_t);

/*
 * stream_idle(s): nothing is due: writes a progress record if the last one
 * is old.
 */
void stream_idle(struct stream *);

/* stream_reached(s): whether the goal is reached already. */
bool stream_reached(const struct stream *);

/* stream_whole(s): whether no transaction is half read. */
bool stream_whole(const struct stream *);

int stream_fail(const struct stream *);

/* ---- For trx.c: what rows and statements do to a stream ---- */

/* Each returns STREAM_MORE, STREAM_END or -1 with s->bad set. */
int trx_gtid(struct stream *, const struct ev *);
int trx_query(struct stream *, const struct ev *);
int trx_xid(struct stream *);
int trx_xa_prepare(struct stream *, const struct ev *);
int trx_map(struct stream *, const struct ev *);
int trx_rows(struct stream *, const struct ev *);

/* trx_cut(s): the log goes on without the rest of the transaction. */
void trx_cut(struct stream *);

/* stream_set(s): the GTID set seen so far as text, or NULL. */
const char *stream_set(struct stream *);

#endif
