#ifndef ZERO_H
#define ZERO_H

#include <stdbool.h>

#include "plan.h"
#include "sql.h"

/*
 * Columns that the ALTER makes AUTO_INCREMENT.  The server's ALTER TABLE gives
 * a new number to a row that has 0 there (Reference Manual, "Using
 * AUTO_INCREMENT", and NO_AUTO_VALUE_ON_ZERO in "Server SQL Modes"); a row
 * that is copied keeps its 0.
 */

/*
 * zero_none(s, plan, ghost): no row of the ghost, or of the original, has 0
 * in such a column.  Takes an index of the ghost; the original is read in
 * whole if it has none.  Returns 0, or -1 after saying why not.
 */
int zero_none(struct sql *, const struct plan *, bool);

#endif
