#ifndef WATCH_H
#define WATCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "plan.h"
#include "sql.h"

/*
 * The watch of a run: all looks for reasons to wait (look.h), each in a
 * thread of its own.
 */

/* What to look at; times in ms unless they say otherwise. */
struct watch_conf {
	const char *run;
	const struct plan *plan;
	struct sql_opt sql;
	struct sql_opt feed; /* of the server whose log is followed: feed.h */
	bool apart;	     /* it is a replica of that of ${sql} */
	const char *flag[2]; /* files; NULL or "": none */
	const char *panic;
	const char *replicas; /* as knob/throttle-control-replicas */
	const char *max_load;
	const char *critical_load;
	const char *query;
	const char *http;
	long interval;	     /* of the heartbeat, replicas and flag files */
	double max_lag;	     /* of the stream, the server and replicas */
	long critical_again; /* look twice, so long after; 0: once */
	long hibernate;	     /* s: sleep instead of ending; 0: end */
	long http_interval;
	long http_timeout;
	bool http_ignore; /* failures to reach it do not count */
	bool copy_only;	  /* what is measured holds the copy alone */
	/* What holds the cut-over; each as the knob cut-over-...; or NULL. */
	struct {
		const char *window;
		const char *zone; /* of the window; NULL or "": the server's */
		const char *load;
		const char *lag; /* ms, of replicas */
		const char *connections;
		const char *disk;
	} cutover;
};

struct watch;
struct look;

/*
 * watch_start(conf): makes the files' directories, connects, writes the
 * first heartbeat and starts all looks.  ${conf} must stay valid.  Returns
 * NULL after saying why, with the exit code in ${*fail}.
 */
struct watch *watch_start(const struct watch_conf *, int *);

/*
 * watch_tick(w): follows the knobs, holds others for looks that do not
 * answer, and keeps throttle/state, which is missing until every look has
 * answered once.  Returns 0, or the exit code that a look wants.
 */
int watch_tick(struct watch *);

/* watch_rest(w): ms until the next tick; fewer while others wait for state. */
long watch_rest(const struct watch *);

/*
 * watch_end(w): lets everybody go on and ends the threads; one that is stuck
 * is left alone after a second, and then ${w} stays.
 */
void watch_end(struct watch *);

/* ---- For looks ---- */

/* watch_over(w): whether the end has come. */
bool watch_over(struct watch *);

/* watch_sleep(w, ms): sleeps, or until the end has come. */
void watch_sleep(struct watch *, long);

/* watch_max_lag(w): the limit in force, ms. */
double watch_max_lag(struct watch *);

/* watch_what(w, l, what): copies ${l->what}, which may change, LOOK_TEXT. */
void watch_what(struct watch *, const struct look *, char *);

/*
 * The source's clock, as microseconds since 1970 by UTC: looks at other
 * servers compare with it, since their own clocks may differ.
 * watch_clock() returns -1 while it is unknown.
 */
void watch_set_clock(struct watch *, int64_t);
int64_t watch_clock(struct watch *);

/*
 * watch_set_lag(l, ms): of a replica, -1: unknown.  watch_laggard(w, what):
 * that of the worst one, and its address, LOOK_TEXT bytes; 0 if there is none.
 */
void watch_set_lag(struct look *, double);
double watch_laggard(struct watch *, char *);

/*
 * watch_hibernate(w, ms): from now on nothing is looked at nor written, but
 * flag files.  watch_hibernates(w): whether it is so.
 */
void watch_hibernate(struct watch *, long);
bool watch_hibernates(struct watch *);

/* watch_put(w, name, text): writes throttle/${name}.  Dies if it cannot. */
void watch_put(const struct watch *, const char *, const char *);

#endif
