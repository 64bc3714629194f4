/*
 * Binary JSON to text.  A value is a type and its bytes; a container has
 * tables of offsets to its keys and values, which hostile bytes may point
 * anywhere.  In a document that MySQL wrote no two values share bytes, so
 * each byte of the document may be spent once: that bounds the work.
 */

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cur.h"
#include "jsonb.h"
#include "opaque.h"
#include "utf8.h"

/* json_binary.cc, JSONB_TYPE_*. */
enum {
	JB_SMALL_OBJECT,
	JB_LARGE_OBJECT,
	JB_SMALL_ARRAY,
	JB_LARGE_ARRAY,
	JB_LITERAL,
	JB_INT16,
	JB_UINT16,
	JB_INT32,
	JB_UINT32,
	JB_INT64,
	JB_UINT64,
	JB_DOUBLE,
	JB_STRING,
	JB_OPAQUE = 15,
	JB_MAX_DEPTH = 100, /* JSON_DOCUMENT_MAX_DEPTH */
};

struct jb {
	struct buf *out;
	bool exact;
	size_t left; /* bytes not yet spent */
};

/* An object or array whose header has been checked. */
struct jb_box {
	struct cur all; /* offsets count from all.p */
	bool large;
	bool object;
	uint32_t n;
	struct cur keys; /* key entries */
	struct cur vals; /* value entries */
};

static int jb_value(struct jb *, uint8_t, struct cur, unsigned int);

static int
jb_spend(struct jb *j, size_t n)
{
	if (n > j->left)
		return (-1);
	j->left -= n;
	return (0);
}

static void
jb_string(struct jb *j, const uint8_t *p, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	static const char esc[] = "btn\0fr";
	size_t i, from = 0;

	if (!utf8_valid(p, n))
		j->exact = false;
	buf_chr(j->out, '"');
	for (i = 0; i < n; i++) {
		if (p[i] >= 0x20 && p[i] != '"' && p[i] != '\\')
			continue;
		buf_add(j->out, p + from, i - from);
		from = i + 1;
		buf_chr(j->out, '\\');
		if (p[i] >= 0x20)
			buf_chr(j->out, (char)p[i]);
		else if (p[i] >= 8 && p[i] <= 13 && p[i] != 11)
			buf_chr(j->out, esc[p[i] - 8]);
		else {
			buf_str(j->out, "u00");
			buf_chr(j->out, hex[p[i] >> 4]);
			buf_chr(j->out, hex[p[i] & 15]);
		}
	}
	buf_add(j->out, p + from, n - from);
	buf_chr(j->out, '"');
}

/* Seven bits a byte, the last has the top bit clear; at most 32 bits. */
static int
jb_length(struct cur *c, uint64_t *n)
{
	unsigned int shift;
	uint8_t b;

	*n = 0;
	for (shift = 0; shift < 35; shift += 7) {
		if (cur_u8(c, &b) == -1)
			return (-1);
		*n |= (uint64_t)(b & 0x7f) << shift;
		if ((b & 0x80) == 0)
			return (*n > UINT32_MAX ? -1 : 0);
	}
	return (-1);
}

static int
jb_literal(struct jb *j, uint64_t v)
{
	static const char *const word[] = {"null", "true", "false"};

	if (v > 2)
		return (-1);
	buf_str(j->out, word[v]);
	return (0);
}

static int
jb_int(struct jb *j, int64_t v)
{
	if (v > UINT32_MAX)
		j->exact = false;
	buf_fmt(j->out, "%" PRId64, v);
	return (0);
}

static int
jb_uint(struct jb *j, uint64_t v)
{
	if (v <= UINT32_MAX)
		j->exact = false;
	buf_fmt(j->out, "%" PRIu64, v);
	return (0);
}

/*
 * The digits of the shortest text that gives the same double again, and
 * the power of ten of the first of them.
 */
