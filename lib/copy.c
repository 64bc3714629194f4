/*
 * Copying ranges of rows: one session, one transaction for each chunk, and
 * the one loop that tries again.
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
#include "say.h"
#include "sig.h"

enum {
	COPY_PAUSE_MS = 20, /* before the first retry, then doubled */
	COPY_PAUSE_MAX_MS = 1000,
	COPY_SHRINK = 4,
};

struct copy_job {
	struct range *rest;
	struct range *chunk;
	const struct range *whole;
	unsigned long rows; /* of rest, at most */
};

typedef int copy_once(struct copy *, struct copy_job *);

void
copy_open(struct copy *c, const struct sql_opt *opt, const struct plan *plan,
    unsigned long retries)
{
	memset(c, 0, sizeof(*c));
	c->opt = opt;
	c->plan = plan;
	c->retries = retries;
	c->sql.quiet = true;
}

static void
copy_disconnect(struct copy *c)
{
	query_close(&c->step);
	query_close(&c->fill);
	query_close(&c->other);
	sql_close(&c->sql);
}

void
copy_close(struct copy *c)
{
	copy_disconnect(c);
	range_sql_free(&c->text);
	warn_free(&c->warn);
	buf_free(&c->why);
}

/* ---- The session ---- */

static int
copy_settings(struct copy *c)
{
	if (sql_ask(&c->sql, NULL, "SET SESSION sql_mode = ?, time_zone = ?",
		c->plan->sql_mode, range_zone(c->plan)) == -1)
		return (-1);
	if (sql_run(&c->sql,
		"SET SESSION autocommit = 0, innodb_lock_wait_timeout = 3,"
		" lock_wait_timeout = 3") == -1)
		return (-1);
	/*
	 * So that all duplicates of a large chunk are told; it needs a
	 * privilege, and without it such a chunk is made smaller.
	 */
	sql_run(&c->sql, "SET SESSION max_error_count = 65535");
	return (sql_run(&c->sql,
	    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"));
}

static int
copy_connect(struct copy *c)
{
	if (c->sql.my != NULL)
		return (0);
	if (sql_open(&c->sql, c->opt) == 0 &&
	    fence_raise(&c->fence, &c->sql) == 0 && copy_settings(c) == 0)
		return (0);
	/* A session without its settings is none. */
	buf_str(&c->why, c->sql.text);
	sql_close(&c->sql);
	return (-1);
}

/* ---- Trying again ---- */

static int
copy_refuse(struct copy *c)
{
	c->sql.fail = X_REFUSED;
	c->sql.error = 0;
	return (-1);
}

/* Notes the reason and gives up the transaction, or the session. */
static void
copy_undo(struct copy *c)
{
	c->fail = c->sql.fail;
	if (c->why.len == 0 && c->sql.my != NULL)
		buf_str(&c->why, mysql_error(c->sql.my));
	if (c->sql.error != 0)
		buf_fmt(&c->why, " (%u)", c->sql.error);
	if (sql_lost(c->sql.error) || c->sql.my == NULL ||
	    sql_run(&c->sql, "ROLLBACK") == -1)
		copy_disconnect(c);
}

static void
copy_pause(struct copy *c, unsigned long tries)
{
	long ms = COPY_PAUSE_MS << (tries < 6 ? tries : 6);

	if (c->size > 1)
		c->size = (c->size + COPY_SHRINK - 1) / COPY_SHRINK;
	/* Contention is daily life until it lasts. */
	if (tries < 5)
		say_debug("%s, retry %lu of %lu with %lu rows",
		    buf_cstr(&c->why), tries + 1, c->retries, c->size);
	else
		say_warn("%s, retry %lu of %lu", buf_cstr(&c->why), tries + 1,
		    c->retries);
	sig_sleep(ms < COPY_PAUSE_MAX_MS ? ms : COPY_PAUSE_MAX_MS);
}

static int
copy_retry(struct copy *c, copy_once *once, struct copy_job *job)
{
	unsigned long tries;
	int rc;

	for (tries = 0;; tries++) {
		c->why.len = 0;
		c->doubtful = false;
		rc = copy_connect(c);
		if (rc == 0)
			rc = once(c, job);
		if (rc != -1)
			return (rc);
		copy_undo(c);
		if (sig_seen() != 0)
			return (-1);
		if (c->fail != X_AGAIN || tries >= c->retries)
			break;
		copy_pause(c, tries);
	}
	if (c->fail == X_AGAIN)
		say_err("%s, given up after %lu retries", buf_cstr(&c->why),
		    c->retries);
	else
		say_err("%s; the original is untouched", buf_cstr(&c->why));
	return (-1);
}

/* ---- Smallest and largest key ---- */

static int
copy_edge(struct copy *c, struct bound *b, bool last)
{
	range_edge(&c->text, c->plan, last);
	if (query_run(&c->other, &c->sql, &c->text) == -1)
		return (-1);
	return (query_key(&c->other, &c->sql, c->plan, b));
}

static int
copy_edges_once(struct copy *c, struct copy_job *job)
{
	int rc;

	rc = copy_edge(c, &job->rest->low, false);
	if (rc == 1)
		rc = copy_edge(c, &job->rest->high, true);
	if (rc == -1 || sql_run(&c->sql, "COMMIT") == -1)
		return (-1);
	return (rc);
}

int
copy_edges(struct copy *c, struct range *r)
{
	struct copy_job job = {.rest = r};

	r->with_low = true;
	return (copy_retry(c, copy_edges_once, &job));
}

/* ---- A chunk ---- */

static void
copy_name_range(struct copy *c, const struct range *r)
{
	buf_str(&c->why, ", between the keys ");
	bound_print(&c->why, &r->low, c->plan);
	buf_str(&c->why, " and ");
	bound_print(&c->why, &r->high, c->plan);
}

/*
 * "Data truncated for column 'c' at row 7": the key of that row.  Not every
 * warning has a row.
 */
static void
copy_name_row(struct copy *c, const struct range *r)
{
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
	bound_init(&b, c->plan);
	range_step(&c->text, c->plan, r, row);
	if (query_run(&c->other, &c->sql, &c->text) == 0 &&
	    query_key(&c->other, &c->sql, c->plan, &b) == 1) {
		buf_str(&c->why, ", which has the key ");
		bound_print(&c->why, &b, c->plan);
	}
	bound_free(&b);
}

static int
copy_bad(struct copy *c, const struct range *r)
{
	buf_fmt(&c->why, "a row cannot be copied as it is: %s",
	    buf_cstr(&c->warn.bad));
	if (sql_run(&c->sql, "ROLLBACK") == 0)
		copy_name_row(c, r);
	return (copy_refuse(c));
}

/*
 * A duplicate of the chunk key is a row that the stream has brought.  One
 * of another UNIQUE key is a value that has moved between rows since: then
 * the ghost's row is older than the original's, so both changes are in the
 * stream after it, and it writes both rows whole.  That cannot be told from
 * a real duplicate where the ghost has a UNIQUE key that the original does
 * not have: such a chunk is looked at again later.
 */
static int
copy_judge(struct copy *c, const struct range *r)
{
	switch (warn_read(&c->warn, &c->sql, c->plan)) {
	case -1:
		return (-1);
	case 0:
		buf_str(&c->why, "more warnings than the server keeps");
		c->sql.error = 0;
		c->sql.fail = X_AGAIN;
		return (-1);
	}
	if (c->warn.bad.len > 0)
		return (copy_bad(c, r));
	c->doubtful = c->plan->stricter && c->warn.other > 0;
	return (0);
}

static int
copy_fill(struct copy *c, const struct range *r)
{
	const char *info;
	unsigned long rows;

	range_fill(&c->text, c->plan, r, c->size <= 1);
	if (query_run(&c->fill, &c->sql, &c->text) == -1)
		return (-1);
	info = mysql_info(c->sql.my);
	if (info == NULL || sscanf(info, "Records: %lu", &rows) != 1)
		rows = c->sql.changed;
	c->rows = rows;
	return (c->sql.warnings == 0 ? 0 : copy_judge(c, r));
}

/* Should the server not compare as it sorts, this must not go on for ever. */
static int
copy_stuck(struct copy *c)
{
	buf_str(&c->why, "the server finds a key greater than itself");
	c->sql.fail = X_BUG;
	c->sql.error = 0;
	return (-1);
}

/* Cuts the first c->size rows of the rest off as the chunk. */
static int
copy_cut(struct copy *c, const struct range *r, struct range *chunk)
{
	int found;

	range_copy(chunk, r);
	range_step(&c->text, c->plan, r, c->size);
	if (query_run(&c->step, &c->sql, &c->text) == -1)
		return (-1);
	found = query_key(&c->step, &c->sql, c->plan, &chunk->high);
	if (found == -1)
		return (-1);
	if (!found)
		bound_copy(&chunk->high, &r->high);
	else if (!r->with_low && bound_same(&chunk->high, &r->low) == r->low.n)
		return (copy_stuck(c));
	return (0);
}

static int
copy_left(const struct range *r, const struct range *chunk)
{
	return (bound_same(&chunk->high, &r->high) < r->high.n);
}

static int
copy_find_once(struct copy *c, struct copy_job *job)
{
	if (copy_cut(c, job->rest, job->chunk) == -1 ||
	    sql_run(&c->sql, "COMMIT") == -1)
		return (-1);
	return (copy_left(job->rest, job->chunk));
}

static int
copy_chunk_once(struct copy *c, struct copy_job *job)
{
	if (c->size >= job->rows)
		range_copy(job->chunk, job->rest);
	else if (copy_cut(c, job->rest, job->chunk) == -1)
		return (-1);
	if (copy_fill(c, job->chunk) == -1 || sql_run(&c->sql, "COMMIT") == -1)
		return (-1);
	return (copy_left(job->rest, job->chunk));
}

static int
copy_next(struct copy *c, copy_once *once, struct copy_job *job)
{
	int rc = copy_retry(c, once, job);

	if (rc == -1)
		return (-1);
	bound_copy(&job->rest->low, &job->chunk->high);
	job->rest->with_low = false;
	return (rc);
}

int
copy_find(struct copy *c, struct range *r, struct range *chunk, unsigned long n)
{
	struct copy_job job = {.rest = r, .chunk = chunk};

	c->size = n;
	return (copy_next(c, copy_find_once, &job));
}

int
copy_chunk(struct copy *c, struct range *r, struct range *chunk,
    unsigned long n)
{
	struct copy_job job = {.rest = r, .chunk = chunk, .rows = n};

	c->size = c->size == 0 || c->size * 2 > n ? n : c->size * 2;
	return (copy_next(c, copy_chunk_once, &job));
}

/* ---- Chunks in doubt ---- */

/*
 * The server names the first key that a row violates, which may be the new
 * one also for a row that is there already.  So the rows are looked for.
 */
static int
copy_whole_once(struct copy *c, struct copy_job *job)
{
	struct bound b = {0};
	int rc;

	if (copy_fill(c, job->whole) == -1 || sql_run(&c->sql, "COMMIT") == -1)
		return (-1);
	if (!c->doubtful)
		return (1);
	bound_init(&b, c->plan);
	range_left(&c->text, c->plan, job->whole);
	rc = query_run(&c->other, &c->sql, &c->text);
	if (rc == 0)
		rc = query_key(&c->other, &c->sql, c->plan, &b);
	bound_free(&b);
	return (rc == -1 ? -1 : !rc);
}

int
copy_whole(struct copy *c, const struct range *r)
{
	struct copy_job job = {.whole = r};

	return (copy_retry(c, copy_whole_once, &job));
}
