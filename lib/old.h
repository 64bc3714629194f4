#ifndef OLD_H
#define OLD_H

#include <stdbool.h>

#include "mark.h"
#include "plan.h"
#include "sql.h"

/*
 * The table that a migration keeps.  When all is over its comment becomes
 * "gho old RUN TIME `NAME` COMMENT": the run, the server's time in UTC as
 * 20261121153000, the name that it has then, and its comment of before.  A
 * table that has since got another name, maybe the original's, is nobody's
 * litter any more.
 */
struct old {
	char run[33];
	char time[15];
};

/*
 * old_mark(s, plan): marks ${plan}'s old table, unless it is.  That it cannot
 * be is only told: the table is kept all the same, but has to be dropped by
 * hand.  Returns 0, or -1 after saying what failed if the server is away.
 */
int old_mark(struct sql *, const struct plan *);

/* old_read(comment, table, old): whether it is the mark of this ${table}. */
bool old_read(const char *, const char *, struct old *);

#endif
