#ifndef FEED_H
#define FEED_H

#include <stdbool.h>

#include "opt.h"
#include "plan.h"
#include "server.h"
#include "sql.h"

/*
 * The server whose binary log is followed.  It is the one that is written to,
 * or a replica of it, which --stream-... lead to: then it is ${apart}, and has
 * a session of its own.
 */

/* How to get there, where that differs from the other connections. */
struct feed_opt {
	const char *defaults_file;
	const char *host;
	unsigned int port;
	const char *socket;
};

/* Entries for a tool's table of options, and its usage. */
#define FEED_ITEMS(type, member)                                             \
	OPT_ITEM(type, member.defaults_file, OPT_NAME,                       \
	    "stream-defaults-file"),                                         \
	    OPT_ITEM(type, member.host, OPT_NAME, "stream-host"),            \
	    OPT_RANGE(type, member.port, OPT_UINT, "stream-port", 1, 65535), \
	    OPT_ITEM(type, member.socket, OPT_NAME, "stream-socket")
#define FEED_USAGE                                             \
	"[--stream-defaults-file=FILE] [--stream-host=HOST]\n" \
	"\t[--stream-port=N] [--stream-socket=FILE]"

struct feed {
	bool apart;
	struct sql_opt opt;
	struct sql *s;	      /* of the followed server */
	struct server server; /* it; of one that is not apart nothing */
	struct sql own;
};

/*
 * feed_opt(how, opt, to): the connection of the followed server, given that of
 * the one that is written to.  Returns whether there are any of ${how}.
 */
bool feed_opt(const struct feed_opt *, const struct sql_opt *,
    struct sql_opt *);

/*
 * feed_open(f, how, s, role): connects, and makes sure that the log can be
 * followed: all that is changed in ${db} is in it, and in the source's order.
 * If the server is not apart ${s} is its session, ${server} what it is, and
 * nothing is connected.  Functions return 0, or -1 after saying why, with the
 * exit code in ${s->fail}.  feed_close() it in any case.
 */
int feed_open(struct feed *, const struct feed_opt *, struct sql *,
    const struct server *, const char *);

/* feed_plan(f, plan): what ${plan} says of this server. */
void feed_plan(const struct feed *, struct plan *);

/*
 * feed_same_table(f, s, plan): whether the followed server's table has the
 * columns of the original: the rows in its log have.
 */
int feed_same_table(struct feed *, struct sql *, const struct plan *);

/*
 * feed_arrives(f, s, plan, retries): writes a mark of ${plan}'s run into the
 * changelog table, and waits until the followed server has it, so many times
 * 10 seconds at most.  What was done before it has come there as well.
 */
int feed_arrives(struct feed *, struct sql *, const struct plan *,
    unsigned long);

void feed_close(struct feed *);

#endif
