/* The heartbeat, and the lag of the stream: all times are the server's. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "beat.h"
#include "look.h"
#include "say.h"
#include "sig.h"
#include "solo.h"
#include "tick.h"

enum {
	BEAT_SOLO_S = 5,     /* for the named lock of a session that ends */
	BEAT_TELL_MS = 5000, /* between two warnings */
};

/* The age of a heartbeat, by the server's clock. */
#define BEAT_AGE(text)                                                       \
	"TIMESTAMPDIFF(MICROSECOND, STR_TO_DATE(" text ", " BEAT_FORMAT ")," \
	" UTC_TIMESTAMP(6))"

struct beat {
	struct buf text;  /* the statement that writes it */
	struct buf ask;	  /* the one that reads it */
	int64_t first;	  /* us since 1970: the first heartbeat written */
	int64_t told;	  /* monotonic ms: that there is none; 0: there is */
	unsigned long id; /* of the last session that had the named lock */
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
	buf_str(&b->ask,
	    "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)),"
	    " " BEAT_AGE("?") ", (SELECT " BEAT_AGE("value") " FROM ");
	sql_name2(&b->ask, plan->db, plan->changelog_table);
	buf_str(&b->ask, " WHERE id = 1 AND hint = 'heartbeat')");
	buf_cstr(&b->text);
	buf_cstr(&b->ask);
	return (b);
}

/* The server ends it when it is silent for longer than any pause of ours. */
static int
beat_limits(struct look *l)
{
	return (sql_run(&l->sql,
	    "SET SESSION innodb_lock_wait_timeout = 3,"
	    " lock_wait_timeout = 3, wait_timeout = %ld",
	    SOLO_SILENCE_S + l->conf->interval / 1000 + l->conf->hibernate));
}

/*
 * The named locks.  After a loss the old session may have them for a while:
 * it is ended.  Two tables may have one ghost, by --force-table-names.
 */
static int
beat_solo(struct look *l)
{
	const struct plan *plan = l->conf->plan;
	struct beat *b = l->own;
	unsigned int wait = b->id != 0 ? BEAT_SOLO_S : 0;
	int there = 0;

	if (b->id != 0)
		there = solo_end(&l->sql, plan->db, plan->table, b->id);
	if (there == -1)
		return (-1);
	if (solo_take(&l->sql, plan->db, plan->table, wait) == 0 &&
	    solo_take(&l->sql, plan->db, plan->ghost_table, wait) == 0) {
		b->id = l->sql.id;
		return (beat_limits(l));
	}
	if (there == 1 && !sql_lost(l->sql.error)) {
		sql_refuse(&l->sql, "session %lu is killed but has not ended",
		    b->id);
		l->sql.fail = X_AGAIN;
	}
	return (-1);
}

/* A session without the named locks is none. */
static int
beat_connect(struct look *l)
{
	if (l->sql.my != NULL)
		return (0);
	if (look_connect(l) == -1)
		return (-1);
	if (beat_solo(l) == 0)
		return (0);
	look_lost(l);
	return (-1);
}

static int64_t
beat_number(const char *cell)
{
	return (cell == NULL ? -1 : strtoll(cell, NULL, 10));
}

/*
 * The server's lag is that of its last heartbeat, as anybody sees it there; a
 * replica's look_feed knows.
 */
static void
beat_server(struct look *l, int64_t us)
{
	char text[32] = "unknown";

	if (us != -1)
		snprintf(text, sizeof(text), "%.3f", (double)us / 1e6);
	watch_put(l->watch, "server-lag", text);
}

/*
 * The lag is the age of the last heartbeat that came back through the
 * stream; before there is one, that of the first that was written.  A text
 * that is no time is an unknown lag, *us = -1.
 */
static int
beat_measure(struct look *l, int64_t *us)
{
	struct beat *b = l->own;
	struct sql_rows rows;
	char word[256];
	int rc = look_told(l, "heartbeat", word, sizeof(word));
	int64_t now;

	if (beat_connect(l) == -1 ||
	    sql_ask(&l->sql, &rows, b->ask.p, rc == 1 ? word : NULL) == -1)
		return (-1);
	now = beat_number(rows.cell[0]);
	*us = beat_number(rows.cell[1]);
	if (!l->conf->apart)
		beat_server(l, beat_number(rows.cell[2]));
	sql_rows_free(&rows);
	watch_set_clock(l->watch, now);
	if (b->first == 0)
		b->first = now;
	if (rc == 0)
		*us = now - b->first;
	return (0);
}

/* beat_once(l, us): looks at the last heartbeat, and writes the next. */
static int
beat_once(struct look *l, int64_t *us)
{
	const struct beat *b = l->own;

	if (beat_measure(l, us) == -1)
		return (-1);
	return (sql_run(&l->sql, "%s", b->text.p));
}

static int
beat_unknown(struct look *l, struct buf *why)
{
	watch_put(l->watch, "lag", "unknown");
	buf_str(why, "lag unknown");
	return (LOOK_WAIT);
}

/* beat_tell(l): once, then now and then, that there is no heartbeat. */
static void
beat_tell(const struct look *l)
{
	struct beat *b = l->own;

	if (b->told != 0 && tick_ms() - b->told < BEAT_TELL_MS)
		return;
	b->told = tick_ms();
	say_warn("no heartbeat: %s; waiting for the server", l->sql.text);
}

/*
 * A failure that a retry may cure makes the lag unknown; others are the end.
 * The session, and with it the named lock, is kept if the server does: it may
 * be read-only for a while.
 */
static int
beat_lost(struct look *l, struct buf *why)
{
	if (l->sql.fail != X_AGAIN) {
		say_err("cannot write the heartbeat: %s", l->sql.text);
		l->fail = l->sql.fail;
		return (LOOK_END);
	}
	beat_tell(l);
	if (l->sql.my != NULL && sql_lost(l->sql.error))
		look_lost(l);
	return (beat_unknown(l, why));
}

/* beat_back(l): the heartbeat is written. */
static void
beat_back(struct look *l)
{
	struct beat *b = l->own;

	if (b->told != 0)
		say_info("the heartbeat is written again");
	b->told = 0;
}

static int
beat_look(struct look *l, struct buf *why)
{
	char text[32];
	int64_t us;

	if (beat_once(l, &us) == -1)
		return (beat_lost(l, why));
	beat_back(l);
	if (us == -1)
		return (beat_unknown(l, why));
	snprintf(text, sizeof(text), "%.3f", (double)us / 1e6);
	watch_put(l->watch, "lag", text);
	if ((double)us / 1000 <= watch_max_lag(l->watch))
		return (LOOK_GO);
	buf_fmt(why, "lag=%fs", (double)us / 1e6);
	return (LOOK_WAIT);
}

/* beat_again(l, again): whether the first one is tried again, after a while. */
static bool
beat_again(struct look *l, struct again *again)
{
	/* Another run, which has the named lock, is no failure that passes. */
	long ms = l->sql.error == 0 ? -1 : again_next(again, &l->sql);

	if (ms == -1)
		return (false);
	beat_tell(l);
	if (l->sql.my != NULL && sql_lost(l->sql.error))
		look_lost(l);
	sig_sleep(ms);
	return (true);
}

int
look_beat_first(struct look *l)
{
	struct again again;
	int64_t us;

	l->own = beat_new(l->conf->plan);
	again_begin(&again, AGAIN_RETRIES);
	while (beat_once(l, &us) == -1) {
		if (beat_again(l, &again))
			continue;
		say_err("%s", l->sql.text);
		l->fail = l->sql.fail;
		return (-1);
	}
	beat_back(l);
	return (0);
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
