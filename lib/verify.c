/* Comparing ranges of rows: equal, or which rows seem to differ. */

#include <stdlib.h>
#include <string.h>

#include "rowid.h"
#include "say.h"
#include "verify.h"

enum {
	VERIFY_ORIG = HAND_OWN,
	VERIFY_GHOST,
	VERIFY_CLEAR,
	VERIFY_FILL,
	VERIFY_DIFFER,
	VERIFY_BEYOND,
	VERIFY_LOOK,
};

/* What a table has in a range. */
struct verify_sum {
	uint64_t rows;
	struct buf text[2]; /* the same as text; the hash */
};

struct verify_job {
	const struct range *range;
	enum pair_where where;
};

static struct verify *
verify_of(struct hand *h)
{
	return ((struct verify *)h);
}

/* The original's rows stand in a subquery, which is to be merged. */
static int
verify_setup(struct hand *h)
{
	verify_of(h)->staged = false;
	return (sql_run(&h->sql,
	    "SET SESSION optimizer_switch = 'derived_merge=on'"));
}

int
verify_ready(struct verify *v)
{
	struct hand *h = &v->hand;
	int keyed;

	if (!v->pair->staged || v->staged)
		return (0);
	if ((keyed = rowid_wanted(&h->sql, h->plan)) == -1)
		return (-1);
	pair_create(&h->text, v->pair, keyed == 1);
	if (sql_run(&h->sql, "%s", buf_cstr(&h->text.text)) == -1 ||
	    sql_run(&h->sql, "COMMIT") == -1)
		return (-1);
	v->staged = true;
	return (0);
}

void
verify_open(struct verify *v, const struct sql_opt *opt,
    const struct pair *pair, unsigned long retries, unsigned int no)
{
	memset(v, 0, sizeof(*v));
	hand_open(&v->hand, opt, pair->plan, retries, FENCE_VERIFY + no);
	v->hand.setup = verify_setup;
	v->pair = pair;
}

void
verify_close(struct verify *v)
{
	hand_close(&v->hand);
	query_keys_free(&v->suspects);
}

/* ---- A chunk ---- */

static int
verify_sum(struct verify *v, const struct range *r, bool ghost,
    struct verify_sum *sum)
{
	struct hand *h = &v->hand;
	unsigned int i = ghost ? VERIFY_GHOST : VERIFY_ORIG;

	pair_sum(&h->text, v->pair, r, ghost);
	if (hand_ask(h, i) == -1 ||
	    query_texts(&h->query[i], &h->sql, 2, sum->text) == -1)
		return (-1);
	sum->rows = strtoull(buf_cstr(&sum->text[0]), NULL, 10);
	/* A value that was not made as it is makes no proof. */
	if (h->sql.warnings > 0)
		sum->text[1].len = 0;
	return (0);
}

/* verify_sums(v, r): 1 equal, 0 not, or it cannot be told so. */
static int
verify_sums(struct verify *v, const struct range *r)
{
	struct verify_sum orig = {0}, ghost = {0};
	int rc = -1, i;

	if (verify_sum(v, r, false, &orig) == 0 &&
	    verify_sum(v, r, true, &ghost) == 0)
		rc = orig.rows == ghost.rows && orig.text[1].len > 0 &&
		    strcmp(buf_cstr(&orig.text[1]), buf_cstr(&ghost.text[1])) ==
			0;
	v->hand.rows = orig.rows;
	v->ghost_rows = ghost.rows;
	for (i = 0; i < 2; i++) {
		buf_free(&orig.text[i]);
		buf_free(&ghost.text[i]);
	}
	return (rc);
}

int
verify_stage(struct verify *v, const struct range *r, bool lock)
{
	struct hand *h = &v->hand;

	if (!v->pair->staged)
		return (0);
	if (verify_ready(v) == -1)
		return (-1);
	pair_clear(&h->text, v->pair);
	if (hand_ask(h, VERIFY_CLEAR) == -1)
		return (-1);
	pair_fill(&h->text, v->pair, r, lock);
	return (hand_ask(h, VERIFY_FILL));
}

static int
verify_list(struct verify *v, unsigned int i, const struct plan *plan)
{
	struct hand *h = &v->hand;

	if (hand_ask(h, i) == -1)
		return (-1);
	return (query_keys(&h->query[i], &h->sql, plan, &v->suspects));
}

