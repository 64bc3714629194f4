/* What a value may lose between two definitions of a column. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "map.h"
#include "narrow.h"
#include "sql.h"

/* ---- Sizes ---- */

/* The number in "char(20)" or "varchar(20)": characters; 0: there is none. */
static unsigned int
narrow_chars(const struct plan_col *c)
{
	const char *p = strchr(c->type, '(');

	return (
	    p == NULL || c->kind != KIND_TEXT ? 0 : (unsigned int)atoi(p + 1));
}

static bool
narrow_is(const struct plan_col *c, const char *data_type)
{
	return (strcasecmp(c->data_type, data_type) == 0);
}

static bool
narrow_among(const char *word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (strcmp(word, *list) == 0)
			return (true);
	}
	return (false);
}

/* Bytes of an integer: Reference Manual, "Integer Types". */
static unsigned int
narrow_bytes(const struct plan_col *c)
{
	switch (*c->data_type) {
	case 't':
		return (1);
	case 's':
		return (2);
	case 'm':
		return (3);
	case 'i':
		return (4);
	default:
		return (8);
	}
}

/* Decimal digits that an integer may have. */
static unsigned int
narrow_digits(const struct plan_col *c)
{
	static const unsigned int digits[] = {0, 3, 5, 8, 10, 0, 0, 0, 20};

	return (digits[narrow_bytes(c)]);
}

/* ---- Types that hold all of another ---- */

static bool
narrow_int_fits(const struct plan_col *a, const struct plan_col *b)
{
	switch (b->kind) {
	case KIND_INT:
		if (a->is_unsigned == b->is_unsigned)
			return (narrow_bytes(a) <= narrow_bytes(b));
		return (a->is_unsigned && narrow_bytes(a) < narrow_bytes(b));
	case KIND_DECIMAL:
		return ((a->is_unsigned || !b->is_unsigned) &&
		    narrow_digits(a) <= b->precision - b->scale);
	case KIND_DOUBLE:
		return ((a->is_unsigned || !b->is_unsigned) &&
		    strchr(b->type, '(') == NULL && narrow_bytes(a) <= 4);
	case KIND_TEXT:
		return (strstr(a->type, "zerofill") == NULL &&
		    narrow_chars(b) > narrow_digits(a));
	default:
		return (false);
	}
}

static bool
narrow_decimal_fits(const struct plan_col *a, const struct plan_col *b)
{
	return (b->kind == KIND_DECIMAL && a->is_unsigned >= b->is_unsigned &&
	    a->scale <= b->scale &&
	    a->precision - a->scale <= b->precision - b->scale);
}

static bool
narrow_float_fits(const struct plan_col *a, const struct plan_col *b)
{
	return (b->kind == KIND_DOUBLE && a->is_unsigned >= b->is_unsigned &&
	    strchr(a->type, '(') == NULL && strchr(b->type, '(') == NULL);
}

/* Without a zone that changes its clocks, the two are the same times. */
static bool
narrow_time_fits(const struct plan *plan, const struct plan_col *a,
    const struct plan_col *b)
{
	bool even = *plan->time_zone == '+' || *plan->time_zone == '-';

	/* A date with zeros in it is converted anew, and may be refused. */
	if (a->kind != KIND_TIME && strstr(plan->sql_mode, "NO_ZERO") != NULL)
		return (false);
	if (a->kind == KIND_DATE)
		return (b->kind == KIND_DATETIME);
	if (a->scale > b->scale)
		return (false);
	return (a->kind == b->kind ||
	    (a->kind == KIND_TIMESTAMP && b->kind == KIND_DATETIME && even));
}

/* Whether text keeps its characters: all of Unicode, or the same charset. */
static bool
narrow_charset_holds(const struct plan_col *a, const struct plan_col *b)
{
	static const char *const all[] = {"utf8mb4", "utf16", "utf16le",
	    "utf32", "gb18030", NULL};

	return (strcmp(a->charset, b->charset) == 0 ||
	    narrow_among(b->charset, all));
}

