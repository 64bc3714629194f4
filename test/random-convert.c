/* Which types an ALTER makes of which, and of what values. */

#include <string.h>

#include "random.h"

enum rule {
	PICK,	 /* any size */
	SAME,	 /* sign and size stay */
	WIDER,	 /* longer, or with more labels */
	SHUFFLE, /* the labels in another order */
	ROOM	 /* for all that is in the domain */
};

static const struct conversion {
	unsigned int flags; /* from types with one of them */
	const char *from;   /* or from this one */
	const char *to;
	enum domain domain;
	enum rule rule;
} conversions[] = {{T_INT, "", "BIGINT", D_SMALL, PICK},
    {T_INT, "", "TINYINT", D_SMALL, PICK}, {T_INT, "", "INT", D_SMALL, PICK},
    {0, "TINYINT", "SMALLINT", D_ANY, SAME},
    {0, "SMALLINT", "INT", D_ANY, SAME},
    {0, "MEDIUMINT", "BIGINT", D_ANY, SAME}, {0, "INT", "BIGINT", D_ANY, SAME},
    {0, "BIGINT", "INT", D_ANY, SAME}, {T_INT, "", "DECIMAL", D_ANY, ROOM},
    {T_INT, "", "VARCHAR", D_ANY, ROOM}, {T_INT, "", "TEXT", D_ANY, PICK},
    {T_INT, "", "DOUBLE", D_SMALL, PICK}, {T_INT, "", "FLOAT", D_SMALL, PICK},
    {T_INT, "", "BIT", D_SMALL, ROOM}, {T_INT, "", "CHAR", D_ANY, ROOM},
    {T_INT, "", "VARBINARY", D_ANY, ROOM}, {T_INT, "", "YEAR", D_SMALL, PICK},
    {0, "DECIMAL", "DECIMAL", D_ANY, WIDER},
    {0, "DECIMAL", "DECIMAL", D_SMALL, ROOM},
    {0, "DECIMAL", "DECIMAL", D_ANY, PICK},
    {0, "DECIMAL", "VARCHAR", D_ANY, ROOM},
    {0, "DECIMAL", "DOUBLE", D_SMALL, PICK},
    {0, "DECIMAL", "BIGINT", D_SMALL, PICK},
    {0, "FLOAT", "DOUBLE", D_ANY, PICK}, {0, "FLOAT", "VARCHAR", D_ANY, ROOM},
    {0, "FLOAT", "DECIMAL", D_SMALL, ROOM},
    {0, "DOUBLE", "VARCHAR", D_ANY, ROOM},
    {0, "DOUBLE", "FLOAT", D_SMALL, PICK},
    {0, "DOUBLE", "BIGINT", D_SMALL, PICK}, {0, "BIT", "BIT", D_ANY, WIDER},
    {0, "BIT", "BIGINT", D_SMALL, PICK}, {0, "BIT", "VARBINARY", D_ANY, ROOM},
    {T_CHAR, "", "VARCHAR", D_ANY, WIDER}, {T_CHAR, "", "CHAR", D_ANY, WIDER},
    {T_CHAR | T_TEXT, "", "VARCHAR", D_COMMON, ROOM},
    {T_CHAR | T_TEXT, "", "VARCHAR", D_COMMON, ROOM},
    {T_CHAR | T_TEXT, "", "VARCHAR", D_ASCII, ROOM},
    {T_CHAR | T_TEXT, "", "CHAR", D_ASCII, ROOM},
    {T_CHAR | T_TEXT, "", "TINYTEXT", D_ASCII, PICK},
    {T_CHAR | T_TEXT, "", "TEXT", D_COMMON, PICK},
    {T_CHAR | T_TEXT, "", "MEDIUMTEXT", D_ANY, SAME},
    {T_CHAR | T_TEXT, "", "LONGTEXT", D_ANY, SAME},
    {T_CHAR | T_TEXT, "", "VARBINARY", D_SHORT, ROOM},
    {T_CHAR | T_TEXT, "", "LONGBLOB", D_ANY, PICK},
    {T_CHAR | T_TEXT, "", "INT", D_SMALL, PICK},
    {T_CHAR | T_TEXT, "", "DECIMAL", D_SMALL, ROOM},
    {T_CHAR | T_TEXT, "", "DOUBLE", D_SMALL, PICK},
    {T_CHAR | T_TEXT, "", "DATE", D_DATE, PICK},
    {T_CHAR | T_TEXT, "", "DATETIME", D_DATE, PICK},
    {T_CHAR | T_TEXT, "", "TIMESTAMP", D_DATE, PICK},
    {T_CHAR | T_TEXT, "", "ENUM", D_LABEL, PICK},
    {T_CHAR | T_TEXT, "", "JSON", D_JSON, PICK},
    {T_BYTES, "", "VARBINARY", D_ASCII, ROOM},
    {T_BYTES, "", "LONGBLOB", D_ANY, PICK},
    {T_BYTES, "", "BINARY", D_ASCII, ROOM},
    {T_BYTES, "", "VARCHAR", D_ASCII, ROOM},
    {T_BYTES, "", "LONGTEXT", D_ASCII, PICK},
    {0, "DATE", "DATETIME", D_ANY, PICK},
    {0, "DATE", "TIMESTAMP", D_DATE, PICK}, {0, "DATE", "VARCHAR", D_ANY, ROOM},
    {0, "DATE", "INT", D_ANY, PICK}, {0, "TIME", "TIME", D_ANY, PICK},
    {0, "TIME", "TIME", D_ANY, PICK}, {0, "TIME", "VARCHAR", D_ANY, ROOM},
    {0, "TIME", "BIGINT", D_ANY, PICK},
    {0, "DATETIME", "DATETIME", D_DATE, PICK},
    {0, "DATETIME", "DATETIME", D_ANY, WIDER},
    {0, "DATETIME", "TIMESTAMP", D_DATE, PICK},
    {0, "DATETIME", "TIMESTAMP", D_DATE, SAME},
    {0, "DATETIME", "DATE", D_DATE, PICK},
    {0, "DATETIME", "VARCHAR", D_ANY, ROOM},
    {0, "DATETIME", "BIGINT", D_DATE, PICK},
    {0, "DATETIME", "TIME", D_DATE, PICK},
    {0, "TIMESTAMP", "TIMESTAMP", D_DATE, PICK},
    {0, "TIMESTAMP", "DATETIME", D_ANY, PICK},
    {0, "TIMESTAMP", "DATETIME", D_ANY, SAME},
    {0, "TIMESTAMP", "VARCHAR", D_ANY, ROOM},
    {0, "TIMESTAMP", "DATE", D_ANY, PICK}, {0, "YEAR", "INT", D_ANY, PICK},
    {0, "YEAR", "VARCHAR", D_ANY, ROOM}, {0, "ENUM", "ENUM", D_ANY, WIDER},
    {0, "ENUM", "ENUM", D_ANY, SHUFFLE}, {0, "ENUM", "VARCHAR", D_ANY, ROOM},
    {0, "ENUM", "TEXT", D_ANY, PICK}, {0, "ENUM", "INT", D_ANY, PICK},
    {0, "ENUM", "SET", D_ANY, SAME}, {0, "SET", "SET", D_ANY, WIDER},
    {0, "SET", "SET", D_ANY, SHUFFLE}, {0, "SET", "TEXT", D_ANY, PICK},
    {0, "SET", "BIGINT", D_ANY, PICK}, {0, "JSON", "LONGTEXT", D_ANY, PICK},
    {0, "JSON", "LONGTEXT", D_ANY, PICK}, {0, "JSON", "VARCHAR", D_ANY, ROOM},
    {0, "POINT", "GEOMETRY", D_ANY, SAME},
    {0, "LINESTRING", "GEOMETRY", D_ANY, SAME},
    {0, "POLYGON", "LONGBLOB", D_ANY, SAME},
    {0, "GEOMETRY", "GEOMETRY", D_ANY, PICK},
    {0, "VECTOR", "VECTOR", D_ANY, WIDER},
    {0, "VECTOR", "LONGBLOB", D_ANY, PICK},
    {0, "VECTOR", "VARBINARY", D_ANY, ROOM}};