static int
jb_digits(double d, char *digit, int *power)
{
	char text[40];
	char *e;
	int n, p;

	/* Below DBL_MIN doubles have fewer digits to tell apart. */
	for (p = fabs(d) < DBL_MIN ? 0 : 14; p < 17; p++) {
		snprintf(text, sizeof(text), "%#.*e", p, fabs(d));
		if (strtod(text, NULL) == fabs(d))
			break;
	}
	e = strchr(text, 'e');
	*power = (int)strtol(e + 1, NULL, 10);
	digit[0] = text[0];
	n = (int)(e - text) - 1;
	memcpy(digit + 1, text + 2, (size_t)n - 1);
	while (n > 1 && digit[n - 1] == '0')
		n--;
	digit[n] = '\0';
	return (n);
}

/*
 * Whether a parser that takes all digits as an integer and multiplies or
 * divides once by a power of ten gets the same bits, as each of the three
 * is exact.  (Clinger's fast path; rapidjson always goes this way.)
 */
static bool
jb_parses(const char *digit, int n, int power)
{
	int e = power - (n - 1);

	return (n < 20 && strtoull(digit, NULL, 10) < 1ULL << 53 && e >= -22 &&
	    e <= 22);
}

/* As my_gcvt() prints it, which chooses 'e' from 1e15 and below 1e-15. */
static int
jb_double(struct jb *j, double d)
{
	char digit[24];
	int i, n, power;

	if (!isfinite(d))
		return (-1);
	if (signbit(d))
		buf_chr(j->out, '-');
	if (d == 0) {
		j->exact = j->exact && !signbit(d);
		buf_str(j->out, "0.0");
		return (0);
	}
	n = jb_digits(d, digit, &power);
	if (!jb_parses(digit, n, power))
		j->exact = false;
	if (power < -15 || power > 14) {
		buf_fmt(j->out, "%c%s%se%d", digit[0], n > 1 ? "." : "",
		    digit + 1, power);
		return (0);
	}
	if (power < 0)
		buf_fmt(j->out, "0.%.*s", -power - 1, "00000000000000");
	for (i = 0; i < n || i <= power; i++) {
		if (i > 0 && i == power + 1)
			buf_chr(j->out, '.');
		buf_chr(j->out, i < n ? digit[i] : '0');
	}
	if (n <= power + 1)
		buf_str(j->out, ".0");
	return (0);
}

static int
jb_opaque(struct jb *j, struct cur *c)
{
	struct cur data;
	uint64_t n;
	uint8_t type;

	if (cur_u8(c, &type) == -1 || jb_length(c, &n) == -1 ||
	    cur_sub(c, n, &data) == -1 || jb_spend(j, n) == -1)
		return (-1);
	j->exact = false;
	return (opaque_text(type, data, j->out));
}

static int
jb_scalar(struct jb *j, uint8_t type, struct cur *c)
{
	static const uint8_t size[] = {
	    [JB_LITERAL] = 1,
	    [JB_INT16] = 2,
	    [JB_UINT16] = 2,
	    [JB_INT32] = 4,
	    [JB_UINT32] = 4,
	    [JB_INT64] = 8,
	    [JB_UINT64] = 8,
	    [JB_DOUBLE] = 8,
	};
	uint64_t v;
	double d;

	if (cur_le(c, size[type], &v) == -1 || jb_spend(j, size[type]) == -1)
		return (-1);
	switch (type) {
	case JB_LITERAL:
		return (jb_literal(j, v));
	case JB_INT16:
		return (jb_int(j, (int16_t)v));
	case JB_INT32:
		return (jb_int(j, (int32_t)v));
	case JB_INT64:
		return (jb_int(j, (int64_t)v));
	case JB_DOUBLE:
		memcpy(&d, &v, sizeof(d));
		return (jb_double(j, d));
	}
	return (jb_uint(j, v));
}

