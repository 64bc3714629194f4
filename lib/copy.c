/*
 * Copying ranges of rows: one transaction for each chunk.
 *
 * A chunk never waits for a row's lock while it holds others: it would keep
 * applications waiting that long, and as the one that has written more it
 * would win every deadlock.  So it fails at once, gives back its locks and
 * comes again smaller.  Only when it has come down to a single row it waits
 * for it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "rival.h"
#include "say.h"
#include "seam.h"

enum { COPY_FILL = HAND_OWN };

struct copy_job {
	struct range *rest;
	struct range *chunk;
	const struct range *whole;
	unsigned long rows; /* of rest, at most */
};

static struct copy *
copy_of(struct hand *h)
{
	return ((struct copy *)h);
}

/* Where the server keeps few warnings, a chunk with many is made smaller. */
static int
copy_setup(struct hand *h)
{
	warn_keep(&h->sql);
	return (0);
}

void
copy_open(struct copy *c, const struct sql_opt *opt, const struct plan *plan,
    unsigned long retries, unsigned int place)
{
	memset(c, 0, sizeof(*c));
	hand_open(&c->hand, opt, plan, retries, place);
	c->hand.setup = copy_setup;
}

void
copy_close(struct copy *c)
{
	hand_close(&c->hand);
	warn_free(&c->warn);
}

/* ---- A chunk ---- */

static void
copy_name_range(struct copy *c, const struct range *r)
{
	struct hand *h = &c->hand;

	buf_str(&h->why, ", between the keys ");
	bound_show(&h->why, &r->low, h->plan);
	buf_str(&h->why, " and ");
	bound_show(&h->why, &r->high, h->plan);
}

/*
 * "Data truncated for column 'c' at row 7": the key of that row.  Not every
 * warning has a row.
 */
static void
copy_name_row(struct copy *c, const struct range *r)
{
	struct hand *h = &c->hand;
	const char *at = NULL, *p = buf_cstr(&c->warn.bad);
	struct bound b = {0};
	unsigned long row;

	while ((p = strstr(p, " at row ")) != NULL)
		at = p++;
	row = at == NULL ? 0 : strtoul(at + strlen(" at row "), NULL, 10);
	if (row == 0) {
		copy_name_range(c, r);
		return;
	}
	bound_init(&b, h->plan);
	range_step(&h->text, h->plan, r, row);
	if (hand_ask(h, HAND_OTHER) == 0 && hand_key(h, HAND_OTHER, &b) == 1) {
		buf_str(&h->why, ", which has the key ");
		bound_show(&h->why, &b, h->plan);
	}
	bound_free(&b);
}

static int
copy_bad(struct copy *c, const struct range *r)
{
	struct hand *h = &c->hand;

	buf_fmt(&h->why, "a row cannot be copied as it is: %s",
	    buf_cstr(&c->warn.bad));
	if (sql_run(&h->sql, "ROLLBACK") == 0)
		copy_name_row(c, r);
	return (hand_refuse(h));
}

/* copy_missing(h, r, key): one row of ${r} that the ghost does not have. */
static int
copy_missing(struct hand *h, const struct range *r, struct bound *key)
{
	range_left(&h->text, h->plan, r);
	if (hand_ask(h, HAND_OTHER) == -1)
		return (-1);
	return (hand_key(h, HAND_OTHER, key));
}

/* Rows that a UNIQUE key kept out: they are locked, so they can be asked. */
static int
copy_settle(struct hand *h, const struct range *r)
{
	struct bound key = {0};
	struct rival rival;
	uint64_t tries;
	int rc = 1;

	rival_open(&rival, &h->sql, h->plan);
	bound_init(&key, h->plan);
	for (tries = 0; rc == 1 && tries <= h->rows; tries++) {
		rc = copy_missing(h, r, &key);
		if (rc == 1 && rival_settle(&rival, &key) == -1)
			rc = -1;
	}
	bound_free(&key);
	rival_close(&rival);
	if (rc != 1)
		return (rc);
	buf_str(&h->why, "a row does not stay in the ghost");
	h->sql.error = 0;
	h->sql.fail = X_AGAIN;
	return (-1);
}

