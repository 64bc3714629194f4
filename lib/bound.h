#ifndef BOUND_H
#define BOUND_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "plan.h"

/*
 * The end of a key range: one value for each column of the plan's key.  It
 * comes from the server as it is and goes back as bound parameters; nobody
 * but the server says which of two bounds is the larger one.
 *
 * As text a bound is its values with tabs between them, as bound_print()
 * describes; which form a value has is said by its column alone.
 */

/* How a value travels. */
enum bound_as {
	BOUND_INT,   /* signed integer */
	BOUND_UINT,  /* unsigned: also YEAR, BIT, ENUM, SET */
	BOUND_WORD,  /* ASCII text: DECIMAL and temporal values */
	BOUND_TEXT,  /* text in UTF-8 */
	BOUND_BYTES, /* bytes, and text in any other charset */
};

struct bound_val {
	uint64_t u;   /* the bits of an integer */
	struct buf b; /* everything else */
};

struct bound {
	unsigned int n;
	struct bound_val *v;
};

/* bound_as(col): how values of the column travel, or -1 for those that
 * make no key (FLOAT, JSON, GEOMETRY and such). */
int bound_as(const struct plan_col *);

/* bound_order(col, u): the bits of a BOUND_INT or BOUND_UINT of the column, so
 * that they compare as it does. */
uint64_t bound_order(const struct plan_col *, uint64_t);

/* bound_init(b, plan): room for a value of each key column. */
void bound_init(struct bound *, const struct plan *);

void bound_copy(struct bound *, const struct bound *);
void bound_free(struct bound *);

/* bound_same(a, b): the number of leading values equal in every byte. */
unsigned int bound_same(const struct bound *, const struct bound *);

/*
 * bound_print(out, b, plan): appends ${b} as text.  Integers are digits,
 * BOUND_WORD is as it is, BOUND_TEXT has \t, \n, \r, \0 and \\ escaped,
 * BOUND_BYTES is 0x and hexadecimal digits.
 */
void bound_print(struct buf *, const struct bound *, const struct plan *);

/* bound_show(out, b, plan): the same for people, with ", " for the tabs. */
void bound_show(struct buf *, const struct bound *, const struct plan *);

/*
 * bound_parse(b, plan, p): fills ${b} from the fields at ${*p}, each ended
 * by a tab or the end of the string, and moves ${*p} behind them.  Returns
 * 0, or -1 if they are not values of these columns; says nothing.
 */
int bound_parse(struct bound *, const struct plan *, const char **);

#endif
