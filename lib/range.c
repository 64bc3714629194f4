/* Key ranges as SQL. */

#include <stdlib.h>
#include <string.h>

#include "carry.h"
#include "map.h"
#include "range.h"
#include "say.h"
#include "sql.h"
#include "where.h"

void
range_init(struct range *r, const struct plan *plan)
{
	bound_init(&r->low, plan);
	bound_init(&r->high, plan);
	r->with_low = false;
}

void
range_copy(struct range *to, const struct range *from)
{
	bound_copy(&to->low, &from->low);
	bound_copy(&to->high, &from->high);
	to->with_low = from->with_low;
}

void
range_free(struct range *r)
{
	bound_free(&r->low);
	bound_free(&r->high);
}

void
range_sql_free(struct range_sql *q)
{
	buf_free(&q->text);
	free(q->arg);
	memset(q, 0, sizeof(*q));
}

/* These two go into SQL as they are. */
static bool
range_word(const char *s)
{
	return (s != NULL && *s != '\0' &&
	    s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0');
}

static bool
range_texts(const struct plan_table *t)
{
	const struct plan_col *col;
	unsigned int i;

	for (i = 0; i < t->ncol; i++) {
		col = &t->col[i];
		if (col->kind != KIND_TEXT && col->charset == NULL)
			continue;
		if (range_word(col->charset) && range_word(col->collation))
			continue;
		say_err("column %s has no charset or collation that makes "
			"sense",
		    col->name);
		return (false);
	}
	return (true);
}

int
range_check(const struct plan *plan)
{
	const struct plan_col *col;
	unsigned int i;
	bool nulls;

	for (i = 0; i < plan->key.n; i++) {
		col = where_col(plan, i);
		nulls = col->nullable && !plan_null_free(plan, plan->key.name);
		if (bound_as(col) == -1 || nulls) {
			say_err("key %s cannot be walked: column %s is %s%s",
			    plan->key.name, col->name, col->type,
			    nulls ? " and nullable" : "");
			return (-1);
		}
	}
	return (range_texts(&plan->orig) && range_texts(&plan->ghost) ? 0 : -1);
}

const char *
range_zone(const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->key.n && !plan->convert; i++) {
		if (where_col(plan, i)->kind == KIND_TIMESTAMP)
			return ("+00:00");
	}
	return (plan->time_zone);
}

/* ---- Statements ---- */

/* Names can have the end of a comment in them. */
static void
range_comment(struct buf *b, const char *name)
{
	buf_chr(b, '`');
	for (; *name != '\0'; name++) {
		buf_chr(b, *name);
		if (*name == '*')
			buf_chr(b, ' ');
	}
	buf_chr(b, '`');
}

void
range_begin(struct range_sql *q, const struct plan *plan, const char *verb)
{
	struct buf *b = &q->text;

	b->len = 0;
	q->n = 0;
	buf_fmt(b, "%s /* gh-ost ", verb);
	range_comment(b, plan->db);
	buf_chr(b, '.');
	range_comment(b, plan->table);
	buf_str(b, " */ ");
}

void
range_from(struct range_sql *q, const struct plan *plan)
{
	struct buf *b = &q->text;

	buf_str(b, " FROM ");
	sql_name2(b, plan->db, plan->table);
	buf_str(b, " FORCE INDEX (");
	sql_name(b, plan->key.name);
	buf_chr(b, ')');
}

void
range_key(struct range_sql *q, const struct plan *plan, unsigned int i)
{
	where_result(&q->text, plan, where_col(plan, i));
}

/* SELECT key columns FROM the original. */
static void
range_select(struct range_sql *q, const struct plan *plan)
{
	unsigned int i;

	range_begin(q, plan, "SELECT");
	for (i = 0; i < plan->key.n; i++) {
		if (i > 0)
			buf_str(&q->text, ", ");
		range_key(q, plan, i);
	}
	range_from(q, plan);
}

/* By the key's columns from ${from} on. */
static void
range_order(struct buf *b, const struct plan *plan, unsigned int from,
    const char *direction)
{
	unsigned int i;

	for (i = from; i < plan->key.n; i++) {
		buf_str(b, i == from ? " ORDER BY " : ", ");
		sql_name(b, where_col(plan, i)->name);
		buf_str(b, direction);
	}
}

