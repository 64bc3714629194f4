#ifndef HAND_H
#define HAND_H

#include <stdbool.h>
#include <stdint.h>

#include "fence.h"
#include "query.h"
#include "range.h"
#include "sql.h"
#include "stride.h"

/*
 * One session that works on ranges of rows, and the one loop that tries
 * again.  Several hands may work on ranges that do not overlap.  What they
 * do there is their owner's: struct copy and struct verify each begin with a
 * hand.
 *
 * Functions return -1 after saying what failed; ${h->fail} is the exit code
 * that fits.  When a signal has come (sig_seen()) they give up and say
 * nothing.  Whatever fails, the original is untouched and a range may be
 * worked on again.
 */

/* The statements that a hand keeps prepared; the owner's are from OWN on. */
enum { HAND_STEP, HAND_OTHER, HAND_OWN, HAND_NQUERY = HAND_OWN + 8 };

struct hand {
	const struct sql_opt *opt;
	const struct plan *plan;
	unsigned long retries; /* again.h */
	void *mate;	       /* its place in a crew */
	/* Completes a new session; -1 after sql_failed().  NULL: nothing. */
	int (*setup)(struct hand *);
	/* Told before each new try, why is in ${h->why}.  NULL: nobody. */
	void (*again)(struct hand *);
	bool looks; /* reads without locks, and is in nobody's way */
	struct sql sql;
	struct query query[HAND_NQUERY];
	struct range_sql text;
	struct buf why;	    /* the last failure */
	struct fence fence; /* of the last session */
	struct stride stride;
	unsigned long size; /* rows of a chunk, at present */
	uint64_t rows;	    /* of the last chunk, as found */
	int64_t began;	    /* monotonic us: the present try */
	double took;	    /* ms: the last chunk, without tries that failed */
	int64_t lost;	    /* us of tries before it, and of the pauses between;
			* adds up until the owner sets it to 0 */
	int fail;
};

/* What hand_try() tries once: 0 or more, or -1 after sql_failed(). */
typedef int hand_once(struct hand *, void *);

/*
 * hand_open(h, opt, plan, retries, place): no session yet.  ${place} is one of
 * fence_place that no other hand has; a hand that is there already is ended.
 * For a hand that only looks it has no meaning.
 */
void hand_open(struct hand *, const struct sql_opt *, const struct plan *,
    unsigned long, unsigned int);

void hand_close(struct hand *);

/*
 * hand_try(h, once, arg): calls ${once} in a session, which is opened if
 * there is none, until it does not return -1.  Before each new try the
 * transaction is given up and ${h->size} is made smaller.
 */
int hand_try(struct hand *, hand_once *, void *);

/* hand_refuse(h): ${h->why} says why this is not to be tried again; -1. */
int hand_refuse(struct hand *);

/* hand_ask(h, i): runs ${h->text} as the ${i}th kept statement. */
int hand_ask(struct hand *, unsigned int);

/* hand_key(h, i, b): the one row of its result, as query_key(). */
int hand_key(struct hand *, unsigned int, struct bound *);

/*
 * hand_edges(h, r): the smallest and the largest key, read with locks but by
 * a hand that only looks.
 * Returns 1, or 0 if the table is empty.
 */
int hand_edges(struct hand *, struct range *);

/*
 * hand_find(h, r, chunk, n): cuts the first ${n} rows of ${r} off, or, as
 * stride.h says, fewer: ${chunk} is where they are, ${r} what is left.  It only
 * reads.  Returns 1 if anything is left, or 0.
 */
int hand_find(struct hand *, struct range *, struct range *, unsigned long);

/*
 * hand_cut(h, r, chunk): one try of that, with ${h->size} rows, inside the
 * caller's transaction; ${r} stays as it is.
 */
int hand_cut(struct hand *, const struct range *, struct range *);

/* hand_pass(r, chunk): takes ${chunk} off ${r}; whether anything is left. */
int hand_pass(struct range *, const struct range *);

#endif
