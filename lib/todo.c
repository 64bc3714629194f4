/* What is left to copy. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keep.h"
#include "todo.h"

void
todo_init(struct todo *t, const struct plan *plan)
{
	memset(t, 0, sizeof(*t));
	t->plan = plan;
	TAILQ_INIT(&t->left);
	TAILQ_INIT(&t->doubt);
}

static struct todo_item *
todo_new(struct todo *t, const struct range *r)
{
	struct todo_item *item = mem_alloc(1, sizeof(*item));

	range_init(&item->range, t->plan);
	range_copy(&item->range, r);
	return (item);
}

struct todo_item *
todo_add(struct todo *t, struct todo_list *list, const struct range *r)
{
	struct todo_item *item = todo_new(t, r);

	TAILQ_INSERT_TAIL(list, item, link);
	return (item);
}

void
todo_drop(struct todo_list *list, struct todo_item *item)
{
	TAILQ_REMOVE(list, item, link);
	range_free(&item->range);
	free(item);
}

static void
todo_empty(struct todo_list *list)
{
	while (!TAILQ_EMPTY(list))
		todo_drop(list, TAILQ_FIRST(list));
}

void
todo_free(struct todo *t)
{
	todo_empty(&t->left);
	todo_empty(&t->doubt);
}

void
todo_cut(struct todo *t, struct todo_item *item, const struct range *chunk,
    unsigned long n, const struct range *left)
{
	struct todo_item *first = todo_new(t, chunk);

	first->rows = n;
	TAILQ_INSERT_BEFORE(item, first, link);
	if (left != NULL)
		range_copy(&item->range, left);
	else
		todo_drop(&t->left, item);
}

/* todo_whole(r, done): whether ${done}, its first part, is all of ${r}. */
static bool
todo_whole(const struct range *r, const struct range *done)
{
	return (bound_same(&r->high, &done->high) == r->high.n);
}

void
todo_done(struct todo *t, struct todo_item *item, const struct range *done,
    uint64_t rows)
{
	t->rows += rows;
	if (todo_whole(&item->range, done)) {
		todo_drop(&t->left, item);
		return;
	}
	bound_copy(&item->range.low, &done->high);
	item->range.with_low = false;
}

/* ---- As text ---- */

/*
 * The first line has the version and two numbers of rows: all so far, and
 * those of this transaction.  The second is this transaction's range, or
 * empty; the others are what is left.  Of a range "[" says that its low end
 * belongs to it, "(" that it does not.
 */
static void
todo_print(struct buf *out, const struct range *r, const struct plan *plan)
{
	buf_str(out, r->with_low ? "[\t" : "(\t");
	bound_print(out, &r->low, plan);
	buf_chr(out, '\t');
	bound_print(out, &r->high, plan);
	buf_chr(out, '\n');
}

static void
todo_print_rest(struct buf *out, const struct range *r,
    const struct range *done, const struct plan *plan)
{
	struct range rest = {.low = done->high, .high = r->high};

	if (!todo_whole(r, done))
		todo_print(out, &rest, plan);
}

void
todo_text(struct todo *t, const struct todo_item *item,
    const struct range *done, uint64_t rows, struct buf *out)
{
	const struct todo_item *i;

	buf_fmt(out, "%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n", ++t->version,
	    t->rows + rows, rows);
	if (done != NULL)
		todo_print(out, done, t->plan);
	else
		buf_chr(out, '\n');
	TAILQ_FOREACH (i, &t->left, link) {
		if (i == item)
			todo_print_rest(out, &i->range, done, t->plan);
		else
			todo_print(out, &i->range, t->plan);
	}
}

static int
todo_parse_range(struct range *r, const struct plan *plan, const char *p)
{
	if ((*p != '[' && *p != '(') || p[1] != '\t')
		return (-1);
	r->with_low = *p == '[';
	p += 2;
	if (bound_parse(&r->low, plan, &p) == -1 ||
	    bound_parse(&r->high, plan, &p) == -1)
		return (-1);
	return (p == NULL ? 0 : -1);
}

/* One row, as it was read. */
struct todo_row {
	struct todo todo;  /* what was left */
	struct range done; /* in its transaction */
	bool any;	   /* was done */
	uint64_t rows;	   /* of it */
};

/* todo_lines(row, p): all but the first line, which are cut apart. */
static int
todo_lines(struct todo_row *row, char *p)
{
	const struct plan *plan = row->todo.plan;
	struct range r;
	char *line;
	int rc = 0;

	line = strsep(&p, "\n");
	row->any = line != NULL && *line != '\0';
	if (row->any && todo_parse_range(&row->done, plan, line) == -1)
		return (-1);
	range_init(&r, plan);
	while (rc == 0 && (line = strsep(&p, "\n")) != NULL && *line != '\0') {
		rc = todo_parse_range(&r, plan, line);
		if (rc == 0)
			todo_add(&row->todo, &row->todo.left, &r);
	}
	range_free(&r);
	return (rc);
}