const char *
range_share(const struct plan *plan, bool wait)
{
	if (plan->version < 80001)
		return (" LOCK IN SHARE MODE");
	return (wait ? " FOR SHARE" : " FOR SHARE NOWAIT");
}

void
range_edge(struct range_sql *q, const struct plan *plan, bool last, bool lock)
{
	range_select(q, plan);
	range_order(&q->text, plan, 0, last ? " DESC" : "");
	buf_str(&q->text, " LIMIT 1");
	buf_str(&q->text, lock ? range_share(plan, true) : "");
}

void
range_step(struct range_sql *q, const struct plan *plan, const struct range *r,
    unsigned long n)
{
	range_select(q, plan);
	buf_str(&q->text, " WHERE ");
	where_range(q, plan, r);
	/* The others are constant here; with an ENUM it would sort for them. */
	range_order(&q->text, plan, bound_same(&r->low, &r->high), "");
	buf_fmt(&q->text, " LIMIT 1 OFFSET %lu", n - 1);
}

void
range_fill(struct range_sql *q, const struct plan *plan, const struct range *r,
    bool wait)
{
	range_begin(q, plan, "INSERT");
	buf_str(&q->text, "IGNORE INTO ");
	sql_name2(&q->text, plan->db, plan->ghost_table);
	buf_str(&q->text, " (");
	carry_into(&q->text, plan);
	buf_str(&q->text, ") SELECT ");
	carry_select(&q->text, plan);
	range_from(q, plan);
	buf_str(&q->text, " WHERE ");
	where_range(q, plan, r);
	buf_str(&q->text, range_share(plan, wait));
}

/*
 * range_members(b, table, from, to): the number that column ${to} has for what
 * is in ${from} of ${table}.  A SET's text has its members in the order of its
 * labels, so it is another one where these have changed places.  Returns -1,
 * and appends nothing, if it is not certain where they are.
 */
static int
range_members(struct buf *b, const char *table, const struct plan_col *from,
    const struct plan_col *to)
{
	struct buf list = {0};
	unsigned int i;
	int at = -1;

	if (from->kind != KIND_SET || to->kind != KIND_SET ||
	    map_labels_unsure(from) || map_labels_unsure(to))
		return (-1);
	for (i = 0; i < from->nlabel; i++) {
		at = plan_label(to, from->label[i]);
		if (at == -1)
			break;
		buf_str(&list, i == 0 ? "(" : " | (");
		sql_name2(&list, table, from->name);
		buf_fmt(&list, " >> %u & 1) << %d", i, at);
	}
	if (at != -1)
		buf_str(b, buf_cstr(&list));
	buf_free(&list);
	return (at == -1 ? -1 : 0);
}

/*
 * A key's text may have got another collation or other labels on its way:
 * then it is made a text of the ghost's column before it is compared.
 */
static void
range_match(struct buf *b, const struct plan *plan, unsigned int i)
{
	const struct plan_col *from = where_col(plan, i);
	const struct plan_col *to = &plan->ghost.col[plan->key.to[i]];

	if (carry_folds(plan, i)) {
		carry_back(b, plan, i, "gho_g");
		buf_str(b, " = ");
		sql_name2(b, plan->table, from->name);
		buf_str(b, " AND ");
	}
	buf_str(b, "gho_g.");
	sql_name(b, to->name);
	buf_str(b, " = ");
	if (range_members(b, plan->table, from, to) == 0)
		return;
	buf_str(b, to->charset == NULL ? "" : "CONVERT(");
	sql_name2(b, plan->table, from->name);
	if (to->charset != NULL) {
		buf_fmt(b, " USING %s) COLLATE %s", to->charset, to->collation);
	}
}

void
range_left(struct range_sql *q, const struct plan *plan, const struct range *r)
{
	unsigned int i;

	range_select(q, plan);
	buf_str(&q->text, " WHERE ");
	where_range(q, plan, r);
	buf_str(&q->text, " AND NOT EXISTS (SELECT 1 FROM ");
	sql_name2(&q->text, plan->db, plan->ghost_table);
	buf_str(&q->text, " gho_g WHERE ");
	for (i = 0; i < plan->key.n; i++) {
		if (i > 0)
			buf_str(&q->text, " AND ");
		range_match(&q->text, plan, i);
	}
	buf_str(&q->text, ") LIMIT 1");
}