/* Checks the header of a container and cuts out its tables. */
static int
jb_open(struct jb *j, struct jb_box *box, uint8_t type, struct cur c)
{
	unsigned int w;
	uint64_t n, size;

	box->large = type == JB_LARGE_OBJECT || type == JB_LARGE_ARRAY;
	box->object = type <= JB_LARGE_OBJECT;
	w = box->large ? 4 : 2;
	box->all = c;
	if (cur_le(&c, w, &n) == -1 || cur_le(&c, w, &size) == -1 ||
	    size > cur_left(&box->all))
		return (-1);
	box->all.end = box->all.p + size;
	if (size < 2 * w)
		return (-1);
	c.end = box->all.end;
	box->n = (uint32_t)n;
	if (cur_sub(&c, box->object ? n * (w + 2) : 0, &box->keys) == -1 ||
	    cur_sub(&c, n * (w + 1), &box->vals) == -1)
		return (-1);
	return (jb_spend(j, (size_t)(c.p - box->all.p)));
}

static int
jb_key(struct jb *j, struct jb_box *box)
{
	struct cur key = box->all;
	const uint8_t *p;
	uint64_t offset;
	uint16_t len;

	if (cur_le(&box->keys, box->large ? 4 : 2, &offset) == -1 ||
	    cur_u16(&box->keys, &len) == -1 || cur_skip(&key, offset) == -1 ||
	    cur_bytes(&key, len, &p) == -1 || jb_spend(j, len) == -1)
		return (-1);
	jb_string(j, p, len);
	buf_str(j->out, ": ");
	return (0);
}

static bool
jb_inlined(uint8_t type, bool large)
{
	return (type == JB_LITERAL || type == JB_INT16 || type == JB_UINT16 ||
	    (large && (type == JB_INT32 || type == JB_UINT32)));
}

static int
jb_entry(struct jb *j, struct jb_box *box, unsigned int depth)
{
	struct cur entry, at = box->all;
	uint64_t offset;
	uint8_t type;
	unsigned int w = box->large ? 4 : 2;

	if (cur_u8(&box->vals, &type) == -1 ||
	    cur_sub(&box->vals, w, &entry) == -1)
		return (-1);
	if (jb_inlined(type, box->large)) {
		j->left += w; /* jb_open() has spent them */
		return (jb_scalar(j, type, &entry));
	}
	if (cur_le(&entry, w, &offset) == -1 || cur_skip(&at, offset) == -1)
		return (-1);
	return (jb_value(j, type, at, depth));
}

static int
jb_box(struct jb *j, uint8_t type, struct cur c, unsigned int depth)
{
	struct jb_box box;
	uint32_t i;

	if (depth >= JB_MAX_DEPTH || jb_open(j, &box, type, c) == -1)
		return (-1);
	buf_chr(j->out, box.object ? '{' : '[');
	for (i = 0; i < box.n; i++) {
		if (i > 0)
			buf_str(j->out, ", ");
		if (box.object && jb_key(j, &box) == -1)
			return (-1);
		if (jb_entry(j, &box, depth + 1) == -1)
			return (-1);
	}
	buf_chr(j->out, box.object ? '}' : ']');
	return (0);
}

static int
jb_value(struct jb *j, uint8_t type, struct cur c, unsigned int depth)
{
	const uint8_t *p;
	uint64_t n;

	if (type <= JB_LARGE_ARRAY)
		return (jb_box(j, type, c, depth));
	if (type <= JB_DOUBLE)
		return (jb_scalar(j, type, &c));
	if (type == JB_OPAQUE)
		return (jb_opaque(j, &c));
	if (type != JB_STRING || jb_length(&c, &n) == -1 ||
	    cur_bytes(&c, n, &p) == -1 || jb_spend(j, n) == -1)
		return (-1);
	jb_string(j, p, n);
	return (0);
}

int
jsonb_text(const uint8_t *p, size_t n, struct buf *out, bool *exact)
{
	struct jb j = {out, true, n};
	struct cur c = {p, p + n};
	uint8_t type;

	*exact = true;
	/* INSERT IGNORE leaves no bytes at all, which reads as null. */
	if (n == 0) {
		buf_str(out, "null");
		return (0);
	}
	if (cur_u8(&c, &type) == -1 || jb_value(&j, type, c, 0) == -1)
		return (-1);
	*exact = j.exact;
	return (0);
}
