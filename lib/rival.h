#ifndef RIVAL_H
#define RIVAL_H

#include <stdbool.h>

#include "bound.h"
#include "plan.h"
#include "query.h"
#include "range.h"
#include "sql.h"

/*
 * Two rows for one place.
 *
 * Where the ghost has a UNIQUE key that the original does not imply
 * (plan.stricter), a row of the original may find its value taken by another
 * row of the ghost.  The original is asked which of them has the value now:
 *
 * - Row a is read again, with a lock, and written.  What the ghost has in its
 *   place, row c, is taken out before.
 * - Then c is read again, with a lock, and written, too.  If it meets a, both
 *   have the value at this moment: the new key does not hold, and the rows
 *   are named.  This is no matter of time or of how often it was tried.
 * - If c meets another row d instead, c is left out.  It was beside d in the
 *   ghost, so its value has changed since; its own change is still to come in
 *   the stream and writes it whole.
 *
 * So only a row whose last change is still to come is ever left out, and each
 * call ends: nothing is put off until the stream has moved.  The server's own
 * indexes say what meets what; no value is compared here, so it is the same
 * for keys on prefixes, expressions and generated columns.
 */
struct rival {
	struct sql *sql;
	const struct plan *plan;
	struct query put;  /* a row of the original into the ghost */
	struct query met;  /* the key of the row that was in its way */
	struct query out;  /* takes a row out of the ghost */
	struct query same; /* whether two keys are one row */
	struct query why;  /* the duplicate in the server's words */
	struct range_sql text;
	struct range one, two; /* of a single key each */
};

/*
 * rival_can(plan): whether a key that is found in the ghost says which row of
 * the original it is.  It does unless the ALTER turns it into another type.
 */
bool rival_can(const struct plan *);

/* rival_open(v, s, plan): for the session ${s}, in a transaction. */
void rival_open(struct rival *, struct sql *, const struct plan *);

/* rival_close(v): before the session is closed; may be called twice. */
void rival_close(struct rival *);

/*
 * rival_settle(v, key): the row ${key} of the original, which is not in the
 * ghost, goes into it as said above, unless it is gone from the original.
 * Returns 0, or -1 with the reason in the session: X_REFUSED and both keys
 * if two rows have the value; X_AGAIN if a row of the original is locked,
 * since it waits for none while it holds others.
 */
int rival_settle(struct rival *, const struct bound *);

#endif
