#ifndef SRC_H
#define SRC_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "coord.h"
#include "gtid.h"
#include "plan.h"
#include "sql.h"

/* Where events come from: files, or a server. */
enum src_got {
	SRC_END,   /* no more files */
	SRC_EVENT, /* one whole event */
	SRC_FILE,  /* another file begins */
	SRC_WAIT,  /* the next call may block */
	SRC_LOST,  /* the connection is gone */
};

/* ---- Files: src_file.c ---- */

struct src_file {
	char *const *path; /* "-" is stdin; NULL at the end */
	const char *name;  /* last component of the open one */
	int fd;
	uint64_t pos; /* of the next event */
	struct buf in;
	size_t at;
	int fail; /* X_* after -1 */
};

/* src_file_open(f, paths): of the NULL-terminated ${paths}, in order. */
void src_file_open(struct src_file *, char *const *);

/*
 * src_file_next(f, p, n): SRC_EVENT with the event, valid until the next
 * call; SRC_FILE, then ${f->name} begins; SRC_END; or -1 after saying why.
 */
int src_file_next(struct src_file *, const uint8_t **, size_t *);

void src_file_close(struct src_file *);

/* ---- A server: src_server.c ---- */

struct src_server {
	struct sql sql;
	struct sql_opt opt; /* with a time-out of its own */
	MYSQL_RPL rpl;
	bool open;	 /* the dump is under way */
	pthread_t watch; /* wakes a read when a signal comes */
	bool watched;
	atomic_int fd; /* that is being read, or -1 */
	const struct plan *plan;
	uint32_t id;	    /* server id; 0: choose one */
	double heartbeat;   /* s */
	char uuid[37];	    /* that we call ourselves */
	struct buf set;	    /* encoded GTID set */
	int fail;	    /* X_* after -1 */
	unsigned int error; /* the server's, after SRC_LOST */
};

/*
 * src_server_init(s, opt, plan, id, heartbeat): nothing is connected yet.
 * ${heartbeat}: seconds after which an idle server says so; a server that
 * is silent for several of them is taken for dead.
 */
void src_server_init(struct src_server *, const struct sql_opt *,
    const struct plan *, uint32_t, double);

/*
 * src_server_connect(s, same): a session that is fit for a dump.  With
 * ${same} the server must be the plan's.  0, or -1 after saying why;
 * ${s->fail} is X_AGAIN if it may help to try again.
 */
int src_server_connect(struct src_server *, bool);

/*
 * src_server_ahead(s, us): how far the server's clock is before ours, in
 * microseconds.  Returns as src_server_end().
 */
int src_server_ahead(struct src_server *, int64_t *);

/*
 * src_server_end(s, pos): where the server's log ends now.  0, or -1 with the
 * reason in ${s->sql.text}, which is said unless that session is quiet.
 */
int src_server_end(struct src_server *, struct coord *);

/*
 * src_server_dump(s, from, set): begins the dump after the position
 * ${from}, or with what is not in ${set} if that is not NULL.  Returns as
 * src_server_connect().
 */
int src_server_dump(struct src_server *, const struct coord *,
    const struct gtid_set *);

/*
 * src_server_next(s, p, n, wait): SRC_EVENT; SRC_WAIT instead of blocking
 * if ${wait} is false; SRC_LOST (also after a signal that sig_catch()
 * catches, at once); or -1 after saying why.
 */
int src_server_next(struct src_server *, const uint8_t **, size_t *, bool);

/* src_server_close(s): ends the session; connect again at will. */
void src_server_close(struct src_server *);

void src_server_free(struct src_server *);

#endif
