/* One session that works on ranges, and the one loop that tries again. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "hand.h"
#include "say.h"
#include "sig.h"
#include "tick.h"
#include "trigger.h"

enum {
	HAND_SHRINK = 4,
	HAND_USUAL = 5, /* retries that nobody needs to hear of */
};

void
hand_open(struct hand *h, const struct sql_opt *opt, const struct plan *plan,
    unsigned long retries, unsigned int place)
{
	memset(h, 0, sizeof(*h));
	/* Without tables of its own there is nobody to end. */
	if (plan->run_id != NULL)
		fence_init(&h->fence, plan, place);
	h->opt = opt;
	h->plan = plan;
	h->retries = retries;
	h->sql.quiet = true;
}

static void
hand_disconnect(struct hand *h)
{
	unsigned int i;

	for (i = 0; i < HAND_NQUERY; i++)
		query_close(&h->query[i]);
	sql_close(&h->sql);
}

void
hand_close(struct hand *h)
{
	hand_disconnect(h);
	range_sql_free(&h->text);
	buf_free(&h->why);
}

/* ---- The session ---- */

static int
hand_settings(struct hand *h)
{
	if (sql_ask(&h->sql, NULL, "SET SESSION sql_mode = ?, time_zone = ?",
		h->plan->sql_mode, range_zone(h->plan)) == -1)
		return (-1);
	if (sql_run(&h->sql,
		"SET SESSION autocommit = 0, innodb_lock_wait_timeout = 3,"
		" lock_wait_timeout = 3") == -1)
		return (-1);
	return (sql_run(&h->sql,
	    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"));
}

/* What a session that writes does first. */
static int
hand_own(struct hand *h)
{
	if (fence_raise(&h->fence, &h->sql) == -1)
		return (-1);
	return (trigger_clear(&h->sql, h->plan));
}

static int
hand_connect(struct hand *h)
{
	if (h->sql.my != NULL && !fence_idle(&h->fence))
		return (0);
	hand_disconnect(h);
	if (sql_open_same(&h->sql, h->opt, h->plan->server_uuid) == 0 &&
	    (h->looks || hand_own(h) == 0) && hand_settings(h) == 0 &&
	    (h->setup == NULL || h->setup(h) == 0))
		return (0);
	/* A session without its settings is none. */
	buf_str(&h->why, h->sql.text);
	sql_close(&h->sql);
	return (-1);
}

/* ---- Trying again ---- */

int
hand_refuse(struct hand *h)
{
	h->sql.fail = X_REFUSED;
	h->sql.error = 0;
	return (-1);
}

/* Notes the reason and gives up the transaction, or the session. */
static void
hand_undo(struct hand *h)
{
	h->fail = h->sql.fail;
	if (h->why.len == 0 && h->sql.my != NULL && h->sql.error != 0 &&
	    mysql_errno(h->sql.my) == h->sql.error)
		buf_fmt(&h->why, "%s (%u)", mysql_error(h->sql.my),
		    h->sql.error);
	/* Of a prepared statement, or our own. */
	if (h->why.len == 0)
		buf_str(&h->why, h->sql.text);
	if (sql_lost(h->sql.error) || h->sql.my == NULL ||
	    sql_run(&h->sql, "ROLLBACK") == -1)
		hand_disconnect(h);
}

static void
hand_pause(struct hand *h, const struct again *again, long ms)
{
	struct buf how = {0};

	again_tell(again, &how);
	if (h->size > 1 && !again->away)
		h->size = (h->size + HAND_SHRINK - 1) / HAND_SHRINK;
	/* Contention is daily life until it lasts. */
	if (again->tries <= HAND_USUAL && !again->away)
		say_debug("%s, %s with %lu rows", buf_cstr(&h->why),
		    buf_cstr(&how), h->size);
	else
		say_warn("%s, %s", buf_cstr(&h->why), buf_cstr(&how));
	buf_free(&how);
	if (h->again != NULL)
		h->again(h);
	sig_sleep(ms);
	h->lost += tick_us() - h->began;
}

int
hand_try(struct hand *h, hand_once *once, void *arg)
{
	struct again again;
	long ms;
	int rc;

	for (again_begin(&again, h->retries);; hand_pause(h, &again, ms)) {
		h->why.len = 0;
		h->began = tick_us();
		rc = hand_connect(h);
		if (rc == 0)
			rc = once(h, arg);
		if (rc != -1) {
			fence_used(&h->fence);
			return (rc);
		}
		ms = again_next(&again, &h->sql);
		hand_undo(h);
		if (sig_seen() != 0)
			return (-1);
		if (ms == -1)
			break;
	}
	if (h->fail == X_AGAIN)
		say_err("%s, given up after %lu retries", buf_cstr(&h->why),
		    again.tries);
	else
		say_err("%s; the original is untouched", buf_cstr(&h->why));
	return (-1);
}

int
hand_ask(struct hand *h, unsigned int i)
{
	return (query_run(&h->query[i], &h->sql, &h->text));
}

int
hand_key(struct hand *h, unsigned int i, struct bound *b)
{
	return (query_key(&h->query[i], &h->sql, h->plan, b));
}

/* ---- Smallest and largest key ---- */

static int
hand_edge(struct hand *h, struct bound *b, bool last)
{
	range_edge(&h->text, h->plan, last, !h->looks);
	if (hand_ask(h, HAND_OTHER) == -1)
		return (-1);
	return (hand_key(h, HAND_OTHER, b));
}

static int
hand_edges_once(struct hand *h, void *arg)
{
	struct range *r = arg;
	int rc;

	rc = hand_edge(h, &r->low, false);
	if (rc == 1)
		rc = hand_edge(h, &r->high, true);
	if (rc == -1 || sql_run(&h->sql, "COMMIT") == -1)
		return (-1);
	return (rc);
}

int
hand_edges(struct hand *h, struct range *r)
{
	r->with_low = true;
	return (hand_try(h, hand_edges_once, r));
}

/* ---- Chunks ---- */

struct hand_part {
	struct range *rest;
	struct range *chunk;
};

/* Should the server not compare as it sorts, this must not go on for ever. */
static int
hand_stuck(struct hand *h)
{
	buf_str(&h->why, "the server finds a key greater than itself");
	h->sql.fail = X_BUG;
	h->sql.error = 0;
	return (-1);
}

int
hand_cut(struct hand *h, const struct range *r, struct range *chunk)
{
	int found;

	range_copy(chunk, r);
	range_step(&h->text, h->plan, r, h->size);
	if (hand_ask(h, HAND_STEP) == -1)
		return (-1);
	found = hand_key(h, HAND_STEP, &chunk->high);
	if (found == -1)
		return (-1);
	if (!found)
		bound_copy(&chunk->high, &r->high);
	else if (!r->with_low && bound_same(&chunk->high, &r->low) == r->low.n)
		return (hand_stuck(h));
	return (0);
}

int
hand_pass(struct range *r, const struct range *chunk)
{
	bound_copy(&r->low, &chunk->high);
	r->with_low = false;
	return (bound_same(&r->low, &r->high) < r->high.n);
}

static int
hand_find_once(struct hand *h, void *arg)
{
	struct hand_part *part = arg;

	if (hand_cut(h, part->rest, part->chunk) == -1)
		return (-1);
	return (sql_run(&h->sql, "COMMIT"));
}

int
hand_find(struct hand *h, struct range *r, struct range *chunk, unsigned long n)
{
	struct hand_part part = {.rest = r, .chunk = chunk};
	int left;

	if (stride_cut(&h->stride, h->plan, r, chunk, n))
		return (hand_pass(r, chunk));
	h->size = n;
	if (hand_try(h, hand_find_once, &part) == -1)
		return (-1);
	left = hand_pass(r, chunk);
	if (left)
		stride_learn(&h->stride, h->plan, chunk, h->size);
	return (left);
}