/* Whether its bytes are the same, too. */
static bool
narrow_charset_same(const struct plan_col *a, const struct plan_col *b)
{
	static const char *const utf8[] = {"utf8mb3", "utf8", "ascii", NULL};

	return (strcmp(a->charset, b->charset) == 0 ||
	    (strcmp(b->charset, "utf8mb4") == 0 &&
		narrow_among(a->charset, utf8)));
}

static bool
narrow_text_fits(const struct plan_col *a, const struct plan_col *b)
{
	unsigned int from = narrow_chars(a), to = narrow_chars(b);

	if (b->kind == KIND_BYTES)
		return (a->length <= b->length);
	if (b->kind != KIND_TEXT || !narrow_charset_holds(a, b) ||
	    (narrow_is(b, "char") && !narrow_is(a, "char")))
		return (false);
	if (to != 0)
		return (from != 0 ? from <= to : a->length <= to);
	return (narrow_charset_same(a, b) ?
		a->length <= b->length :
		(uint64_t)a->length * 4 <= b->length);
}

/* Whether ${b} has all labels of ${a}; the numbers may be others. */
static bool
narrow_labels_fit(const struct plan_col *a, const struct plan_col *b)
{
	unsigned int i;

	if (a->kind != b->kind || !map_equal(a->collation, b->collation) ||
	    map_labels_unsure(a) || map_labels_unsure(b))
		return (false);
	for (i = 0; i < a->nlabel; i++) {
		if (plan_label(b, a->label[i]) == -1)
			return (false);
	}
	return (true);
}

static bool
narrow_fits(const struct plan *plan, const struct plan_col *a,
    const struct plan_col *b)
{
	switch (a->kind) {
	case KIND_INT:
		return (narrow_int_fits(a, b));
	case KIND_DECIMAL:
		return (narrow_decimal_fits(a, b));
	case KIND_FLOAT:
		return (narrow_float_fits(a, b));
	case KIND_BIT:
		return (b->kind == KIND_BIT && a->precision <= b->precision);
	case KIND_DATE:
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		return (narrow_time_fits(plan, a, b));
	case KIND_TEXT:
		return (narrow_text_fits(a, b));
	case KIND_BYTES:
		return (b->kind == KIND_BYTES && a->length <= b->length);
	case KIND_ENUM:
	case KIND_SET:
		return (narrow_labels_fit(a, b));
	case KIND_JSON:
		return (narrow_is(b, "longtext") &&
		    strcmp(b->charset, "utf8mb4") == 0);
	default:
		return (false);
	}
}

/* ---- Digits ---- */

static bool
narrow_is_number(const struct plan_col *c)
{
	return (c->kind <= KIND_YEAR);
}

static bool
narrow_is_time(const struct plan_col *c)
{
	return (c->kind == KIND_DATE || c->kind == KIND_TIME ||
	    c->kind == KIND_DATETIME || c->kind == KIND_TIMESTAMP);
}

static enum narrow_back
narrow_text_back(const struct plan_col *a, const struct plan_col *b)
{
	switch (b->kind) {
	case KIND_INT:
	case KIND_DECIMAL:
		return (NARROW_DECIMAL);
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		return (NARROW_DATETIME);
	case KIND_TIME:
		return (NARROW_TIME);
	case KIND_TEXT:
		return (narrow_is(b, "char") && !narrow_is(a, "char") ?
			NARROW_LENGTH :
			NARROW_NOT);
	default:
		return (NARROW_NOT);
	}
}

static enum narrow_back
narrow_back(const struct plan_col *a, const struct plan_col *b)
{
	if (a->kind == KIND_TEXT)
		return (narrow_text_back(a, b));
	/* Of all that is shown as text only these are shown rounded. */
	if (b->kind == KIND_TEXT || b->kind == KIND_BYTES)
		return (a->kind == KIND_FLOAT || a->kind == KIND_DOUBLE ?
			NARROW_ORIGINAL :
			NARROW_NOT);
	if ((narrow_is_number(a) || narrow_is_time(a)) &&
	    (narrow_is_number(b) || narrow_is_time(b)))
		return (NARROW_ORIGINAL);
	return (NARROW_NOT);
}

