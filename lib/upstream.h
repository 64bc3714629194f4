#ifndef UPSTREAM_H
#define UPSTREAM_H

#include <stdbool.h>

#include "server.h"
#include "sql.h"

/*
 * From whom a server gets what others write: SHOW REPLICA STATUS (Reference
 * Manual, "SHOW REPLICA STATUS Statement"), SHOW SLAVE STATUS before 8.0.22.
 */
struct upstream {
	char *host;
	unsigned int port;
	char *uuid;    /* "": it was never reached */
	char *channel; /* "": the one without a name */
	bool applies;
	bool runs;	    /* receives, and applies */
	char *why;	    /* the last error, or "" */
	const char *filter; /* one that keeps changes away, or NULL */
};

/* One for each channel; none if the server is no replica. */
struct upstreams {
	unsigned int n;
	struct upstream *item;
};

/*
 * upstream_read(s, db, list): reads them.  With ${db}, each ${filter} is one
 * that may keep changes of that database away.  upstream_free() it.  All these
 * return 0, or -1 after saying why, with the exit code in ${s->fail}.
 */
int upstream_read(struct sql *, const char *, struct upstreams *);

void upstream_free(struct upstreams *);

/* upstream_one(s, list): there is exactly one, and it runs. */
int upstream_one(struct sql *, const struct upstreams *);

/*
 * upstream_logged(s, server, list): what the server gets is in its own binary
 * log.
 */
int upstream_logged(struct sql *, const struct server *,
    const struct upstreams *);

/*
 * upstream_faithful(s, server, list): the same, and all of it, in the order of
 * the source's: a mark that was written there comes after all that was
 * committed before it.
 */
int upstream_faithful(struct sql *, const struct server *,
    const struct upstreams *);

#endif
