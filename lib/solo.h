#ifndef SOLO_H
#define SOLO_H

#include <stdbool.h>

#include "sql.h"

/*
 * One migration of a table at a time, from whatever host: the run's
 * gho-throttle holds a named lock of the server as long as it lives.
 * Reference Manual, "Locking Functions"; such a lock is on this server
 * only, and is gone with its session.
 */

/*
 * solo_take(s, db, table, wait): takes the lock, waiting ${wait} seconds for
 * a session of our own that has not ended yet.  Returns 0, or -1 after
 * saying why, X_AGAIN if somebody else has it.
 */
int solo_take(struct sql *, const char *, const char *, unsigned int);

/*
 * solo_check(s, db, table): nobody has it.  Returns 0, or -1 after saying
 * who has, X_AGAIN.
 */
int solo_check(struct sql *, const char *, const char *);

#endif
