/* Which records are wanted. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pick.h"
#include "show.h"

int
pick_kind(struct pick *p, const char *names)
{
	size_t len;
	int kind;

	for (;; names += len + 1) {
		len = strcspn(names, ",");
		kind = rec_named(names, len);
		if (kind == -1)
			return (-1);
		p->kinds |= 1u << kind;
		if (names[len] == '\0')
			return (0);
	}
}

int
pick_time(const char *text, int64_t *us)
{
	struct tm tm = {0};
	const char *end = strptime(text, "%Y-%m-%d", &tm);
	double part = 0;
	char *rest;

	if (end != NULL && (*end == ' ' || *end == 'T'))
		end = strptime(end + 1, "%H:%M:%S", &tm);
	if (end != NULL && *end == '.') {
		part = strtod(end, &rest);
		end = rest;
	}
	if (end != NULL && *end == 'Z')
		end++;
	if (end == NULL || *end != '\0')
		return (-1);
	*us = (int64_t)timegm(&tm) * 1000000 + (int64_t)(part * 1e6 + 0.5);
	return (0);
}

static bool
pick_is_row(enum rec_kind kind)
{
	return (kind == REC_INSERT || kind == REC_UPDATE || kind == REC_DELETE);
}

/* Whether anything is said of rows, so that transactions lose some. */
static bool
pick_by_row(const struct pick *p)
{
	const unsigned int rows =
	    1u << REC_INSERT | 1u << REC_UPDATE | 1u << REC_DELETE;

	return (p->table != NULL || p->column != NULL || p->changed != NULL ||
	    p->by_gtid || p->after != 0 || p->before != 0 ||
	    (p->kinds & rows) != 0);
}

static bool
pick_named(const struct pick *p, enum rec_kind kind)
{
	return (p->kinds == 0 || (p->kinds >> kind & 1) != 0);
}

static bool
pick_table(const struct pick *p, const struct rec_table *t)
{
	size_t db = strlen(t->db);

	if (p->table == NULL || strcmp(p->table, t->name) == 0)
		return (true);
	return (strncmp(p->table, t->db, db) == 0 && p->table[db] == '.' &&
	    strcmp(p->table + db + 1, t->name) == 0);
}

static int
pick_column(const struct rec_table *t, const char *name)
{
	unsigned int i;

	for (i = 0; i < t->ncol; i++) {
		if (strcmp(t->col[i].name, name) == 0)
			return ((int)i);
	}
	return (-1);
}

/* A value as text, its quotes aside. */
static bool
pick_value(const struct pick *p, const struct rec_col *col, const struct val *v)
{
	size_t len = strlen(p->value);
	struct buf text = {0};
	bool same;

	show_val(&text, col, v);
	same = text.len == len && memcmp(text.p, p->value, len) == 0;
	if (!same && text.len == len + 2 && text.p[0] == '\'')
		same = memcmp(text.p + 1, p->value, len) == 0;
	buf_free(&text);
	return (same);
}

/* Whether the row had or has the value. */
static bool
pick_has(const struct pick *p, const struct rec *rec)
{
	int i = pick_column(rec->table, p->column);
	const struct rec_col *col = &rec->table->col[i == -1 ? 0 : i];

	if (i == -1)
		return (false);
	return ((rec->old != NULL && pick_value(p, col, &rec->old[i])) ||
	    (rec->new != NULL &&pick_value(p, col, &rec->new[i])));
}

static bool
pick_row(const struct pick *p, const struct rec *rec)
{
	const struct rec_table *t = rec->table;
	int i;

	if (p->unwanted || !pick_table(p, t))
		return (false);
	if (!pick_named(p, rec->kind))
		return (false);
	if (p->column != NULL && !pick_has(p, rec))
		return (false);
	if (p->changed == NULL)
		return (true);
	i = pick_column(t, p->changed);
	return (i != -1 && rec->kind == REC_UPDATE &&
	    !val_same(&rec->old[i], &rec->new[i]));
}

/* Whether the transaction that ${rec} begins is wanted. */
static bool
pick_begin(const struct pick *p, const struct rec *rec)
{
	struct gtid_set one = {0};
	bool in;

	if (rec->time < p->after || (p->before != 0 && rec->time >= p->before))
		return (false);
	if (!p->by_gtid)
		return (true);
	in = rec->gtid != NULL && gtid_parse(&one, rec->gtid) == 0 &&
	    gtid_within(&one, &p->gtid) == 1;
	gtid_free(&one);
	return (in);
}

static void
pick_hold(struct pick *p, const struct rec *rec)
{
	p->unwanted = !pick_begin(p, rec);
	p->opened = false;
	p->begin = *rec;
	p->id.len = 0;
	if (rec->gtid != NULL) {
		buf_str(&p->id, rec->gtid);
		p->begin.gtid = buf_cstr(&p->id);
	}
}

static void
pick_row_give(struct pick *p, const struct rec *rec,
    void (*give)(void *, const struct rec *), void *arg)
{
	if (!p->opened && pick_by_row(p))
		give(arg, &p->begin);
	p->opened = true;
	give(arg, rec);
}

/* Records that are not of rows. */
static bool
pick_other(const struct pick *p, const struct rec *rec)
{
	switch (rec->kind) {
	case REC_HEAD:
	case REC_TABLE:
	case REC_END:
		return (true);
	case REC_COMMIT:
		if (pick_by_row(p))
			return (p->opened);
		break;
	default:
		if (p->kinds == 0)
			return (!pick_by_row(p));
		break;
	}
	return (pick_named(p, rec->kind));
}

void
pick_take(struct pick *p, const struct rec *rec,
    void (*give)(void *, const struct rec *), void *arg)
{
	if (rec->kind == REC_BEGIN) {
		pick_hold(p, rec);
		if (!pick_by_row(p) && pick_named(p, rec->kind))
			give(arg, rec);
		return;
	}
	if (pick_is_row(rec->kind)) {
		if (pick_row(p, rec))
			pick_row_give(p, rec, give, arg);
		return;
	}
	if (pick_other(p, rec))
		give(arg, rec);
	if (rec->kind == REC_COMMIT || rec->kind == REC_HEAD)
		p->opened = p->unwanted = false;
}

void
pick_free(struct pick *p)
{
	gtid_free(&p->gtid);
	buf_free(&p->id);
}