static void
spec_widen(struct rnd *r, struct spec *to)
{
	unsigned int more = 1 + rnd_below(r, 5), i;

	if (to->type->flags & T_LABELS) {
		if (to->n + more > 64)
			more = 64 - to->n;
		for (i = 0; i < more; i++)
			to->label[to->n + i] = (uint8_t)(to->n + i);
		to->n += more;
	} else if (spec_is(to, "BIT"))
		to->n = to->n + more > 64 ? 64 : to->n + more;
	else if (spec_is(to, "DECIMAL"))
		to->n = to->n + more > 65 ? 65 : to->n + more;
	else if (to->type->flags & T_TIME)
		to->s = to->s + more > 6 ? 6 : to->s + more;
	else
		to->n += more * 30;
}

static void
spec_shuffle(struct rnd *r, struct spec *to)
{
	unsigned int i, k;
	uint8_t label;

	for (i = to->n - 1; i > 0; i--) {
		k = rnd_below(r, i + 1);
		label = to->label[i];
		to->label[i] = to->label[k];
		to->label[k] = label;
	}
}

static void
spec_room(struct spec *to)
{
	if (spec_is(to, "DECIMAL")) {
		to->n = 50;
		to->s = 10;
		to->is_unsigned = false;
	} else if (spec_is(to, "BIT"))
		to->n = 64;
	else
		to->n = 100 + to->n;
}

