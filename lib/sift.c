/* Looks at chunks of rows for what they would lose. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mysqld_error.h>

#include "say.h"
#include "sift.h"
#include "try.h"
#include "warn.h"
#include "where.h"

enum {
	SIFT_FILL = HAND_OWN,
	SIFT_KEYS, /* a statement for each of the first ones */
	SIFT_NKEYS = HAND_NQUERY - SIFT_KEYS,
	SIFT_RETRIES = 30,
};

static struct sift *
sift_of(struct hand *h)
{
	return ((struct sift *)h);
}

/* ---- The session ---- */

static int
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
static void
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

/* ---- Values ---- */

/* "1, 2: 'text'": the key and the value of a row. */
static int
sift_example(struct sift *l, unsigned int i, long row, struct buf *out)
{
	struct buf text = {0};
	struct sql_rows rows;
	unsigned int k;
	int rc;

	if (out->len > 0)
		return (0);
	loss_row(&text, l->hand.plan, l->col, i, row);
	rc = sql_list(&l->hand.sql, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	for (k = 0; rows.nrow == 1 && k < rows.ncol; k++) {
		buf_str(out, k == 0 ? "" : k + 1 < rows.ncol ? ", " : ": ");
		if (rows.cell[k] == NULL)
			buf_str(out, "NULL");
		else
			buf_fmt(out, k + 1 < rows.ncol ? "%s" : "'%s'",
			    rows.cell[k]);
	}
	sql_rows_free(&rows);
	return (0);
}

/* sift_number(text, what, n): the number after the last ${what}. */
static bool
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

/* A value may have two warnings, one after the other. */
static int
sift_warning(struct sift *l, const char *text)
{
	struct sift_said *said;
	const char *end;
	struct buf *why;
	long i, row;

	/* The key is only there to be shown. */
	if (sift_number(text, " column 'gho_k", &i))
		return (0);
	if (!sift_number(text, " column 'gho_n", &i) || i >= (long)l->ncol ||
	    !sift_number(text, " at row ", &row)) {
		buf_fmt(&l->hand.why, "a value cannot be converted: %s", text);
		return (hand_refuse(&l->hand));
	}
	why = &l->col[i].why;
	end = strstr(text, " for column '");
	if (why->len == 0)
		buf_add(why, text,
		    end == NULL ? strlen(text) : (size_t)(end - text));
	said = &l->said[i];
	if (said->rows == 0)
		said->first = row;
	if (said->rows == 0 || said->last != row)
		said->rows++;
	said->last = row;
	return (0);
}

static int
sift_again(struct sift *l, const char *why)
{
	buf_str(&l->hand.why, why);
	l->hand.sql.error = 0;
	l->hand.sql.fail = X_AGAIN;
	return (-1);
}

static int
sift_warnings(struct sift *l)
{
	struct sql *s = &l->hand.sql;
	struct sql_rows rows;
	unsigned long n;
	unsigned int i;
	int rc = 0;

	if (sql_list(s, &rows, "SHOW COUNT(*) WARNINGS") == -1)
		return (-1);
	n = strtoul(rows.cell[0], NULL, 10);
	sql_rows_free(&rows);
	if (sql_list(s, &rows, "SHOW WARNINGS") == -1)
		return (-1);
	if (n > rows.nrow)
		rc = sift_again(l, "more warnings than the server keeps");
	for (i = 0; i < rows.nrow && rc == 0; i++)
		rc = sift_warning(l, rows.cell[i * rows.ncol + 2]);
	sql_rows_free(&rows);
	for (i = 0; i < l->ncol && rc == 0; i++) {
		if (l->said[i].rows > 0)
			rc = sift_example(l, i, l->said[i].first,
			    &l->col[i].first);
	}
	return (rc);
}

/* NULLs, and what comes back changed. */
static int
sift_sums(struct sift *l)
{
	struct sql_rows rows;
	uint64_t nulls, changed;
	unsigned int i;
	int rc = 0;

	if (sql_list(&l->hand.sql, &rows, buf_cstr(&l->sums)) == -1)
		return (-1);
	for (i = 0; i < l->ncol && rc == 0 && rows.cell[0] != NULL; i++) {
		nulls = strtoull(rows.cell[2 * i], NULL, 10);
		changed = strtoull(rows.cell[2 * i + 1], NULL, 10);
		if (nulls > 0)
			rc = sift_example(l, i, LOSS_NULL,
			    &l->col[i].first_null);
		if (rc == 0 && changed > 0)
			rc = sift_example(l, i, LOSS_CHANGED, &l->col[i].first);
		if (changed > l->said[i].rows)
			l->said[i].rows = changed;
		l->col[i].nulls += rc == 0 ? nulls : 0;
	}
	sql_rows_free(&rows);
	return (rc);
}

/* A value that is an error even to INSERT IGNORE: one row after the other. */
static int
sift_error(struct sift *l, const struct range *chunk)
{
	struct hand *h = &l->hand;
	long i;

	if (h->sql.fail != X_REFUSED)
		return (-1);
	if (h->size > 1)
		return (sift_again(l, h->sql.text));
	buf_str(&h->why, "column ");
	if (sift_number(h->sql.text, "gho_n", &i) && i < (long)l->ncol)
		sql_name(&h->why,
		    h->plan->orig.col[h->plan->map[l->col[i].map].from].name);
	buf_str(&h->why,
	    ": a value cannot be converted at all, in the row with the key ");
	bound_print(&h->why, &chunk->high, h->plan);
	buf_fmt(&h->why, ": %s", h->sql.text);
	return (hand_refuse(h));
}

static int
sift_values(struct sift *l, const struct range *chunk)
{
	struct hand *h = &l->hand;
	struct buf text = {0};

	memset(l->said, 0, l->ncol * sizeof(l->said[0]));
	buf_str(&text, "TRUNCATE TABLE ");
	loss_name(&text, h->plan);
	if (sift_run(l, &text) == -1)
		return (-1);
	sift_text(l, "INSERT", &l->fill, chunk, &l->filter);
	if (hand_ask(h, SIFT_FILL) == -1)
		return (sift_error(l, chunk));
	if (h->sql.changed == 0)
		return (0);
	if (h->sql.warnings > 0 && sift_warnings(l) == -1)
		return (-1);
	if (l->back.len > 0 && sql_run(&h->sql, "%s", buf_cstr(&l->back)) == -1)
		return (-1);
	return (sift_sums(l));
}

/* ---- Keys ---- */

/* "Duplicate entry 'x' for key 'y'": the entry. */
static int
sift_entry(struct sift *l, struct loss_key *k)
{
	static const char begin[] = "Duplicate entry ";
	const char *text, *p, *end = NULL;
	struct sql_rows rows;
	unsigned int i;

	if (k->why.len > 0)
		return (0);
	if (sql_list(&l->hand.sql, &rows, "SHOW WARNINGS") == -1)
		return (-1);
	for (i = 0; i < rows.nrow && k->why.len == 0; i++) {
		text = rows.cell[i * rows.ncol + 2];
		if (strncmp(text, begin, sizeof(begin) - 1) != 0)
			continue;
		text += sizeof(begin) - 1;
		for (p = text; (p = strstr(p, " for key '")) != NULL; p++)
			end = p;
		if (end != NULL)
			buf_add(&k->why, text, (size_t)(end - text));
	}
	sql_rows_free(&rows);
	return (0);
}

/* The key of a row that is in another's way, unless that has passed. */
static int
sift_left(struct sift *l, const struct range *chunk, struct loss_key *k)
{
	struct hand *h = &l->hand;
	struct buf head = {0}, more = {0};
	struct bound b = {0};
	int rc;

	if (k->first.len > 0)
		return (0);
	loss_key_left(&head, &more, h->plan, k);
	sift_text(l, "SELECT", &head, chunk, &more);
	bound_init(&b, h->plan);
	rc = hand_ask(h, HAND_OTHER);
	if (rc == 0)
		rc = hand_key(h, HAND_OTHER, &b);
	if (rc == 1)
		bound_print(&k->first, &b, h->plan);
	bound_free(&b);
	buf_free(&head);
	buf_free(&more);
	return (rc == -1 ? -1 : 0);
}

static int
sift_key(struct sift *l, const struct range *chunk, unsigned int i)
{
	unsigned long rows = 0, twice = 0;
	struct hand *h = &l->hand;
	struct loss_key *k = &l->key[i];
	struct buf head = {0};
	const char *info;

	loss_key_fill(&head, h->plan, k);
	sift_text(l, "INSERT", &head, chunk, NULL);
	buf_free(&head);
	if (hand_ask(h, SIFT_KEYS + i % SIFT_NKEYS) == -1)
		return (sift_error(l, chunk));
	info = mysql_info(h->sql.my);
	if (info != NULL)
		sscanf(info, "Records: %lu Duplicates: %lu", &rows, &twice);
	l->extra[i] = twice;
	if (twice == 0)
		return (0);
	return (sift_entry(l, k) == -1 ? -1 : sift_left(l, chunk, k));
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
