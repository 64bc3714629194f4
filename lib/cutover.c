/* The cut-over: attempts, and what is waited for before and after each. */

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "again.h"
#include "cutover.h"
#include "file.h"
#include "say.h"
#include "seam.h"
#include "sig.h"
#include "tick.h"

enum {
	WAIT_MS = 1000, /* for records, before looking around */
	SOON_MS = 5,	/* a mark that comes through so soon: close */
	CLOSE_MS = 500, /* the same, if the stream is never faster */
	YOUNG_MS = 100, /* a lock that is held no longer may go soon */
	LOOK_MS = 20,	/* between two looks */
	HELD_MS = 200,
	KILL_PERCENT = 90, /* of the lock time-out */
	BACKOFF_MS = 1000,
	LOOKS = 5, /* at the tables, a second apart, after a lost answer */
	LOOKS_MAX = 300,
};

static int
fail(struct cutover *c, int code)
{
	c->fail = code;
	return (-1);
}

/*
 * follow(c, until, mark): applies records until ${mark} has been applied
 * (returns 1), or until the time ${until} (returns 0).  Without a mark it
 * follows the stream for that long.
 */
static int
follow(struct cutover *c, int64_t until, const char *mark)
{
	struct rec rec;
	int64_t left;
	int rc, wait;

	while ((left = until - tick_ms()) > 0 && sig_seen() == 0) {
		wait = left < WAIT_MS ? (int)left : WAIT_MS;
		rc = rec_read(c->in, &rec, !apply_idle(c->a) ? 0 : wait);
		if (rc == -1)
			return (fail(c, rec_fail(c->in)));
		if (rc == REC_EOF) {
			say_err("the stream ended before the cut-over; the "
				"original is untouched");
			return (fail(c, X_AGAIN));
		}
		if ((rc == REC_GOT ? apply_take(c->a, &rec) :
				     apply_flush(c->a)) == -1)
			return (fail(c, c->a->fail));
		if (mark != NULL && strcmp(buf_cstr(&c->a->mark), mark) == 0)
			return (1);
	}
	return (0);
}

/*
 * mark_now(c): writes a mark, trying again when that may help; records are
 * applied meanwhile.  Returns 1, 0 if a signal came, -1.
 */
static int
mark_now(struct cutover *c)
{
	unsigned int try;

	for (try = 0; swap_mark(c->swap) == -1; try++) {
		if (c->swap->fail != X_AGAIN || try >= c->retries)
			return (fail(c, c->swap->fail));
		if (follow(c, tick_ms() + BACKOFF_MS, NULL) == -1)
			return (-1);
		if (sig_seen() != 0)
			return (0);
	}
	return (1);
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
			rc = follow(c, INT64_MAX, c->swap->mark);
		if (rc != 1)
			return (rc);
		took = tick_ms() - start;
		say_debug("a mark came through in %lld ms", (long long)took);
		if (took <= enough)
			return (1);
		enough = enough * 2 < CLOSE_MS ? enough * 2 : CLOSE_MS;
	}
}

/*
 * come_free(c): waits for a moment in which nobody is in the way, for as long
 * as applications would have to wait for the lock at most.  1: the lock may
 * be asked for; 0: not yet, or a signal came.
 */
static int
come_free(struct cutover *c)
{
	struct block *b = &c->swap->block;
	int64_t most = c->swap->timeout * 1000, start = tick_ms();
	int rc;

	for (;;) {
		if (swap_side(c->swap) == -1 ||
		    block_look(b, c->a->lane.db.id) == -1)
			return (0);
		if (b->ms <= YOUNG_MS)
			return (1);
		if (tick_ms() - start >= most * KILL_PERCENT / 100)
			break;
		rc = follow(c, tick_ms() + LOOK_MS, NULL);
		if (rc == -1 || sig_seen() != 0)
			return (rc);
	}
	if (c->kill)
		block_kill(b, (uint64_t)(most * KILL_PERCENT / 100));
	/* Those who have come later than us may also go in time. */
	if (block_look(b, c->a->lane.db.id) == 0 &&
	    b->ms < (uint64_t)(most * KILL_PERCENT / 100))
		return (1);
	block_say(b, YOUNG_MS);
	return (0);
}

/*
 * after_loss(c): the RENAME failed, or its answer was lost.  Says what is true
 * now.  A signal does not hurry it: the RENAME has been sent.
 */
static int
after_loss(struct cutover *c)
{
	enum swap_state state = SWAP_ODD;
	unsigned int try;

	for (try = 0; swap_settle(c->swap, &state) == -1; try++) {
		if (try >= LOOKS_MAX || (sig_seen() != 0 && try >= LOOKS)) {
			say_err("cannot tell whether the tables were swapped: "
				"they were if %s.%s is gone",
			    c->plan->db, c->plan->ghost_table);
			return (fail(c, X_AGAIN));
		}
		poll(NULL, 0, BACKOFF_MS);
	}
	if (state == SWAP_DONE)
		return (1);
	if (state == SWAP_NOT)
		return (0);
	say_err("%s.%s, %s or %s is not where it was; nothing more is done",
	    c->plan->db, c->plan->table, c->plan->ghost_table,
	    c->plan->old_table);
	return (fail(c, X_REFUSED));
}

