#ifndef SWAP_H
#define SWAP_H

#include <stdbool.h>
#include <stdint.h>

#include "apply.h"
#include "block.h"
#include "fence.h"
#include "guard.h"
#include "plan.h"
#include "sql.h"

/*
 * The swap: the statements of a cut-over, each in a function of its own.
 *
 * In the form SWAP_ONE one session, that of ${a}, locks the original and the
 * ghost, applies the last records, renames and unlocks.  RENAME TABLE under
 * LOCK TABLES WRITE is allowed since MySQL 8.0.13 (Reference Manual, "RENAME
 * TABLE Statement").  SWAP_TWO is for servers before that: swap_two.c.
 *
 * In the form SWAP_MANY one session, which is none of theirs, does for several
 * tables what that of SWAP_ONE does for one: swap_many.c.
 *
 * In all, ${side} writes the marks, and finds out what became of the others
 * when an answer was lost; ${guard} ends those that hold locks after twice
 * the time-out, whatever has happened to us.
 */
enum swap_form { SWAP_ONE, SWAP_TWO, SWAP_MANY };

struct swap {
	const struct plan *plan;
	struct apply *a;
	enum swap_form form;
	unsigned int timeout; /* s: for the lock, and under it */
	bool analyze;	      /* the ghost, before the first attempt */
	bool back;	      /* swap, and swap back, in one statement */

	struct sql side;
	struct guard guard;
	struct block block;
	int64_t asked; /* tick_ms(): when the lock was asked for */
	char mark[64]; /* text of the last one */
	bool prepared;
	int fail;
	unsigned int error; /* MySQL's, of the last failure, or 0 */

	/* Of SWAP_MANY: the next of them, or NULL. */
	struct swap *with;

	/* Of SWAP_TWO; of SWAP_MANY, the session. */
	struct sql lock;

	/* Of SWAP_TWO. */
	struct sql rename;
	struct fence lock_fence;
	struct fence rename_fence;
	char *after; /* the old table's name until all is over, or NULL */
};

/* What the tables say. */
enum swap_state {
	SWAP_NOT,  /* original and ghost are both in their places */
	SWAP_DONE, /* the ghost is the table now, the old one is kept */
	SWAP_ODD,  /* neither: somebody else was here */
};

/*
 * swap_open(s, plan, a, timeout): connects the side session, and ends sessions
 * of SWAP_TWO that another process has left.  The caller may
 * then set ${s->form}, if not that which the server's version asks for, and
 * ${s->analyze} and ${s->back}: a swap that is only tried.
 */
int swap_open(struct swap *, const struct plan *, struct apply *, unsigned int);

/*
 * swap_see(s, skip, setup): finds out whether the server shows metadata locks
 * (see block_open()), or does not look with ${skip}.  Returns -1 after saying
 * why if SWAP_TWO could not be proven to be right here.
 */
int swap_see(struct swap *, bool, bool);

/*
 * swap_join(s, n): makes these ${n} swaps one, after swap_open() of each:
 * swap_lock(), swap_left(), swap_rename() and swap_unlock() of the first are
 * then for all, the other functions as before for one.  Returns -1 after
 * saying why, with the first's ${fail} set, if they cannot be: the server does
 * not RENAME under LOCK TABLES, a table is there twice, or their rows are not
 * written in the same sql_mode.
 */
int swap_join(struct swap **, unsigned int);

void swap_close(struct swap *);

/* swap_mark(s): writes a mark, whose text is then ${s->mark}. */
int swap_mark(struct swap *);

/*
 * swap_prepare(s): all that needs no lock: records the intent in the
 * checkpoint table, gives the ghost the comment that the ALTER asks for in
 * place of our mark, and the original's AUTO_INCREMENT, and analyzes it.
 */
int swap_prepare(struct swap *);

/*
 * swap_lock(s): locks the original.  From here on the server ends the session
 * when twice the time-out is over, and also if it is silent for longer than
 * the time-out, so that a stopped process holds no lock.
 */
int swap_lock(struct swap *);

/* swap_left(s): ms in which the last mark should be applied. */
int64_t swap_left(const struct swap *);

/*
 * swap_rename(s): AUTO_INCREMENT, triggers, then the RENAME.  The mark was
 * applied.
 */
int swap_rename(struct swap *);

/*
 * swap_unlock(s): gives the lock up; also when the session is gone, or the
 * lock was never granted.
 */
void swap_unlock(struct swap *);

/*
 * swap_look(s, state): what the tables say, through the side session.  An old
 * table that does not have its last name yet gets it.
 */
int swap_look(struct swap *, enum swap_state *);

/*
 * swap_settle(s, state): ends the sessions that may swap by KILL, waits until
 * they are gone, and looks at the tables: after this nothing can change any
 * more.
 */
int swap_settle(struct swap *, enum swap_state *);

/*
 * ---- For its parts: swap_ready.c, swap_one.c, swap_two.c and swap_many.c ----
 */

/* swap_failed(s, db): -1, with the reason of ${db}. */
int swap_failed(struct swap *, const struct sql *);

/* swap_side(s): the side session is there, or made again. */
int swap_side(struct swap *);

/* swap_run(s, db, text): runs ${text} and frees it; sets ${s->fail}. */
int swap_run(struct swap *, struct sql *, struct buf *);

/* swap_arm(s, id, n): the guard, and ${s->asked}. */
int swap_arm(struct swap *, const unsigned long *, unsigned int);

/* swap_carry_id(s): the ghost's AUTO_INCREMENT is not behind. */
int swap_carry_id(struct swap *);

/*
 * swap_rename_text(s, out, old): what RENAME TABLE is to do, the original to
 * ${old}; and with ${s->back} both to where they were, in the same statement,
 * which is atomic.
 */
void swap_rename_text(const struct swap *, struct buf *, const char *);

/*
 * swap_lock_text(s, out): LOCK TABLES for one session, with all of ${s->with}.
 *
 * swap_rename_by(s, db): renames the tables of these, by the session ${db}.
 */
void swap_lock_text(const struct swap *, struct buf *);
int swap_rename_by(struct swap *, struct sql *);

/* swap_limits(s, db, lock, idle): seconds that it waits, and may be silent. */
int swap_limits(struct swap *, struct sql *, unsigned int, unsigned int);

int swap_one_lock(struct swap *);
int swap_one_rename(struct swap *);
void swap_one_unlock(struct swap *);

int swap_two_see(struct swap *);
int swap_two_lock(struct swap *);
int swap_two_rename(struct swap *);
void swap_two_unlock(struct swap *);
int swap_two_end(struct swap *); /* ends both sessions, drops the sentry */
void swap_two_close(struct swap *);

int swap_many_lock(struct swap *);
int swap_many_rename(struct swap *);
void swap_many_unlock(struct swap *);

#endif
