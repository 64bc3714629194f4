#ifndef CREW_H
#define CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "hand.h"

/*
 * A crew works on ranges of rows with several sessions at once.
 *
 * One session walks ahead and cuts a range into chunks; the others, the
 * hands, each take one chunk after the other.  Chunks are handed out in the
 * order of the key, so that what is written grows at its end, and what was
 * done is told chunk by chunk, in the order in which they were finished.
 */

struct crew;

/* What the hands do. */
struct crew_trade {
	/* hire(c): a new hand, of which the owner knows more. */
	struct hand *(*hire)(struct crew *);
	/*
	 * work(h, rest, done, n): as copy_chunk(): works on the first rows
	 * of ${rest}, which has about ${n}.  Returns 1 if anything is left,
	 * 0, or -1 as functions of hand.h.
	 */
	int (*work)(struct hand *, struct range *, struct range *,
	    unsigned long);
	void (*fire)(struct hand *);
	/* told(c, h, done): the work on ${done} is done; one call at a time. */
	void (*told)(struct crew *, struct hand *, const struct range *);
};

/* How a crew is to work. */
struct crew_pace {
	double chunk; /* rows of a chunk, to begin with */
	double time;  /* ms that a chunk should take; 0: rows are fixed */
	double nice;  /* sleep so many times as long as each chunk took */
};

/* A chunk that is to be worked on. */
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
	const struct crew_trade *trade;
	void *arg; /* the caller's */
	int fail;  /* X_* of the first failure; 0: none */

	struct hand *ahead; /* finds chunks; also the caller's to use */
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
 * crew_open(c, opt, plan, retries, hands, pace, trade): starts the hands; they
 * connect when they have work.  Callbacks and ${c->arg} are to be set before
 * crew_work().
 */
void crew_open(struct crew *, const struct sql_opt *, const struct plan *,
    unsigned long, unsigned int, const struct crew_pace *,
    const struct crew_trade *);

/*
 * crew_work(c, r): has all rows of ${r} worked on and waits until that is
 * done.  Returns 0, or -1 when a hand has failed (and has said why) or
 * a signal has come; chunks that were begun are then finished first.
 */
int crew_work(struct crew *, struct range *);

/* crew_close(c): ends the hands and frees everything. */
void crew_close(struct crew *);

#endif