static int
verify_extra(struct verify *v, const struct range *r, enum pair_where where)
{
	pair_extra(&v->hand.text, v->pair, r, where);
	return (verify_list(v, VERIFY_BEYOND, &v->pair->back));
}

/* How many rows there are, where hashes do not say it. */
static int
verify_count(struct verify *v, const struct range *r)
{
	struct hand *h = &v->hand;
	struct buf text = {0};
	int rc;

	h->rows = h->sql.changed;
	v->ghost_rows = 0;
	if (!v->pair->alike)
		return (0);
	pair_count(&h->text, v->pair, r);
	rc = hand_ask(h, VERIFY_GHOST);
	if (rc == 0)
		rc = query_texts(&h->query[VERIFY_GHOST], &h->sql, 1, &text);
	v->ghost_rows = strtoull(buf_cstr(&text), NULL, 10);
	buf_free(&text);
	return (rc == -1 ? -1 : 0);
}

static int
verify_rows(struct verify *v, const struct range *r)
{
	if (verify_stage(v, r, false) == -1 ||
	    (!v->pair->direct && verify_count(v, r) == -1))
		return (-1);
	pair_differ(&v->hand.text, v->pair, r);
	if (verify_list(v, VERIFY_DIFFER, v->pair->plan) == -1)
		return (-1);
	return (v->pair->alike ? verify_extra(v, r, PAIR_WITHIN) : 0);
}

static int
verify_chunk_once(struct hand *h, void *arg)
{
	struct verify *v = verify_of(h);
	struct verify_job *job = arg;
	int rc = 0;

	query_keys_free(&v->suspects);
	if (v->pair->direct)
		rc = verify_sums(v, job->range);
	if (rc == 0)
		rc = verify_rows(v, job->range);
	return (rc == -1 ? -1 : sql_run(&h->sql, "COMMIT"));
}

int
verify_chunk(struct verify *v, const struct range *r)
{
	struct verify_job job = {.range = r};

	return (hand_try(&v->hand, verify_chunk_once, &job));
}

static int
verify_beyond_once(struct hand *h, void *arg)
{
	struct verify *v = verify_of(h);
	struct verify_job *job = arg;

	query_keys_free(&v->suspects);
	if (verify_extra(v, job->range, job->where) == -1)
		return (-1);
	return (sql_run(&h->sql, "COMMIT"));
}

int
verify_beyond(struct verify *v, const struct range *r, enum pair_where where)
{
	struct verify_job job = {.range = r, .where = where};

	return (hand_try(&v->hand, verify_beyond_once, &job));
}

/* ---- A row ---- */

/* The original has none: has the ghost? */
static int
verify_none(struct verify *v, const struct range *r)
{
	if (!v->pair->alike)
		return (VERIFY_SAME);
	query_keys_free(&v->suspects);
	if (verify_extra(v, r, PAIR_WITHIN) == -1)
		return (-1);
	return (v->suspects.n > 0 ? VERIFY_EXTRA : VERIFY_SAME);
}

/* Of how many rows, and how they differ from the original's. */
static int
verify_how(const char *rows, struct buf *mask)
{
	if (strcmp(rows, "0") == 0)
		return (VERIFY_MISSING);
	if (strcmp(rows, "1") != 0) {
		mask->len = 0;
		return (VERIFY_EXTRA);
	}
	return (
	    strchr(buf_cstr(mask), '1') == NULL ? VERIFY_SAME : VERIFY_CHANGED);
}

int
verify_row(struct verify *v, const struct range *r, bool lock, struct buf *mask)
{
	struct buf text[2] = {{0}, {0}};
	struct hand *h = &v->hand;
	int rc;

	if (verify_stage(v, r, lock) == -1)
		return (-1);
	pair_look(&h->text, v->pair, r);
	if (hand_ask(h, VERIFY_LOOK) == -1)
		return (-1);
	rc = query_texts(&h->query[VERIFY_LOOK], &h->sql, 2, text);
	mask->len = 0;
	if (rc == 1)
		buf_str(mask, buf_cstr(&text[1]));
	if (rc == 0)
		rc = verify_none(v, r);
	else if (rc == 1)
		rc = verify_how(buf_cstr(&text[0]), mask);
	buf_free(&text[0]);
	buf_free(&text[1]);
	return (rc);
}
