#ifndef SIFT_H
#define SIFT_H

#include "hand.h"
#include "loss_text.h"
#include "range.h"

/*
 * A hand that looks at chunks of rows for what they would lose; loss.c walks
 * with it.  Its temporary tables are those of loss_text.h.
 */
struct sift {
	struct hand hand; /* first: a hand is its owner's */
	bool temporary;	  /* the ghost is made in the session, too */
	unsigned int ncol;
	struct loss_col *col;
	unsigned int nkey;
	struct loss_key *key;
	struct buf fill, filter, back, sums;
	struct sift_said {
		long first, last; /* rows of a chunk */
		uint64_t rows;
	} * said;
	uint64_t *extra; /* of each key: rows of a chunk */
	bool made;	 /* the tables, once */
	bool wide;	 /* too wide a row: columns are not looked at */
};

/*
 * sift_open(l, opt, plan, temporary): ${l} has its columns and keys, which
 * become its own.
 */
void sift_open(struct sift *, const struct sql_opt *, const struct plan *,
    bool);

void sift_close(struct sift *);

/*
 * sift_chunk(l, rest, chunk): looks at the first ${l->hand.size} rows of
 * ${rest}, or fewer, and counts what they would lose: ${chunk} is where they
 * were, ${rest} what is left.  Returns 1 if anything is left, 0, or -1 as a
 * hand does.
 */
int sift_chunk(struct sift *, struct range *, struct range *);

#endif
