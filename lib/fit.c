/* Whether a column of a TABLE_MAP event is the plan's column. */

#include <string.h>
#include <strings.h>

#include "cell.h"
#include "dec.h"
#include "say.h"

static int
fit_not(const struct cell *cell, const struct plan_col *col, struct bad *bad)
{
	return (bad_set(bad, X_REFUSED,
	    "the table's definition changed: "
	    "column %s is %s in the plan, but of type %u (metadata %u) in the "
	    "binary log",
	    col->name, col->type, cell->type, cell->meta));
}

/* A name from a list whose positions are meant. */
static int
fit_index(const char *name, const char *const *list, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (strcasecmp(name, list[i]) == 0)
			return (i);
	}
	return (-1);
}

static int
fit_int(struct cell *cell, const struct plan_col *col)
{
	static const char *const name[] = {"tinyint", "smallint", "mediumint",
	    "int", "bigint"};
	static const uint8_t type[] = {CELL_TINY, CELL_SHORT, CELL_INT24,
	    CELL_LONG, CELL_LONGLONG};
	static const uint8_t size[] = {1, 2, 3, 4, 8};
	int i = fit_index(col->data_type, name, 5);

	if (i == -1 || cell->type != type[i])
		return (-1);
	cell->size = size[i];
	cell->is_unsigned = col->is_unsigned;
	cell->take = cell_int;
	return (0);
}

static int
fit_decimal(struct cell *cell, const struct plan_col *col)
{
	cell->len = cell->meta & 0xff;
	cell->scale = cell->meta >> 8;
	cell->take = cell_decimal;
	return (cell->type == CELL_DECIMAL && cell->len == col->precision &&
		    cell->scale == col->scale &&
		    dec_size(cell->len, cell->scale) > 0 ?
		0 :
		-1);
}

static int
fit_float(struct cell *cell, const struct plan_col *col)
{
	bool wide = col->kind == KIND_DOUBLE;

	cell->take = wide ? cell_double : cell_float;
	return (cell->type == (wide ? CELL_DOUBLE : CELL_FLOAT) &&
		    cell->meta == (wide ? 8 : 4) ?
		0 :
		-1);
}

static int
fit_bit(struct cell *cell, const struct plan_col *col)
{
	unsigned int bits = (cell->meta >> 8) * 8u + (cell->meta & 0xff);

	cell->size = (bits + 7) / 8;
	cell->take = cell_bit;
	return (cell->type == CELL_BIT && bits == col->precision && bits >= 1 &&
		    bits <= 64 ?
		0 :
		-1);
}

static int
fit_temporal(struct cell *cell, uint8_t type, const struct plan_col *col,
    int (*take)(const struct cell *, struct cur *, struct cell_out *))
{
	cell->take = take;
	cell->scale = cell->meta;
	return (
	    cell->type == type && cell->meta == col->scale && cell->meta <= 6 ?
		0 :
		-1);
}

static int
fit_date(struct cell *cell)
{
	cell->take = cell_date;
	return (cell->type == CELL_DATE || cell->type == CELL_NEWDATE ? 0 : -1);
}

static int
fit_year(struct cell *cell)
{
	cell->take = cell_year;
	return (cell->type == CELL_YEAR ? 0 : -1);
}

/* The length prefix of a TEXT or BLOB; 0: no such type. */
static unsigned int
fit_blob_prefix(const char *name)
{
	static const char *const list[] = {"tinytext", "text", "mediumtext",
	    "longtext", "tinyblob", "blob", "mediumblob", "longblob"};
	int i = fit_index(name, list, 8);

	return (i == -1 ? 0 : (unsigned int)i % 4 + 1);
}

static bool
fit_is_utf8(const struct plan_col *col)
{
	static const char *const list[] = {"utf8mb4", "utf8mb3", "utf8",
	    "ascii"};

	return (col->charset != NULL && fit_index(col->charset, list, 4) != -1);
}

