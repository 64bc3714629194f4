#ifndef ECHO_H
#define ECHO_H

#include "plan.h"
#include "sql.h"

/*
 * A mark that goes into the changelog table and comes back when all before
 * it is applied: through the binary log, gho-stream, gho-apply, and the file
 * apply/mark of the run directory, which gho-ledger keeps.
 */
struct echo {
	const struct plan *plan;
	const struct sql_opt *opt;
	const char *run; /* NULL: nobody applies, all marks are back at once */
	struct sql sql;
	struct buf seen; /* the last sign of life of gho-apply */
	char mark[96];	 /* the last one sent */
	unsigned int sent;
	int fail;
};

/* echo_open(e, plan, opt, run): does not connect. */
void echo_open(struct echo *, const struct plan *, const struct sql_opt *,
    const char *);

void echo_close(struct echo *);

/*
 * echo_call(e, ms): writes a mark and waits ${ms} for it.  Returns how many ms
 * it took, -2 if it has not come back in time, or a signal has come, or -1
 * with the exit code in ${e->fail}: X_AGAIN if it could not be written, for
 * which ${e->sql.text} is the reason, or X_SYS after saying what failed.
 */
long echo_call(struct echo *, long);

/*
 * echo_alive(e): whether gho-apply has said anything new since the last call
 * of this, or waits because it is told to.
 */
bool echo_alive(struct echo *);

#endif