struct narrow
narrow_judge(const struct plan *plan, unsigned int i)
{
	const struct plan_col *a = &plan->orig.col[plan->map[i].from];
	const struct plan_col *b = &plan->ghost.col[plan->map[i].to];
	struct narrow narrow = {0};

	narrow.null = a->nullable && !b->nullable;
	narrow.value = map_converts(a, b) && !narrow_fits(plan, a, b);
	if (narrow.value)
		narrow.back = narrow_back(a, b);
	return (narrow);
}

/* ---- Filters ---- */

static int
narrow_filter_int(const struct plan_col *a, const struct plan_col *b,
    struct buf *out)
{
	uint64_t half = (uint64_t)1 << (8 * narrow_bytes(b) - 1);

	if (b->kind != KIND_INT)
		return (-1);
	sql_name(out, a->name);
	if (b->is_unsigned)
		buf_fmt(out, " NOT BETWEEN 0 AND %llu",
		    (unsigned long long)(half + (half - 1)));
	else
		buf_fmt(out, " NOT BETWEEN -%llu AND %llu",
		    (unsigned long long)half, (unsigned long long)(half - 1));
	return (0);
}

static int
narrow_filter_text(const struct plan_col *a, const struct plan_col *b,
    struct buf *out)
{
	unsigned int chars = narrow_chars(b);

	if (b->kind != KIND_TEXT || !narrow_charset_holds(a, b) ||
	    (chars == 0 && !narrow_charset_same(a, b)) ||
	    narrow_back(a, b) == NARROW_LENGTH)
		return (-1);
	buf_str(out, chars != 0 ? "CHAR_LENGTH(" : "LENGTH(");
	sql_name(out, a->name);
	buf_fmt(out, ") > %u", chars != 0 ? chars : b->length);
	return (0);
}

static int
narrow_filter_bytes(const struct plan_col *a, const struct plan_col *b,
    struct buf *out)
{
	if (b->kind != KIND_BYTES)
		return (-1);
	buf_str(out, "LENGTH(");
	sql_name(out, a->name);
	buf_fmt(out, ") > %u", b->length);
	return (0);
}

/* A date with zeros in it may be refused, too. */
static int
narrow_filter_time(const struct plan_col *a, const struct plan_col *b,
    struct buf *out)
{
	unsigned int i, part = 1;

	if (a->kind != b->kind)
		return (-1);
	for (i = b->scale; i < 6; i++)
		part *= 10;
	buf_str(out, "MICROSECOND(");
	sql_name(out, a->name);
	buf_fmt(out, ") %% %u <> 0", part);
	if (a->kind == KIND_TIME)
		return (0);
	buf_str(out, " OR MONTH(");
	sql_name(out, a->name);
	buf_str(out, ") = 0 OR DAYOFMONTH(");
	sql_name(out, a->name);
	buf_str(out, ") = 0");
	return (0);
}

static int
narrow_filter_value(const struct plan_col *a, const struct plan_col *b,
    struct buf *out)
{
	switch (a->kind) {
	case KIND_INT:
		return (narrow_filter_int(a, b, out));
	case KIND_TEXT:
		return (narrow_filter_text(a, b, out));
	case KIND_BYTES:
		return (narrow_filter_bytes(a, b, out));
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		return (narrow_filter_time(a, b, out));
	default:
		return (-1);
	}
}

int
narrow_filter(const struct plan *plan, unsigned int i, struct buf *out)
{
	const struct plan_col *a = &plan->orig.col[plan->map[i].from];
	const struct plan_col *b = &plan->ghost.col[plan->map[i].to];
	struct narrow narrow = narrow_judge(plan, i);

	if (narrow.value && narrow_filter_value(a, b, out) == -1)
		return (-1);
	if (!narrow.null)
		return (0);
	buf_str(out, narrow.value ? " OR " : "");
	sql_name(out, a->name);
	buf_str(out, " IS NULL");
	return (0);
}