/* The column must be able to hold what its domain asks for. */
static void
spec_suit(struct column *c)
{
	struct spec *s = &c->spec;
	bool text = (s->type->flags & (T_CHAR | T_TEXT)) != 0;

	if (text && (s->type->flags & T_CHAR) != 0 &&
	    (c->domain == D_DATE || c->domain == D_JSON ||
		c->domain == D_LABEL) &&
	    s->n < 50)
		s->n = 50;
	if (c->domain == D_SMALL && s->type->flags & T_CHAR && s->n < 2)
		s->n = 2;
	if (c->domain == D_SMALL && spec_is(s, "BIT") && s->n < 7)
		s->n = 7;
	if (c->domain == D_SMALL && spec_is(s, "DECIMAL") && s->n - s->s < 2) {
		s->n = 12;
		s->s = 2;
	}
	if (c->domain == D_LABEL)
		c->then.charset = s->charset;
}

static void
spec_apply(struct rnd *r, struct column *c, const struct conversion *how)
{
	const struct spec *s = &c->spec;
	struct spec *to = &c->then;

	spec_pick(r, to, type_find(how->to), s->charset);
	switch (how->rule) {
	case PICK:
		break;
	case SAME:
		to->is_unsigned = s->is_unsigned;
		to->s = s->s;
		if ((s->type->flags & to->type->flags & T_LABELS) != 0) {
			to->n = s->n;
			memcpy(to->label, s->label, sizeof(to->label));
		}
		if (s->type->flags & T_CHARSET)
			to->charset = s->charset;
		if (to->type->flags & T_CHARSET)
			charset_collate(r, to);
		break;
	case WIDER:
		*to = *s;
		to->type = type_find(how->to);
		spec_widen(r, to);
		break;
	case SHUFFLE:
		*to = *s;
		spec_shuffle(r, to);
		break;
	case ROOM:
		spec_room(to);
	}
	c->domain = how->domain;
	spec_suit(c);
	if (c->domain == D_LABEL)
		charset_collate(r, to);
	/* Now and then what is there does not fit. */
	if (rnd_chance(r, 4))
		c->domain = D_ANY;
}

bool
spec_convert(struct rnd *r, struct column *c)
{
	const struct conversion *how, *fit[COUNT(conversions)];
	const struct type *from = c->spec.type;
	unsigned int i, n = 0;

	for (i = 0; i < COUNT(conversions); i++) {
		how = &conversions[i];
		if ((how->flags & from->flags) != 0 ||
		    strcmp(how->from, from->name) == 0)
			fit[n++] = how;
	}
	if (n == 0)
		return (false);
	spec_apply(r, c, fit[rnd_below(r, n)]);
	return (true);
}
