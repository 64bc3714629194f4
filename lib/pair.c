/* Comparing the original with the ghost: pairs of columns, and statements. */

#include <stdlib.h>
#include <string.h>

#include "carry.h"
#include "exact.h"
#include "map.h"
#include "pair.h"
#include "sql.h"
#include "where.h"

/* ---- What is compared ---- */

const struct plan_col *
pair_from(const struct pair *p, unsigned int i)
{
	return (&p->plan->orig.col[p->from[i]]);
}

const struct plan_col *
pair_to(const struct pair *p, unsigned int i)
{
	return (&p->plan->ghost.col[p->to[i]]);
}

/*
 * In a revert a row that nobody has changed has the value that was converted,
 * which may not be what it is when it is converted back.
 */
static bool
pair_of_before(const struct plan *plan, unsigned int to)
{
	const struct plan_map *m = map_carried(plan, to);

	return (plan->revert && (m == NULL || m->convert));
}

/* The original's columns whose values the ghost has. */
static void
pair_columns(struct pair *p)
{
	const struct plan *plan = p->plan;
	unsigned int i;
	int to;

	p->from = mem_alloc(plan->orig.ncol, sizeof(p->from[0]));
	p->to = mem_alloc(plan->orig.ncol, sizeof(p->to[0]));
	for (i = 0; i < plan->orig.ncol; i++) {
		to = map_stays(plan, i);
		if (to == -1 || pair_of_before(plan, (unsigned int)to))
			continue;
		p->from[p->n] = i;
		p->to[p->n++] = (unsigned int)to;
	}
}

static bool
pair_converts(const struct pair *p, unsigned int i)
{
	const struct plan *plan = p->plan;
	unsigned int k;

	for (k = 0; k < plan->nmap; k++) {
		if (plan->map[k].from == p->from[i])
			return (plan->map[k].convert);
	}
	return (false);
}

/* pair_given(p, i, out, name): the original's value as the ghost has it. */
static bool
pair_given(const struct pair *p, unsigned int i, struct buf *out,
    const char *name)
{
	if (pair_converts(p, i))
		return (exact_given(out, pair_from(p, i), pair_to(p, i), name));
	exact_value(out, pair_to(p, i), name);
	return (true);
}

/* What the ghost stores may not be the original's value. */
static bool
pair_changes(const struct pair *p)
{
	unsigned int i;

	for (i = 0; i < p->n; i++) {
		if (pair_converts(p, i) ||
		    (pair_from(p, i)->nullable && !pair_to(p, i)->nullable))
			return (true);
	}
	return (false);
}

static bool
pair_says_all(const struct pair *p)
{
	struct buf text = {0};
	bool all = true;
	unsigned int i;

	for (i = 0; i < p->n && all; i++)
		all = pair_given(p, i, &text, "");
	buf_free(&text);
	return (all);
}

/*
 * The server does not join all texts to bytes by itself: "illegal mix of
 * collations" (1271).
 */
static bool
pair_mixes(const struct pair *p)
{
	const char *first = NULL, *to, *from;
	unsigned int i;

	for (i = 0; i < p->n; i++) {
		to = pair_to(p, i)->collation;
		from = pair_from(p, i)->collation;
		if (pair_to(p, i)->kind != KIND_TEXT)
			continue;
		first = first == NULL ? to : first;
		if (from == NULL || strcmp(first, to) != 0 ||
		    strcmp(first, from) != 0)
			return (true);
	}
	return (false);
}

static void
pair_turn(struct pair *p)
{
	const struct plan *plan = p->plan;

	p->back = *plan;
	p->back.table = plan->ghost_table;
	p->back.ghost_table = plan->table;
	p->back.orig = plan->ghost;
	p->back.ghost = plan->orig;
	p->back.key.name = plan->key.ghost_name;
	p->back.key.ghost_name = plan->key.name;
	p->back.key.from = plan->key.to;
	p->back.key.to = plan->key.from;
}

void
pair_init(struct pair *p, const struct plan *plan)
{
	memset(p, 0, sizeof(*p));
	p->plan = plan;
	pair_columns(p);
	pair_turn(p);
	p->mixed = pair_mixes(p);
	p->alike = carry_keys_alike(plan);
	p->staged = !p->alike || pair_changes(p);
	p->direct = p->alike && pair_says_all(p);
}

void
pair_free(struct pair *p)
{
	free(p->from);
	free(p->to);
	memset(p, 0, sizeof(*p));
}

/* ---- Hashes ---- */

/* Whether none comes after it that needs its length. */
static bool
pair_last(const struct pair *p, unsigned int i)
{
	while (++i < p->n) {
		if (exact_loose(pair_to(p, i)))
			return (false);
	}
	return (true);
}

static void
pair_item(struct buf *out, const struct pair *p, unsigned int i, bool ghost)
{
	const struct plan_col *from = pair_from(p, i), *to = pair_to(p, i);
	struct buf name = {0}, value = {0};

	sql_name(&name, ghost ? to->name : from->name);
	if (ghost)
		exact_value(&value, to, buf_cstr(&name));
	else
		pair_given(p, i, &value, buf_cstr(&name));
	if (p->mixed && to->kind == KIND_TEXT) {
		name.len = 0;
		buf_fmt(&name, "CAST(%s AS BINARY)", buf_cstr(&value));
		value.len = 0;
		buf_str(&value, buf_cstr(&name));
	}
	exact_item(out, to, buf_cstr(&value), from->nullable || to->nullable,
	    pair_last(p, i));
	buf_free(&name);
	buf_free(&value);
}

/*
 * The hashes of rows are 256 bits of SHA2, so an exclusive or of them hides
 * nothing: no two rows of a table are equal.  With CRC32() it would, as that
 * is linear: two rows that have swapped a value give the same.
 */
void
pair_sum(struct range_sql *q, const struct pair *p, const struct range *r,
    bool ghost)
{
	const struct plan *plan = ghost ? &p->back : p->plan;
	unsigned int i;

	range_begin(q, plan, "SELECT");
	buf_str(&q->text,
	    "COUNT(*), HEX(BIT_XOR(UNHEX(SHA2(CONCAT_WS(_binary '#', ");
	for (i = 0; i < p->n; i++) {
		buf_str(&q->text, i == 0 ? "" : ", ");
		pair_item(&q->text, p, i, ghost);
	}
	buf_str(&q->text, "), 256))))");
	range_from(q, plan);
	buf_str(&q->text, " WHERE ");
	where_range(q, plan, r);
}

void
pair_count(struct range_sql *q, const struct pair *p, const struct range *r)
{
	range_begin(q, &p->back, "SELECT");
	buf_str(&q->text, "COUNT(*)");
	range_from(q, &p->back);
	buf_str(&q->text, " WHERE ");
	where_range(q, &p->back, r);
}
