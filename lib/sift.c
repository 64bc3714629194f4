/* Looks at chunks of rows for what they would lose. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mysqld_error.h>

#include "say.h"
#include "sift_in.h"
#include "try.h"
#include "warn.h"
#include "where.h"

enum {
	SIFT_RETRIES = 30,
};

static struct sift *
sift_of(struct hand *h)
{
	return ((struct sift *)h);
}

/* ---- The session ---- */

int
sift_run(struct sift *l, struct buf *text)
{
	int rc = sql_run(&l->hand.sql, "%s", buf_cstr(text));

	buf_free(text);
	return (rc);
}

/*
 * InnoDB refuses rows of more than half a page, where columns that each may be
 * in a row may not be together, each of them twice.
 */
static int
sift_too_wide(struct sift *l)
{
	if (l->hand.sql.error != ER_TOO_BIG_ROWSIZE)
		return (-1);
	if (!l->wide)
		say_warn("%u columns are not looked at before the copy, as "
			 "there is no room for them in one temporary table: "
			 "what one of them would lose stops the migration, "
			 "the original untouched, when it comes",
		    l->ncol);
	l->wide = true;
	return (0);
}

static int
sift_tables(struct sift *l)
{
	const struct plan *plan = l->hand.plan;
	struct buf text = {0};
	unsigned int i;

	if (l->ncol > 0) {
		loss_create(&text, plan, l->col, l->ncol);
		if (sift_run(l, &text) == -1 && sift_too_wide(l) == -1)
			return (-1);
	}
	for (i = 0; i < l->nkey; i++) {
		loss_key_create(&text, plan, &l->key[i]);
		if (sift_run(l, &text) == -1)
			return (-1);
	}
	return (0);
}

/* The tables of keys must have seen all rows, so they cannot be made twice. */
static int
sift_setup(struct hand *h)
{
	struct sift *l = sift_of(h);

	if (l->made && l->nkey > 0) {
		h->retries = 0;
		h->sql.fail = X_AGAIN;
		return (-1);
	}
	warn_keep(&h->sql);
	if ((l->temporary && try_table(&h->sql, h->plan) == -1) ||
	    sql_ask(&h->sql, NULL, "SET SESSION sql_mode = ?",
		h->plan->sql_mode) == -1 ||
	    sift_tables(l) == -1)
		return (-1);
	l->made = true;
	return (0);
}

void
sift_open(struct sift *l, const struct sql_opt *opt, const struct plan *plan,
    bool temporary)
{
	hand_open(&l->hand, opt, plan, SIFT_RETRIES, FENCE_COPY);
	l->hand.setup = sift_setup;
	l->hand.looks = true;
	l->temporary = temporary;
	l->said = mem_alloc(l->ncol, sizeof(l->said[0]));
	l->extra = mem_alloc(l->nkey, sizeof(l->extra[0]));
	if (l->ncol == 0)
		return;
	loss_fill(&l->fill, plan, l->col, l->ncol);
	loss_filter(&l->filter, plan, l->col, l->ncol);
	loss_back(&l->back, plan, l->col, l->ncol);
	loss_sums(&l->sums, plan, l->col, l->ncol);
}

void
sift_close(struct sift *l)
{
	unsigned int i;

	hand_close(&l->hand);
	for (i = 0; i < l->ncol; i++) {
		buf_free(&l->col[i].why);
		buf_free(&l->col[i].first);
		buf_free(&l->col[i].first_null);
	}
	for (i = 0; i < l->nkey; i++) {
		buf_free(&l->key[i].why);
		buf_free(&l->key[i].first);
	}
	free(l->col);
	free(l->key);
	free(l->said);
	free(l->extra);
	buf_free(&l->fill);
	buf_free(&l->filter);
	buf_free(&l->back);
	buf_free(&l->sums);
}

/* sift_text(l, verb, head, chunk, more): over the rows of ${chunk}. */
void
sift_text(struct sift *l, const char *verb, struct buf *head,
    const struct range *chunk, struct buf *more)
{
	struct range_sql *q = &l->hand.text;

	range_begin(q, l->hand.plan, verb);
	buf_str(&q->text, buf_cstr(head));
	range_from(q, l->hand.plan);
	buf_str(&q->text, " WHERE ");
	where_range(q, l->hand.plan, chunk);
	buf_str(&q->text, more == NULL ? "" : buf_cstr(more));
}

/* ---- What both looks say ---- */

/* sift_number(text, what, n): the number after the last ${what}. */
bool
sift_number(const char *text, const char *what, long *n)
{
	const char *p = text, *last = NULL;

	while ((p = strstr(p, what)) != NULL)
		last = p += strlen(what);
	if (last == NULL || *last < '0' || *last > '9')
		return (false);
	*n = strtol(last, NULL, 10);
	return (true);
}

int
sift_again(struct sift *l, const char *why)
{
	buf_str(&l->hand.why, why);
	l->hand.sql.error = 0;
	l->hand.sql.fail = X_AGAIN;
	return (-1);
}

/* A value that is an error even to INSERT IGNORE: one row after the other. */
int
sift_error(struct sift *l, const struct range *chunk)
{
	struct hand *h = &l->hand;
	long i;

	if (h->sql.fail != X_REFUSED)
		return (-1);
	if (h->size > 1)
		return (sift_again(l, h->sql.text));
	/* Not every error says where, as that of a geometry's type. */
	if (sift_number(h->sql.text, "gho_n", &i) && i < (long)l->ncol) {
		buf_str(&h->why, "column ");
		sql_name(&h->why,
		    h->plan->orig.col[h->plan->map[l->col[i].map].from].name);
		buf_str(&h->why, ": ");
	}
	buf_str(&h->why,
	    "a value cannot be converted at all, in the row with the key ");
	bound_show(&h->why, &chunk->high, h->plan);
	buf_fmt(&h->why, ": %s", h->sql.text);
	return (hand_refuse(h));
}

/* ---- A chunk ---- */

static void
sift_count(struct sift *l)
{
	unsigned int i;

	for (i = 0; i < l->ncol; i++)
		l->col[i].rows += l->said[i].rows;
	for (i = 0; i < l->nkey; i++)
		l->key[i].rows += l->extra[i];
}

struct sift_part {
	struct range *rest;
	struct range *chunk;
};

static int
sift_once(struct hand *h, void *arg)
{
	struct sift *l = sift_of(h);
	struct sift_part *part = arg;
	unsigned int i;

	if (hand_cut(h, part->rest, part->chunk) == -1 ||
	    (l->ncol > 0 && !l->wide && sift_values(l, part->chunk) == -1))
		return (-1);
	for (i = 0; i < l->nkey; i++) {
		if (sift_key(l, part->chunk, i) == -1)
			return (-1);
	}
	if (sql_run(&h->sql, "COMMIT") == -1)
		return (-1);
	sift_count(l);
	return (0);
}

int
sift_chunk(struct sift *l, struct range *rest, struct range *chunk)
{
	struct sift_part part = {.rest = rest, .chunk = chunk};

	if (hand_try(&l->hand, sift_once, &part) == -1)
		return (-1);
	return (hand_pass(rest, chunk));
}
