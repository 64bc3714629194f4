#ifndef FRESH_H
#define FRESH_H

#include "plan.h"
#include "sql.h"

/*
 * New columns that are NOT NULL without a DEFAULT, for which rows that are
 * there can have no value: a date, a shape, a VECTOR.  ALTER TABLE refuses the
 * first two ("Incorrect date value: '0000-00-00'", "Invalid use of NULL value"),
 * and makes an empty VECTOR, which the server takes from nobody else.
 *
 * fresh_none(s, plan): there is no such column in the ghost, or no row in the
 * original.  Returns 0, or -1 after saying why not.
 */
int fresh_none(struct sql *, const struct plan *);

#endif
