#ifndef PAIR_H
#define PAIR_H

#include "range.h"

/*
 * Which column of the ghost holds what a column of the original gave, and
 * the texts of all statements that compare the two.
 *
 * Where a chunk is only to be found equal, each table gives one hash of all
 * its rows.  To find which rows differ, the original's are joined to the
 * ghost's by the key.  If values are converted the original's rows are first
 * stored in a temporary table with the ghost's columns, so that the server
 * makes of them what it made when they were copied.
 */
struct pair {
	const struct plan *plan;
	struct plan back; /* the same, from the ghost's side; owns nothing */
	unsigned int n;
	unsigned int *from; /* columns of the original */
	unsigned int *to;   /* columns of the ghost */
	bool alike;	    /* keys are the same in both tables */
	bool direct;	    /* hashes can be compared: pair_sum() */
	bool mixed;	    /* texts have more than one collation */
	bool staged;	    /* rows are compared by way of the stage */
};

/* pair_init(p, plan): works out the above.  ${plan} must stay. */
void pair_init(struct pair *, const struct plan *);

void pair_free(struct pair *);

/* pair_from(p, i), pair_to(p, i): the two columns of the ${i}th pair. */
const struct plan_col *pair_from(const struct pair *, unsigned int);
const struct plan_col *pair_to(const struct pair *, unsigned int);

/*
 * Each of these makes ${q} anew.
 *
 * pair_sum(q, p, r, ghost): the number of rows in ${r}, and a hash of them
 *	in which nothing cancels out; of the original, or of the ${ghost}.
 * pair_count(q, p, r): the number of the ghost's rows there; alike keys only.
 * pair_create(q, p, keyed): makes the stage, ${keyed} as rowid.h says.
 * pair_clear(q, p): empties it.
 * pair_fill(q, p, r, lock): stores the original's rows of ${r} there; with
 *	${lock}, which waits, they are locked.
 * pair_differ(q, p, r): the keys of the original's rows in ${r}, or of those
 *	in the stage, that the ghost does not have, has otherwise, or has twice.
 * pair_look(q, p, r): of one row of the original, or in the stage, how many
 *	the ghost has of it, and for each pair a '0' if it is equal in all of
 *	them, or a '1'.
 */
void pair_sum(struct range_sql *, const struct pair *, const struct range *,
    bool);
void pair_count(struct range_sql *, const struct pair *, const struct range *);
void pair_create(struct range_sql *, const struct pair *, bool);
void pair_clear(struct range_sql *, const struct pair *);
void pair_fill(struct range_sql *, const struct pair *, const struct range *,
    bool);
void pair_differ(struct range_sql *, const struct pair *, const struct range *);
void pair_look(struct range_sql *, const struct pair *, const struct range *);

/* Where pair_extra() looks in the ghost. */
enum pair_where {
	PAIR_WITHIN, /* the range */
	PAIR_BELOW,  /* before its low end */
	PAIR_ABOVE,  /* behind its high end */
	PAIR_ALL,
};

/*
 * pair_extra(q, p, r, where): the keys of rows there that the original does
 * not have.  Only if keys are ${p->alike}.
 */
void pair_extra(struct range_sql *, const struct pair *, const struct range *,
    enum pair_where);

/*
 * pair_lock(q, p, r, wait): the key of one row of the original, which is then
 * locked, or if there is none its place is; fails at once if it may not
 * ${wait}.
 */
void pair_lock(struct range_sql *, const struct pair *, const struct range *,
    bool);

/* pair_drop(q, p, r): takes one row out of the ghost; alike keys only. */
void pair_drop(struct range_sql *, const struct pair *, const struct range *);

/*
 * pair_mend(q, p, r): writes one row of the original into the ghost again.
 * It may displace a row that has its value of another UNIQUE key: that one is
 * wrong, or was right and is missing then.
 */
void pair_mend(struct range_sql *, const struct pair *, const struct range *);

#endif
