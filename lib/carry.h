#ifndef CARRY_H
#define CARRY_H

#include "buf.h"
#include "plan.h"

/*
 * How a row of the original becomes one of the ghost: the lists of columns
 * and expressions of all statements that write rows.  ${plan} must have its
 * map.
 *
 * carry_names(out, plan): the original's columns that are carried.
 */
void carry_names(struct buf *, const struct plan *);

/* carry_into(out, plan): the ghost's columns that are written. */
void carry_into(struct buf *, const struct plan *);

/* carry_select(out, plan): what they get from a table like the original. */
void carry_select(struct buf *, const struct plan *);

/* carry_values(out, plan): the same with a '?' for each carried column. */
void carry_values(struct buf *, const struct plan *);

#endif
