/* All types, and the sizes that a column of them may have. */

#include <string.h>
#include <strings.h>

#include "random.h"

/* ---- Sizes ---- */

static void
size_int(struct rnd *r, struct spec *spec)
{
	static const char *const names[] = {"TINYINT", "SMALLINT", "MEDIUMINT",
	    "INT", "BIGINT"};
	static const uint8_t bytes[] = {1, 2, 3, 4, 8};
	unsigned int i;

	for (i = 0; i < COUNT(names); i++) {
		if (strcmp(spec->type->name, names[i]) == 0)
			spec->n = bytes[i];
	}
	spec->zerofill = rnd_chance(r, 5);
	spec->is_unsigned = spec->zerofill || rnd_chance(r, 40);
}

static void
size_decimal(struct rnd *r, struct spec *spec)
{
	spec->s = rnd_chance(r, 30) ? 0 : rnd_below(r, 31);
	spec->n = spec->s + rnd_below(r, 66 - spec->s);
	if (spec->n == 0)
		spec->n = 1;
	spec->is_unsigned = rnd_chance(r, 10);
}

static void
size_none(struct rnd *r, struct spec *spec)
{
	(void)r;
	(void)spec;
}

static void
size_bit(struct rnd *r, struct spec *spec)
{
	spec->n = rnd_chance(r, 30) ? 64 : 1 + rnd_below(r, 64);
}

static void
size_length(struct rnd *r, struct spec *spec)
{
	spec->n = 1 + rnd_below(r, rnd_chance(r, 50) ? 20 : 100);
}

/* The names of TEXT and BLOB say their lengths. */
static void
size_lob(struct rnd *r, struct spec *spec)
{
	(void)r;
	if (strncmp(spec->type->name, "TINY", 4) == 0)
		spec->n = spec->type->flags & T_BYTES ? 255 : 60;
	else
		spec->n = strlen(spec->type->name) == 4 ? 65535 : 16777215;
}

static void
size_fraction(struct rnd *r, struct spec *spec)
{
	spec->s = rnd_chance(r, 30) ? 0 : rnd_below(r, 7);
}

static void
size_labels(struct rnd *r, struct spec *spec)
{
	unsigned int i;

	spec->n = 1 + rnd_below(r, rnd_chance(r, 30) ? 60 : 10);
	for (i = 0; i < spec->n; i++)
		spec->label[i] = (uint8_t)i;
}

static void
size_shape(struct rnd *r, struct spec *spec)
{
	spec->s = rnd_chance(r, 30) ? 4326 : 0;
}

static void
size_vector(struct rnd *r, struct spec *spec)
{
	spec->n = 1 + rnd_below(r, 20);
}

