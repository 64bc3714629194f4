#ifndef LANES_H
#define LANES_H

#include <pthread.h>

#include "lane.h"

/*
 * Lanes: the changes of a batch, written by several sessions at once, each
 * those of its own keys.
 *
 * Why that is right.  A settled batch has at most one change of each key, and
 * where the ghost has no other UNIQUE key, a change meets no row but its
 * key's: so the order between lanes means nothing.  The lanes commit first,
 * and then the main one, with the position.  A death in between leaves rows
 * that are ahead of the position, each a whole row or none, as an
 * application made it; going on from the position writes the same keys once
 * more, in the order of the stream, and ends with the same rows.  Nobody
 * relies on the ghost before a mark has come back, and a mark comes back
 * after the main lane has committed.
 *
 * A lane of a dead process could commit late, above what was written since:
 * so whoever takes the main lane's place first ends those of all lanes
 * (lanes_clear()).
 */

enum {
	LANES_MAX = FENCE_LANES, /* besides the main one */
	LANES_LEAST = 200,	 /* changes that are worth more than one */
};

struct lanes_mate {
	struct lanes *all;
	struct lane lane;
	pthread_t thread;
	int (*work)(struct lane *); /* what it is to do, NULL: rest */
	int rc;
};

struct lanes {
	unsigned int n; /* besides the main one */
	struct lanes_mate *mate;
	pthread_mutex_t lock;
	pthread_cond_t change;
	bool over;
};

/*
 * lanes_can(plan): whether changes of different keys never meet: the ghost
 * has no UNIQUE key but the one by which rows are found, and two of its
 * values are equal to the server only if their bytes are.
 */
bool lanes_can(const struct plan *);

/*
 * lanes_open(ls, plan, opt, batch, n): starts ${n} threads, at most LANES_MAX;
 * they connect when they have work.
 */
void lanes_open(struct lanes *, const struct plan *, const struct sql_opt *,
    const struct batch *, unsigned int);

void lanes_close(struct lanes *);

/*
 * lanes_write(ls, first): all lanes write their changes, ${first} in the
 * calling thread, and all but ${first} commit.  Returns 0; -1 if ${first}
 * failed; 1 if only others did, ${why} saying how.  In both cases lanes may
 * have committed or not; lanes_drop() is next.
 */
int lanes_write(struct lanes *, struct lane *, struct buf *);

/* lanes_drop(ls): closes all sessions but the main one's. */
void lanes_drop(struct lanes *);

/*
 * lanes_clear(s, plan): ends all lanes but the main one, whoever has them.
 * Returns as fence_clear().
 */
int lanes_clear(struct sql *, const struct plan *);

#endif
