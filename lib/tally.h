#ifndef TALLY_H
#define TALLY_H

#include "buf.h"
#include "rec.h"

/*
 * Statistics of a stream: rows for each table, kind and second, the largest
 * transactions and the keys that change most.
 *
 * Memory is bounded: of keys at most TALLY_KEYS are counted at a time, and
 * when there are more those with the least are forgotten, so that a count
 * may be too low; a key that has more than one in TALLY_KEYS of the rows is
 * never missed.
 */
enum { TALLY_KEYS = 65536, TALLY_TOP = 10 };

struct tally;

struct tally *tally_new(void);

/*
 * tally_add(t, rec, out): counts the record; when a second has passed in the
 * stream its line is appended to ${out}.
 */
void tally_add(struct tally *, const struct rec *, struct buf *);

/* tally_end(t, out): the totals. */
void tally_end(struct tally *, struct buf *);

void tally_free(struct tally *);

#endif