static const struct type types[] = {
    {"TINYINT", T_INT | T_KEY, size_int, value_int},
    {"SMALLINT", T_INT | T_KEY | T_RICH, size_int, value_int},
    {"MEDIUMINT", T_INT | T_KEY | T_RICH, size_int, value_int},
    {"INT", T_INT | T_KEY | T_RICH, size_int, value_int},
    {"BIGINT", T_INT | T_KEY | T_RICH, size_int, value_int},
    {"DECIMAL", T_KEY, size_decimal, value_decimal},
    {"FLOAT", 0, size_none, value_float},
    {"DOUBLE", 0, size_none, value_double}, {"BIT", T_KEY, size_bit, value_bit},
    {"CHAR", T_CHAR | T_KEY, size_length, value_text},
    {"VARCHAR", T_CHAR | T_KEY | T_RICH, size_length, value_text},
    {"VARCHAR", T_CHAR | T_KEY | T_RICH, size_length, value_text},
    {"TINYTEXT", T_TEXT | T_LOB, size_lob, value_text},
    {"TEXT", T_TEXT | T_LOB, size_lob, value_text},
    {"MEDIUMTEXT", T_TEXT | T_LOB, size_lob, value_text},
    {"LONGTEXT", T_TEXT | T_LOB, size_lob, value_text},
    {"BINARY", T_BYTES | T_KEY, size_length, value_bytes},
    {"VARBINARY", T_BYTES | T_KEY | T_RICH, size_length, value_bytes},
    {"TINYBLOB", T_BYTES | T_LOB, size_lob, value_bytes},
    {"BLOB", T_BYTES | T_LOB, size_lob, value_bytes},
    {"MEDIUMBLOB", T_BYTES | T_LOB, size_lob, value_bytes},
    {"LONGBLOB", T_BYTES | T_LOB, size_lob, value_bytes},
    {"DATE", T_TIME | T_KEY | T_RICH, size_none, value_date},
    {"TIME", T_TIME | T_KEY | T_RICH, size_fraction, value_time},
    {"DATETIME", T_TIME | T_KEY | T_RICH, size_fraction, value_datetime},
    {"TIMESTAMP", T_TIME | T_KEY | T_RICH, size_fraction, value_timestamp},
    {"YEAR", T_KEY, size_none, value_year},
    {"ENUM", T_LABELS | T_KEY, size_labels, value_enum},
    {"SET", T_LABELS | T_KEY, size_labels, value_set},
    {"JSON", T_LOB, size_none, value_json},
    {"GEOMETRY", T_LOB | T_SHAPE, size_shape, value_geometry},
    {"POINT", T_LOB | T_SHAPE, size_shape, value_geometry},
    {"LINESTRING", T_LOB | T_SHAPE, size_shape, value_geometry},
    {"POLYGON", T_LOB | T_SHAPE, size_shape, value_geometry},
    {"VECTOR", T_LOB, size_vector, value_vector}};

const struct type *
type_find(const char *name)
{
	unsigned int i;

	for (i = 0; strcmp(types[i].name, name) != 0; i++)
		;
	return (&types[i]);
}

const struct type *
type_pick(struct rnd *r, unsigned int flags)
{
	unsigned int i;

	do {
		i = rnd_below(r, COUNT(types));
	} while ((types[i].flags & flags) != flags);
	return (&types[i]);
}

void
spec_pick(struct rnd *r, struct spec *spec, const struct type *type,
    const struct charset *charset)
{
	bool loose = spec->loose;

	memset(spec, 0, sizeof(*spec));
	spec->loose = loose;
	spec->type = type;
	spec->charset = charset;
	if (type->flags & T_CHARSET) {
		if (rnd_chance(r, 50))
			spec->charset = charset_pick(r);
		charset_collate(r, spec);
	}
	type->size(r, spec);
}

bool
spec_is(const struct spec *spec, const char *name)
{
	return (strcmp(spec->type->name, name) == 0);
}

static void
spec_write_size(const struct spec *spec, struct buf *out)
{
	unsigned int i;

	if (spec_is(spec, "DECIMAL"))
		buf_fmt(out, "(%u,%u)", spec->n, spec->s);
	else if (spec->type->flags & T_LABELS) {
		for (i = 0; i < spec->n; i++) {
			buf_chr(out, i == 0 ? '(' : ',');
			label_write(spec, i, out);
		}
		buf_chr(out, ')');
	} else if (spec->type->size == size_length ||
	    spec->type->size == size_bit || spec->type->size == size_vector)
		buf_fmt(out, "(%u)", spec->n);
	else if (spec->type->size == size_fraction && spec->s > 0)
		buf_fmt(out, "(%u)", spec->s);
}

void
spec_write(const struct spec *spec, struct buf *out)
{
	buf_str(out, spec->type->name);
	spec_write_size(spec, out);
	if (spec->is_unsigned)
		buf_str(out, spec->zerofill ? " ZEROFILL" : " UNSIGNED");
	if (spec->type->flags & T_CHARSET)
		buf_fmt(out, " CHARACTER SET %s COLLATE %s",
		    spec->charset->name, spec->collation);
	if (spec->type->size == size_shape && spec->s != 0)
		buf_fmt(out, " SRID %u", spec->s);
}
