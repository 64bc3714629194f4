#ifndef LOSS_TEXT_H
#define LOSS_TEXT_H

#include "buf.h"
#include "key.h"
#include "narrow.h"
#include "plan.h"

/*
 * The statements of loss.c, for it only.
 *
 * The table of values has, for each column in question, the original's value
 * gho_oN, what the ghost makes of it, gho_nN, and where that is to be brought
 * back, gho_bN; before them gho_row, which counts, and the key, gho_kN.  A
 * table of keys has gho_row, gho_kN, and the columns of one unique key of the
 * ghost as gho_nN, which are unique here, too.  All are nullable.
 */
struct loss_col {
	unsigned int map; /* of the plan */
	struct narrow narrow;
	uint64_t rows;	/* whose value is changed */
	uint64_t nulls; /* whose value is NULL */
	struct buf why;
	struct buf first; /* "which has the key K: 'value'" */
	struct buf first_null;
};

struct loss_key {
	const struct key *key; /* of the ghost */
	unsigned int no;
	uint64_t rows; /* that are in others' way */
	struct buf why;
	struct buf first;
};

/* loss_name(out, plan), loss_key_name(out, plan, key): the tables. */
void loss_name(struct buf *, const struct plan *);
void loss_key_name(struct buf *, const struct plan *, const struct loss_key *);

/* loss_create(), loss_key_create(): make them. */
void loss_create(struct buf *, const struct plan *, const struct loss_col *,
    unsigned int);
void loss_key_create(struct buf *, const struct plan *,
    const struct loss_key *);

/* loss_fill(), loss_key_fill(): what goes between INSERT and FROM. */
void loss_fill(struct buf *, const struct plan *, const struct loss_col *,
    unsigned int);
void loss_key_fill(struct buf *, const struct plan *, const struct loss_key *);

/*
 * loss_filter(out, plan, col, n): " AND (...)" for the rows that are worth
 * it, or nothing if that may be all of them.
 */
void loss_filter(struct buf *, const struct plan *, const struct loss_col *,
    unsigned int);

/* loss_back(out, plan, col, n): brings values back; nothing if none are. */
void loss_back(struct buf *, const struct plan *, const struct loss_col *,
    unsigned int);

/* loss_sums(out, plan, col, n): for each the NULLs, and what is not as it was. */
void loss_sums(struct buf *, const struct plan *, const struct loss_col *,
    unsigned int);

/*
 * loss_row(out, plan, col, n): the key and the value of the ${n}th row, of
 * the first one that is not as it was (LOSS_CHANGED), or NULL (LOSS_NULL).
 */
enum { LOSS_CHANGED = 0, LOSS_NULL = -1 };
void loss_row(struct buf *, const struct plan *, const struct loss_col *,
    unsigned int, long);

/*
 * loss_key_left(head, more, plan, key): the key of a row that is not in the
 * table of keys: what goes between SELECT and FROM, and after the range.
 */
void loss_key_left(struct buf *, struct buf *, const struct plan *,
    const struct loss_key *);

#endif
