#ifndef DUMP_H
#define DUMP_H

#include "buf.h"
#include "plan.h"
#include "sql.h"

/*
 * All rows of a plan's original as a stream: one transaction of inserts, as
 * of one moment, which is a position in the binary log.  So what gho-stream
 * gives from that position on is what happened to these rows afterwards
 * (freeze.h).
 *
 * The values are those of gho(5), but of JSON: it always is text here, as the
 * server gives no other form; so a DECIMAL in it becomes a DOUBLE, and a time
 * a string.
 */
struct dump {
	const struct plan *plan;
	const struct sql_opt *opt;
	unsigned int timeout; /* s, for the lock */
	/* Writes and empties ${out}; -1 after saying why not. */
	int (*put)(void *, struct buf *);
	void *arg;
	int fail; /* X_* after dump_all() failed */
};

/* dump_all(d): 0, or -1 after saying why. */
int dump_all(struct dump *);

#endif
