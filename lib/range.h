#ifndef RANGE_H
#define RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "bound.h"
#include "buf.h"
#include "plan.h"

/*
 * Key ranges as SQL: the texts of all statements that walk the original
 * table by its key, with the parameters that belong to them in order.
 */

/* A statement.  Its parameters point into the bounds it was made of. */
struct range_sql {
	struct buf text;
	unsigned int n;
	unsigned int cap;
	struct range_arg {
		const struct bound_val *v;
		enum bound_as as;
	} * arg;
};

/* A range: the rows after ${low} (from ${low} on if ${with_low}), up to and
 * with ${high}. */
struct range {
	struct bound low;
	struct bound high;
	bool with_low;
};

void range_init(struct range *, const struct plan *);
void range_copy(struct range *, const struct range *);
void range_free(struct range *);

/*
 * range_check(plan): whether the key can be walked as planned.  Returns 0, or
 * -1 after saying which column cannot.
 */
int range_check(const struct plan *);

/*
 * range_zone(plan): the time zone in which these statements are to run, so
 * that a TIMESTAMP in the key compares right also in the hour that clocks
 * have twice.  Where values are converted on the way it has to be the
 * plan's zone, and such columns are compared by UNIX_TIMESTAMP.
 */
const char *range_zone(const struct plan *);

/*
 * Each of these makes ${q} anew:
 * range_edge(q, plan, last, lock) the smallest or largest key;
 * range_step(q, plan, r, n)	 the ${n}th key of ${r};
 * range_fill(q, plan, r, wait)	 copies the rows of ${r}; where one of them is
 *				 locked it waits, or fails at once;
 * range_left(q, plan, r)	 one key of ${r} that the ghost does not have.
 * The keys come as the columns of the result, in the form of bound_as().
 */
void range_edge(struct range_sql *, const struct plan *, bool, bool);
void range_step(struct range_sql *, const struct plan *, const struct range *,
    unsigned long);
void range_fill(struct range_sql *, const struct plan *, const struct range *,
    bool);
void range_left(struct range_sql *, const struct plan *, const struct range *);

void range_sql_free(struct range_sql *);

/*
 * Pieces for other statements over ranges:
 * range_begin(q, plan, verb)	 makes ${q} anew: ${verb} and our comment;
 * range_key(q, plan, i)	 the ${i}th column of the key, as fetched;
 * range_from(q, plan)		 FROM the original, by its key;
 * range_share(plan, wait)	 the clause that locks what is read.
 */
void range_begin(struct range_sql *, const struct plan *, const char *);
void range_key(struct range_sql *, const struct plan *, unsigned int);
void range_from(struct range_sql *, const struct plan *);
const char *range_share(const struct plan *, bool);

#endif
