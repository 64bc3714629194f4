/* Values as SQL expressions in which all of a value is told. */

#include <string.h>

#include "carry.h"
#include "exact.h"

enum { EXACT_LONG = 1024 }; /* bytes, from which on a value is hashed */

static bool
exact_alike(const char *a, const char *b)
{
	return (a == NULL || b == NULL ? a == b : strcmp(a, b) == 0);
}

/*
 * JSON's text does not show its types: a DECIMAL looks like a DOUBLE, and a
 * date like a string.  But they differ in size.  JSON_ARRAY() makes it anew,
 * as a document that was updated in place has holes.
 */
static void
exact_json(struct buf *out, const char *name)
{
	buf_fmt(out,
	    "CONCAT(JSON_TYPE(%s), '#', JSON_STORAGE_SIZE(JSON_ARRAY(%s)),"
	    " '#', CAST(%s AS CHAR))",
	    name, name, name);
}

void
exact_value(struct buf *out, const struct plan_col *col, const char *name)
{
	switch (col->kind) {
	case KIND_INT:
		if (strstr(col->type, "zerofill") == NULL) {
			buf_str(out, name);
			break;
		}
		/* FALLTHROUGH */
	case KIND_BIT:
	case KIND_YEAR:
	case KIND_ENUM:
	case KIND_SET:
		buf_fmt(out, "CAST(%s AS UNSIGNED)", name);
		break;
	case KIND_FLOAT:
	case KIND_DOUBLE:
		/* As a number -0 is 0, and a FLOAT's text has 6 digits. */
		buf_fmt(out, "CONCAT(CAST(%s AS DOUBLE))", name);
		break;
	case KIND_TIMESTAMP:
		buf_fmt(out, "CAST(UNIX_TIMESTAMP(%s) AS DECIMAL(20,6))", name);
		break;
	case KIND_JSON:
		exact_json(out, name);
		break;
	case KIND_GEOMETRY:
	case KIND_VECTOR:
		buf_fmt(out, "HEX(%s)", name);
		break;
	case KIND_DECIMAL:
	case KIND_DATE:
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TEXT:
	case KIND_BYTES:
		buf_str(out, name);
		break;
	}
}

/* Whether each label has the same number in the ghost. */
static bool
exact_labels(const struct plan_col *from, const struct plan_col *to)
{
	unsigned int i;

	if (from->kind != to->kind || from->nlabel > to->nlabel ||
	    !exact_alike(from->charset, to->charset) ||
	    strcmp(from->type, to->type) == 0)
		return (false);
	for (i = 0; i < from->nlabel; i++) {
		if (strcmp(from->label[i], to->label[i]) != 0)
			return (false);
	}
	return (true);
}

static bool
exact_text(struct buf *out, const struct plan_col *from,
    const struct plan_col *to, const char *name)
{
	const char *text = carry_as_text(from, to) ? "CONCAT" : "";

	if (from->kind == KIND_BIT || from->kind == KIND_GEOMETRY ||
	    from->kind == KIND_VECTOR)
		return (false);
	if (from->kind == KIND_BYTES || exact_alike(from->charset, to->charset))
		buf_str(out, name);
	else
		buf_fmt(out, "CONVERT(%s(%s) USING %s)", text, name,
		    to->charset);
	return (true);
}

static bool
exact_time(struct buf *out, const struct plan_col *from,
    const struct plan_col *to, const char *name)
{
	bool date = from->kind == KIND_DATE || from->kind == KIND_DATETIME ||
	    from->kind == KIND_TIMESTAMP;

	if (date && to->kind == KIND_DATE)
		buf_fmt(out, "CAST(%s AS DATE)", name);
	else if (date && to->kind == KIND_DATETIME)
		buf_fmt(out, "CAST(%s AS DATETIME(%u))", name, to->scale);
	else if (date && to->kind == KIND_TIMESTAMP)
		exact_value(out, to, name);
	else if (from->kind == KIND_TIME && to->kind == KIND_TIME)
		buf_fmt(out, "CAST(%s AS TIME(%u))", name, to->scale);
	else
		return (false);
	return (true);
}

static bool
exact_number(struct buf *out, const struct plan_col *from,
    const struct plan_col *to, const char *name)
{
	if (to->kind == KIND_DECIMAL &&
	    (from->kind == KIND_INT || from->kind == KIND_DECIMAL)) {
		buf_fmt(out, "CAST(%s AS DECIMAL(%u,%u))", name, to->precision,
		    to->scale);
		return (true);
	}
	/* Widened: what else becomes of it only storing tells. */
	if (from->kind != to->kind &&
	    (from->kind != KIND_FLOAT || to->kind != KIND_DOUBLE))
		return (false);
	exact_value(out, from, name);
	return (true);
}

bool
exact_given(struct buf *out, const struct plan_col *from,
    const struct plan_col *to, const char *name)
{
	switch (to->kind) {
	case KIND_INT:
	case KIND_DECIMAL:
	case KIND_FLOAT:
	case KIND_DOUBLE:
	case KIND_BIT:
		return (exact_number(out, from, to, name));
	case KIND_DATE:
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		return (exact_time(out, from, to, name));
	case KIND_TEXT:
		return (exact_text(out, from, to, name));
	case KIND_BYTES:
		if (from->kind != KIND_BYTES && from->kind != KIND_TEXT)
			return (false);
		exact_value(out, from, name);
		return (true);
	case KIND_ENUM:
	case KIND_SET:
		if (!exact_labels(from, to))
			return (false);
		exact_value(out, from, name);
		return (true);
	case KIND_YEAR:
	case KIND_JSON:
	case KIND_GEOMETRY:
	case KIND_VECTOR:
		break;
	}
	return (false);
}

void
exact_equal(struct buf *out, const struct plan_col *col, const char *a,
    const char *b)
{
	if (col->kind == KIND_TEXT || col->kind == KIND_JSON)
		buf_fmt(out, "CAST(%s AS BINARY) <=> CAST(%s AS BINARY)", a, b);
	else
		buf_fmt(out, "%s <=> %s", a, b);
}

/* What may be long goes into the list as a hash. */
static bool
exact_hashed(const struct plan_col *col)
{
	switch (col->kind) {
	case KIND_TEXT:
	case KIND_BYTES:
		return (col->length >= EXACT_LONG);
	case KIND_JSON:
	case KIND_GEOMETRY:
	case KIND_VECTOR:
		return (true);
	default:
		return (false);
	}
}

bool
exact_loose(const struct plan_col *col)
{
	return ((col->kind == KIND_TEXT || col->kind == KIND_BYTES) &&
	    !exact_hashed(col));
}

/*
 * What may have a '#' in it has its length in front of it.  The last one
 * needs none: what follows can be told apart from its end.  CONCAT_WS() passes
 * over a NULL, so something else says that there is one.
 */
void
exact_item(struct buf *out, const struct plan_col *col, const char *value,
    bool null, bool last)
{
	struct buf item = {0};

	if (exact_hashed(col))
		buf_fmt(&item, "SHA2(%s, 256)", value);
	else
		buf_str(&item, value);
	if (exact_loose(col) && null)
		buf_fmt(out, "IFNULL(LENGTH(%s), ''), ", value);
	else if (exact_loose(col) && !last)
		buf_fmt(out, "LENGTH(%s), ", value);
	else if (null)
		buf_str(out, "IFNULL(");
	buf_str(out, buf_cstr(&item));
	if (null && !exact_loose(col))
		buf_str(out, ", '')");
	buf_free(&item);
}
