#ifndef PACE_H
#define PACE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How hard a crew works: the size of its chunks, and what it leaves to others.
 *
 * How many of them are at work is gho-throttle's to find out.  While nobody is,
 * chunks may take longer, as nobody waits for their locks; and while many are,
 * as these wait for each other's commits, and for each of ours.
 *
 * While there are others, one hand works at a time, its commit and its rest
 * included, but for one that has to try again: sessions that compete for all
 * cores make every statement of an application wait for one.  And where
 * innodb_log_writer_threads is off, as it is by default on small servers from
 * MySQL 8.4 on, a commit waits for all who are just writing into the log buffer,
 * at times for 100 ms (the server's log_self_write_up_to()): a session that
 * commits beside one that copies makes that frequent.
 */
struct pace {
	double chunk;	 /* rows of a chunk, to begin with */
	double time;	 /* ms that a chunk should take beside one session
			  * of others; 0: rows are fixed */
	double nice;	 /* sleep so many times as long as each chunk took */
	double courtesy; /* the same for each session of others at work but
			  * the first, which has a core beside us; 0: nothing
			  * is left to others */
	double busy;	 /* how many of them there are, in the mean; -1: that
			  * is unknown */
};

#define PACE_IDLE 0.05 /* fewer sessions than that are none */

enum {
	PACE_CHUNK_MIN = 10,
	PACE_CHUNK_MAX = 100000,
	PACE_NICE_MAX = 100,
};

/*
 * pace_follow(p, run): takes what the run directory ${run} (NULL: none) says:
 * knobs, and how busy gho-throttle finds the server.  A size that somebody sets
 * during the run is meant: it is not steered any more.
 */
void pace_follow(struct pace *, const char *);

/* pace_alone(p): whether only one hand is to work at a time. */
bool pace_alone(const struct pace *);

/*
 * pace_steer(p, rows, done, ms): a chunk of ${rows}, which had ${done}, took so
 * long: if that was too long or too short, the next ones are smaller or
 * larger, by no more than half each time.
 */
void pace_steer(struct pace *, unsigned long, uint64_t, double);

/* pace_rest(p): how long to rest, times the work that was done. */
double pace_rest(const struct pace *);

#endif
