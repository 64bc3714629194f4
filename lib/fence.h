#ifndef FENCE_H
#define FENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "plan.h"
#include "sql.h"

/*
 * One writer at a time.  A session whose client has died, or has lost it, may
 * live on in the server for a while and finish what it was told.  Its
 * connection id does not lead to it for sure: ids begin again when the server
 * does, and then it may be another's.  So each session that writes rows holds
 * a named lock of its run and its place in it; who holds that is the session,
 * and when nobody does, it is gone (Reference Manual, "Locking Functions").
 * KILL of a session of the same user needs no privilege.
 *
 * Who comes first to a place ends whoever has it.  Who comes again, after a
 * lost connection, ends its own session of before, and gives up if somebody
 * else has come meanwhile.
 *
 * When a host vanishes, a process is stopped or the network is cut, the server
 * learns nothing of it, and a session in a transaction keeps rows locked for
 * which applications wait.  So the server ends one that is silent for
 * FENCE_SILENCE_S seconds (Reference Manual, "wait_timeout"): long before a
 * statement that waits for a row gives up (innodb_lock_wait_timeout is 50 s if
 * nobody has changed it).
 */
struct fence {
	char name[64];	  /* of the lock */
	unsigned long id; /* of our last session, 0: none yet */
	int64_t used;	  /* monotonic ms */
};

enum { FENCE_SILENCE_S = 10 };

/* The places of a run. */
enum {
	FENCE_HANDS = 64, /* of a crew, at most */
	FENCE_LANES = 15, /* beside the one that has the position, at most */
};
enum fence_place {
	FENCE_APPLY, /* gho-apply and gho-cutover */
	FENCE_COPY,  /* gho-copy: who walks ahead; its hands follow */
	FENCE_VERIFY = FENCE_COPY + 1 + FENCE_HANDS,
	FENCE_LOCK = FENCE_VERIFY + 1 + FENCE_HANDS, /* swap_two.c */
	FENCE_RENAME,
	FENCE_LANE,			      /* gho-apply's other sessions */
	FENCE_ALL = FENCE_LANE + FENCE_LANES, /* how many there are */
};

/* fence_init(f, plan, place): no session yet. */
void fence_init(struct fence *, const struct plan *, unsigned int);

/*
 * fence_raise(f, s): makes ${s} the only session in this place.  Returns 0,
 * or -1 after sql_failed() or sql_refuse(): with X_AGAIN when the other one
 * does not end, with X_BUG when another process has taken the place.
 */
int fence_raise(struct fence *, struct sql *);

/*
 * fence_used(f): its session has just answered.
 * fence_idle(f): it has not for so long that it is better not used again.
 */
void fence_used(struct fence *);
bool fence_idle(const struct fence *);

/* fence_end(f, s): only ends our session of before, through ${s}. */
int fence_end(struct fence *, struct sql *);

/* fence_held(s, plan): 1: the run has a session in some place, 0: none, -1. */
int fence_held(struct sql *, const struct plan *);

/*
 * fence_clear(s, plan, first, n): ends whoever is in these ${n} places.
 * Returns as fence_raise().
 */
int fence_clear(struct sql *, const struct plan *, unsigned int, unsigned int);

#endif
