/* Whether rows that seem to differ do. */

#include <mysqld_error.h>
#include <stdlib.h>
#include <string.h>

#include "prove.h"
#include "say.h"
#include "sig.h"

enum {
	PROVE_LOCK = HAND_NQUERY - 1,
	PROVE_WAIT_MS = 1000, /* for a mark without a lock, at a time */
	PROVE_NAP_MS = 200,
	PROVE_BUSY = 5, /* tries before a lock is waited for */
};

/* A row under its lock, and what it is found to be. */
struct prove_seat {
	size_t at; /* in the list */
	bool held;
	int how;
	struct buf mask;
};

struct prove_job {
	struct prove *p;
	struct query_keys *keys;
	struct prove_seat seat[PROVE_ROWS];
	size_t n;
	bool wait;
	bool late; /* the mark did not come back in time */
};

static int
prove_fail(struct prove *p, int code)
{
	p->v->hand.fail = code;
	return (-1);
}

/* The range that has this one key. */
static void
prove_range(struct range *r, const struct bound *key)
{
	r->low = r->high = *key;
	r->with_low = true;
}

static void
prove_forget(struct query_keys *keys, size_t i)
{
	bound_free(&keys->key[i]);
	keys->key[i] = keys->key[--keys->n];
}

/* ---- Marks ---- */

/* What a file has to do with it is said already. */
static int
prove_unwritten(struct prove *p)
{
	if (p->echo.fail != X_SYS)
		say_err("cannot write a mark: %s", p->echo.sql.text);
	return (prove_fail(p, p->echo.fail));
}

/* Nothing came back for so long that nothing will. */
static int
prove_silent(struct prove *p)
{
	if (p->echo.fail == X_AGAIN)
		return (prove_unwritten(p));
	say_err("a mark did not come back: does gho-apply run, and "
		"does gho-ledger keep its lines in %s/apply?",
	    p->echo.run);
	return (prove_fail(p, X_AGAIN));
}

/* prove_wait(p, close): until a mark is back; with ${close}, soon. */
static int
prove_wait(struct prove *p, bool close)
{
	unsigned long silent = 0;
	long ms;

	do {
		p->pause(p);
		p->echo.fail = 0;
		ms = echo_call(&p->echo, PROVE_WAIT_MS);
		if (ms == -1 && p->echo.fail != X_AGAIN)
			return (prove_unwritten(p));
		if (ms == -1)
			sig_sleep(PROVE_WAIT_MS);
		if (sig_seen() != 0)
			return (-1);
		say_debug("a mark came back in %ld ms", ms);
		if (ms >= 0 && (!close || ms < PROVE_MS / 2))
			return (0);
		silent = ms >= 0 || echo_alive(&p->echo) ? 0 : silent + 1;
	} while (silent <= p->v->hand.retries);
	return (prove_silent(p));
}

/* ---- Without a lock ---- */

static int
prove_glance_once(struct hand *h, void *arg)
{
	struct buf mask = {0};
	int rc = verify_row((struct verify *)h, arg, false, &mask);

	buf_free(&mask);
	return (rc == -1 || sql_run(&h->sql, "COMMIT") == -1 ? -1 : rc);
}

static int
prove_glance(struct prove *p, struct query_keys *keys)
{
	struct range r;
	size_t i = 0;
	int rc;

	while (i < keys->n) {
		if (i % PROVE_ROWS == 0)
			p->pause(p);
		prove_range(&r, &keys->key[i]);
		rc = hand_try(&p->v->hand, prove_glance_once, &r);
		if (rc == -1 || sig_seen() != 0)
			return (-1);
		if (rc == VERIFY_SAME)
			prove_forget(keys, i);
		else
			i++;
	}
	return (0);
}

/* ---- Under a lock ---- */

/* That somebody else has it is no failure, if it may not be waited for. */
static int
prove_lock(struct prove_job *job, struct prove_seat *seat,
    const struct range *r)
{
	struct hand *h = &job->p->v->hand;
	struct query_keys keys = {0};
	int rc;

	pair_lock(&h->text, job->p->v->pair, r, job->wait);
	rc = hand_ask(h, PROVE_LOCK);
	if (rc == 0)
		rc = query_keys(&h->query[PROVE_LOCK], &h->sql, h->plan, &keys);
	query_keys_free(&keys);
	seat->held = rc == 0;
	return (
	    rc == -1 && !job->wait && h->sql.error == ER_LOCK_NOWAIT ? 0 : rc);
}

