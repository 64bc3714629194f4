#ifndef SWAP_H
#define SWAP_H

#include <stdbool.h>

#include "apply.h"
#include "plan.h"
#include "sql.h"

/*
 * The swap: the statements of a cut-over, each in a function of its own.
 *
 * One session, that of ${a}, locks the original and the ghost, applies the
 * last records, renames and unlocks.  RENAME TABLE under LOCK TABLES WRITE
 * is allowed since MySQL 8.0.13 (Reference Manual, "RENAME TABLE
 * Statement").  A second session, ${side}, writes the marks, and finds out
 * what became of the first one when its answer was lost.
 */
struct swap {
	const struct plan *plan;
	struct apply *a;
	struct sql side;
	unsigned int timeout; /* s: for the lock, and under it */
	unsigned int marks;   /* written so far */
	char mark[64];	      /* text of the last one */
	bool prepared;
	int fail;
};

/* What the tables say. */
enum swap_state {
	SWAP_NOT,  /* original and ghost are both in their places */
	SWAP_DONE, /* the ghost is the table now, the old one is kept */
	SWAP_ODD,  /* neither: somebody else was here */
};

/* swap_open(s, plan, a, timeout): connects the second session. */
int swap_open(struct swap *, const struct plan *, struct apply *, unsigned int);

void swap_close(struct swap *);

/* swap_mark(s): writes a mark, whose text is then ${s->mark}. */
int swap_mark(struct swap *);

/*
 * swap_prepare(s): records the intent in the checkpoint table and gives the
 * ghost the comment that the ALTER asks for in place of our mark.
 */
int swap_prepare(struct swap *);

/*
 * swap_lock(s): locks original, ghost and checkpoint table.  From here on
 * the server ends the session if it is silent for longer than the time-out,
 * so that a stopped process holds no lock.
 */
int swap_lock(struct swap *);

/* swap_unlock(s): gives the lock up; also when the session is gone. */
void swap_unlock(struct swap *);

/*
 * swap_rename(s): AUTO_INCREMENT, triggers, then the RENAME.  The mark was
 * applied.
 */
int swap_rename(struct swap *);

/* swap_look(s, state): what the tables say, through the second session. */
int swap_look(struct swap *, enum swap_state *);

/*
 * swap_settle(s, state): ends the first session by KILL, waits until it is
 * gone, and looks at the tables: after this nothing can change any more.
 */
int swap_settle(struct swap *, enum swap_state *);

#endif
