#ifndef CREW_H
#define CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "copy.h"

/*
 * A crew copies ranges of rows with several sessions at once.
 *
 * One session walks ahead and cuts a range into chunks; the others, the
 * hands, each copy one chunk after the other.  Chunks are handed out in the
 * order of the key, so the ghost still grows at its end, and what was copied
 * is told chunk by chunk, in the order in which they were committed.
 */

/* How a crew is to work. */
struct crew_pace {
	double chunk; /* rows of a chunk, to begin with */
	double time;  /* ms that a chunk should take; 0: rows are fixed */
	double nice;  /* sleep so many times as long as each chunk took */
};

/* A chunk that is to be copied, or was. */
struct crew_chunk {
	struct range range;
	unsigned long rows; /* at most */
	struct crew_chunk *next;
};

struct crew {
	const struct sql_opt *opt;
	const struct plan *plan;
	unsigned long retries;
	unsigned int nhand;
	pthread_t *hand;
	void (*pause)(struct crew *); /* before each chunk, by each session:
				       * waits while that is wanted */
	void (*tune)(struct crew *);  /* may change the pace */
	/* A chunk is committed; one call at a time.  ${c} copied it. */
	void (
	    *copied)(struct crew *, const struct copy *, const struct range *);
	void *arg; /* the caller's */
	int fail;  /* X_* of the first failure; 0: none */

	struct copy ahead; /* finds chunks; also the caller's to use */
	pthread_mutex_t lock;
	pthread_cond_t change;
	struct crew_chunk *first, **last; /* chunks that wait for a hand */
	unsigned int waiting;
	unsigned int busy; /* hands at work */
	bool stop;
	struct crew_pace pace;
};

enum {
	CREW_CHUNK_MIN = 10,
	CREW_CHUNK_MAX = 100000,
	CREW_HANDS_MAX = 64,
};

/*
 * crew_open(c, opt, plan, retries, hands, pace): starts the hands; they
 * connect when they have work.  Callbacks are to be set before crew_copy().
 */
void crew_open(struct crew *, const struct sql_opt *, const struct plan *,
    unsigned long, unsigned int, const struct crew_pace *);

/*
 * crew_copy(c, r): copies the rows of ${r} and waits until all of them are
 * committed.  Returns 0, or -1 when a hand has failed (and has said why) or
 * a signal has come; chunks that were begun are then finished first.
 */
int crew_copy(struct crew *, struct range *);

/* crew_close(c): ends the hands and frees everything. */
void crew_close(struct crew *);

#endif
