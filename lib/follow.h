#ifndef FOLLOW_H
#define FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "src.h"
#include "stream.h"

struct follow {
	struct src_server server; /* initialised */
	struct stream *stream;	  /* open; its "safe" is where to begin */
	bool by_set;		  /* begin with what is not in "done" instead */
	bool until_end;		  /* as the log is when first connected */
	unsigned long retries;	  /* to connect, before it is given up */
	long gather;		  /* ms that events may come together for */
	int64_t ahead;		  /* us: the server's clock, if they do */
};

/*
 * follow_server(f): reads the server's binary log into the stream until the
 * stream ends, a signal comes that sig_catch() catches, or nothing more can be
 * done.  After a lost connection it goes on behind the last whole
 * transaction.  Where it has read all that there is, it lets ${f->gather}
 * pass before it reads again, unless it is behind.  Returns an exit code (X_*)
 * after saying why; after a signal (sig_seen()) it means nothing.
 */
int follow_server(struct follow *);

#endif
