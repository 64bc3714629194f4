/* TABLE_MAP events against the plan's columns. */

#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "tmap.h"

int
tmap_name(const struct ev *ev, const struct ev_format *fmt,
    struct tmap_name *name)
{
	struct cur c = ev->body;
	const uint8_t *p;
	uint64_t n;

	/* 5.1's first versions had ids of four bytes. */
	if (cur_le(&c, fmt->map_post == 6 ? 4 : 6, &name->id) == -1 ||
	    cur_skip(&c, 2) == -1)
		return (-1);
	if (ev_packed(&c, &n) == -1 || cur_bytes(&c, n, &p) == -1 ||
	    cur_skip(&c, 1) == -1)
		return (-1);
	name->db = (const char *)p;
	name->db_len = n;
	if (ev_packed(&c, &n) == -1 || cur_bytes(&c, n, &p) == -1 ||
	    cur_skip(&c, 1) == -1)
		return (-1);
	name->table = (const char *)p;
	name->table_len = n;
	name->rest = c;
	return (0);
}

/* How many bytes of metadata a type has: Field::save_field_metadata(). */
static unsigned int
tmap_meta_size(uint8_t type)
{
	switch (type) {
	case CELL_FLOAT:
	case CELL_DOUBLE:
	case CELL_TIMESTAMP2:
	case CELL_DATETIME2:
	case CELL_TIME2:
	case CELL_VECTOR:
	case CELL_JSON:
	case CELL_TINY_BLOB:
	case CELL_MEDIUM_BLOB:
	case CELL_LONG_BLOB:
	case CELL_BLOB:
	case CELL_GEOMETRY:
		return (1);
	case CELL_VARCHAR:
	case CELL_BIT:
	case CELL_DECIMAL:
	case CELL_ENUM:
	case CELL_SET:
	case CELL_VAR_STRING:
	case CELL_STRING:
		return (2);
	}
	return (0);
}

/*
 * The first byte of a STRING is its real type (ENUM, SET), with the two
 * upper bits of a length above 255 in place of two bits that all types
 * here have set: Field_string::do_save_field_metadata().
 */
static void
tmap_string(struct cell *cell, uint8_t real, uint8_t len)
{
	if ((real & 0x30) == 0x30) {
		cell->type = real;
		cell->meta = len;
		return;
	}
	cell->type = real | 0x30;
	cell->meta = (uint16_t)(len | ((real & 0x30) ^ 0x30) << 4);
}

static int
tmap_meta(struct cell *cell, struct cur *meta)
{
	uint64_t v;

	if (cell->type == CELL_TYPED_ARRAY ||
	    cur_le(meta, tmap_meta_size(cell->type), &v) == -1)
		return (-1);
	cell->meta = (uint16_t)v;
	if (cell->type == CELL_STRING)
		tmap_string(cell, (uint8_t)(v & 0xff), (uint8_t)(v >> 8));
	return (0);
}

int
tmap_columns(struct tmap *t, struct cur *c)
{
	const uint8_t *type;
	struct cur meta;
	uint64_t n, size;
	unsigned int i;

	if (ev_packed(c, &n) == -1 || n > REC_MAX_COLS ||
	    cur_bytes(c, n, &type) == -1 || ev_packed(c, &size) == -1 ||
	    cur_sub(c, size, &meta) == -1)
		return (-1);
	t->cell = mem_grow(t->cell, n, sizeof(*t->cell));
	memset(t->cell, 0, n * sizeof(*t->cell));
	t->ncol = (unsigned int)n;
	for (i = 0; i < n; i++) {
		t->cell[i].type = type[i];
		if (tmap_meta(&t->cell[i], &meta) == -1)
			return (-1);
	}
	return (0);
}

static bool
tmap_numeric(const struct cell *cell)
{
	switch (cell->type) {
	case CELL_TINY:
	case CELL_SHORT:
	case CELL_INT24:
	case CELL_LONG:
	case CELL_LONGLONG:
	case CELL_FLOAT:
	case CELL_DOUBLE:
	case CELL_DECIMAL:
	case CELL_YEAR:
		return (true);
	}
	return (false);
}

/* One bit for each numeric column, from the top: 1 is unsigned. */
static int
tmap_signs(const struct tmap *t, const struct cur *bits,
    const struct plan_table *plan, struct bad *bad)
{
	unsigned int i, bit = 0;
	bool is_unsigned;

	for (i = 0; i < t->ncol; i++) {
		if (!tmap_numeric(&t->cell[i]))
			continue;
		if (bit / 8 >= cur_left(bits))
			return (bad_set(bad, X_DATA, "short table map"));
		is_unsigned = (bits->p[bit / 8] & 0x80 >> bit % 8) != 0;
		bit++;
		if (plan->col[i].kind == KIND_INT &&
		    is_unsigned != plan->col[i].is_unsigned)
			return (bad_set(bad, X_REFUSED,
			    "the table's "
			    "definition changed: column %s is %s in the plan, "
			    "but %s in the binary log",
			    plan->col[i].name, plan->col[i].type,
			    is_unsigned ? "unsigned" : "signed"));
	}
	return (0);
}

/* Fields of type, length, value that servers from 8.0.1 on append. */
static int
tmap_optional(const struct tmap *t, struct cur c, const struct plan_table *plan,
    struct bad *bad)
{
	struct cur field;
	uint64_t len;
	uint8_t type;

	if (cur_skip(&c, (t->ncol + 7) / 8) == -1)
		return (bad_set(bad, X_DATA, "short table map"));
	while (cur_left(&c) > 0) {
		if (cur_u8(&c, &type) == -1 || ev_packed(&c, &len) == -1 ||
		    cur_sub(&c, len, &field) == -1)
			return (bad_set(bad, X_DATA, "short table map"));
		if (type == 1 && tmap_signs(t, &field, plan, bad) == -1)
			return (-1);
	}
	return (0);
}

static int
tmap_check(struct tmap *t, struct cur c, const struct plan_table *plan,
    struct bad *bad)
{
	unsigned int i;

	if (tmap_columns(t, &c) == -1)
		return (bad_set(bad, X_DATA, "damaged table map"));
	if (t->ncol != plan->ncol)
		return (bad_set(bad, X_REFUSED,
		    "the table's definition "
		    "changed: it has %u columns in the plan, but %u in the "
		    "binary log",
		    plan->ncol, t->ncol));
	for (i = 0; i < t->ncol; i++) {
		if (cell_fit(&t->cell[i], &plan->col[i], bad) == -1)
			return (-1);
	}
	return (tmap_optional(t, c, plan, bad));
}

int
tmap_take(struct tmap *t, const struct tmap_name *name,
    const struct plan_table *plan, struct bad *bad)
{
	size_t n = cur_left(&name->rest);

	t->id = name->id;
	t->mapped = true;
	if (n > 0 && t->seen.len == n &&
	    memcmp(t->seen.p, name->rest.p, n) == 0)
		return (0);
	t->seen.len = 0;
	if (tmap_check(t, name->rest, plan, bad) == -1)
		return (-1);
	buf_add(&t->seen, name->rest.p, n);
	return (0);
}

void
tmap_free(struct tmap *t)
{
	free(t->cell);
	buf_free(&t->seen);
}
