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

enum {
	/* A session whose process has just died may have it for a moment. */
	SOLO_WAIT_S = 2,
	/* Then the server ends a session of which it hears nothing. */
	SOLO_SILENCE_S = 60,
};

/*
 * solo_take(s, db, table, wait): takes the lock, waiting ${wait} seconds for
 * it.  Returns 0, or -1 after saying why, X_AGAIN if somebody else has it.
 *
 * A host that has vanished leaves a session that has the lock, and of which
 * the server learns nothing.  So ${s} gets a wait_timeout of SOLO_SILENCE_S
 * (Reference Manual, "Server System Variables"); a caller that is silent for
 * longer sets another one.
 */
int solo_take(struct sql *, const char *, const char *, unsigned int);

/*
 * solo_end(s, db, table, id): ends session ${id}, a lost one of this process, if
 * it still has the lock.  Returns 1 if so, which may take its time, 0, or -1
 * after saying why.
 */
int solo_end(struct sql *, const char *, const char *, unsigned long);

/*
 * solo_give(s, db, table): gives it back, so that the next one can have it at
 * once.
 */
int solo_give(struct sql *, const char *, const char *);

/* solo_held(s, db, table): 1: somebody has it now, 0: nobody, -1. */
int solo_held(struct sql *, const char *, const char *);

/*
 * solo_check(s, db, table): nobody has it, or not for long.  Returns 0, or -1
 * after saying who has, X_AGAIN.
 */
int solo_check(struct sql *, const char *, const char *);

#endif
