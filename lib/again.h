#ifndef AGAIN_H
#define AGAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "sql.h"

/*
 * Trying again: the one rule of all tools for failures that may pass.
 *
 * Contention with others, such as a deadlock, is tried again so many times as
 * --default-retries says.  A server that is away (no connection, shutting
 * down, recovering from a crash, read-only for a while, full) is waited for:
 * so many times AGAIN_AWAY_S seconds, which is ten minutes with the default
 * of 60.  With 0 retries the first failure is the last.
 */
struct again {
	unsigned long retries;
	unsigned long tries; /* retries so far */
	bool away;	     /* the last one */
	int64_t since;	     /* monotonic ms, of the first one */
};

enum {
	AGAIN_RETRIES = 60, /* default of --default-retries */
	AGAIN_AWAY_S = 10,
};

/* again_begin(a, retries): nothing has failed yet. */
void again_begin(struct again *, unsigned long);

/*
 * again_next(a, s): what ${s} did last has failed.  Returns the milliseconds
 * to wait before the next try, which grow from one to the next, or -1 if
 * this was the last try, the failure cannot pass (${s->fail} is not
 * X_AGAIN), or a signal has come.
 */
long again_next(struct again *, const struct sql *);

/*
 * again_tell(a, out): appends how far it has come: "retry 3 of 60", or
 * "retry 3, for at most 600 s".
 */
void again_tell(const struct again *, struct buf *);

#endif
