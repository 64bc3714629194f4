/* The cut-over: attempts, and what is waited for before and after each. */

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "again.h"
#include "cutover.h"
#include "file.h"
#include "say.h"
#include "sig.h"
#include "tick.h"

enum {
	SOON_MS = 5,	/* a mark that comes through so soon: close */
	CLOSE_MS = 500, /* the same, if the stream is never faster */
	YOUNG_MS = 100, /* a lock that is held no longer may go soon */
	LOOK_MS = 20,	/* between two looks */
	HELD_MS = 200,
	KILL_PERCENT = 90, /* of the lock time-out */
	BACKOFF_MS = 1000,
};

/*
 * mark_table(c, s): writes a mark, trying again when that may help; records are
 * applied meanwhile.  Returns 1, 0 if a signal came, -1.
 */
static int
mark_table(struct cutover *c, struct swap *s)
{
	unsigned int try;

	for (try = 0; swap_mark(s) == -1; try++) {
		if (s->fail != X_AGAIN || try >= c->retries)
			return (cutover_fail(c, s->fail));
		if (cutover_follow(c, tick_ms() + BACKOFF_MS, false) == -1)
			return (-1);
		if (sig_seen() != 0)
			return (0);
	}
	return (1);
}

/* mark_now(c): the same for all tables. */
static int
mark_now(struct cutover *c)
{
	unsigned int i;
	int rc = 1;

	for (i = 0; i < c->n && rc == 1; i++)
		rc = mark_table(c, c->table[i].swap);
	return (rc);
}

/*
 * A mark that comes through quickly shows that the lock would be short.  What
 * is quick enough is a matter of the server: the longer it takes to see a
 * quick one, the less is asked for.
 */
static int
come_close(struct cutover *c)
{
	int64_t start, took, enough = SOON_MS;
	int rc;

	for (;;) {
		rc = mark_now(c);
		start = tick_ms();
		if (rc == 1)
			rc = cutover_follow(c, INT64_MAX, true);
		if (rc != 1)
			return (rc);
		took = tick_ms() - start;
		say_debug("a mark came through in %lld ms", (long long)took);
		if (took <= enough)
			return (1);
		enough = enough * 2 < CLOSE_MS ? enough * 2 : CLOSE_MS;
	}
}

/* look(c, ms): looks who is in the way, and for how long at most: 0, -1. */
static int
look(struct cutover *c, uint64_t *ms)
{
	struct block *b;
	unsigned int i;

	*ms = 0;
	for (i = 0; i < c->n; i++) {
		b = &c->table[i].swap->block;
		if (swap_side(c->table[i].swap) == -1 ||
		    block_look(b, c->table[i].a->lane.db.id) == -1)
			return (-1);
		if (b->ms > *ms)
			*ms = b->ms;
	}
	return (0);
}

/*
 * come_free(c): waits for a moment in which nobody is in the way, for as long
 * as applications would have to wait for the lock at most.  1: the lock may
 * be asked for; 0: not yet, or a signal came.
 */
static int
come_free(struct cutover *c)
{
	int64_t start = tick_ms();
	uint64_t most = c->table[0].swap->timeout * 1000 * KILL_PERCENT / 100;
	uint64_t ms;
	unsigned int i;
	int rc;

	for (;;) {
		if (look(c, &ms) == -1)
			return (0);
		if (ms <= YOUNG_MS)
			return (1);
		if (tick_ms() - start >= (int64_t)most)
			break;
		rc = cutover_follow(c, tick_ms() + LOOK_MS, false);
		if (rc == -1 || sig_seen() != 0)
			return (rc);
	}
	for (i = 0; i < c->n && c->kill; i++)
		block_kill(&c->table[i].swap->block, most);
	/* Those who have come later than us may also go in time. */
	if (look(c, &ms) == 0 && ms < most)
		return (1);
	for (i = 0; i < c->n; i++)
		block_say(&c->table[i].swap->block, YOUNG_MS);
	return (0);
}

/*
 * held_by(c, told): whether somebody holds a run or the cut-over: told once.
 */
