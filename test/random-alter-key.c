/* Clauses of an ALTER TABLE about keys, constraints and partitions. */

#include <string.h>

#include "random.h"

void
alter_index_add(struct rnd *r, struct clauses *a)
{
	struct index x;

	index_pick(r, a->t, &x, rnd_chance(r, 25));
	if (x.parts.len > 0) {
		buf_str(alter_next(a), "ADD ");
		index_write(&x, a->out);
	}
	buf_free(&x.parts);
}

/* The same columns, the other way round. */
static void
alter_turn_key(struct clauses *a, const struct index *x)
{
	const char *between = "";
	unsigned int i;

	buf_str(alter_next(a), "ADD PRIMARY KEY (");
	for (i = KEY_MAX; i-- > 0;) {
		if (x->column[i] == NULL)
			continue;
		buf_fmt(a->out, "%s%s", between, x->column[i]->name);
		between = ", ";
	}
	buf_chr(a->out, ')');
}

/* One column more, or one less. */
static void
alter_resize_key(struct rnd *r, struct clauses *a, const struct index *x)
{
	const struct column *more = table_column(r, a->t);
	unsigned int i, n = 0;

	while (n < KEY_MAX && x->column[n] != NULL)
		n++;
	buf_fmt(alter_next(a), "ADD PRIMARY KEY (%s", x->column[0]->name);
	for (i = 1; i + (rnd_chance(r, 80) ? 0 : 1) < n; i++)
		buf_fmt(a->out, ", %s", x->column[i]->name);
	if (!more->keyed && more->not_null && more->generated == NULL &&
	    (more->spec.type->flags & T_KEY) != 0 && rnd_chance(r, 80))
		buf_fmt(a->out, ", %s", more->name);
	buf_chr(a->out, ')');
}

void
alter_index(struct rnd *r, struct clauses *a)
{
	struct index *x = &a->t->index[rnd_below(r, a->t->nindex)];
	bool first = x == &a->t->index[0];

	if (x->touched)
		return;
	x->touched = true;
	if (strcmp(x->kind, "PRIMARY KEY") == 0) {
		if (!rnd_chance(r, 60))
			return;
		buf_str(alter_next(a), "DROP PRIMARY KEY");
		if (rnd_chance(r, 60))
			alter_resize_key(r, a, x);
		else if (rnd_chance(r, 50))
			alter_turn_key(a, x);
		else
			buf_fmt(alter_next(a), "ADD UNIQUE KEY pk (%s)",
			    buf_cstr(&x->parts));
		return;
	}
	switch (rnd_below(r, 4)) {
	case 0:
		buf_fmt(alter_next(a), "RENAME INDEX %s TO %s", x->name,
		    table_name(r, a->t));
		break;
	case 1:
		if (first && !rnd_chance(r, 20))
			break;
		buf_fmt(alter_next(a), "DROP INDEX %s", x->name);
		break;
	case 2:
		buf_fmt(alter_next(a), "ALTER INDEX %s INVISIBLE", x->name);
		break;
	default:
		if (!first)
			break;
		buf_fmt(alter_next(a), "DROP INDEX %s", x->name);
		buf_fmt(alter_next(a), "ADD PRIMARY KEY (%s)",
		    buf_cstr(&x->parts));
	}
}

/* Of values that move, but are different at any time. */
void
alter_unique(struct rnd *r, struct clauses *a)
{
	const struct table *t = a->t;
	const struct column *c;
	unsigned int i;

	for (i = 0; i < t->ncolumn; i++) {
		c = &t->column[i];
		if (!c->counted || !rnd_chance(r, 70))
			continue;
		buf_fmt(alter_next(a), "ADD UNIQUE KEY %s (%s",
		    table_name(r, a->t), c->name);
		if (c->spec.type->flags & T_LOB)
			buf_str(a->out, "(9)");
		if (t->part != NULL)
			buf_fmt(a->out, ", %s", t->part->name);
		buf_chr(a->out, ')');
	}
}

/* ---- CHECK constraints ---- */

void
alter_check(struct rnd *r, struct clauses *a)
{
	struct table *t = a->t;
	struct check new, *k = &t->check[0];

	if (t->ncheck == 0 || k->name == NULL || k->touched) {
		check_pick(r, t, &new);
		buf_str(alter_next(a), "ADD ");
		check_write(&new, a->out);
		return;
	}
	k->touched = true;
	switch (rnd_below(r, 3)) {
	case 0:
		buf_fmt(alter_next(a), "DROP CHECK %s", k->name);
		break;
	case 1:
		buf_fmt(alter_next(a), "DROP CONSTRAINT %s", k->name);
		break;
	default:
		buf_fmt(alter_next(a), "ALTER CHECK %s %sENFORCED", k->name,
		    k->enforced ? "NOT " : "");
	}
}

/* ---- Partitions ---- */

/* Instead of all other clauses. */
static void
alter_part_alone(struct rnd *r, struct clauses *a)
{
	static const char *const list[] = {"ADD PARTITION PARTITIONS 2",
	    "COALESCE PARTITION 1", "REBUILD PARTITION ALL",
	    "DROP PARTITION p0", "ADD PARTITION (PARTITION q VALUES IN (77))",
	    "REORGANIZE PARTITION pmax INTO (PARTITION q1 VALUES LESS THAN "
	    "(95), PARTITION q2 VALUES LESS THAN (MAXVALUE))"};

	a->out->len = 0;
	a->n = 1;
	a->renames = false;
	buf_str(a->out, list[rnd_below(r, COUNT(list))]);
}

/* After all other clauses, without a comma. */
void
alter_parts(struct rnd *r, struct clauses *a)
{
	const struct table *t = a->t;

	if (t->part == NULL && !rnd_chance(r, 3))
		return;
	if (t->part != NULL && !rnd_chance(r, 40))
		return;
	if (t->part != NULL && rnd_chance(r, 40)) {
		alter_part_alone(r, a);
		return;
	}
	if (t->part != NULL && rnd_chance(r, 40)) {
		buf_str(a->out, " REMOVE PARTITIONING");
		return;
	}
	part_pick(r, t, a->out);
}