static int
todo_parse(struct todo_row *row, char *text)
{
	struct todo *t = &row->todo;
	int n = 0;

	if (text == NULL ||
	    sscanf(text, "%" SCNu64 "\t%" SCNu64 "\t%" SCNu64 "%n", &t->version,
		&t->rows, &row->rows, &n) != 3 ||
	    text[n] != '\n')
		return (-1);
	return (todo_lines(row, text + n + 1));
}

/*
 * todo_merge(t, row): what another session has committed meanwhile is the
 * first part of one of ours, or one of them.
 */
static void
todo_merge(struct todo *t, const struct todo_row *row)
{
	struct todo_item *i;

	TAILQ_FOREACH (i, &t->left, link) {
		if (i->range.with_low == row->done.with_low &&
		    bound_same(&i->range.low, &row->done.low) ==
			i->range.low.n) {
			todo_done(t, i, &row->done, row->rows);
			return;
		}
	}
}

/* todo_take(t, row, n): takes the newest, and what the others have done. */
static void
todo_take(struct todo *t, struct todo_row *row, unsigned int n)
{
	unsigned int i, newest = 0;

	for (i = 1; i < n; i++) {
		if (row[i].todo.version > row[newest].todo.version)
			newest = i;
	}
	t->version = row[newest].todo.version;
	t->rows = row[newest].todo.rows;
	TAILQ_CONCAT(&t->left, &row[newest].todo.left, link);
	for (i = 0; i < n; i++) {
		if (i != newest && row[i].any)
			todo_merge(t, &row[i]);
	}
}

int
todo_read(struct todo *t, char *const *text, unsigned int n)
{
	struct todo_row *row = mem_alloc(n + 1, sizeof(*row));
	unsigned int i;
	int rc = 0;

	todo_free(t);
	for (i = 0; i < n; i++) {
		todo_init(&row[i].todo, t->plan);
		range_init(&row[i].done, t->plan);
		if (todo_parse(&row[i], text[i]) == -1)
			rc = -1;
	}
	if (rc == 0 && n > 0)
		todo_take(t, row, n);
	for (i = 0; i < n; i++) {
		todo_free(&row[i].todo);
		range_free(&row[i].done);
	}
	free(row);
	return (rc);
}

/* ---- In the checkpoint table ---- */

int
todo_keep(struct sql *s, const struct plan *plan, unsigned int hand,
    const char *text)
{
	char kind[32];

	snprintf(kind, sizeof(kind), "copy.%u", hand);
	return (keep_put(s, plan, KEEP_COPY + hand, kind, text));
}

int
todo_keep_doubt(struct sql *s, const struct plan *plan, uint64_t version,
    const struct range *r)
{
	struct buf text = {0};
	char kind[32];
	int rc;

	snprintf(kind, sizeof(kind), "doubt.%" PRIu64, version);
	todo_print(&text, r, plan);
	rc = keep_put(s, plan, KEEP_DOUBT + version, kind, buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

static int
todo_load_doubt(struct todo *t, struct sql *s)
{
	struct sql_rows rows;
	struct range r;
	unsigned int i;
	int rc = 0;

	if (keep_get(s, t->plan, "doubt.%", &rows) == -1)
		return (-1);
	range_init(&r, t->plan);
	for (i = 0; i < rows.nrow && rc == 0; i++) {
		rows.cell[i][strcspn(rows.cell[i], "\n")] = '\0';
		rc = todo_parse_range(&r, t->plan, rows.cell[i]);
		if (rc == 0)
			todo_add(t, &t->doubt, &r);
	}
	range_free(&r);
	sql_rows_free(&rows);
	return (rc == 0 ? 0 : keep_damaged(s, t->plan));
}

int
todo_load(struct todo *t, struct sql *s)
{
	struct sql_rows rows;
	int rc;

	if (keep_get(s, t->plan, "copy.%", &rows) == -1)
		return (-1);
	rc = rows.nrow > 0;
	if (todo_read(t, rows.cell, rows.nrow) == -1)
		rc = keep_damaged(s, t->plan);
	else if (rc == 1 && todo_load_doubt(t, s) == -1)
		rc = -1;
	sql_rows_free(&rows);
	return (rc);
}

int
todo_rewrite(struct todo *t, struct sql *s)
{
	const struct todo_item *i;
	struct buf text = {0};
	int rc;

	todo_text(t, NULL, NULL, 0, &text);
	rc = keep_drop(s, t->plan, "copy.%");
	if (rc == 0)
		rc = keep_drop(s, t->plan, "doubt.%");
	if (rc == 0)
		rc = todo_keep(s, t->plan, 0, buf_cstr(&text));
	buf_free(&text);
	TAILQ_FOREACH (i, &t->doubt, link) {
		if (rc == 0)
			rc = todo_keep_doubt(s, t->plan, ++t->version,
			    &i->range);
	}
	return (rc);
}
