/* The clauses of an ALTER TABLE about columns, and all together. */

#include <stdlib.h>
#include <string.h>

#include "random.h"

struct buf *
alter_next(struct clauses *a)
{
	buf_str(a->out, a->n++ == 0 ? "" : ",\n");
	return (a->out);
}

/* A column that no clause is about yet, or NULL. */
static struct column *
alter_column(struct rnd *r, struct table *t)
{
	struct column *c;
	unsigned int tries = 20;

	while (tries-- > 0) {
		c = table_column(r, t);
		if (c->touched || (c->keyed && !rnd_chance(r, 25)))
			continue;
		c->touched = true;
		return (c);
	}
	return (NULL);
}

static void
alter_place(struct rnd *r, struct clauses *a)
{
	const struct column *c = table_column(r, a->t);

	if (rnd_chance(r, 20))
		buf_str(a->out, " FIRST");
	else if (rnd_chance(r, 40) && !c->touched)
		buf_fmt(a->out, " AFTER %s", c->name);
}

static void
alter_engine(struct rnd *r, struct clauses *a)
{
	static const char *const list[] = {"ENGINE=InnoDB", "FORCE",
	    "COMMENT='new; -- comment'", "ROW_FORMAT=DYNAMIC",
	    "AUTO_INCREMENT=5000", "ORDER BY (NULL)", "ENGINE innodb",
	    "/* why */ FORCE", "STATS_AUTO_RECALC=1"};
	unsigned int i = rnd_below(r, COUNT(list));

	if (i != 5)
		buf_str(alter_next(a), list[i]);
}

static void
alter_add(struct rnd *r, struct clauses *a)
{
	struct column c;

	column_pick(r, a->t, &c, type_pick(r, 0));
	if (c.defaults != NULL && strstr(c.defaults, "CURRENT_") != NULL) {
		free(c.defaults);
		c.defaults = NULL;
	}
	buf_str(alter_next(a), "ADD COLUMN ");
	column_write(&c, &c.spec, a->out);
	free(c.defaults);
	alter_place(r, a);
}

static void
alter_drop(struct rnd *r, struct clauses *a)
{
	struct column *c = alter_column(r, a->t);

	if (c == NULL || (c->keyed && !rnd_chance(r, 10)))
		return;
	buf_fmt(alter_next(a), "DROP COLUMN %s", c->name);
	/* Dropped and added again, it is a new column. */
	if (rnd_chance(r, 10))
		buf_fmt(alter_next(a), "ADD COLUMN %s INT DEFAULT 3", c->name);
}

/* As CHANGE or MODIFY, with another name or not. */
static void
alter_define(struct rnd *r, struct clauses *a, struct column *c)
{
	struct column to = *c;

	if (rnd_chance(r, 25)) {
		buf_fmt(alter_next(a), "CHANGE COLUMN %s ", c->name);
		if (rnd_chance(r, 60)) {
			to.name = table_name(r, a->t);
			a->renames = true;
		}
	} else
		buf_str(alter_next(a), "MODIFY ");
	column_write(&to, &c->then, a->out);
	if (rnd_chance(r, 10))
		buf_str(a->out, " COMMENT 'a, b'");
	alter_place(r, a);
}

static void
alter_convert(struct rnd *r, struct clauses *a)
{
	struct column *c = alter_column(r, a->t);

	if (c == NULL || c->counts || !spec_convert(r, c))
		return;
	if (c->defaults != NULL && !c->keyed) {
		free(c->defaults);
		c->defaults = NULL;
	}
	if (c->keyed) {
		free(c->defaults);
		c->defaults = NULL;
		/* Values that stay as different as they are. */
		c->domain = c->domain == D_SMALL ? D_ANY : c->domain;
	}
	alter_define(r, a, c);
}

static void
alter_reorder(struct rnd *r, struct clauses *a)
{
	struct column *c = alter_column(r, a->t);

	if (c != NULL)
		alter_define(r, a, c);
}

static void
alter_null(struct rnd *r, struct clauses *a)
{
	struct column *c = alter_column(r, a->t);
	struct column to;

	if (c == NULL || c->keyed)
		return;
	to = *c;
	to.not_null = !c->not_null;
	c->no_nulls = rnd_chance(r, 85);
	buf_str(alter_next(a), "MODIFY COLUMN ");
	column_write(&to, &c->spec, a->out);
}

static void
alter_rename(struct rnd *r, struct clauses *a)
{
	struct column *c = alter_column(r, a->t), *d;

	if (c == NULL)
		return;
	a->renames = true;
	buf_fmt(alter_next(a), "RENAME COLUMN %s TO ", c->name);
	d = rnd_chance(r, 30) ? alter_column(r, a->t) : NULL;
	if (d == NULL) {
		buf_str(a->out, table_name(r, a->t));
		return;
	}
	buf_fmt(a->out, "%s", d->name);
	buf_fmt(alter_next(a), "RENAME COLUMN %s TO %s", d->name,
	    rnd_chance(r, 70) ? c->name : table_name(r, a->t));
}

static void
alter_default(struct rnd *r, struct clauses *a)
{
	struct column *c = alter_column(r, a->t);

	if (c == NULL || c->counts || c->generated != NULL)
		return;
	if (c->spec.type->flags & T_INT)
		buf_fmt(alter_next(a), "ALTER COLUMN %s SET DEFAULT %u",
		    c->name, rnd_below(r, 2));
	else if (rnd_chance(r, 50))
		buf_fmt(alter_next(a), "ALTER COLUMN %s DROP DEFAULT", c->name);
	else
		buf_fmt(alter_next(a), "ALTER COLUMN %s SET %s", c->name,
		    rnd_chance(r, 50) ? "INVISIBLE" : "VISIBLE");
}

/* Columns of other charsets than the table's are converted as well. */
static void
alter_charset(struct rnd *r, struct clauses *a)
{
	const struct charset *to = charset_pick(r);
	unsigned int i;
	struct column *c;

	if (rnd_chance(r, 50)) {
		buf_fmt(alter_next(a), "DEFAULT CHARACTER SET %s", to->name);
		return;
	}
	buf_fmt(alter_next(a), "CONVERT TO CHARACTER SET %s", to->name);
	for (i = 0; i < a->t->ncolumn; i++) {
		c = &a->t->column[i];
		if (c->touched ||
		    (c->spec.type->flags & (T_CHAR | T_TEXT)) == 0)
			continue;
		c->touched = true;
		c->then.charset = to;
		c->domain = D_COMMON;
	}
}

bool
alter_write(struct rnd *r, struct table *t, struct buf *out)
{
	static void (*const list[])(struct rnd *,
	    struct clauses *) = {alter_engine, alter_add, alter_drop,
	    alter_convert, alter_convert, alter_convert, alter_convert,
	    alter_reorder, alter_null, alter_rename, alter_default,
	    alter_index_add, alter_index, alter_charset, alter_check};
	struct clauses a = {t, out, 0, false};
	unsigned int n = 1 + rnd_below(r, 4);

	alter_unique(r, &a);
	while (n-- > 0)
		list[rnd_below(r, COUNT(list))](r, &a);
	alter_parts(r, &a);
	if (out->len == 0)
		buf_str(out, "ENGINE=InnoDB");
	buf_chr(out, '\n');
	return (a.renames);
}
