/* The heartbeat, and the lag of the stream: all times are the server's. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beat.h"
#include "look.h"
#include "say.h"
#include "solo.h"

enum {
	BEAT_SOLO_S = 5, /* for the named lock of a session that ends */
};

struct beat {
	struct buf text; /* the statement that writes it */
	struct buf ask;	 /* the one that reads it */
	int64_t first;	 /* us since 1970: the first heartbeat written */
};

static struct beat *
beat_new(const struct plan *plan)
{
	struct beat *b = mem_alloc(1, sizeof(*b));

	buf_str(&b->text, "INSERT /* gh-ost */ INTO ");
	sql_name2(&b->text, plan->db, plan->changelog_table);
	buf_str(&b->text,
	    " (id, hint, value) VALUES (1, 'heartbeat',"
	    " DATE_FORMAT(UTC_TIMESTAMP(6), " BEAT_FORMAT "))"
	    " ON DUPLICATE KEY UPDATE last_update = NOW(),"
	    " value = VALUES(value)");
	buf_str(&b->ask, "SELECT value FROM ");
	sql_name2(&b->ask, plan->db, plan->changelog_table);
	buf_str(&b->ask, " WHERE id = 1 AND hint = 'heartbeat'");
	buf_cstr(&b->ask);
	return (b);
}

/* After a loss the old session may have the named lock for a moment. */
static int
beat_connect(struct look *l)
{
	const struct plan *plan = l->conf->plan;
	bool again = l->connected;

	if (l->sql.my != NULL)
		return (0);
	if (look_connect(l) == -1)
		return (-1);
	if (solo_take(&l->sql, plan->db, plan->table,
		again ? BEAT_SOLO_S : 0) == -1)
		return (-1);
	return (sql_run(&l->sql,
	    "SET SESSION innodb_lock_wait_timeout = 3,"
	    " lock_wait_timeout = 3"));
}

/* beat_write(l, now): and the time after it, in us since 1970. */
static int
beat_write(struct look *l, int64_t *now)
{
	struct beat *b = l->own;

	if (beat_connect(l) == -1 ||
	    sql_run(&l->sql, "%s", buf_cstr(&b->text)) == -1 ||
	    beat_time(&l->sql, NULL, now) == -1)
		return (-1);
	watch_set_clock(l->watch, *now);
	if (b->first == 0)
		b->first = *now;
	return (0);
}

/*
 * The age of the heartbeat that the server has, as anybody sees it there; as
 * in gh-ost, that of the last one, when the next is about to be written.
 */
static int
beat_server(struct look *l)
{
	const struct beat *b = l->own;
	struct sql_rows rows;
	int64_t then = -1, now = -1;
	char text[32] = "unknown";
	int rc;

	if (l->sql.my == NULL)
		return (0);
	rc = sql_ask(&l->sql, &rows, b->ask.p);
	if (rc == -1)
		return (-1);
	if (rows.nrow == 1)
		rc = beat_time(&l->sql, rows.cell[0], &then);
	sql_rows_free(&rows);
	if (rc == -1 || beat_time(&l->sql, NULL, &now) == -1)
		return (-1);
	if (then != -1)
		snprintf(text, sizeof(text), "%.3f",
		    (double)(now - then) / 1e6);
	watch_put(l->watch, "server-lag", text);
	return (0);
}

/*
 * The lag is the age of the last heartbeat that came back through the
 * stream; before there is one, that of the first that was written.  A text
 * that is no time is an unknown lag, *us = -1.
 */
static int
beat_measure(struct look *l, int64_t now, int64_t *us)
{
	const struct beat *b = l->own;
	char word[256];
	int64_t then = b->first;
	int rc = look_told(l, "heartbeat", word, sizeof(word));

	if (rc == 1 && beat_time(&l->sql, word, &then) == -1)
		return (-1);
	*us = rc == -1 || then == -1 ? -1 : now - then;
	return (0);
}

static int
beat_unknown(struct look *l, struct buf *why)
{
	watch_put(l->watch, "lag", "unknown");
	buf_str(why, "lag unknown");
	return (LOOK_WAIT);
}

/* A failure that a retry may cure makes the lag unknown; others are the end. */
static int
beat_lost(struct look *l, struct buf *why)
{
	if (l->sql.fail != X_AGAIN) {
		say_err("cannot write the heartbeat: %s", l->sql.text);
		l->fail = l->sql.fail;
		return (LOOK_END);
	}
	if (watch_now() >= l->next) {
		say_warn("no heartbeat: %s", l->sql.text);
		look_lost(l);
	}
	return (beat_unknown(l, why));
}

static int
beat_look(struct look *l, struct buf *why)
{
	int64_t now, us;
	char text[32];

	if (beat_server(l) == -1 || beat_write(l, &now) == -1 ||
	    beat_measure(l, now, &us) == -1)
		return (beat_lost(l, why));
	if (us == -1)
		return (beat_unknown(l, why));
	snprintf(text, sizeof(text), "%.3f", (double)us / 1e6);
	watch_put(l->watch, "lag", text);
	if ((double)us / 1000 <= watch_max_lag(l->watch))
		return (LOOK_GO);
	buf_fmt(why, "lag=%fs", (double)us / 1e6);
	return (LOOK_WAIT);
}

int
look_beat_first(struct look *l)
{
	int64_t now;

	l->own = beat_new(l->conf->plan);
	if (beat_write(l, &now) == 0)
		return (0);
	say_err("%s", l->sql.text);
	l->fail = l->sql.fail;
	return (-1);
}

static long
beat_rest(const struct look *l)
{
	return (l->conf->interval);
}

static long
beat_patience(const struct look *l, long lag)
{
	(void)l;
	return (lag);
}

static void
beat_close(struct look *l)
{
	struct beat *b = l->own;

	buf_free(&b->text);
	buf_free(&b->ask);
	free(b);
}

const struct look_kind look_beat = {
    .name = "lag",
    .holds = LOOK_HOLDS_COPY,
    .look = beat_look,
    .rest = beat_rest,
    .patience = beat_patience,
    .close = beat_close,
};