static bool
held_by(struct cutover *c, bool *told)
{
	char why[320];
	unsigned int i;

	for (i = 0; i < c->n; i++) {
		if (run_apply_held(c->table[i].run))
			return (true);
		if (!run_cutover_held(c->table[i].run, why, sizeof(why)))
			continue;
		if (!*told)
			say_warn("the cut-over waits: %s", why);
		*told = true;
		return (true);
	}
	return (false);
}

/* held(c): waits while it is; 1, 0 if a signal came, -1. */
static int
held(struct cutover *c)
{
	bool told = false;

	while (held_by(c, &told)) {
		if (cutover_follow(c, tick_ms() + HELD_MS, false) == -1)
			return (-1);
		if (sig_seen() != 0)
			return (0);
	}
	return (1);
}

/* prepare(c): 1 done, 0 not yet, -1. */
static int
prepare(struct cutover *c)
{
	struct swap *s;
	unsigned int i;

	for (i = 0; i < c->n; i++) {
		s = c->table[i].swap;
		if (swap_prepare(s) == -1)
			return (
			    s->fail == X_AGAIN ? 0 : cutover_fail(c, s->fail));
	}
	return (1);
}

/*
 * attempt(c): 1 swapped, 0 given up for now, -1 failed.  What is in the way of
 * the lock is in the way of preparing, too, and that may take its time.
 */
static int
attempt(struct cutover *c)
{
	static int (*const steps[])(struct cutover *) = {held, come_free,
	    prepare, come_close, held, come_free};
	size_t i;
	int rc;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if ((rc = steps[i](c)) != 1)
			return (rc);
	}
	return (cutover_once(c));
}

unsigned int
cutover_away(const struct cutover *c)
{
	unsigned int i;

	for (i = 0; i < c->n; i++) {
		if (sql_away(c->table[i].swap->error))
			return (c->table[i].swap->error);
	}
	return (0);
}

/*
 * come_back(c, again, error): the server is away: waits for the next attempt,
 * or gives up.  Records are applied meanwhile.
 */
static int
come_back(struct cutover *c, struct again *again, unsigned int error)
{
	struct sql lost = {.fail = X_AGAIN, .error = error};
	struct buf how = {0};
	long ms = again_next(again, &lost);

	if (sig_seen() != 0)
		return (0);
	if (ms == -1) {
		say_err("no cut-over, as the server is away; %s untouched",
		    buf_cstr(&c->names));
		return (cutover_fail(c, X_AGAIN));
	}
	again_tell(again, &how);
	say_warn("the cut-over waits for the server: %s", buf_cstr(&how));
	buf_free(&how);
	return (cutover_follow(c, tick_ms() + ms, false) == -1 ? -1 : 0);
}

static int
attempts(struct cutover *c)
{
	int64_t wait = BACKOFF_MS;
	struct again again;
	unsigned int i, error, try = 0;
	int rc;

	again_begin(&again, c->retries);
	while (sig_seen() == 0) {
		for (i = 0; i < c->n; i++)
			c->table[i].swap->error = 0;
		rc = attempt(c);
		if (rc != 0 || sig_seen() != 0)
			return (rc);
		if ((error = cutover_away(c)) != 0) {
			if (come_back(c, &again, error) == -1)
				return (-1);
			continue;
		}
		again_begin(&again, c->retries);
		if (try++ >= c->retries) {
			say_err("no cut-over after %u attempts; %s untouched",
			    try, buf_cstr(&c->names));
			return (cutover_fail(c, X_AGAIN));
		}
		say_debug("attempt %u failed, the next one in %lld ms", try,
		    (long long)wait);
		if (cutover_follow(c, tick_ms() + wait, false) == -1)
			return (-1);
		wait = wait * 2 < c->most * 1000 ? wait * 2 : c->most * 1000;
	}
	return (0);
}

int
cutover_run(struct cutover *c)
{
	unsigned int i;
	int rc;

	c->poll = mem_alloc(c->n, sizeof(*c->poll));
	for (i = 0; i < c->n; i++)
		buf_fmt(&c->names, "%s%s.%s", i == 0 ? "" : ", ",
		    c->table[i].plan->db, c->table[i].plan->table);
	buf_str(&c->names, c->n == 1 ? " is" : " are");
	rc = attempts(c);
	buf_free(&c->names);
	free(c->poll);
	return (rc);
}
