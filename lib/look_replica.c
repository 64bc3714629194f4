/* The lag of a control replica: the age of the heartbeat that it has. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beat.h"
#include "look.h"
#include "say.h"
#include "setting.h"

enum {
	REPLICA_TIMEOUT_S = 3, /* to connect, and for an answer */
};

struct replica {
	struct sql_opt opt;
	char what[LOOK_TEXT]; /* that the session is of */
	char host[LOOK_NAME];
};

/* replica_open(l): a session of the server that ${l->what} names now. */
static int
replica_open(struct look *l)
{
	struct replica *r = l->own;
	const char *colon = strrchr(r->what, ':');

	if (l->sql.my != NULL)
		return (0);
	snprintf(r->host, sizeof(r->host), "%.*s", (int)(colon - r->what),
	    r->what);
	r->opt = l->conf->feed;
	/* "localhost" would be the Unix socket, of another server. */
	r->opt.host = strcmp(r->host, "localhost") == 0 ? "127.0.0.1" : r->host;
	r->opt.port = (unsigned int)strtoul(colon + 1, NULL, 10);
	r->opt.socket = NULL;
	r->opt.timeout = REPLICA_TIMEOUT_S;
	return (sql_open(&l->sql, &r->opt));
}

static void
replica_change(struct look *l, const char *what)
{
	struct replica *r = l->own;

	sql_close(&l->sql);
	snprintf(r->what, sizeof(r->what), "%s", what);
}

/* replica_lag(l, what, why): in ms, or -1 and why it is not known. */
static double
replica_lag(struct look *l, const char *what, struct buf *why)
{
	int64_t then = -1, now;

	if (replica_open(l) == -1 ||
	    beat_last(&l->sql, l->conf->plan, &then) == -1) {
		buf_fmt(why, "%.100s %s", what, l->sql.text);
		sql_close(&l->sql);
		return (-1);
	}
	/* Both by the source's clock: the replica's own may be another. */
	now = watch_clock(l->watch);
	if (then == -1 || now == -1) {
		buf_fmt(why, "%.100s replica-lag unknown", what);
		return (-1);
	}
	return (now < then ? 0 : (double)(now - then) / 1000);
}

static int
replica_look(struct look *l, struct buf *why)
{
	char what[LOOK_TEXT];
	double lag;

	watch_what(l->watch, l, what);
	if (l->own == NULL)
		l->own = mem_alloc(1, sizeof(struct replica));
	if (strcmp(what, ((struct replica *)l->own)->what) != 0)
		replica_change(l, what);
	if (what[0] == '\0')
		return (LOOK_GO);
	lag = replica_lag(l, what, why);
	watch_set_lag(l, lag);
	if (lag == -1)
		return (LOOK_WAIT);
	if (lag <= watch_max_lag(l->watch))
		return (LOOK_GO);
	buf_fmt(why, "%.100s replica-lag=%fs", what, lag / 1000);
	return (LOOK_WAIT);
}

static long
replica_rest(const struct look *l)
{
	/* What is gone is not asked all the time. */
	return (l->sql.my == NULL ? 1000 : l->conf->interval);
}

static long
replica_patience(const struct look *l, long lag)
{
	(void)l;
	return (lag);
}

const struct look_kind look_replica = {
    .name = "replica",
    .holds = LOOK_HOLDS_ASKED,
    .look = replica_look,
    .rest = replica_rest,
    .patience = replica_patience,
};

/* ---- The last look, before the cut-over ---- */

enum { LAST_REST_MS = 200 };

static int
last_look(struct look *l, struct buf *why)
{
	char what[LOOK_TEXT];
	uint64_t most;
	double lag;

	look_setting(l, "cut-over-max-lag-millis", l->conf->cutover.lag,
	    setting_count);
	if (l->what[0] == '\0' || setting_bytes(l->what, &most) == -1)
		return (LOOK_GO);
	lag = watch_laggard(l->watch, what);
	if (lag != -1 && lag <= (double)most)
		return (LOOK_GO);
	buf_fmt(why, "cut-over-max-lag-millis %s: %.100s replica-lag", l->what,
	    what);
	if (lag == -1)
		buf_str(why, " unknown");
	else
		buf_fmt(why, "=%fs", lag / 1000);
	return (LOOK_WAIT);
}

const struct look_kind look_lag = {
    .name = "cut-over-max-lag-millis",
    .holds = LOOK_HOLDS_CUTOVER,
    .look = last_look,
    .rest_ms = LAST_REST_MS,
};
