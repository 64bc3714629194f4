#ifndef CREW_H
#define CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "hand.h"
#include "pace.h"
#include "todo.h"

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
	/*
	 * hire(c, no): a new hand, of which the owner knows more.  Number 0 is
	 * the scout, who walks ahead.
	 */
	struct hand *(*hire)(struct crew *, unsigned int);
	/*
	 * work(h, rest, done, n): as copy_chunk(): works on the first rows
	 * of ${rest}, which has about ${n}.  Returns 1 if anything is left,
	 * 0, or -1 as functions of hand.h.
	 */
	int (*work)(struct hand *, struct range *, struct range *,
	    unsigned long);
	void (*fire)(struct hand *);
	/*
	 * found(c, chunk): before anybody begins with it, in the scout's
	 * thread; -1 as functions of hand.h.  NULL: nothing is to be done.
	 */
	int (*found)(struct crew *, const struct range *);
	/* told(c, h, done): the work on ${done} is done; one call at a time. */
	void (*told)(struct crew *, struct hand *, const struct range *);
};

/* A hand in its crew: its thread, and the chunk that it has. */
struct crew_mate {
	struct crew *crew;
	struct hand *hand;
	pthread_t thread;
	struct todo_item *item;
	bool turn; /* as long as it has one no other hand begins, if only one
		    * is to work at a time */
};

struct crew {
	const struct sql_opt *opt;
	const struct plan *plan;
	unsigned long retries;
	unsigned int nhand;
	struct crew_mate *mate;
	void (*pause)(struct crew *); /* before each chunk, by each session:
				       * waits while that is wanted */
	void (*tune)(struct crew *);  /* may change the pace */
	const struct crew_trade *trade;
	void *arg;
	int fail; /* X_* of the first failure; 0: none */

	struct hand *scout; /* finds chunks; also the caller's to use */
	struct todo todo;   /* what to work on; the caller's, while none does */
	pthread_mutex_t lock;
	pthread_cond_t change;
	unsigned int waiting; /* chunks that no hand has taken */
	unsigned int busy;    /* hands at work */
	unsigned int turns;   /* of them, those that have their turn */
	bool stop;
	struct pace pace;
};

enum { CREW_HANDS_MAX = 64 };

/*
 * crew_open(c, opt, plan, retries, hands, pace, trade, arg): starts the hands;
 * they connect when they have work.  ${arg} is the caller's, as ${c->arg}.
 * pause() and tune() are to be set before crew_work().
 */
void crew_open(struct crew *, const struct sql_opt *, const struct plan *,
    unsigned long, unsigned int, const struct pace *, const struct crew_trade *,
    void *);

/*
 * crew_work(c): has all that ${c->todo} has left worked on and waits until
 * that is done.  Returns 0, or -1 when a hand has failed (and has said why)
 * or a signal has come; chunks that were begun are then finished first.
 */
int crew_work(struct crew *);

/*
 * crew_left(h, done, text): for a hand in the middle of its work: appends what
 * todo_text() says when ${done} is committed, and returns its version.
 */
uint64_t crew_left(struct hand *, const struct range *, struct buf *);

/*
 * crew_retries(h): ${h} has to try again, mostly as it waits for somebody's
 * lock: even if only one hand is to work at a time, the next one may begin.
 * ${h} ends its chunk beside that one.
 */
void crew_retries(struct hand *);

/* crew_close(c): ends the hands and frees everything. */
void crew_close(struct crew *);

#endif
