#ifndef COPY_H
#define COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "fence.h"
#include "query.h"
#include "range.h"
#include "sql.h"
#include "warn.h"

/*
 * One session that copies ranges of rows into the ghost table.  Several of
 * them may work on ranges that do not overlap.
 *
 * Functions return -1 after saying what failed; ${c->fail} is the exit code
 * that fits.  When a signal has come (sig_seen()) they give up and say
 * nothing.  Whatever fails, the original is untouched and a range may be
 * copied again.
 */
struct copy {
	const struct sql_opt *opt;
	const struct plan *plan;
	unsigned long retries;
	struct sql sql;
	struct query step; /* finds the end of a chunk */
	struct query fill; /* copies it */
	struct query other;
	struct range_sql text;
	struct warn warn;
	struct buf why;	    /* the last failure */
	struct fence fence; /* of the last session */
	unsigned long size; /* rows of a chunk, at present */
	int fail;
	bool doubtful; /* of the last chunk: it has rows that
					 * a new UNIQUE key kept out */
	uint64_t rows; /* of the last chunk, as found */
};

/*
 * copy_open(c, opt, plan, retries): no session yet.  ${retries} is how often
 * the same chunk is tried again before it is an error.
 */
void copy_open(struct copy *, const struct sql_opt *, const struct plan *,
    unsigned long);

void copy_close(struct copy *);

/*
 * copy_edges(c, r): the smallest and the largest key, read with locks.
 * Returns 1, or 0 if the table is empty.
 */
int copy_edges(struct copy *, struct range *);

/*
 * copy_find(c, r, chunk, n): cuts the first ${n} rows of ${r} off: ${chunk}
 * is where they are, ${r} what is left.  It only reads.  Returns 1 if
 * anything is left, or 0.
 */
int copy_find(struct copy *, struct range *, struct range *, unsigned long);

/*
 * copy_chunk(c, r, chunk, n): copies the first rows of ${r}, which has no
 * more than about ${n} rows, in one transaction: all of them, or fewer where
 * others hold locks.  Then ${chunk} is what was copied and ${r} what is left
 * of it.  Returns 1 if anything is left, or 0.
 */
int copy_chunk(struct copy *, struct range *, struct range *, unsigned long);

/*
 * copy_whole(c, r): whether the ghost has every row of ${r} by now.  Returns
 * 1 or 0; ${c->warn.first} then says what is in the way.
 */
int copy_whole(struct copy *, const struct range *);

#endif
