#ifndef EXACT_H
#define EXACT_H

#include <stdbool.h>

#include "buf.h"
#include "plan.h"

/*
 * Values as SQL expressions in which all of a value is told: neither the sign
 * of a zero nor the hour that clocks have twice is lost, nor is it lost in
 * JSON whether a number is 1 or 1.0.  They are NULL where the value is.
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
 * exact_equal(out, col, a, b): whether two such expressions for ${col} are
 * the same in every byte, whatever its collation says.
 */
void exact_equal(struct buf *, const struct plan_col *, const char *,
    const char *);

/*
 * exact_item(out, col, value, null, last): appends ${value}, such an
 * expression for ${col}, as items of CONCAT_WS(_binary '#', ...), so that two
 * lists are equal only if all their values are.  ${null}: it may be NULL;
 * ${last}: no exact_loose() column comes after it.
 */
void exact_item(struct buf *, const struct plan_col *, const char *, bool,
    bool);

/* exact_loose(col): whether there may be a '#' in its items. */
bool exact_loose(const struct plan_col *);

#endif
