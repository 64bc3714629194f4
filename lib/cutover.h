#ifndef CUTOVER_H
#define CUTOVER_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "apply.h"
#include "rec.h"
#include "swap.h"

/*
 * The cut-over: follows the stream, and attempts the swap (swap.h) until it
 * succeeds.  It is of one table, or of several at once, each with its stream:
 * then all are swapped, or none.
 *
 * An attempt that fails leaves all as it was.  Before applications have to
 * wait for one, the streams must be close behind, and nobody may be in the way
 * who does not seem to go soon.
 */
struct cutover_table {
	const struct plan *plan;
	struct rec_reader *in;
	int fd; /* from which ${in} reads */
	struct apply *a;
	struct swap *swap;
	const char *run; /* its hold/ and hold-cutover/ delay attempts;
			  * or NULL */
};

struct cutover {
	struct cutover_table *table;
	unsigned int n;
	unsigned int retries; /* attempts after the first */
	unsigned int most;    /* s: the wait after an attempt, which
				 * begins at 1 and doubles, is no longer */
	bool kill;	      /* those who are in the way */
	int64_t longest;      /* ms that applications waited, so far */
	int fail;	      /* X_* after -1 */

	/* Its own. */
	struct pollfd *poll;
	struct buf names; /* of the tables, and "is" or "are" */
};

/*
 * cutover_run(c): 1 when the tables are swapped, and says "swapped TAB MS" to
 * the ${out} of each table's ${a}, where applications waited MS milliseconds at
 * most, also for attempts that failed before; 0 if a signal came before; -1
 * after saying why.  The swaps of several tables are joined by then.
 */
int cutover_run(struct cutover *);

/*
 * cutover_look(c, look, state): what ${look}, swap_look() or swap_settle(),
 * says of all tables; what is odd is said.  Returns 0, or -1 with ${c->fail}
 * and ${c->table[0].swap->error} set.
 */
int cutover_look(struct cutover *, int (*)(struct swap *, enum swap_state *),
    enum swap_state *);

/*
 * cutover_away(c): MySQL's error of what a swap did last, if it says that the
 * server is away; or 0.
 */
unsigned int cutover_away(const struct cutover *);

/* ---- For its parts: cutover_follow.c and cutover_once.c ---- */

/*
 * cutover_once(c): locks, drains and swaps: 1; 0 if that was given up and
 * nothing has changed; -1 after saying why.
 */
int cutover_once(struct cutover *);

/*
 * cutover_follow(c, until, marks): applies records until the last mark of each
 * table's swap has been applied (returns 1), or until the time ${until}, or a
 * signal (returns 0); -1 after saying why.  Without ${marks} it follows the
 * streams for that long.
 */
int cutover_follow(struct cutover *, int64_t, bool);

/* cutover_flush(c): what has been taken of all streams is written: 0 or -1. */
int cutover_flush(struct cutover *);

/* cutover_fail(c, code): -1. */
int cutover_fail(struct cutover *, int);

#endif
