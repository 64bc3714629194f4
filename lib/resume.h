#ifndef RESUME_H
#define RESUME_H

#include "feed.h"
#include "plan.h"
#include "server.h"
#include "sql.h"

/*
 * What an earlier run of the same table has left, and whether it can be gone
 * on with.  It is all in the server: nothing here depends on the host or the
 * files of that run.
 *
 * Functions return 0, or -1 after saying what failed or why not, with the
 * exit code in ${s->fail}.
 */
enum resume_state {
	RESUME_NONE,	/* nothing of ours */
	RESUME_SCRAP,	/* tables of a run that died while it made or dropped
			 * them: nobody misses them */
	RESUME_GO,	/* the ghost, and what is needed to go on */
	RESUME_SWAPPED, /* the tables are swapped, the rest is to be dropped */
	RESUME_DONE,	/* all is over; kept so that it can be taken back */
};

struct resume {
	enum resume_state state;
	struct plan *plan; /* as it was kept; NULL before RESUME_GO */
};

/*
 * resume_look(s, names, r): what there is of the tables that ${names} names.
 * resume_free() it.
 */
int resume_look(struct sql *, const struct plan *, struct resume *);

void resume_free(struct resume *);

/*
 * resume_same(s, asked, kept): whether ${kept} is what ${asked} asks for, as
 * far as gho-inspect knows that before it has read the table.
 */
int resume_same(struct sql *, const struct plan *, const struct plan *);

/*
 * resume_ready(s, feed, asked, kept): whether nothing has changed that ${kept}
 * builds on: columns, definitions, tables, binary logs.
 */
int resume_ready(struct sql *, struct feed *, const struct plan *,
    const struct plan *);

/* resume_log(s, feed, ...): the same, of the binary log alone. */
int resume_log(struct sql *, struct feed *, const struct plan *,
    const struct plan *);

/*
 * resume_position(s, plan): makes the position up to which all is applied the
 * one to start from; a set of GTIDs if ${plan} is followed by them.
 */
int resume_position(struct sql *, struct plan *);

#endif
