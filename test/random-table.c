/* A table: names, columns, keys. */

#include <stdlib.h>
#include <string.h>

#include "random.h"

/* ---- Names ---- */

static const char *const plain[] = {"`id`", "`a`", "`b`", "`c`", "`name`",
    "`created`", "`n`", "`price`", "`Mixed`", "`x1`", "`x2`", "`state`", "`q`",
    "`memo`", "`k`", "`up`", "`long_name_with_words`", "`z`", "`y`", "`v2`",
    "`extra`", "`other`", "`third`", "`last`", "`more`", "`aa`", "`bb`"};
static const char *const odd[] = {"`select`", "`a b`", "`back``tick`", "`日本`",
    "`\"q\"`", "`it's`", "`a.b`", "`per%cent%s`", "`(`", "`--`", "`#x`", "`/*`",
    "`\\`", "`ORDER`", "`é`", "`null`", "`1`", "`@v`", "`a,b`", "`;`", "`key`",
    "`?`", "`a\\'b`", "` lead`", "`_gho`", "`!=`",
    "`n2345678901234567890123456789012345678901234567890123456789abcde`"};

const char *
table_name(struct rnd *r, struct table *t)
{
	unsigned int i = (t->order + t->nname++) % COUNT(plain);

	return (rnd_chance(r, t->oddity) ? odd[i] : plain[i]);
}

/* ---- Columns ---- */

static void
column_pick_default(struct rnd *r, struct column *c)
{
	struct column plain_c = *c;
	struct buf text = {0};
	unsigned int flags = c->spec.type->flags;

	plain_c.not_null = true;
	plain_c.counts = false;
	plain_c.spec.loose = false;
	plain_c.domain = flags & T_TIME ? D_DATE : D_ANY;
	if (strcmp(c->spec.type->name, "TIME") == 0)
		plain_c.domain = D_ANY;
	if (flags & (T_LABELS | T_TEXT))
		return;
	if (flags & T_TIME && c->spec.type == type_find("TIMESTAMP") &&
	    rnd_chance(r, 50)) {
		buf_fmt(&text,
		    " DEFAULT CURRENT_TIMESTAMP(%u) ON UPDATE "
		    "CURRENT_TIMESTAMP(%u)",
		    c->spec.s, c->spec.s);
	} else {
		buf_str(&text, flags & T_LOB ? " DEFAULT (" : " DEFAULT ");
		value_write(r, &plain_c, &text);
		buf_str(&text, flags & T_LOB ? ")" : "");
	}
	c->defaults = mem_str(buf_cstr(&text));
	buf_free(&text);
}

void
column_pick(struct rnd *r, struct table *t, struct column *c,
    const struct type *type)
{
	memset(c, 0, sizeof(*c));
	c->name = table_name(r, t);
	c->spec.loose = t->loose;
	spec_pick(r, &c->spec, type, t->charset);
	c->then = c->spec;
	c->not_null = rnd_chance(r, 30);
	c->invisible = rnd_chance(r, 3);
	if (rnd_chance(r, 25))
		column_pick_default(r, c);
}

void
column_write(const struct column *c, const struct spec *spec, struct buf *out)
{
	buf_fmt(out, "%s ", c->name);
	spec_write(spec, out);
	if (c->generated != NULL)
		buf_str(out, c->generated);
	if (c->not_null)
		buf_str(out, " NOT NULL");
	else if (c->generated == NULL)
		buf_str(out, " NULL");
	if (c->counts)
		buf_str(out, " AUTO_INCREMENT");
	else if (c->defaults != NULL)
		buf_str(out, c->defaults);
	if (c->invisible)
		buf_str(out, " INVISIBLE");
}

struct column *
table_column(struct rnd *r, struct table *t)
{
	return (&t->column[rnd_below(r, t->ncolumn)]);
}

