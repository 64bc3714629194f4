/* Documents, shapes, vectors; and the values of a column. */

#include <string.h>

#include "random.h"

/* ---- Documents, shapes, vectors ---- */

static void
value_scalar(struct rnd *r, struct buf *out)
{
	static const char *const list[] = {"NULL", "TRUE", "FALSE", "''", "0",
	    "-1", "32768", "-2147483649", "18446744073709551615", "1.50",
	    "-0.001", "1e0", "-0e0", "1e308", "'é😀\"\\\\'", "'1'",
	    "CAST('2001-02-03' AS DATE)", "CAST('-01:02:03.4' AS TIME(1))",
	    "CAST('2001-02-03 04:05:06.000007' AS DATETIME(6))",
	    "CAST(X'00ff27' AS BINARY)",
	    "CAST(99999999999.10 AS DECIMAL(20,2))", "CAST('1e400' AS CHAR)",
	    "REPEAT('é', 200)"};

	value_one(r, list, COUNT(list), out);
}

static void
value_document(struct rnd *r, unsigned int deep, struct buf *out)
{
	unsigned int n = rnd_below(r, 4), i;
	bool object = rnd_chance(r, 50);

	if (deep == 0 || rnd_chance(r, 30)) {
		value_scalar(r, out);
		return;
	}
	buf_str(out, object ? "JSON_OBJECT(" : "JSON_ARRAY(");
	for (i = 0; i < n; i++) {
		if (object)
			buf_fmt(out, "'%s%u', ", i == 2 ? "é \\\\" : "k", i);
		value_document(r, deep - 1, out);
		if (i + 1 < n)
			buf_str(out, ", ");
	}
	buf_chr(out, ')');
}

/* In an array, since only that makes any value a document. */
void
value_json(struct rnd *r, const struct spec *spec, struct buf *out)
{
	(void)spec;
	if (rnd_chance(r, 50)) {
		buf_str(out, "JSON_EXTRACT(JSON_ARRAY(");
		value_document(r, 3, out);
		buf_str(out, "), '$[0]')");
	} else {
		buf_str(out, "JSON_ARRAY(");
		value_document(r, 3, out);
		buf_chr(out, ')');
	}
}

void
value_geometry(struct rnd *r, const struct spec *spec, struct buf *out)
{
	unsigned int a = rnd_below(r, 80), b = rnd_below(r, 80);
	const char *name = spec->type->name;

	buf_str(out, "ST_GeomFromText('");
	if (strcmp(name, "LINESTRING") == 0 ||
	    (strcmp(name, "GEOMETRY") == 0 && rnd_chance(r, 50)))
		buf_fmt(out, "LINESTRING(%u.25 %u, -%u %u.5, 0 0)", a, b, b, a);
	else if (strcmp(name, "POLYGON") == 0)
		buf_fmt(out, "POLYGON((0 0, 0 %u, %u %u, 0 0))", a + 1, b + 1,
		    a + 2);
	else
		buf_fmt(out, "POINT(-%u.125 %u)", a, b);
	buf_fmt(out, "', %u)", spec->s);
}

void
value_vector(struct rnd *r, const struct spec *spec, struct buf *out)
{
	unsigned int n = 1 + rnd_below(r, spec->n), i;

	buf_str(out, "STRING_TO_VECTOR('[");
	for (i = 0; i < n; i++)
		buf_fmt(out, "%s%d.%u", i == 0 ? "" : ",",
		    (int)rnd_below(r, 2000) - 1000, rnd_below(r, 100));
	buf_str(out, "]')");
}

/* ---- Of a column ---- */

/* Whose characters both have; NULL: those of ASCII. */
static const struct charset *
value_common(const struct charset *from, const struct charset *to)
{
	const char *wide = "\xf0";

	if (from->unicode &&
	    (strstr(from->chars, wide) != NULL ||
		strstr(to->chars, wide) == NULL))
		return (to);
	return (to->unicode ? from : NULL);
}

static void
value_in_domain(struct rnd *r, const struct column *c, struct buf *out)
{
	const struct spec *spec = &c->spec;
	bool text = (spec->type->flags & T_TIME) == 0;

	switch (c->domain) {
	case D_ANY:
		spec->type->value(r, spec, out);
		break;
	case D_SMALL:
		buf_fmt(out, "%u", rnd_below(r, spec->n == 1 ? 2 : 100));
		break;
	case D_DATE:
		buf_chr(out, '\'');
		value_day(r, 1971, 2037, out);
		if (text || strcmp(spec->type->name, "DATE") != 0) {
			buf_chr(out, ' ');
			value_clock(r, text ? 0 : spec->s, out);
		}
		buf_chr(out, '\'');
		break;
	case D_SHORT:
		value_quoted(r, spec->charset, spec->n > 3 ? 3 : spec->n, out);
		break;
	case D_ASCII:
		value_quoted(r, NULL, spec->n > 8 ? 8 : spec->n, out);
		break;
	case D_COMMON:
		value_quoted(r, value_common(spec->charset, c->then.charset),
		    spec->n > 8 ? 8 : spec->n, out);
		break;
	case D_JSON:
		buf_fmt(out, "'{\"a\": [%u, 1.50, \"x\"], \"b\": null}'",
		    rnd_below(r, 100));
		break;
	case D_LABEL:
		label_write(&c->then, rnd_below(r, c->then.n), out);
		break;
	}
}

void
value_write(struct rnd *r, const struct column *c, struct buf *out)
{
	if (!c->not_null && !c->no_nulls && rnd_chance(r, 15))
		buf_str(out, "NULL");
	else if (c->counts)
		buf_fmt(out, "%u", 1 + rnd_below(r, 2000));
	else
		value_in_domain(r, c, out);
}
