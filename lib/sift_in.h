#ifndef SIFT_IN_H
#define SIFT_IN_H

#include "sift.h"

/* What the modules of a look for losses share: sift.c has the session. */

enum {
	SIFT_FILL = HAND_OWN,
	SIFT_KEYS, /* a statement for each of the first ones */
	SIFT_NKEYS = HAND_NQUERY - SIFT_KEYS,
};

/* sift_run(l, text): runs the statement, and frees its text. */
int sift_run(struct sift *, struct buf *);

/*
 * sift_text(l, verb, head, chunk, more): makes the hand's next statement,
 * "${verb} ${head} FROM the original WHERE ${chunk} ${more}"; ${more} may be
 * NULL.
 */
void sift_text(struct sift *, const char *, struct buf *, const struct range *,
    struct buf *);

/* sift_number(text, what, n): the number after the last ${what}. */
bool sift_number(const char *, const char *, long *);

/* sift_again(l, why): -1, so that the hand tries again with fewer rows. */
int sift_again(struct sift *, const char *);

/*
 * sift_error(l, chunk): -1 after a statement failed: what is an error even to
 * INSERT IGNORE is looked for row by row, and then refused with its key.
 */
int sift_error(struct sift *, const struct range *);

/*
 * sift_values(l, chunk), sift_key(l, chunk, i): count what the rows of
 * ${chunk} would lose, in l->said and in l->extra[i].  Return 0, or -1 as a
 * hand does.
 */
int sift_values(struct sift *, const struct range *);
int sift_key(struct sift *, const struct range *, unsigned int);

#endif