/* Of a base column that is no TIMESTAMP, whose text has a time zone. */
static void
column_pick_generated(struct rnd *r, struct table *t, struct column *c)
{
	static const char *const expr[] = {"LEFT(HEX(%s), 8)",
	    "CHAR_LENGTH(HEX(%s))", "%s IS NULL", "ASCII(HEX(%s))"};
	static const char *const type[] = {"VARCHAR", "BIGINT", "INT",
	    "BIGINT"};
	const struct column *base = table_column(r, t);
	unsigned int i = rnd_below(r, COUNT(expr));
	struct buf text = {0}, format = {0};
	const char *at;

	column_pick(r, t, c, type_find(type[i]));
	c->spec.is_unsigned = false;
	if (i == 0 && c->spec.n < 8)
		c->spec.n = 8;
	c->not_null = false;
	c->touched = true;
	if (base->generated != NULL || base->counts ||
	    base->spec.type->flags & T_LOB ||
	    strcmp(base->spec.type->name, "DOUBLE") == 0 ||
	    strcmp(base->spec.type->name, "FLOAT") == 0 ||
	    strcmp(base->spec.type->name, "DECIMAL") == 0 ||
	    strcmp(base->spec.type->name, "TIMESTAMP") == 0)
		buf_str(&format, "1 + 1");
	else {
		at = strstr(expr[i], "%s");
		buf_add(&format, expr[i], (size_t)(at - expr[i]));
		buf_str(&format, base->name);
		buf_str(&format, at + 2);
	}
	buf_fmt(&text, " GENERATED ALWAYS AS (%s) %s", buf_cstr(&format),
	    rnd_chance(r, 50) ? "STORED" : "VIRTUAL");
	free(c->defaults);
	c->defaults = NULL;
	c->generated = mem_str(buf_cstr(&text));
	buf_free(&format);
	buf_free(&text);
}

/* ---- Keys ---- */

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

