#ifndef WHERE_H
#define WHERE_H

#include "range.h"

/*
 * Conditions on the columns of the plan's key, in the order of the index
 * and so that the server finds the rows by the index.
 */

/* where_col(plan, i): the ${i}th column of the key, in the original. */
const struct plan_col *where_col(const struct plan *, unsigned int);

/*
 * where_unix(plan, col): whether a TIMESTAMP is not compared as one; see
 * range_zone() in range.h.
 */
bool where_unix(const struct plan *, const struct plan_col *);

/* where_result(b, plan, col): the column as bound_as() wants it fetched. */
void where_result(struct buf *, const struct plan *, const struct plan_col *);

/*
 * where_fetch(b, plan, col, name): the same for ${name}, SQL that is of the
 * type of ${col}.
 */
void where_fetch(struct buf *, const struct plan *, const struct plan_col *,
    const char *);

/* where_arg(q, col, v): the next '?' in ${q} is ${v}, of the type of ${col}. */
void where_arg(struct range_sql *, const struct plan_col *,
    const struct bound_val *);

/* where_range(q, plan, r): the condition for a row to be in ${r}. */
void where_range(struct range_sql *, const struct plan *, const struct range *);

/* where_beyond(q, plan, b, above): for it to be above, or below, ${b}. */
void where_beyond(struct range_sql *, const struct plan *, const struct bound *,
    bool);

#endif
