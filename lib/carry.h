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

/* carry_only_into(), carry_only_select(): without columns nothing is carried to. */
void carry_only_into(struct buf *, const struct plan *);
void carry_only_select(struct buf *, const struct plan *);

/* carry_values(out, plan): the same with a '?' for each carried column. */
void carry_values(struct buf *, const struct plan *);

/* carry_column(out, plan, i): the same for one column, the map's ${i}th. */
void carry_column(struct buf *, const struct plan *, unsigned int);

/*
 * carry_as_text(from, to): whether a number is stored as the text that it is
 * shown as.  ALTER TABLE does that; INSERT ... SELECT stores its value, and
 * so makes 0.10000000149011612 of a FLOAT 0.1, 0 of the YEAR 0000, 7 of a
 * ZEROFILL 007, and no JSON of any.  A BIT is stored as its value by both.
 */
bool carry_as_text(const struct plan_col *, const struct plan_col *);

/*
 * carry_fill(col): what rows that are there have in a new column that is NOT
 * NULL without a default, as SQL; NULL: there is no such value.
 */
const char *carry_fill(const struct plan_col *);

/* carry_one(out, from, to, name): what ${to} gets from ${from}, ${name} here. */
void carry_one(struct buf *, const struct plan_col *, const struct plan_col *,
    const char *);

/*
 * carry_key(out, plan, i, name): appends what the ghost's column gets from
 * the ${i}th column of the original's key, if it is called ${name}.
 */
void carry_key(struct buf *, const struct plan *, unsigned int, const char *);

/*
 * carry_keys_alike(plan): whether a key of the original finds its row in the
 * ghost as it is; otherwise it has to be converted like the row.
 */
bool carry_keys_alike(const struct plan *);

/*
 * carry_folds(plan, i): whether the ${i}th column of the key is text under
 * another collation in the ghost, which may hold keys equal that differ.
 */
bool carry_folds(const struct plan *, unsigned int);

/* carry_any_folds(plan): whether any column of the key does. */
bool carry_any_folds(const struct plan *);

/*
 * carry_back(out, plan, i, table): appends the ${i}th column of the ghost's
 * key as the original would compare it; the ghost is called ${table}.
 */
void carry_back(struct buf *, const struct plan *, unsigned int, const char *);

#endif
