#ifndef PARAM_H
#define PARAM_H

#include "buf.h"
#include "plan.h"

/*
 * param_text(out, from, to): appends an expression with one '?': a value of
 * column ${from}, as the log has it, to be compared with column ${to} under
 * the type and collation of ${to}, so that its index can be used.  It is to
 * be bound as a number, or its bytes as a blob for text and bytes, or as a
 * string for all others.
 */
void param_text(struct buf *, const struct plan_col *, const struct plan_col *);

#endif
