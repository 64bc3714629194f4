/* Keys of all kinds. */

#include <stdlib.h>
#include <string.h>

#include "random.h"

static void
index_add(struct rnd *r, struct index *x, unsigned int i, struct column *c)
{
	unsigned int flags = c->spec.type->flags;
	bool prefix = (flags & T_LOB) != 0;

	buf_str(&x->parts, i == 0 ? "" : ", ");
	buf_str(&x->parts, c->name);
	x->column[i] = c;
	if (!prefix && !c->keyed && flags & (T_CHAR | T_BYTES) &&
	    c->spec.n >= 10 && rnd_chance(r, 30))
		prefix = true;
	if (prefix)
		buf_fmt(&x->parts, "(%u)", 1 + rnd_below(r, 10));
	if (rnd_chance(r, 15))
		buf_str(&x->parts, " DESC");
}

static bool
index_has(const struct index *x, const struct column *c)
{
	unsigned int i;

	for (i = 0; i < KEY_MAX; i++) {
		if (x->column[i] == c)
			return (true);
	}
	return (false);
}

/* No FLOAT, JSON, GEOMETRY or VECTOR. */
static bool
index_takes(const struct index *x, const struct column *c)
{
	unsigned int flags = c->spec.type->flags;

	return ((flags & (T_KEY | T_TEXT | T_BYTES)) != 0 && !index_has(x, c));
}

/* Of one column, whose charset has characters of one byte. */
static void
index_pick_fulltext(struct rnd *r, struct table *t, struct index *x)
{
	struct column *c = table_column(r, t);
	unsigned int wide = strlen("ucs2");

	if (t->parted || c->generated != NULL ||
	    (c->spec.type->flags & (T_CHAR | T_TEXT)) == 0 ||
	    strncmp(c->spec.charset->name, "utf16", wide) == 0 ||
	    strncmp(c->spec.charset->name, "utf32", wide) == 0 ||
	    strncmp(c->spec.charset->name, "ucs2", wide) == 0)
		return;
	x->kind = "FULLTEXT KEY";
	buf_str(&x->parts, c->name);
}

static void
index_pick_spatial(struct rnd *r, struct table *t, struct index *x)
{
	struct column *c = table_column(r, t);

	if ((c->spec.type->flags & T_SHAPE) == 0 || c->touched)
		return;
	c->not_null = c->touched = true;
	x->kind = "SPATIAL KEY";
	buf_str(&x->parts, c->name);
}

/*
 * On a BLOB, writing ends MySQL 9.7.4 by an assertion (row0ins.cc:271), REPLACE
 * and a plain INSERT after a DELETE.  Case 1046 of those that came without this
 * condition showed it.
 */
static void
index_pick_functional(struct rnd *r, struct table *t, struct index *x)
{
	const struct column *c = table_column(r, t);
	unsigned int flags = c->spec.type->flags;

	if ((flags & (T_INT | T_CHAR | T_BYTES)) == 0 || (flags & T_LOB) != 0 ||
	    c->counts || t->parted)
		return;
	x->unique = rnd_chance(r, 25);
	x->kind = x->unique ? "UNIQUE KEY" : "KEY";
	if (flags & T_INT && rnd_chance(r, 50))
		buf_fmt(&x->parts, "(CAST(%s AS DECIMAL(30)))", c->name);
	else if (rnd_chance(r, 50))
		buf_fmt(&x->parts, "(CAST(LEFT(HEX(%s), 30) AS CHAR(60)))",
		    c->name);
	else
		buf_fmt(&x->parts, "(CHAR_LENGTH(HEX(%s)))", c->name);
}

/* Every UNIQUE key has the column of the partitions. */
static void
index_pick_columns(struct rnd *r, struct table *t, struct index *x)
{
	unsigned int n = 1 + rnd_below(r, 2), i = 0, tries = 20;
	struct column *c;

	if (x->unique && t->part != NULL)
		index_add(r, x, i++, t->part);
	for (n += i; i < n && tries > 0; tries--) {
		c = table_column(r, t);
		if (index_takes(x, c) && !c->counts)
			index_add(r, x, i++, c);
	}
}

