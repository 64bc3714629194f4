#ifndef MARK_H
#define MARK_H

#include <stdbool.h>

#include "plan.h"
#include "sql.h"

/*
 * Whose a table is.  Each table that a run makes says so in its comment:
 * "gho ghost RUN", "gho changelog RUN", "gho checkpoint RUN", "gho sentry RUN",
 * "gho scratch RUN".
 *
 * The ghost has no such comment for two short times: when it has just been
 * made, and when gho-cutover has given it the comment that the user wants.
 * A row in the checkpoint table bears witness to both: kind 'ghost' and
 * kind 'cutover'.
 */
enum mark_kind {
	MARK_GHOST,
	MARK_CHANGELOG,
	MARK_CHECKPOINT,
	MARK_SENTRY,  /* its name is name_after(), not in a plan */
	MARK_SCRATCH, /* the original of a plan of scratch.h */
};

enum mark_owner {
	MARK_ABSENT, /* there is no such table */
	MARK_OURS,   /* some run of gho made it */
	MARK_ALIEN,
};

struct mark {
	enum mark_owner owner;
	char run[33]; /* of MARK_OURS */
};

/* mark_table(plan, kind): the name of that table in ${plan}. */
const char *mark_table(const struct plan *, enum mark_kind);

/* mark_text(kind, run, out): appends the comment. */
void mark_text(enum mark_kind, const char *, struct buf *);

/* mark_look(s, plan, kind, mark): 0, or -1 after saying what failed. */
int mark_look(struct sql *, const struct plan *, enum mark_kind, struct mark *);

/*
 * mark_drop_sentry(s, plan): drops the empty table that stands for the old one
 * during the cut-over by two sessions (swap_two.c), if there is one, of
 * whatever run, after ending the sessions of that run that may rename: from
 * then on it is the sentry for sure, or the old table.
 */
int mark_drop_sentry(struct sql *, const struct plan *);

/* mark_read(comment, kind, mark): whose ${kind} says ${comment}; not absent. */
void mark_read(const char *, enum mark_kind, struct mark *);

/* mark_exists(s, db, table): 1, 0, or -1 after saying what failed. */
int mark_exists(struct sql *, const char *, const char *);

/*
 * mark_leftovers(s, plan, ghost, old): makes sure that none of the names
 * that ${plan} needs is in use by what may not be dropped: ${ghost} and
 * ${old} say that the user allowed to drop what is left of another run.
 * Returns 0, or -1 after saying which option to give, or what to do.
 */
int mark_leftovers(struct sql *, const struct plan *, bool, bool);

/* mark_drop(s, db, table): DROP TABLE. */
int mark_drop(struct sql *, const char *, const char *);

#endif
