/* One writer at a time: ends sessions of dead processes for sure. */

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fence.h"
#include "say.h"
#include "tick.h"

enum {
	FENCE_POLL_MS = 20,
	FENCE_TRIES = 1000, /* 20 s: longer than any lock of ours is waited */
};

void
fence_init(struct fence *f, const struct plan *plan, unsigned int place)
{
	f->id = 0;
	/* Names of locks are at most 64 characters. */
	snprintf(f->name, sizeof(f->name), "gho:%.32s:%u", plan->run_id, place);
}

/* fence_ask(f, s, text, n): the number that a query of the lock gives. */
static int
fence_ask(const struct fence *f, struct sql *s, const char *text,
    unsigned long *n)
{
	struct sql_rows rows;

	if (sql_ask(s, &rows, text, f->name) == -1)
		return (-1);
	*n = rows.nrow == 1 && rows.cell[0] != NULL ?
	    strtoul(rows.cell[0], NULL, 10) :
	    0;
	sql_rows_free(&rows);
	return (0);
}

/* fence_holder(f, s, id): the session that holds it, 0 if none does. */
static int
fence_holder(const struct fence *f, struct sql *s, unsigned long *id)
{
	return (fence_ask(f, s, "SELECT IS_USED_LOCK(?)", id));
}

/* fence_kill_for_sure(f, s, id): ends session ${id} and waits for its end. */
static int
fence_kill_for_sure(const struct fence *f, struct sql *s, unsigned long id)
{
	unsigned long now = id;
	int tries;

	if (sql_kill(s, id) == -1)
		return (-1);
	for (tries = 0; tries < FENCE_TRIES; tries++) {
		if (fence_holder(f, s, &now) == -1)
			return (-1);
		if (now != id)
			return (0);
		/* Not sig_sleep(): this has an end of its own. */
		poll(NULL, 0, FENCE_POLL_MS);
	}
	sql_refuse(s, "session %lu was killed but does not end", id);
	s->fail = X_AGAIN;
	return (-1);
}

int
fence_end(struct fence *f, struct sql *s)
{
	unsigned long id;

	if (f->id == 0)
		return (0);
	if (fence_holder(f, s, &id) == -1)
		return (-1);
	return (id == f->id ? fence_kill_for_sure(f, s, id) : 0);
}

static int
fence_taken(struct sql *s)
{
	sql_refuse(s, "another process has taken over this run");
	s->fail = X_BUG;
	return (-1);
}

int
fence_raise(struct fence *f, struct sql *s)
{
	unsigned long id, got;

	if (fence_end(f, s) == -1 || fence_holder(f, s, &id) == -1)
		return (-1);
	if (id != 0 && f->id != 0)
		return (fence_taken(s));
	if (id != 0 && fence_kill_for_sure(f, s, id) == -1)
		return (-1);
	/* Ours even if the answer gets lost. */
	f->id = s->id;
	if (fence_ask(f, s, "SELECT GET_LOCK(?, 0)", &got) == -1)
		return (-1);
	if (got != 1)
		return (fence_taken(s));
	fence_used(f);
	return (sql_run(s, "SET SESSION wait_timeout = %d", FENCE_SILENCE_S));
}

void
fence_used(struct fence *f)
{
	f->used = tick_ms();
}

bool
fence_idle(const struct fence *f)
{
	return (f->id != 0 && tick_ms() - f->used > FENCE_SILENCE_S * 1000 / 2);
}

/* One question for all: a run has many places, and few sessions. */
static void
fence_ask_all(struct sql *s, const struct plan *plan, unsigned int first,
    unsigned int n, struct buf *text)
{
	struct fence f;
	unsigned int i;

	for (i = 0; i < n; i++) {
		fence_init(&f, plan, first + i);
		buf_str(text,
		    i == 0 ? "SELECT IS_USED_LOCK(" : ", IS_USED_LOCK(");
		sql_quote(s, text, f.name);
		buf_chr(text, ')');
	}
}

int
fence_held(struct sql *s, const struct plan *plan)
{
	struct buf text = {0};
	struct sql_rows rows;
	unsigned int i;
	int rc;

	fence_ask_all(s, plan, 0, FENCE_ALL, &text);
	rc = sql_list(s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	for (i = 0; i < FENCE_ALL && rows.cell[i] == NULL; i++)
		continue;
	sql_rows_free(&rows);
	return (i < FENCE_ALL);
}

int
fence_clear(struct sql *s, const struct plan *plan, unsigned int first,
    unsigned int n)
{
	struct buf text = {0};
	struct sql_rows rows;
	struct fence f;
	unsigned int i;
	int rc;

	fence_ask_all(s, plan, first, n, &text);
	rc = sql_list(s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	for (i = 0; i < n && rc == 0; i++) {
		fence_init(&f, plan, first + i);
		if (rows.cell[i] != NULL)
			rc = fence_kill_for_sure(&f, s,
			    strtoul(rows.cell[i], NULL, 10));
	}
	sql_rows_free(&rows);
	return (rc);
}