static int
prove_mend(struct prove_job *job, struct prove_seat *seat,
    const struct range *r)
{
	const struct pair *pair = job->p->v->pair;
	struct hand *h = &job->p->v->hand;

	if (!seat->held || seat->how == VERIFY_SAME)
		return (0);
	if (verify_stage(job->p->v, r, true) == -1)
		return (-1);
	pair_drop(&h->text, pair, r);
	if (hand_ask(h, HAND_OTHER) == -1)
		return (-1);
	pair_mend(&h->text, pair, r);
	if (hand_ask(h, HAND_OTHER) == -1)
		return (-1);
	if (h->sql.warnings == 0)
		return (0);
	buf_str(&h->why, "a row cannot be written again as it is");
	return (hand_refuse(h));
}

static int
prove_seats(struct prove_job *job,
    int (*what)(struct prove_job *, struct prove_seat *, const struct range *))
{
	struct range r;
	size_t i;

	for (i = 0; i < job->n; i++) {
		prove_range(&r, &job->keys->key[job->seat[i].at]);
		if (what(job, &job->seat[i], &r) == -1)
			return (-1);
	}
	return (0);
}

static int
prove_judge(struct prove_job *job, struct prove_seat *seat,
    const struct range *r)
{
	if (!seat->held)
		return (0);
	seat->how = verify_row(job->p->v, r, true, &seat->mask);
	return (seat->how == -1 ? -1 : 0);
}

/* Locks also the place of a row that is not there: REPEATABLE READ. */
static int
prove_once(struct hand *h, void *arg)
{
	struct prove_job *job = arg;
	long ms;

	job->late = false;
	if (verify_ready(job->p->v) == -1 ||
	    sql_run(&h->sql,
		"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ") == -1 ||
	    prove_seats(job, prove_lock) == -1)
		return (-1);
	ms = echo_call(&job->p->echo, PROVE_MS);
	if (ms == -1) {
		buf_fmt(&h->why, "no mark: %s", job->p->echo.sql.text);
		h->sql.fail = job->p->echo.fail;
		h->sql.error = 0;
		return (-1);
	}
	job->late = ms < 0;
	if (job->late)
		return (sql_run(&h->sql, "ROLLBACK"));
	if (prove_seats(job, prove_judge) == -1 ||
	    (job->p->repair && prove_seats(job, prove_mend) == -1))
		return (-1);
	return (sql_run(&h->sql, "COMMIT"));
}

/* Tells those that differ; what is known leaves the list, from its end. */
static void
prove_tell(struct prove_job *job)
{
	struct prove *p = job->p;
	struct prove_row row;
	struct prove_seat *seat;

	while (job->n > 0) {
		seat = &job->seat[--job->n];
		if (seat->held && !job->late) {
			p->locked++;
			row.how = (enum verify_row)seat->how;
			row.key = &job->keys->key[seat->at];
			row.mask = buf_cstr(&seat->mask);
			row.repaired = p->repair;
			if (row.how != VERIFY_SAME)
				p->told(p, &row);
			prove_forget(job->keys, seat->at);
		}
		buf_free(&seat->mask);
	}
}

/* prove_some(p, keys, from, wait): the rows from ${from} on, in one go. */
static int
prove_some(struct prove *p, struct query_keys *keys, size_t from, bool wait)
{
	struct prove_job job = {.p = p, .keys = keys, .wait = wait};
	size_t most = wait ? 1 : PROVE_ROWS;

	for (; job.n < most && from + job.n < keys->n; job.n++)
		job.seat[job.n].at = from + job.n;
	if (prove_wait(p, true) == -1 ||
	    hand_try(&p->v->hand, prove_once, &job) == -1)
		return (-1);
	prove_tell(&job);
	return (0);
}

/* prove_turn(p, keys, wait): each of them once; those not known stay. */
static int
prove_turn(struct prove *p, struct query_keys *keys, bool wait)
{
	size_t from = keys->n;
	size_t step = wait ? 1 : PROVE_ROWS;

	while (from > 0) {
		from = from > step ? from - step : 0;
		if (prove_some(p, keys, from, wait) == -1 || sig_seen() != 0)
			return (-1);
	}
	return (0);
}

int
prove_all(struct prove *p, struct query_keys *keys)
{
	unsigned long tries;
	int i;

	for (i = 0; keys->n > 0 && p->echo.run != NULL && i < PROVE_ROUNDS;
	     i++) {
		if (prove_wait(p, false) == -1 || prove_glance(p, keys) == -1)
			return (-1);
	}
	for (tries = 0; keys->n > 0; tries++) {
		if (tries > p->v->hand.retries) {
			say_err("%zu rows could not be looked at under a lock: "
				"they are locked by others, or the stream is "
				"too far behind",
			    keys->n);
			return (prove_fail(p, X_AGAIN));
		}
		if (tries > 0)
			sig_sleep(PROVE_NAP_MS);
		if (prove_turn(p, keys, tries >= PROVE_BUSY) == -1)
			return (-1);
	}
	return (0);
}
