#ifndef CELL_H
#define CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "bad.h"
#include "buf.h"
#include "cur.h"
#include "plan.h"
#include "rec.h"

/*
 * Values of row images.  A column's type and metadata come from the
 * TABLE_MAP event, its sign, charset and length from the plan; the two
 * must agree.  The binary forms are those of Field::pack() in sql/field.cc.
 */

/* MySQL's types as TABLE_MAP has them: include/field_types.h. */
enum cell_type {
	CELL_TINY = 1,
	CELL_SHORT = 2,
	CELL_LONG = 3,
	CELL_FLOAT = 4,
	CELL_DOUBLE = 5,
	CELL_TIMESTAMP = 7,
	CELL_LONGLONG = 8,
	CELL_INT24 = 9,
	CELL_DATE = 10,
	CELL_TIME = 11,
	CELL_DATETIME = 12,
	CELL_YEAR = 13,
	CELL_NEWDATE = 14,
	CELL_VARCHAR = 15,
	CELL_BIT = 16,
	CELL_TIMESTAMP2 = 17,
	CELL_DATETIME2 = 18,
	CELL_TIME2 = 19,
	CELL_TYPED_ARRAY = 20,
	CELL_VECTOR = 242,
	CELL_JSON = 245,
	CELL_DECIMAL = 246,
	CELL_ENUM = 247,
	CELL_SET = 248,
	CELL_TINY_BLOB = 249,
	CELL_MEDIUM_BLOB = 250,
	CELL_LONG_BLOB = 251,
	CELL_BLOB = 252,
	CELL_VAR_STRING = 253,
	CELL_STRING = 254,
	CELL_GEOMETRY = 255,
};

/* Where values go, and room for the one that is being made. */
struct cell_out {
	struct pen *pen;
	struct buf tmp;
};

struct cell {
	/* Takes one value: 0, or -1 if the bytes are none. */
	int (*take)(const struct cell *, struct cur *, struct cell_out *);
	uint8_t type;	    /* CELL_ENUM etc. instead of STRING */
	uint16_t meta;	    /* as in TABLE_MAP */
	unsigned int size;  /* of an integer or length prefix */
	unsigned int len;   /* BINARY: padded to this length */
	unsigned int scale; /* DECIMAL: scale; temporal: digits */
	bool is_unsigned;
	bool utf8; /* text is VAL_STR where it is UTF-8 */
};

/*
 * cell_fit(cell, col, bad): completes ${cell}, whose type and meta are
 * set, from the plan's column; X_REFUSED if they do not agree.
 */
int cell_fit(struct cell *, const struct plan_col *, struct bad *);

/* The functions that cell_fit() chooses from. */
int cell_int(const struct cell *, struct cur *, struct cell_out *);
int cell_decimal(const struct cell *, struct cur *, struct cell_out *);
int cell_float(const struct cell *, struct cur *, struct cell_out *);
int cell_double(const struct cell *, struct cur *, struct cell_out *);
int cell_bit(const struct cell *, struct cur *, struct cell_out *);
int cell_year(const struct cell *, struct cur *, struct cell_out *);
int cell_date(const struct cell *, struct cur *, struct cell_out *);
int cell_time(const struct cell *, struct cur *, struct cell_out *);
int cell_datetime(const struct cell *, struct cur *, struct cell_out *);
int cell_timestamp(const struct cell *, struct cur *, struct cell_out *);
int cell_text(const struct cell *, struct cur *, struct cell_out *);
int cell_bytes(const struct cell *, struct cur *, struct cell_out *);
int cell_padded(const struct cell *, struct cur *, struct cell_out *);
int cell_json(const struct cell *, struct cur *, struct cell_out *);

#endif
