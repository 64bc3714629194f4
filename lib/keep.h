#ifndef KEEP_H
#define KEEP_H

#include <stdint.h>

#include "plan.h"
#include "sql.h"

/*
 * The rows of the checkpoint table: all that another process, on whatever
 * host, has to know to go on with a run that died.  Each row has a kind; its
 * writer commits it together with what it speaks of.
 */
enum keep_id {
	KEEP_APPLIED = 1, /* 'applied', gho-apply: up to where all is applied,
			   * in columns of its own; the value is how many
			   * changes of the next transaction are, too */
	KEEP_CUTOVER = 2, /* 'cutover', gho-cutover: it may have swapped */
	KEEP_GHOST = 3,	  /* 'ghost', gho-ghost: the ghost has no mark yet */
	KEEP_PLAN = 4,	  /* 'plan', gho-ghost: the complete plan, JSON */
	KEEP_SWAPPED = 5, /* 'swapped', gho-ghost: swapped for sure, what is
			   * not needed any more is being dropped */
	KEEP_DONE = 6,	  /* 'done', gho-ghost: over and swapped, and kept so
			   * that it can be taken back */
	KEEP_AHEAD = 7,	  /* 'ahead', gho-copy: how far it may have come, and
			   * how far it will: ahead.h */
	KEEP_COPY = 100,  /* 'copy.N', gho-copy: what is left to copy */
	KEEP_DOUBT = 1000 /* 'doubt.N', gho-copy: a range to look at again */
};

/*
 * keep_put(s, plan, id, kind, value): writes a row, in the transaction that
 * ${s} is in.  Functions return 0, or -1 after sql_failed().
 */
int keep_put(struct sql *, const struct plan *, uint64_t, const char *,
    const char *);

/*
 * keep_get(s, plan, kind, rows): the values of the rows whose kind is LIKE
 * ${kind}, by their ids, one column.  sql_rows_free() them.
 */
int keep_get(struct sql *, const struct plan *, const char *,
    struct sql_rows *);

/*
 * keep_row(s, plan, columns, id, tail, rows): ${columns} of one row, if there is
 * such a one; ${tail} goes on with the WHERE clause.  sql_rows_free() them.
 */
int keep_row(struct sql *, const struct plan *, const char *, uint64_t,
    const char *, struct sql_rows *);

/* keep_damaged(s, plan): -1, after sql_refuse(): nobody understands a row. */
int keep_damaged(struct sql *, const struct plan *);

/*
 * keep_plan(s, plan): the complete ${plan}, which is JSON there.  -1 also
 * after saying why it cannot be written.
 */
int keep_plan(struct sql *, const struct plan *);

/*
 * keep_over(s, plan): ${plan} is done; of the rest only what a revert needs
 * stays.  keep_turn(s, plan): ${plan}, a revert, is begun in its place.  Both
 * in one transaction.
 */
int keep_over(struct sql *, const struct plan *);
int keep_turn(struct sql *, const struct plan *);

/* keep_drop(s, plan, kind): deletes the rows whose kind is LIKE ${kind}. */
int keep_drop(struct sql *, const struct plan *, const char *);

#endif
