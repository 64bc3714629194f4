/* DECIMAL, temporal and binary values inside JSON. */

#include <inttypes.h>

#include "dec.h"
#include "opaque.h"

/* field_types.h */
enum {
	OP_TIMESTAMP = 7,
	OP_DATE = 10,
	OP_TIME = 11,
	OP_DATETIME = 12,
	OP_DECIMAL = 246,
};

/* Precision, scale, packed digits: Json_decimal::convert_from_binary(). */
static int
opaque_decimal(struct cur *c, struct buf *out)
{
	char text[DEC_TEXT];
	uint8_t p, s;
	int n;

	if (cur_u8(c, &p) == -1 || cur_u8(c, &s) == -1 ||
	    (n = dec_text(c, p, s, text)) == -1)
		return (-1);
	buf_add(out, text, (size_t)n);
	return (0);
}

/* Packed as in my_time.cc, TIME_to_longlong_packed(). */
static int
opaque_time(uint8_t type, struct cur *c, struct buf *out)
{
	uint64_t v, t, ym;
	const char *sign = "";

	if (cur_u64(c, &v) == -1)
		return (-1);
	if ((int64_t)v < 0) {
		v = 0 - v;
		sign = "-";
	}
	t = v >> 24;
	ym = t >> 22;
	buf_chr(out, '"');
	if (type == OP_TIME)
		buf_fmt(out, "%s%02u", sign, (unsigned int)(t >> 12 & 1023));
	else
		buf_fmt(out, "%s%04" PRIu64 "-%02u-%02u", sign, ym / 13,
		    (unsigned int)(ym % 13), (unsigned int)(t >> 17 & 31));
	if (type == OP_DATETIME || type == OP_TIMESTAMP)
		buf_fmt(out, " %02u", (unsigned int)(t >> 12 & 31));
	if (type != OP_DATE)
		buf_fmt(out, ":%02u:%02u.%06u", (unsigned int)(t >> 6 & 63),
		    (unsigned int)(t & 63), (unsigned int)(v & 0xffffff));
	buf_chr(out, '"');
	return (0);
}

static void
opaque_base64(uint8_t type, struct cur *c, struct buf *out)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char quad[4];
	uint32_t v;
	size_t n;

	buf_fmt(out, "\"base64:type%u:", type);
	while ((n = cur_left(c)) > 0) {
		v = (uint32_t)c->p[0] << 16;
		v |= n > 1 ? (uint32_t)c->p[1] << 8 : 0;
		v |= n > 2 ? c->p[2] : 0;
		quad[0] = set[v >> 18];
		quad[1] = set[v >> 12 & 63];
		quad[2] = n > 1 ? set[v >> 6 & 63] : '=';
		quad[3] = n > 2 ? set[v & 63] : '=';
		buf_add(out, quad, sizeof(quad));
		c->p += n > 3 ? 3 : n;
	}
	buf_chr(out, '"');
}

int
opaque_text(uint8_t type, struct cur data, struct buf *out)
{
	switch (type) {
	case OP_DECIMAL:
		return (opaque_decimal(&data, out));
	case OP_DATE:
	case OP_TIME:
	case OP_DATETIME:
	case OP_TIMESTAMP:
		return (opaque_time(type, &data, out));
	}
	opaque_base64(type, &data, out);
	return (0);
}
