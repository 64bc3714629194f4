#ifndef NULLS_H
#define NULLS_H

#include <stdbool.h>

#include "key.h"
#include "plan.h"
#include "sql.h"

/*
 * Keys whose columns may be NULL.  Any number of rows may have NULL in a
 * UNIQUE key (Reference Manual, "CREATE TABLE Statement"), and none of them
 * is found by it; but a key that holds no NULL is as good as another.
 */

/*
 * nulls_find(s, plan, key, lock): whether a row of the original has NULL in
 * ${key}, of which there is one for each of its nullable columns at most.
 * With ${lock} it waits for transactions that are not visible yet.  Returns
 * 1, 0, or -1 after saying what failed.
 */
int nulls_find(struct sql *, const struct plan *, const struct key *, bool);

/*
 * nulls_allow(s, plan, keys): notes in ${plan} and in ${keys} which of the
 * keys that may hold NULL hold none.  Returns 0, or -1.
 */
int nulls_allow(struct sql *, struct plan *, struct key_list *);

/* nulls_known(plan, keys): notes in ${keys} what ${plan} says of them. */
void nulls_known(const struct plan *, struct key_list *);

/*
 * nulls_again(s, plan): the plan's key still has no NULL, as of a moment
 * after which the stream tells all.  Returns 0, or -1 after saying.
 */
int nulls_again(struct sql *, const struct plan *);

#endif
