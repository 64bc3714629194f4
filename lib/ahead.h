#ifndef AHEAD_H
#define AHEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "batch.h"
#include "plan.h"
#include "range.h"
#include "sql.h"

/*
 * The rows that the copy has not come to yet: what is written of them
 * meanwhile, it will read.  Such a row need not be written into the ghost as
 * well; it only must not be there, as gho-copy leaves rows alone that are.
 *
 * Why that is right.  Before gho-copy begins with a chunk it commits how far
 * it may go, ${past}, in a row of the checkpoint table.  gho-apply reads that
 * row with a lock, which it holds until its batch is committed: so no chunk
 * behind ${past} begins in between.  The transaction of a change in its hands
 * has ended, or still has the row's lock; so the chunk of that key, which begins
 * later and reads with locks, reads that change.  If the batch fails, or the
 * session with the lock is lost, which is the same, the row is asked again.  Up
 * to ${last} there will be such a chunk for every key: gho-copy says so once it
 * has what is left of the whole table before it.  It never says less than was
 * said before, unless it begins anew: then it takes everything back before it
 * looks for the last key.
 *
 * Only whole numbers are compared here, as the order of all else is the
 * server's affair; of a key with several columns that is the first.
 */
struct ahead {
	const struct plan *plan;
	uint64_t past; /* ahead_order() of keys: chunks up to it may begin */
	uint64_t last; /* chunks up to it will */
	bool known;    /* both are: said by this gho-copy, or read */
};

/*
 * ahead_can(plan): whether the key begins with a whole number, and the ghost
 * has no other UNIQUE key, for which rows of both kinds could meet.
 */
bool ahead_can(const struct plan *);

/* ahead_init(a, plan): nothing is said or known. */
void ahead_init(struct ahead *, const struct plan *);

/* ahead_whole(a, r): all rows are going to be copied up to the end of ${r}. */
void ahead_whole(struct ahead *, const struct range *);

/*
 * ahead_widen(a, chunk): has ${a->past} reach the end of ${chunk} and, so that
 * this is not to be said for each, of some more.  Returns whether it is to be
 * said anew.
 */
bool ahead_widen(struct ahead *, const struct range *);

/*
 * ahead_say(a, s), ahead_ask(a, s), ahead_forget(a, s): writes, reads and deletes
 * the row, which is locked until the transaction of ${s} ends.  What was said
 * before counts where it is more.  All return 0, or -1 after sql_failed().
 */
int ahead_say(struct ahead *, struct sql *);
int ahead_ask(struct ahead *, struct sql *);
int ahead_forget(struct ahead *, struct sql *);

/*
 * ahead_leave(a, b): sets ${coming} of the changes of a settled batch whose
 * rows the copy will bring, and returns their number.
 */
size_t ahead_leave(const struct ahead *, struct batch *);

/* ahead_over(a): whether there can be no such change any more. */
bool ahead_over(const struct ahead *);

#endif
