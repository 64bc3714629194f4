#ifndef BEAT_H
#define BEAT_H

#include <stdint.h>

#include "plan.h"
#include "sql.h"

/* How a heartbeat says the time, by UTC; as gh-ost does. */
#define BEAT_FORMAT "'%Y-%m-%dT%H:%i:%s.%fZ'"

/*
 * beat_time(s, text, us): the time that the heartbeat ${text} says, or with
 * NULL the server's clock, in microseconds since 1970; -1 if ${text} is no
 * time.  The server reads it, so that nobody else's idea of time counts.
 * Returns 0, or -1 after sql_failed().
 */
int beat_time(struct sql *, const char *, int64_t *);

/* beat_last(s, plan, us): the time of the heartbeat that a server has. */
int beat_last(struct sql *, const struct plan *, int64_t *);

#endif
