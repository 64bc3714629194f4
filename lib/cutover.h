#ifndef CUTOVER_H
#define CUTOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "apply.h"
#include "rec.h"
#include "swap.h"

/*
 * The cut-over: follows the stream, and attempts the swap (swap.h) until it
 * succeeds.
 *
 * An attempt that fails leaves all as it was.  Before applications have to
 * wait for one, the stream must be close behind, and nobody may be in the way
 * who does not seem to go soon.
 */
struct cutover {
	const struct plan *plan;
	struct rec_reader *in;
	struct apply *a;
	struct swap *swap;
	unsigned int retries; /* attempts after the first */
	unsigned int most;    /* s: the wait after an attempt, which
				 * begins at 1 and doubles, is no longer */
	bool kill;	      /* those who are in the way */
	const char *run;      /* its hold/ and hold-cutover/ delay attempts;
				 or NULL */
	int64_t longest;      /* ms that applications waited, so far */
	int fail;	      /* X_* after -1 */
};

/*
 * cutover_run(c): 1 when the tables are swapped, and says "swapped TAB MS" on
 * stdout, where applications waited MS milliseconds at most, also for attempts
 * that failed before; 0 if a signal came before; -1 after saying why.
 */
int cutover_run(struct cutover *);

#endif
