#ifndef VERIFY_H
#define VERIFY_H

#include <stdbool.h>

#include "hand.h"
#include "pair.h"

/*
 * Comparing ranges of rows of the original and the ghost: a hand, and what
 * it has found.  Nothing here waits for the stream or locks anything, so a
 * row that is found to differ is only a suspect: see prove.h.
 *
 * Functions return -1 as those of hand.h.
 */
struct verify {
	struct hand hand; /* the first: a struct hand * of it leads here */
	const struct pair *pair;
	bool staged;		    /* this session has the stage */
	uint64_t ghost_rows;	    /* of the last chunk */
	struct query_keys suspects; /* of the last chunk */
};

/* How a row of the original and one of the ghost are found. */
enum verify_row {
	VERIFY_SAME,	/* both are there and equal, or neither is there */
	VERIFY_MISSING, /* not in the ghost */
	VERIFY_CHANGED,
	VERIFY_EXTRA, /* not in the original, or there twice */
};

/* verify_open(v, opt, pair, retries, no): hand ${no} of a crew, which is 0 for
 * the one that walks ahead; as hand_open(). */
void verify_open(struct verify *, const struct sql_opt *, const struct pair *,
    unsigned long, unsigned int);

void verify_close(struct verify *);

/*
 * verify_chunk(v, r): compares the rows of ${r}; ${v->hand.rows} is how many
 * the original has there.
 */
int verify_chunk(struct verify *, const struct range *);

/*
 * verify_beyond(v, r, where): looks for rows of the ghost that are not in
 * any range of the original.
 */
int verify_beyond(struct verify *, const struct range *, enum pair_where);

/*
 * verify_ready(v): makes the stage, if one is needed and is not there.  In a
 * transaction of its own.  Returns 0, or -1 after sql_failed().
 */
int verify_ready(struct verify *);

/*
 * verify_stage(v, r, lock): stores the rows of ${r} there, locked or not, if
 * rows are compared that way.  Returns as verify_ready().
 */
int verify_stage(struct verify *, const struct range *, bool);

/*
 * verify_row(v, r, lock, mask): one try to compare the row in ${r}, in the
 * caller's transaction; with ${lock} that row of the original is locked by
 * now.  Returns an enum verify_row, or -1 after sql_failed().  ${mask} has a
 * '1' for each pair that differs.
 */
int verify_row(struct verify *, const struct range *, bool, struct buf *);

#endif
