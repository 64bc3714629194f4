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

/* A session whose process has just died may have the lock for a moment. */
enum { SOLO_WAIT_S = 2 };

/*
 * solo_take(s, db, table, wait): takes the lock, waiting ${wait} seconds for
 * it.  Returns 0, or -1 after saying why, X_AGAIN if somebody else has it.
 */
int solo_take(struct sql *, const char *, const char *, unsigned int);

/*
 * solo_give(s, db, table): gives it back, so that the next one can have it at
 * once.
 */
int solo_give(struct sql *, const char *, const char *);

/*
 * solo_check(s, db, table): nobody has it, or not for long.  Returns 0, or -1
 * after saying who has, X_AGAIN.
 */
int solo_check(struct sql *, const char *, const char *);

#endif
