/* How long the followed server keeps binary logs that are still needed. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beat.h"
#include "coord.h"
#include "look.h"
#include "say.h"

enum {
	BINLOG_REST_MS = 5000,
	BINLOG_SCARCE = 10, /* a tenth of the time is left: say it */
};

struct binlog {
	bool warned;
	bool missed;
};

/* binlog_kept(s, seconds): from their last write on; -1: for ever. */
static int
binlog_kept(struct sql *s, int64_t *seconds)
{
	struct sql_rows rows;

	/* The second variable is there since 8.0.29. */
	if (sql_ask(s, &rows,
		"SELECT VARIABLE_NAME, VARIABLE_VALUE"
		" FROM performance_schema.global_variables"
		" WHERE VARIABLE_NAME = 'binlog_expire_logs_seconds'"
		" AND NOT EXISTS (SELECT * FROM"
		" performance_schema.global_variables WHERE VARIABLE_NAME ="
		" 'binlog_expire_logs_auto_purge' AND VARIABLE_VALUE = 'OFF')"
		" AND VARIABLE_VALUE > 0") == -1)
		return (-1);
	*seconds = rows.nrow == 1 ? strtoll(rows.cell[1], NULL, 10) : -1;
	sql_rows_free(&rows);
	return (0);
}

/* binlog_needed(l, c): the position up to which all is applied. */
static int
binlog_needed(const struct look *l, struct coord *c)
{
	char word[COORD_TEXT + 1024];
	int rc = look_told(l, "applied", word, sizeof(word));

	if (rc == -1)
		return (-1);
	word[rc == 1 ? strcspn(word, "\t") : 0] = '\0';
	if (rc == 0 && plan_by_set(l->conf->plan))
		return (-1);
	return (coord_parse(c, rc == 1 ? word : l->conf->plan->start));
}

/* binlog_size(s, from, bytes): of what is not applied yet; -1: it is gone. */
static int
binlog_size(struct sql *s, const struct coord *from, int64_t *bytes)
{
	struct sql_rows rows;
	unsigned int i;

	if (sql_list(s, &rows, "SHOW BINARY LOGS") == -1)
		return (-1);
	*bytes = -1;
	for (i = 0; i < rows.nrow; i++) {
		const char *name = rows.cell[i * rows.ncol];
		const char *size = rows.cell[i * rows.ncol + 1];

		if (strcmp(name, from->file) == 0)
			*bytes = -(int64_t)from->pos;
		else if (*bytes == -1)
			continue;
		*bytes += strtoll(size, NULL, 10);
	}
	/* The server may have flushed less than was sent. */
	if (*bytes < -1)
		*bytes = 0;
	sql_rows_free(&rows);
	return (0);
}

/* binlog_age(l, us): how long ago the last applied heartbeat was written. */
static int
binlog_age(struct look *l, int64_t *us)
{
	char word[256];
	int64_t then = -1, now = watch_clock(l->watch);
	int rc = look_told(l, "heartbeat", word, sizeof(word));

	*us = 0;
	if (rc == 1 && beat_time(&l->sql, word, &then) == -1)
		return (-1);
	if (then != -1 && now > then)
		*us = now - then;
	return (0);
}

static void
binlog_put(struct look *l, const char *name, int64_t value, const char *none)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	watch_put(l->watch, name, value == -1 ? none : text);
}

static void
binlog_warn(struct look *l, const struct coord *from, int64_t kept,
    int64_t left, int64_t bytes)
{
	struct binlog *b = l->own;

	if (bytes == -1 && !b->missed)
		say_warn("the server does not have %s any more, of which all "
			 "is needed from position %llu on",
		    from->file, (unsigned long long)from->pos);
	b->missed = bytes == -1;
	if (kept == -1 || left > kept / BINLOG_SCARCE) {
		b->warned = false;
		return;
	}
	if (!b->warned)
		say_warn("in %lld s the server may purge binary logs that are "
			 "still needed, from %s on: let the changes be "
			 "applied, or raise binlog_expire_logs_seconds",
		    (long long)left, from->file);
	b->warned = true;
}

static int
binlog_look(struct look *l, struct buf *why)
{
	struct coord from;
	int64_t kept, bytes, age, left;

	(void)why;
	if (l->own == NULL)
		l->own = mem_alloc(1, sizeof(struct binlog));
	l->opt = &l->conf->feed;
	if (binlog_needed(l, &from) == -1 || look_connect(l) == -1)
		return (LOOK_GO);
	if (binlog_kept(&l->sql, &kept) == -1 ||
	    binlog_size(&l->sql, &from, &bytes) == -1 ||
	    binlog_age(l, &age) == -1) {
		say_debug("%s", l->sql.text);
		look_lost(l);
		return (LOOK_GO);
	}
	left = kept - age / 1000000;
	if (kept == -1 || left < 0)
		left = kept == -1 ? -1 : 0;
	binlog_put(l, "binlog-kept", kept, "for ever");
	binlog_put(l, "binlog-left", left, "for ever");
	binlog_put(l, "binlog-bytes", bytes, "unknown");
	binlog_warn(l, &from, kept, left, bytes);
	return (LOOK_GO);
}

const struct look_kind look_binlog = {
    .name = "binlog",
    .holds = LOOK_HOLDS_NONE,
    .look = binlog_look,
    .rest_ms = BINLOG_REST_MS,
};