/*
 * A duplicate of the chunk key is a row that the stream has brought.  One
 * of another UNIQUE key is a value that has moved between rows since: then
 * the ghost's row is older than the original's, so both changes are in the
 * stream after it, and it writes both rows whole.  That cannot be told from
 * a real duplicate where the ghost has a UNIQUE key that the original does
 * not have: there the original is asked.  Where it cannot be, such a chunk is
 * looked at again later.
 */
static int
copy_judge(struct copy *c, const struct range *r)
{
	struct hand *h = &c->hand;

	switch (warn_read(&c->warn, &h->sql, h->plan)) {
	case -1:
		return (-1);
	case 0:
		buf_str(&h->why, "more warnings than the server keeps");
		h->sql.error = 0;
		h->sql.fail = X_AGAIN;
		return (-1);
	}
	if (c->warn.bad.len > 0)
		return (copy_bad(c, r));
	c->lost = c->warn.lost;
	if (!h->plan->stricter || c->warn.other == 0)
		return (0);
	if (rival_can(h->plan))
		return (copy_settle(h, r));
	c->doubtful = true;
	return (0);
}

static int
copy_fill(struct copy *c, const struct range *r)
{
	struct hand *h = &c->hand;
	const char *info;
	unsigned long rows;

	c->doubtful = false;
	c->lost = 0;
	range_fill(&h->text, h->plan, r, h->size <= 1);
	if (hand_ask(h, COPY_FILL) == -1)
		return (-1);
	info = mysql_info(h->sql.my);
	if (info == NULL || sscanf(info, "Records: %lu", &rows) != 1)
		rows = h->sql.changed;
	h->rows = rows;
	return (h->sql.warnings == 0 ? 0 : copy_judge(c, r));
}

static int
copy_chunk_once(struct hand *h, void *arg)
{
	struct copy *c = copy_of(h);
	struct copy_job *job = arg;

	if (h->size >= job->rows)
		range_copy(job->chunk, job->rest);
	else if (hand_cut(h, job->rest, job->chunk) == -1)
		return (-1);
	if (copy_fill(c, job->chunk) == -1)
		return (-1);
	SEAM("copy-filled");
	if (c->keep != NULL && c->keep(c, job->chunk) == -1)
		return (-1);
	SEAM("copy-kept");
	if (sql_run(&h->sql, "COMMIT") == -1)
		return (-1);
	SEAM("copy-committed");
	return (0);
}

int
copy_chunk(struct copy *c, struct range *r, struct range *chunk,
    unsigned long n)
{
	struct copy_job job = {.rest = r, .chunk = chunk, .rows = n};
	struct hand *h = &c->hand;

	h->size = h->size == 0 || h->size * 2 > n ? n : h->size * 2;
	if (hand_try(h, copy_chunk_once, &job) == -1)
		return (-1);
	return (hand_pass(r, chunk));
}

/* ---- Chunks in doubt ---- */

/*
 * The server names the first key that a row violates, which may be the new
 * one also for a row that is there already.  So the rows are looked for.
 */
static int
copy_whole_once(struct hand *h, void *arg)
{
	struct copy *c = copy_of(h);
	struct copy_job *job = arg;
	struct bound b = {0};
	int rc;

	if (copy_fill(c, job->whole) == -1 || sql_run(&h->sql, "COMMIT") == -1)
		return (-1);
	if (!c->doubtful)
		return (1);
	bound_init(&b, h->plan);
	rc = copy_missing(h, job->whole, &b);
	bound_free(&b);
	return (rc == -1 ? -1 : !rc);
}

int
copy_whole(struct copy *c, const struct range *r)
{
	struct hand *h = &c->hand;
	struct copy_job job = {.whole = r};

	return (hand_try(h, copy_whole_once, &job));
}
