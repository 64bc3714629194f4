#ifndef GUARD_H
#define GUARD_H

#include <stdbool.h>

#include "sql.h"

/*
 * A guard in the server: a session of its own that sleeps there and then
 * ends others.  Nothing of it depends on this process or on the network, so
 * locks of ours end in time when we are stopped, or cut off from the server.
 *
 * Its text is "DO SLEEP(n); KILL id; ..." in one packet: the server reads all
 * of it at once, and goes on with the next statement by itself (C API, "Multiple
 * Statement Execution Support").
 */
struct guard {
	struct sql sql;
	bool armed;
};

/*
 * guard_arm(g, opt, ms, id, n): in ${ms} milliseconds these ${n} sessions end.
 * Connects; returns -1 after saying why if that is not possible.
 */
int guard_arm(struct guard *, const struct sql_opt *, unsigned int,
    const unsigned long *, unsigned int);

/*
 * guard_disarm(g, side): ends the guard, through the session ${side}, before
 * it ends anything.  If that cannot be said, as ${side} is gone, the guard may
 * still strike: its sessions must not be used any more.  Then -1, in silence.
 */
int guard_disarm(struct guard *, struct sql *);

#endif
