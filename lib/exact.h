#ifndef EXACT_H
#define EXACT_H

#include <stdbool.h>

#include "buf.h"
#include "plan.h"

/*
 * Values as SQL expressions that are equal only if nothing tells the values
 * apart: neither a collation nor trailing spaces, neither the sign of a zero
 * nor two hours of one name, neither 1 against 1.0 in JSON.  They are NULL
 * where the value is.
 *
 * exact_value(out, col, name): appends that of column ${col}, which is
 * called ${name} here, quoted as it needs to be.
 */
void exact_value(struct buf *, const struct plan_col *, const char *);

/*
 * exact_given(out, from, to, name): the same for what column ${to} of the
 * ghost gets from ${from}, in the form that exact_value() has for ${to}.
 * Returns false, and appends nothing, if no expression says it.
 *
 * That they are equal proves that a value was converted rightly.  That they
 * differ does not prove the contrary: what was accepted to be lost, or what
 * only storing it does to a value, is not in these.
 */
bool exact_given(struct buf *, const struct plan_col *, const struct plan_col *,
    const char *);

/*
 * exact_item(out, col, value): appends ${value}, an expression of one of the
 * above for ${col}, as items of CONCAT_WS('#', ...), so that two lists are
 * equal only if all their values are.
 */
void exact_item(struct buf *, const struct plan_col *, const char *);

#endif
