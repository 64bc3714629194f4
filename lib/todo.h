#ifndef TODO_H
#define TODO_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "range.h"
#include "sql.h"

/*
 * What is left to copy: ranges in the order of the key.  Those at the front
 * are chunks, which wait for a hand or are in one; the last ones are still to
 * be cut into chunks.
 *
 * It is kept in the checkpoint table, so that a copy that died can go on.
 * Several sessions commit chunks at the same time, and none waits for
 * another: each has a row of its own, which it writes in the transaction of
 * its chunk.  The row has a version, the chunk, and all that is then left.
 * The row with the highest version knows of every chunk but those that were
 * at that moment in the transactions of others; they are in the rows of
 * these.  So nothing has to be compared but for equality, and the rows stay
 * as short as the list.
 *
 * Functions that use a session return -1 after sql_failed() or sql_refuse().
 */
struct todo_item {
	struct range range;
	unsigned long rows; /* of a chunk, at most; 0: still to be cut */
	bool taken;	    /* a hand has it */
	TAILQ_ENTRY(todo_item) link;
};

TAILQ_HEAD(todo_list, todo_item);

struct todo {
	const struct plan *plan;
	struct todo_list left;
	struct todo_list doubt; /* copied, but to be looked at again */
	uint64_t version;
	uint64_t rows; /* copied so far, by all runs */
};

void todo_init(struct todo *, const struct plan *);
void todo_free(struct todo *);

/* todo_add(t, list, r): puts a copy of ${r} at the end of ${list}. */
struct todo_item *todo_add(struct todo *, struct todo_list *,
    const struct range *);

/* todo_drop(list, item): takes it out and frees it. */
void todo_drop(struct todo_list *, struct todo_item *);

/*
 * todo_cut(t, item, chunk, n, left): ${chunk}, of at most ${n} rows, is the
 * first part of ${item}; ${left} is what it then still is, NULL if nothing.
 */
void todo_cut(struct todo *, struct todo_item *, const struct range *,
    unsigned long, const struct range *);

/*
 * todo_done(t, item, done, rows): ${done}, the first part of ${item} or all
 * of it, is committed, with ${rows} rows.  In the latter case ${item} is gone.
 */
void todo_done(struct todo *, struct todo_item *, const struct range *,
    uint64_t);

/*
 * todo_text(t, item, done, rows, out): what a session is to keep that is
 * about to commit that; NULL for ${item} and ${done}: nothing new.
 */
void todo_text(struct todo *, const struct todo_item *, const struct range *,
    uint64_t, struct buf *);

/*
 * todo_read(t, text, n): from ${n} such texts, which are cut apart.  Returns
 * 0, or -1 if they make no sense; says nothing.
 */
int todo_read(struct todo *, char *const *, unsigned int);

/* todo_keep(s, plan, hand, text): writes it, as row ${hand}. */
int todo_keep(struct sql *, const struct plan *, unsigned int, const char *);

/* todo_keep_doubt(s, plan, version, r): one more range to be looked at. */
int todo_keep_doubt(struct sql *, const struct plan *, uint64_t,
    const struct range *);

/*
 * todo_load(t, s): what a copy of before has left.  Returns 1, or 0 if none
 * has begun.
 */
int todo_load(struct todo *, struct sql *);

/* todo_rewrite(t, s): as few rows as can say all of it. */
int todo_rewrite(struct todo *, struct sql *);

#endif
