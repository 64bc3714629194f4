#ifndef PROVE_H
#define PROVE_H

#include "echo.h"
#include "verify.h"

/*
 * Whether suspects do differ.  A row that is found otherwise in the ghost may
 * only have changed a moment ago.  So a mark is sent through the stream, and
 * the row is looked at again when it is back, some times.  What still
 * differs is looked at under a lock: while that holds, the original's row
 * does not change, and once a mark is back that was written under it, all
 * that ever happened to the row is applied.  The locks are on no more than
 * PROVE_ROWS rows, given back after PROVE_MS at most, and wait for nobody
 * while they hold any.
 */
enum {
	PROVE_ROUNDS = 3, /* without a lock */
	PROVE_ROWS = 32,
	PROVE_MS = 500,
};

/* A row that does differ, as told(). */
struct prove_row {
	enum verify_row how;
	const struct bound *key;
	const char *mask; /* a '1' for each pair that differs */
	bool repaired;
};

struct prove {
	struct verify *v;
	struct echo echo;
	bool repair; /* write such rows again, under the same lock */
	void (*pause)(struct prove *); /* before each step: as wanted */
	void (*told)(struct prove *, const struct prove_row *);
	void *arg;	 /* the caller's */
	uint64_t locked; /* rows looked at under a lock */
};

/*
 * prove_all(p, keys): tells of each of ${keys}, of the original, whether it
 * differs.  Returns 0, or -1 with the exit code in ${p->v->hand.fail}, or
 * because of a signal, after saying what failed.
 */
int prove_all(struct prove *, struct query_keys *);

#endif
