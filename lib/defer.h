#ifndef DEFER_H
#define DEFER_H

#include "plan.h"
#include "sql.h"

/*
 * Indexes that are built after the copy: one build of a whole index is
 * cheaper than as many inserts as there are rows.  Those that are not UNIQUE
 * can wait, as no row depends on them; plan.deferred has their definitions in
 * the server's words, one a line.
 *
 * Functions return 0, or -1 after saying what failed, with the exit code in
 * ${s->fail}.
 */

/*
 * defer_take(s, plan): takes them off the ghost, which is empty, and puts
 * them into ${plan}.  The server lists such indexes in the order in which they
 * were made, so one that comes before an index that cannot wait does not wait
 * either.  That they come back as they were is tried first; if they do not
 * this is refused, X_REFUSED.
 */
int defer_take(struct sql *, struct plan *);

/*
 * defer_build(s, plan): builds those that are not there, all at once.  Fails
 * with X_AGAIN when more was written meanwhile than the server could remember
 * (innodb_online_alter_log_max_size): then nobody should write.
 */
int defer_build(struct sql *, const struct plan *);

/* defer_built(s, plan): 1 if all are there, 0 if any is missing, or -1. */
int defer_built(struct sql *, const struct plan *);

#endif
