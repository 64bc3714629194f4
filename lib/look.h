#ifndef LOOK_H
#define LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "hold.h"
#include "watch.h"

/*
 * Looks: the things that gho-throttle watches for reasons to wait, one
 * module look_*.c for each kind, all of them in the table of watch.c.
 *
 * Each look has a thread, a session, if it needs one, and a file in hold/,
 * hold-copy/ or hold-cutover/ of its own.  So one that hangs stops no other, and `ls hold`
 * says what there is to wait for.
 */

enum {
	LOOK_TEXT = 4096, /* of a query, a URL, a list of replicas */
	LOOK_NAME = 300,  /* of the file */
};

/* What a look found. */
enum {
	LOOK_END = -1, /* the migration has to end, with ${l->fail} */
	LOOK_GO = 0,   /* nothing is in the way */
	LOOK_WAIT = 1, /* others have to wait; the buffer has the reason */
};

/* Who has to wait when a look says so. */
enum look_holds {
	LOOK_HOLDS_NONE,
	LOOK_HOLDS_COPY,
	LOOK_HOLDS_CUTOVER,
	LOOK_HOLDS_ALL,
	LOOK_HOLDS_ASKED, /* all, or with --throttle-copy-only the copy */
};

struct look;

struct look_kind {
	const char *name; /* of the file */
	enum look_holds holds;
	/* One look: LOOK_*; a reason goes into the buffer. */
	int (*look)(struct look *, struct buf *);
	/* How long to rest after it, ms; rest() says it where that varies. */
	long rest_ms;
	long (*rest)(const struct look *);
	/*
	 * How long an answer may take, ms, 0: for ever; patience() says it
	 * where that varies, and gets the limit for the lag.  When it takes
	 * longer others have to wait: what cannot be measured counts as too
	 * much.
	 */
	long patience_ms;
	long (*patience)(const struct look *, long);
	/* Frees ${own}; NULL: free() is enough. */
	void (*close)(struct look *);
};

struct look {
	const struct look_kind *kind;
	struct watch *watch;
	const struct watch_conf *conf;
	void *own;	      /* the kind's */
	char what[LOOK_TEXT]; /* what to look at; "": nothing */
	int fail;	      /* X_* of LOOK_END */

	const struct sql_opt *opt; /* of ${sql}; NULL: the run's */
	struct sql sql;
	bool connected; /* it has been, once */
	long retry;	/* ms: pause before connecting again */
	int64_t next;	/* monotonic ms: connect not before */

	/* Under the watch's lock: */
	struct hold hold;
	char name[LOOK_NAME]; /* of hold */
	bool started;
	unsigned int turn; /* of a replica's place: the address changed */
	bool seen;	   /* it has answered */
	int64_t answered;  /* monotonic ms: when it last did, or began */
	double lag;	   /* of a replica, ms; -1: unknown */
};

/*
 * look_setting(l, knob, asked, check): sets ${l->what} to the text in
 * knob/${knob}, or without that file to ${asked} (may be NULL).  A text that
 * ${check} refuses is said once; what was in force stays, and the file gets
 * it.  Returns whether ${l->what} has changed.
 */
bool look_setting(struct look *, const char *, const char *,
    int (*)(const char *, struct buf *));

/*
 * look_connect(l): opens ${l->sql} if it is not; after a failure not again
 * before a pause that grows to 5 s.  look_lost(l): closes it.  Returns 0, or
 * -1 with the reason in ${l->sql.text}.
 */
int look_connect(struct look *);
void look_lost(struct look *);

/*
 * look_failed(l, why): what was to be seen could not be, for the reason in
 * ${l->sql}, which goes into ${why}: LOOK_WAIT if that may pass, or if it is
 * not the first look; else LOOK_END after saying it.
 */
int look_failed(struct look *, struct buf *);

/*
 * look_told(l, name, word, size): the last line that gho-apply has told of that
 * name, or gho-cutover, which goes on from there.  Returns as file_word().
 */
int look_told(const struct look *, const char *, char *, size_t);

extern const struct look_kind look_beat, look_binlog, look_busy,
    look_connections, look_critical, look_disk, look_feed, look_flag, look_http,
    look_lag, look_last_load, look_load, look_query, look_replica, look_window;

/*
 * look_beat_first(l): connects, takes the run's named lock, and writes the
 * first heartbeat; a server that is away is waited for (again.h).  Returns 0, or
 * -1 after saying why with ${l->fail} set.
 */
int look_beat_first(struct look *);

#endif