/*
 * under_lock(c): drains and swaps.  Returns 1 when the tables are swapped,
 * 0 when this attempt is given up and nothing has changed.
 */
static int
under_lock(struct cutover *c)
{
	int64_t locked = tick_ms(), marked, drained;
	bool refused;
	int rc;

	if (swap_mark(c->swap) == -1)
		return (0);
	marked = tick_ms();
	SEAM("cutover-marked");
	rc = follow(c, marked + swap_left(c->swap), c->swap->mark);
	if (rc == -1 && c->fail != X_AGAIN)
		return (-1);
	if (rc != 1) {
		say_warn("the last events did not come in time under the "
			 "lock");
		return (0);
	}
	drained = tick_ms();
	SEAM("cutover-drained");
	rc = swap_rename(c->swap);
	say_debug("lock %lld ms, mark %lld ms, last events %lld ms, rename "
		  "%lld ms",
	    (long long)(locked - c->swap->asked), (long long)(marked - locked),
	    (long long)(drained - marked), (long long)(tick_ms() - drained));
	if (rc == 0)
		return (1);
	/* What the server says no to once it does not do later. */
	refused = c->swap->fail == X_REFUSED;
	rc = after_loss(c);
	return (rc == 0 && refused ? fail(c, X_REFUSED) : rc);
}

/* swap_once(c): 1 swapped, 0 given up for now, -1 failed. */
static int
swap_once(struct cutover *c)
{
	int64_t waited;
	int rc;

	if (apply_flush(c->a) == -1)
		return (0);
	c->swap->asked = tick_ms();
	if (swap_lock(c->swap) == 0)
		rc = under_lock(c);
	else
		rc = c->swap->fail == X_AGAIN ? 0 : fail(c, c->swap->fail);
	swap_unlock(c->swap);
	waited = tick_ms() - c->swap->asked;
	if (waited > c->longest)
		c->longest = waited;
	if (rc == 1)
		printf("swapped\t%lld\n", (long long)c->longest);
	if (rc == 0) {
		printf("waited\t%lld\n", (long long)waited);
		say_warn("no cut-over this time, applications waited %lld "
			 "ms; %s.%s is untouched",
		    (long long)waited, c->plan->db, c->plan->table);
	}
	return (rc);
}

/* held_by(c, told): whether somebody holds the run or the cut-over: told once. */
static bool
held_by(struct cutover *c, bool *told)
{
	char why[320];

	if (run_apply_held(c->run))
		return (true);
	if (!run_cutover_held(c->run, why, sizeof(why)))
		return (false);
	if (!*told)
		say_warn("the cut-over waits: %s", why);
	*told = true;
	return (true);
}

/* held(c): waits while it is; 1, 0 if a signal came, -1. */
static int
held(struct cutover *c)
{
	bool told = false;

	while (held_by(c, &told)) {
		if (follow(c, tick_ms() + HELD_MS, NULL) == -1)
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
	if (swap_prepare(c->swap) == 0)
		return (1);
	return (c->swap->fail == X_AGAIN ? 0 : fail(c, c->swap->fail));
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
	return (swap_once(c));
}

/*
 * away(c, again): the server is away: waits for the next attempt, or gives up.
 * Records are applied meanwhile.
 */
static int
away(struct cutover *c, struct again *again)
{
	struct sql lost = {.fail = X_AGAIN, .error = c->swap->error};
	struct buf how = {0};
	long ms = again_next(again, &lost);

	if (sig_seen() != 0)
		return (0);
	if (ms == -1) {
		say_err(
		    "no cut-over, as the server is away; %s.%s is untouched",
		    c->plan->db, c->plan->table);
		return (fail(c, X_AGAIN));
	}
	again_tell(again, &how);
	say_warn("the cut-over waits for the server: %s", buf_cstr(&how));
	buf_free(&how);
	return (follow(c, tick_ms() + ms, NULL) == -1 ? -1 : 0);
}

int
cutover_run(struct cutover *c)
{
	int64_t wait = BACKOFF_MS;
	struct again again;
	unsigned int try = 0;
	int rc;

	again_begin(&again, c->retries);
	while (sig_seen() == 0) {
		c->swap->error = 0;
		rc = attempt(c);
		if (rc != 0 || sig_seen() != 0)
			return (rc);
		if (sql_away(c->swap->error)) {
			if (away(c, &again) == -1)
				return (-1);
			continue;
		}
		again_begin(&again, c->retries);
		if (try++ >= c->retries) {
			say_err("no cut-over after %u attempts; %s.%s is "
				"untouched",
			    try, c->plan->db, c->plan->table);
			return (fail(c, X_AGAIN));
		}
		say_debug("attempt %u failed, the next one in %lld ms", try,
		    (long long)wait);
		if (follow(c, tick_ms() + wait, NULL) == -1)
			return (-1);
		wait = wait * 2 < c->most * 1000 ? wait * 2 : c->most * 1000;
	}
	return (0);
}
