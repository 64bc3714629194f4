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
	/* What a shape by default is, ALTER TABLE asks of old rows. */
	if (flags & (T_LABELS | T_TEXT | T_SHAPE))
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

/* ---- The table ---- */

/* Values that differ, though no key says so: it may be one that comes. */
static void
table_pick_counted(struct rnd *r, struct table *t)
{
	static const char *const types[] = {"INT", "BIGINT", "VARCHAR",
	    "TINYTEXT"};
	struct column *c = &t->column[t->ncolumn++];

	column_pick(r, t, c, type_find(types[rnd_below(r, COUNT(types))]));
	c->counted = c->touched = true;
	free(c->defaults);
	c->defaults = NULL;
	if (c->spec.type->flags & T_CHAR && c->spec.n < 2)
		c->spec.n = 2;
}

static void
table_pick_columns(struct rnd *r, struct table *t, unsigned int n)
{
	const struct type *type;

	while (n > 0) {
		type = type_pick(r, 0);
		if (t->parted && (type->flags & T_SHAPE) != 0)
			continue;
		column_pick(r, t, &t->column[t->ncolumn++], type);
		n--;
	}
	if (rnd_chance(r, 20))
		table_pick_counted(r, t);
}

/* How the server and the application are set. */
static void
table_pick_modes(struct rnd *r, struct table *t)
{
	static const char *const modes[] = {"",
	    "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES",
	    "TIME_TRUNCATE_FRACTIONAL,ALLOW_INVALID_DATES,STRICT_ALL_TABLES",
	    "NO_UNSIGNED_SUBTRACTION,HIGH_NOT_PRECEDENCE,STRICT_TRANS_TABLES",
	    "PAD_CHAR_TO_FULL_LENGTH,STRICT_ALL_TABLES"};

	t->loose = rnd_chance(r, 12);
	if (!t->loose && rnd_chance(r, 15))
		t->mode = modes[rnd_below(r, COUNT(modes))];
	if (rnd_chance(r, 2))
		t->image = rnd_chance(r, 60) ? "MINIMAL" : "NOBLOB";
}

static void
table_pick_rules(struct rnd *r, struct table *t)
{
	unsigned int i;

	for (i = rnd_below(r, 4); i > 0; i--) {
		index_pick(r, t, &t->index[t->nindex], rnd_chance(r, 40));
		if (t->index[t->nindex].parts.len > 0)
			t->nindex++;
	}
	for (i = 0; i < CHECK_MAX; i++) {
		if (rnd_chance(r, 10))
			check_pick(r, t, &t->check[t->ncheck++]);
	}
}

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
	t->parted = rnd_chance(r, 12);
	table_pick_modes(r, t);
	t->charset = rnd_chance(r, 50) ? charset_pick(r) : NULL;
	while (t->charset == NULL || t->charset->chars[0] == '\0')
		t->charset = charset_pick(r);
	t->options = options[rnd_below(r, COUNT(options))];
	if (rnd_chance(r, 50))
		key_pick(r, t);
	table_pick_columns(r, t, n);
	if (t->nindex == 0)
		key_pick(r, t);
	if (t->parted)
		t->part = part_pick(r, t, &t->parts);
	for (i = 0; i < 2; i++) {
		if (rnd_chance(r, 20)) {
			column_pick_generated(r, t, &t->column[t->ncolumn]);
			t->ncolumn++;
		}
	}
	table_pick_rules(r, t);
}

static void
table_write_row(struct rnd *r, const struct table *t, unsigned int row,
    struct buf *out)
{
	unsigned int i;

	buf_str(out, "(NULL");
	for (i = 0; i < t->ncolumn; i++) {
		if (t->column[i].generated != NULL)
			continue;
		buf_str(out, ", ");
		if (t->column[i].counted)
			buf_fmt(out, "%u", row);
		else
			value_write(r, &t->column[i], out);
	}
	buf_chr(out, ')');
}

/* Those that CHECKs refuse are left out; the others are numbered again. */
static void
table_write_values(struct rnd *r, const struct table *t, struct buf *out)
{
	unsigned int row;

	buf_fmt(out, "INSERT%s INTO v VALUES\n",
	    t->ncheck == 0 ? "" : " IGNORE");
	for (row = 0; row < 60; row++) {
		table_write_row(r, t, row, out);
		buf_str(out, row == 59 ? ";\n" : ",\n");
	}
	if (t->ncheck > 0)
		buf_str(out,
		    "SET @i = 0;\n"
		    "UPDATE v SET vn = (@i := @i + 1) ORDER BY vn;\n");
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
	for (i = 0; i < t->ncheck; i++)
		buf_fmt(out, ",\n\tCHECK (%s)", t->check[i].text);
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
	for (i = 0; i < t->ncheck; i++) {
		buf_str(out, ",\n\t");
		check_write(&t->check[i], out);
	}
	buf_fmt(out, ") CHARACTER SET %s%s%s;\n", t->charset->name, t->options,
	    buf_cstr(&t->parts));
	table_write_values(r, t, out);
}
