#ifndef WATCH_IN_H
#define WATCH_IN_H

#include "look.h"

/* What watch.c and watch_run.c know of a watch, and nobody else. */

enum {
	WATCH_REPLICAS = 32,
	WATCH_KINDS = 14, /* without the replicas, of which there may be many */
	WATCH_LOOKS = WATCH_KINDS + WATCH_REPLICAS,
};

struct watch {
	const struct watch_conf *conf;
	pthread_mutex_t lock;
	pthread_cond_t change;
	bool over;
	int fail;	/* the exit code that a look wants */
	double max_lag; /* ms */
	int64_t clock;	/* us: the source's, less our monotonic one */
	bool clock_known;
	int64_t asleep;	  /* monotonic ms: hibernates until then */
	bool looked;	  /* every look has answered once */
	char *said;	  /* last text of throttle/state */
	struct look list; /* the replicas that are to be looked at */
	struct look look[WATCH_LOOKS];
	pthread_t thread[WATCH_LOOKS];
};

/*
 * watch_hold(l, text), watch_release(l): write or remove the look's file and
 * tell it.  Under the lock.  They die when they cannot.
 */
void watch_hold(struct look *, const char *);
void watch_release(struct look *);

/* watch_run(l): a look's thread. */
void *watch_run(void *);

#endif
