#ifndef UNKEPT_H
#define UNKEPT_H

#include "plan.h"
#include "sql.h"

/*
 * unkept_check(s, plan): whether, in a revert, a row of the original is new
 * and has no value for a column that only the ghost has, NOT NULL and without
 * a default.  It is looked for from the largest key down, for a short time, as
 * new rows are mostly there; one that is not found ends the stream when its
 * turn comes.  A row whose key has changed looks like a new one.  Returns 0, or -1 after naming both, X_REFUSED.
 */
int unkept_check(struct sql *, const struct plan *);

#endif
