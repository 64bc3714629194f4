#ifndef SERVE_H
#define SERVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "buf.h"

/*
 * Lines over sockets: a client sends one line, gets an answer, and the
 * connection is closed; as gh-ost serves its commands.
 */

enum {
	SERVE_SOCKETS = 2,    /* that listen */
	SERVE_CLIENTS = 16,   /* at the same time; others wait */
	SERVE_LINE = 4096,    /* bytes of a line */
	SERVE_PATIENCE_S = 5, /* for a line to come, or an answer to go */
};

struct serve_client {
	int fd;	       /* -1: none */
	int64_t since; /* tick_ms() */
	pid_t asked;   /* who is asked about the line, 0: nobody */
	struct buf line;
};

struct serve {
	unsigned int n;
	int fd[SERVE_SOCKETS];
	char *path; /* of the Unix socket, to be removed at the end */
	dev_t dev;
	ino_t ino;
	struct serve_client client[SERVE_CLIENTS];
	/*
	 * Whom to ask before a line is answered: a child (child.h), 0: nobody,
	 * -1: it failed.  Others are served meanwhile.
	 */
	pid_t (*ask)(void *, const char *);
	/*
	 * The answer to a line, with the child's exit status; refusals are
	 * answers, too.
	 */
	void (*answer)(void *, const char *, int, struct buf *);
	void *arg;
};

/* serve_init(s): nothing listens yet. */
void serve_init(struct serve *);

/*
 * serve_unix(s, path, drop): listens on a Unix socket that only we may use.  A
 * socket of ours that nobody listens on is replaced; one that somebody listens
 * on only if ${drop}.  Returns X_DONE, or after saying why X_AGAIN if somebody
 * does, X_USAGE for a path that is too long, X_SYS.
 */
int serve_unix(struct serve *, const char *, bool);

/* serve_tcp(s, address, port): the same for TCP. */
int serve_tcp(struct serve *, const char *, const char *);

/* serve_step(s, ms): serves who is there, and waits for ${ms} at most. */
void serve_step(struct serve *, int);

/* serve_close(s): removes the Unix socket, if it still is ours. */
void serve_close(struct serve *);

#endif