void
index_pick(struct rnd *r, struct table *t, struct index *x, bool unique)
{
	unsigned int n = 1 + rnd_below(r, 2), i, tries = 20;
	struct column *c;

	memset(x, 0, sizeof(*x));
	x->name = table_name(r, t);
	x->unique = unique;
	x->kind = unique ? "UNIQUE KEY" : "KEY";
	if (!unique && rnd_chance(r, 10)) {
		c = table_column(r, t);
		/*
		 * On a BLOB, writing ends MySQL 9.7.4 by an assertion
		 * (row0ins.cc:271), REPLACE and a plain INSERT after a DELETE.
		 * Case 1046 of those that come without this line shows it.
		 */
		if ((c->spec.type->flags & (T_INT | T_CHAR | T_BYTES)) != 0 &&
		    (c->spec.type->flags & T_LOB) == 0 && !c->counts) {
			buf_fmt(&x->parts, "(CHAR_LENGTH(HEX(%s)))", c->name);
			return;
		}
	}
	for (i = 0; i < n && tries > 0; tries--) {
		c = table_column(r, t);
		if (index_takes(x, c) && !c->counts)
			index_add(r, x, i++, c);
	}
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

/* The key that rows are found by: one rich column, and up to five more. */
static void
table_pick_key(struct rnd *r, struct table *t)
{
	struct index *x = &t->index[t->nindex++];
	unsigned int n = rnd_chance(r, 60) ? 1 : 2 + rnd_below(r, 2), i;
	unsigned int first = t->ncolumn, last;
	struct column *c;

	if (n == 3 && rnd_chance(r, 40))
		n = KEY_MAX;
	x->kind = rnd_chance(r, 75) ? "PRIMARY KEY" : "UNIQUE KEY";
	x->name = table_name(r, t);
	x->unique = true;
	for (i = 0; i < n; i++) {
		c = &t->column[t->ncolumn++];
		column_pick(r, t, c, type_pick(r, T_KEY | (i ? 0 : T_RICH)));
		c->not_null = true;
		c->keyed = true;
		/* Two rows that are updated at a time would be the same. */
		if (c->defaults != NULL && strstr(c->defaults, "ON UPDATE"))
			*strstr(c->defaults, " ON UPDATE") = '\0';
	}
	c = &t->column[first];
	if (c->spec.type->flags & T_CHAR && c->spec.n < 4)
		c->spec.n = 4;
	if (c->spec.type->flags & T_INT && c->spec.n >= 3)
		c->counts = rnd_chance(r, 50);
	if (c->counts) {
		free(c->defaults);
		c->defaults = NULL;
	}
	/* Now and then one by which nothing can be found. */
	if (rnd_chance(r, 2) && strcmp(x->kind, "UNIQUE KEY") == 0 &&
	    !c->counts)
		c->not_null = false;
	/* Or one that has none by chance. */
	t->nullable = strcmp(x->kind, "UNIQUE KEY") == 0 && !c->counts &&
	    rnd_chance(r, 30);
	if (t->nullable) {
		c = &t->column[first + rnd_below(r, n)];
		c->not_null = false;
		c->no_nulls = true;
	}
	last = t->column[first].counts ? 0 : rnd_below(r, n);
	for (i = 0; i < n; i++)
		index_add(r, x, i, &t->column[first + (i + last) % n]);
}

/* ---- The table ---- */

void
table_pick(struct rnd *r, struct table *t)
{
	static const char *const options[] = {"", "", "", " ROW_FORMAT=COMPACT",
	    " COMMENT='it''s'", " ROW_FORMAT=DYNAMIC", " STATS_PERSISTENT=0",
	    " ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8"};
	unsigned int n = 1 + rnd_below(r, 8), i;

	t->name = rnd_chance(r, 15) ? odd[rnd_below(r, COUNT(odd) - 1)] : "`t`";
	t->order = rnd_below(r, 1000);
	t->oddity = rnd_chance(r, 40) ? 60 : 5;
	t->loose = rnd_chance(r, 12);
	t->charset = rnd_chance(r, 50) ? charset_pick(r) : NULL;
	while (t->charset == NULL || t->charset->chars[0] == '\0')
		t->charset = charset_pick(r);
	t->options = options[rnd_below(r, COUNT(options))];
	if (rnd_chance(r, 50))
		table_pick_key(r, t);
	for (i = 0; i < n; i++)
		column_pick(r, t, &t->column[t->ncolumn++], type_pick(r, 0));
	if (t->nindex == 0)
		table_pick_key(r, t);
	for (i = 0; i < 2; i++) {
		if (rnd_chance(r, 20)) {
			column_pick_generated(r, t, &t->column[t->ncolumn]);
			t->ncolumn++;
		}
	}
	for (i = rnd_below(r, 4); i > 0; i--) {
		index_pick(r, t, &t->index[t->nindex], rnd_chance(r, 40));
		if (t->index[t->nindex].parts.len > 0)
			t->nindex++;
	}
}

static void
table_write_values(struct rnd *r, const struct table *t, struct buf *out)
{
	unsigned int row, i;

	buf_str(out, "INSERT INTO v VALUES\n");
	for (row = 0; row < 60; row++) {
		buf_str(out, "(NULL");
		for (i = 0; i < t->ncolumn; i++) {
			if (t->column[i].generated != NULL)
				continue;
			buf_str(out, ", ");
			value_write(r, &t->column[i], out);
		}
		buf_str(out, row == 59 ? ");\n" : "),\n");
	}
}

/* v has rows to take from, w is for rows that an application works on. */
static void
table_write_helpers(const struct table *t, struct buf *out)
{
	struct column c;
	unsigned int i;

	buf_str(out, "CREATE TABLE v (vn INT AUTO_INCREMENT PRIMARY KEY");
	for (i = 0; i < t->ncolumn; i++) {
		c = t->column[i];
		if (c.generated != NULL)
			continue;
		buf_str(out, ",\n\t");
		c.counts = c.invisible = false;
		c.defaults = NULL;
		column_write(&c, &c.spec, out);
	}
	buf_fmt(out, ") CHARACTER SET %s;\nCREATE TABLE w LIKE v;\n",
	    t->charset->name);
}

void
table_write(struct rnd *r, struct table *t, struct buf *out)
{
	unsigned int i;

	table_write_helpers(t, out);
	buf_fmt(out, "CREATE TABLE %s (\n\t", t->name);
	for (i = 0; i < t->ncolumn; i++) {
		buf_str(out, i == 0 ? "" : ",\n\t");
		column_write(&t->column[i], &t->column[i].spec, out);
	}
	for (i = 0; i < t->nindex; i++) {
		buf_str(out, ",\n\t");
		index_write(&t->index[i], out);
	}
	buf_fmt(out, ") CHARACTER SET %s%s;\n", t->charset->name, t->options);
	table_write_values(r, t, out);
}
