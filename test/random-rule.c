/* CHECK constraints and partitions. */

#include <string.h>

#include "random.h"

/* ---- CHECK constraints ---- */

/*
 * Of one column, so that it holds wherever a value goes; no TIMESTAMP's text,
 * which has a time zone; and without texts, as any second ALTER TABLE shows
 * these in the table's charset: 9.7.4 makes _utf32'...' of _utf8mb4'...'.
 */
static void
check_text(struct rnd *r, const struct column *c, struct buf *out)
{
	unsigned int flags = c->spec.type->flags;

	if (flags & T_INT && rnd_chance(r, 70))
		buf_fmt(out, "%s <> %u", c->name, rnd_below(r, 100));
	else if (flags & (T_CHAR | T_BYTES | T_LABELS) && rnd_chance(r, 70))
		buf_fmt(out, "CHAR_LENGTH(HEX(%s)) <> 14", c->name);
	else if (rnd_chance(r, 50))
		buf_fmt(out, "(%s IS NULL) in (0, 1)", c->name);
	else
		buf_fmt(out, "%s is not null or %s is null", c->name, c->name);
}

/*
 * The new table keeps names that begin as the server's own do; those of a
 * database are unique.
 */
void
check_pick(struct rnd *r, struct table *t, struct check *k)
{
	const struct column *c = table_column(r, t);
	struct buf text = {0};

	memset(k, 0, sizeof(*k));
	if (c->counts || c->generated != NULL ||
	    c->spec.type->flags & T_SHAPE || spec_is(&c->spec, "VECTOR"))
		buf_str(&text, "1 <> 2");
	else
		check_text(r, c, &text);
	k->text = mem_str(buf_cstr(&text));
	if (rnd_chance(r, 50)) {
		text.len = 0;
		buf_add(&text, t->name, strlen(t->name) - 1);
		buf_fmt(&text, "_chk_%u`", 10 + t->nname++);
		k->name = mem_str(buf_cstr(&text));
	}
	buf_free(&text);
	k->enforced = rnd_chance(r, 80);
}

void
check_write(const struct check *k, struct buf *out)
{
	if (k->name != NULL)
		buf_fmt(out, "CONSTRAINT %s ", k->name);
	buf_fmt(out, "CHECK (%s)%s", k->text,
	    k->enforced ? "" : " NOT ENFORCED");
}

/* ---- Partitions ---- */

static void
part_hash(struct rnd *r, const struct column *c, struct buf *out)
{
	buf_fmt(out, " PARTITION BY %s", rnd_chance(r, 20) ? "LINEAR " : "");
	if (c->spec.type->flags & T_INT && rnd_chance(r, 50))
		buf_fmt(out, "HASH (%s)", c->name);
	else
		buf_fmt(out, "KEY (%s)", c->name);
	buf_fmt(out, " PARTITIONS %u", 1 + rnd_below(r, 5));
}

static void
part_list(const struct column *c, struct buf *out)
{
	bool below = !c->spec.is_unsigned;

	buf_fmt(out,
	    " PARTITION BY LIST (%s MOD 3) (PARTITION p0 VALUES IN (0), "
	    "PARTITION p1 VALUES IN (1%s) COMMENT = 'it''s', "
	    "PARTITION p2 VALUES IN (2%s))",
	    c->name, below ? ", -1" : "", below ? ", -2" : "");
}

static void
part_range(struct rnd *r, const struct column *c, struct buf *out)
{
	unsigned int flags = c->spec.type->flags;
	const char *at[] = {"10", "90"};

	if (flags & T_CHAR)
		at[0] = "'X'", at[1] = "'c'";
	else if (flags & T_TIME)
		at[0] = "'1990-01-01'", at[1] = "'2020-02-29'";
	buf_fmt(out, " PARTITION BY RANGE%s (%s)",
	    flags & T_INT && rnd_chance(r, 50) ? "" : " COLUMNS", c->name);
	if (flags & T_INT && rnd_chance(r, 30))
		buf_fmt(out, " SUBPARTITION BY HASH (%s) SUBPARTITIONS 2",
		    c->name);
	buf_fmt(out, " (PARTITION p0 VALUES LESS THAN (%s), ", at[0]);
	if (!(flags & T_CHAR))
		buf_fmt(out, "PARTITION p1 VALUES LESS THAN (%s), ", at[1]);
	buf_str(out, "PARTITION pmax VALUES LESS THAN (MAXVALUE))");
}

struct column *
part_pick(struct rnd *r, const struct table *t, struct buf *out)
{
	const struct index *x = &t->index[0];
	struct column *c = x->column[0];
	unsigned int flags = c->spec.type->flags;

	/* Of whole columns. */
	if (memchr(x->parts.p, '(', x->parts.len) != NULL)
		return (NULL);
	if (flags & T_INT && rnd_chance(r, 20))
		part_list(c, out);
	else if ((flags & (T_INT | T_CHAR) || spec_is(&c->spec, "DATE") ||
		     spec_is(&c->spec, "DATETIME")) &&
	    rnd_chance(r, 50))
		part_range(r, c, out);
	else
		part_hash(r, c, out);
	return (c);
}