/*
 * CHAR, VARCHAR, BINARY, VARBINARY: the metadata is the greatest length in
 * bytes, which decides the prefix; TEXT and BLOB: it is the prefix.
 */
static int
fit_string(struct cell *cell, const struct plan_col *col)
{
	bool text = col->kind == KIND_TEXT;
	unsigned int prefix = fit_blob_prefix(col->data_type);
	bool var = strncasecmp(col->data_type, "var", 3) == 0;

	cell->utf8 = text && fit_is_utf8(col);
	cell->take = text ? cell_text : cell_bytes;
	if (prefix != 0) {
		cell->size = prefix;
		return (
		    cell->type == CELL_BLOB && cell->meta == prefix ? 0 : -1);
	}
	cell->len = cell->meta;
	cell->size = cell->len > 255 ? 2 : 1;
	if (cell->type != (var ? CELL_VARCHAR : CELL_STRING) ||
	    cell->len != col->length)
		return (-1);
	if (!text && !var)
		cell->take = cell_padded;
	return (0);
}

/* ENUM in 1 or 2 bytes; SET in 1, 2, 3, 4 or 8. */
static int
fit_labels(struct cell *cell, const struct plan_col *col)
{
	unsigned int size;

	if (col->kind == KIND_ENUM)
		size = col->nlabel < 256 ? 1 : 2;
	else
		size = col->nlabel > 32 ? 8 : (col->nlabel + 7) / 8;
	cell->size = cell->meta;
	cell->is_unsigned = true;
	cell->take = cell_int;
	return (cell->type == (col->kind == KIND_ENUM ? CELL_ENUM : CELL_SET) &&
		    cell->meta == size && size > 0 ?
		0 :
		-1);
}

/* JSON, GEOMETRY and VECTOR are blobs with a prefix of four bytes. */
static int
fit_long(struct cell *cell, uint8_t type,
    int (*take)(const struct cell *, struct cur *, struct cell_out *))
{
	cell->size = 4;
	cell->take = take;
	return (cell->type == type && cell->meta == 4 ? 0 : -1);
}

static int
fit_kind(struct cell *cell, const struct plan_col *col)
{
	switch (col->kind) {
	case KIND_INT:
		return (fit_int(cell, col));
	case KIND_DECIMAL:
		return (fit_decimal(cell, col));
	case KIND_FLOAT:
	case KIND_DOUBLE:
		return (fit_float(cell, col));
	case KIND_BIT:
		return (fit_bit(cell, col));
	case KIND_YEAR:
		return (fit_year(cell));
	case KIND_DATE:
		return (fit_date(cell));
	case KIND_TIME:
		return (fit_temporal(cell, CELL_TIME2, col, cell_time));
	case KIND_DATETIME:
		return (fit_temporal(cell, CELL_DATETIME2, col, cell_datetime));
	case KIND_TIMESTAMP:
		return (
		    fit_temporal(cell, CELL_TIMESTAMP2, col, cell_timestamp));
	case KIND_TEXT:
	case KIND_BYTES:
		return (fit_string(cell, col));
	case KIND_ENUM:
	case KIND_SET:
		return (fit_labels(cell, col));
	case KIND_JSON:
		return (fit_long(cell, CELL_JSON, cell_json));
	case KIND_GEOMETRY:
		return (fit_long(cell, CELL_GEOMETRY, cell_bytes));
	case KIND_VECTOR:
		return (fit_long(cell, CELL_VECTOR, cell_bytes));
	}
	return (-1);
}

int
cell_fit(struct cell *cell, const struct plan_col *col, struct bad *bad)
{
	if (cell->type == CELL_TIME || cell->type == CELL_DATETIME ||
	    cell->type == CELL_TIMESTAMP)
		return (bad_set(bad, X_REFUSED,
		    "column %s is stored in the "
		    "temporal format from before 5.6, which is unknown here; "
		    "ALTER TABLE ... FORCE makes it new",
		    col->name));
	return (fit_kind(cell, col) == -1 ? fit_not(cell, col, bad) : 0);
}
