#ifndef COPY_H
#define COPY_H

#include <stdbool.h>

#include "hand.h"
#include "warn.h"

/*
 * Copying ranges of rows into the ghost table: a hand, and what it has found.
 * Functions return -1 as those of hand.h.
 */
struct copy {
	struct hand hand; /* the first: a struct hand * of it leads here */
	unsigned int no;  /* in its crew */
	struct warn warn;
	bool doubtful;	    /* of the last chunk: it may have rows that a new
			* UNIQUE key kept out */
	unsigned long lost; /* of the last chunk: values that were changed, in
			     * columns where that is accepted */
	/*
	 * keep(c, done): in the transaction of each chunk, before its COMMIT;
	 * -1 after sql_failed().  NULL: nothing.
	 */
	int (*keep)(struct copy *, const struct range *);
};

/* copy_open(c, opt, plan, retries, place): as hand_open(). */
void copy_open(struct copy *, const struct sql_opt *, const struct plan *,
    unsigned long, unsigned int);

void copy_close(struct copy *);

/*
 * copy_chunk(c, r, chunk, n): copies the first rows of ${r}, which has no
 * more than about ${n} rows, in one transaction: all of them, or fewer where
 * others hold locks.  Then ${chunk} is what was copied and ${r} what is left
 * of it.  Returns 1 if anything is left, or 0.
 */
int copy_chunk(struct copy *, struct range *, struct range *, unsigned long);

/*
 * copy_whole(c, r): whether the ghost has every row of ${r} by now.  Returns
 * 1 or 0; ${c->warn.first} then says what is in the way.
 */
int copy_whole(struct copy *, const struct range *);

#endif