void
index_pick(struct rnd *r, struct table *t, struct index *x, bool unique)
{
	unsigned int what = rnd_below(r, 100);

	memset(x, 0, sizeof(*x));
	x->name = table_name(r, t);
	x->unique = unique;
	x->kind = unique ? "UNIQUE KEY" : "KEY";
	if (!unique && what < 12)
		index_pick_functional(r, t, x);
	else if (!unique && what < 22)
		index_pick_fulltext(r, t, x);
	else if (!unique && what < 32)
		index_pick_spatial(r, t, x);
	else
		index_pick_columns(r, t, x);
}

void
index_write(const struct index *x, struct buf *out)
{
	struct buf parts = {0};

	buf_add(&parts, x->parts.p, x->parts.len);
	buf_fmt(out, "%s %s (%s)", x->kind,
	    strcmp(x->kind, "PRIMARY KEY") == 0 ? "" : x->name,
	    buf_cstr(&parts));
	buf_free(&parts);
}

/* ---- The key that rows are found by ---- */

/* Two rows that are updated at a time would be the same. */
static void
key_no_update(struct column *c)
{
	char *at =
	    c->defaults == NULL ? NULL : strstr(c->defaults, " ON UPDATE");

	if (at != NULL)
		*at = '\0';
}

static void
key_columns(struct rnd *r, struct table *t, unsigned int n)
{
	unsigned int i, flags;
	struct column *c;

	for (i = 0; i < n; i++) {
		c = &t->column[t->ncolumn++];
		flags = T_KEY | (i == 0 ? T_RICH : 0);
		column_pick(r, t, c, type_pick(r, flags));
		c->not_null = true;
		c->keyed = true;
		key_no_update(c);
	}
}

/* The first one has enough values, and may be counted by the server. */
static void
key_first(struct rnd *r, struct column *c)
{
	if (c->spec.type->flags & T_CHAR && c->spec.n < 4)
		c->spec.n = 4;
	if (c->spec.type->flags & T_INT && c->spec.n >= 3)
		c->counts = rnd_chance(r, 50);
	if (c->counts) {
		free(c->defaults);
		c->defaults = NULL;
	}
}

/* Now and then one by which nothing can be found, or that has no NULL by luck. */
static void
key_nullable(struct rnd *r, struct table *t, struct column *first,
    unsigned int n)
{
	if (strcmp(t->index[0].kind, "UNIQUE KEY") != 0 || first->counts)
		return;
	if (rnd_chance(r, 2))
		first->not_null = false;
	t->nullable = rnd_chance(r, 30);
	if (t->nullable) {
		first += rnd_below(r, n);
		first->not_null = false;
		first->no_nulls = true;
	}
}

/* On a column that is generated from ${base}. */
static void
key_generate(struct rnd *r, struct table *t, const struct column *base)
{
	struct column *c = &t->column[t->ncolumn++];
	struct index *x = &t->index[0];
	bool stored = strcmp(x->kind, "PRIMARY KEY") == 0 || rnd_chance(r, 50);
	struct buf text = {0};

	memset(c, 0, sizeof(*c));
	c->name = table_name(r, t);
	spec_pick(r, &c->spec, type_find("VARCHAR"), t->charset);
	c->spec.n = 80;
	c->then = c->spec;
	c->not_null = true;
	c->touched = true;
	buf_fmt(&text, " GENERATED ALWAYS AS (LEFT(HEX(%s), 80)) %s",
	    base->name, stored ? "STORED" : "VIRTUAL");
	c->generated = mem_str(buf_cstr(&text));
	buf_free(&text);
	buf_str(&x->parts, c->name);
	x->column[0] = c;
}

/* One rich column, and up to five more. */
void
key_pick(struct rnd *r, struct table *t)
{
	struct index *x = &t->index[t->nindex++];
	unsigned int n = rnd_chance(r, 60) ? 1 : 2 + rnd_below(r, 2), i, last;
	struct column *first = &t->column[t->ncolumn];

	if (n == 3 && rnd_chance(r, 40))
		n = KEY_MAX;
	x->kind = rnd_chance(r, 75) ? "PRIMARY KEY" : "UNIQUE KEY";
	x->name = table_name(r, t);
	x->unique = true;
	key_columns(r, t, n);
	if (n == 1 && !t->parted && rnd_chance(r, 12) &&
	    !spec_is(&first->spec, "TIMESTAMP")) {
		key_generate(r, t, first);
		return;
	}
	key_first(r, first);
	key_nullable(r, t, first, n);
	last = first->counts ? 0 : rnd_below(r, n);
	for (i = 0; i < n; i++)
		index_add(r, x, i, &first[(i + last) % n]);
}
