/* One small function for each form that a value has in a row image. */

#include <string.h>

#include "cell.h"
#include "dec.h"
#include "jsonb.h"
#include "utf8.h"
#include "when.h"

/* TINYINT to BIGINT; ENUM and SET, which are unsigned. */
int
cell_int(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	uint64_t v, top = 1ULL << (8 * cell->size - 1);

	if (cur_le(c, cell->size, &v) == -1)
		return (-1);
	if (cell->is_unsigned)
		pen_uint(o->pen, v);
	else
		pen_int(o->pen, (int64_t)((v ^ top) - top));
	return (0);
}

int
cell_decimal(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	char text[DEC_TEXT];
	int n = dec_text(c, cell->len, cell->scale, text);

	if (n == -1)
		return (-1);
	pen_str(o->pen, text, (size_t)n);
	return (0);
}

int
cell_float(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	uint32_t v;
	float f;

	(void)cell;
	if (cur_u32(c, &v) == -1)
		return (-1);
	memcpy(&f, &v, sizeof(f));
	pen_float(o->pen, f);
	return (0);
}

int
cell_double(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	uint64_t v;
	double d;

	(void)cell;
	if (cur_u64(c, &v) == -1)
		return (-1);
	memcpy(&d, &v, sizeof(d));
	pen_double(o->pen, d);
	return (0);
}

int
cell_bit(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	uint64_t v;

	if (cur_be(c, cell->size, &v) == -1)
		return (-1);
	pen_uint(o->pen, v);
	return (0);
}

int
cell_year(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	uint8_t v;

	(void)cell;
	if (cur_u8(c, &v) == -1)
		return (-1);
	pen_uint(o->pen, v == 0 ? 0 : 1900u + v);
	return (0);
}

static int
cell_when(const char *text, int n, struct cell_out *o)
{
	if (n == -1)
		return (-1);
	pen_str(o->pen, text, (size_t)n);
	return (0);
}

int
cell_date(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	char text[WHEN_TEXT];

	(void)cell;
	return (cell_when(text, when_date(c, text), o));
}

int
cell_time(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	char text[WHEN_TEXT];

	return (cell_when(text, when_time(c, cell->scale, text), o));
}

int
cell_datetime(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	char text[WHEN_TEXT];

	return (cell_when(text, when_datetime(c, cell->scale, text), o));
}

int
cell_timestamp(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	char text[WHEN_TEXT];

	return (cell_when(text, when_timestamp(c, cell->scale, text), o));
}

static int
cell_prefixed(const struct cell *cell, struct cur *c, const uint8_t **p,
    uint64_t *n)
{
	return (cur_le(c, cell->size, n) == -1 ? -1 : cur_bytes(c, *n, p));
}

/*
 * A column may hold bytes that its charset does not allow (old dumps,
 * binary connections): those are not msgpack's str.
 */
int
cell_text(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	const uint8_t *p;
	uint64_t n;

	if (cell_prefixed(cell, c, &p, &n) == -1)
		return (-1);
	if (cell->utf8 && utf8_valid(p, n))
		pen_str(o->pen, p, n);
	else
		pen_bin(o->pen, p, n);
	return (0);
}

int
cell_bytes(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	const uint8_t *p;
	uint64_t n;

	if (cell_prefixed(cell, c, &p, &n) == -1)
		return (-1);
	pen_bin(o->pen, p, n);
	return (0);
}

/* Field_string::pack() cuts trailing zeros off a BINARY. */
int
cell_padded(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	uint8_t full[1024];
	const uint8_t *p;
	uint64_t n;

	if (cell_prefixed(cell, c, &p, &n) == -1 || n > cell->len ||
	    cell->len > sizeof(full))
		return (-1);
	memset(full, 0, cell->len);
	memcpy(full, p, n);
	pen_bin(o->pen, full, cell->len);
	return (0);
}

int
cell_json(const struct cell *cell, struct cur *c, struct cell_out *o)
{
	const uint8_t *p;
	uint64_t n;
	bool exact;

	if (cell_prefixed(cell, c, &p, &n) == -1)
		return (-1);
	o->tmp.len = 0;
	if (jsonb_text(p, n, &o->tmp, &exact) == -1)
		return (-1);
	if (exact)
		pen_str(o->pen, o->tmp.p, o->tmp.len);
	else
		pen_bin(o->pen, p, n);
	return (0);
}
