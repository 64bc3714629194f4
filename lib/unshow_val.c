/* Values out of JSON: what each means, its column knows. */

#include <stdlib.h>
#include <string.h>

#include "unshow.h"

static int
unshow_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'a' && c <= 'f')
		return (c - 'a' + 10);
	return (c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1);
}

static int
unshow_hex(const json_t *j, struct pen *pen)
{
	const char *p = json_string_value(j);
	size_t i, n = json_string_length(j) / 2;
	struct buf out = {0};
	int high, low;

	if (p == NULL || json_string_length(j) % 2 != 0)
		return (-1);
	for (i = 0; i < n; i++) {
		high = unshow_digit(p[2 * i]);
		low = unshow_digit(p[2 * i + 1]);
		if (high == -1 || low == -1)
			break;
		buf_chr(&out, (char)(high << 4 | low));
	}
	if (i == n)
		pen_bin(pen, out.p, out.len);
	buf_free(&out);
	return (i == n ? 0 : -1);
}

static int
unshow_label(const struct rec_col *col, const char *p, size_t len)
{
	unsigned int i;

	for (i = 0; i < col->nlabel; i++) {
		if (strlen(col->label[i]) == len &&
		    memcmp(col->label[i], p, len) == 0)
			return ((int)i);
	}
	return (-1);
}

/* A label of an ENUM, or labels of a SET, which cannot have commas. */
static int
unshow_labels(const struct rec_col *col, const char *p, size_t len,
    struct pen *pen)
{
	bool one = strncasecmp(col->type, "enum", 4) == 0;
	const char *end = p + len, *comma;
	uint64_t v = 0;
	int i;

	while (one || p < end) {
		comma = one ? NULL : memchr(p, ',', (size_t)(end - p));
		comma = comma == NULL ? end : comma;
		i = unshow_label(col, p, (size_t)(comma - p));
		if (i == -1 || (!one && i > 63))
			return (-1);
		if (one) {
			v = (uint64_t)i + 1;
			break;
		}
		v |= 1ULL << i;
		p = comma == end ? end : comma + 1;
	}
	pen_uint(pen, v);
	return (0);
}

/* Whether a string is a number that JSON has no room for. */
static bool
unshow_big(const struct rec_col *col)
{
	return (strncasecmp(col->type, "bigint", 6) == 0 ||
	    strncasecmp(col->type, "bit", 3) == 0);
}

static int
unshow_string(const struct rec_col *col, const json_t *j, struct pen *pen)
{
	const char *p = json_string_value(j);
	size_t len = json_string_length(j);
	char *end;
	uint64_t v;

	if (col->nlabel > 0)
		return (unshow_labels(col, p, len, pen));
	if (!unshow_big(col)) {
		pen_str(pen, p, len);
		return (0);
	}
	v = strtoull(p, &end, 10);
	if (end == p || *end != '\0')
		return (-1);
	pen_uint(pen, v);
	return (0);
}

static void
unshow_real(const struct rec_col *col, double v, struct pen *pen)
{
	if (strncasecmp(col->type, "float", 5) == 0)
		pen_float(pen, (float)v);
	else
		pen_double(pen, v);
}

/* Other programs print 1.0 as 1: the column knows what it was. */
static void
unshow_integer(const struct rec_col *col, json_int_t v, struct pen *pen)
{
	if (strncasecmp(col->type, "float", 5) == 0 ||
	    strncasecmp(col->type, "double", 6) == 0 ||
	    strncasecmp(col->type, "real", 4) == 0)
		unshow_real(col, (double)v, pen);
	else
		pen_int(pen, v);
}

int
unshow_val(const struct rec_col *col, const json_t *j, struct pen *pen)
{
	switch (json_typeof(j)) {
	case JSON_NULL:
		pen_null(pen);
		return (0);
	case JSON_INTEGER:
		unshow_integer(col, json_integer_value(j), pen);
		return (0);
	case JSON_REAL:
		unshow_real(col, json_real_value(j), pen);
		return (0);
	case JSON_STRING:
		return (unshow_string(col, j, pen));
	case JSON_OBJECT:
		return (unshow_hex(json_object_get(j, "hex"), pen));
	default:
		return (-1);
	}
}
