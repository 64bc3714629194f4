#ifndef FENCE_H
#define FENCE_H

#include "sql.h"

/*
 * A session whose connection was lost may live on in the server for a while
 * and finish what it was told.  Its connection id does not lead to it for
 * sure: ids begin again when the server does, and then it may be another's.
 * So each session holds a named lock that nobody else can have; who holds it
 * now is that session, and when nobody does, it is gone (Reference Manual,
 * "Locking Functions").
 */
struct fence {
	char name[32]; /* of the lock; empty: no session yet */
};

/*
 * fence_raise(f, s): ends the session of before, if there was one, waits
 * until it is gone, and marks ${s} as the session of now.  Returns 0, or -1
 * after sql_failed() or, when it does not go, sql_refuse() with X_AGAIN.
 */
int fence_raise(struct fence *, struct sql *);

/* fence_end(f, s): only ends the session of before, through ${s}. */
int fence_end(struct fence *, struct sql *);

#endif
