/* Values of row images, column by column. */

#include <msgpack.h>
#include <stdlib.h>

#include "binlog.h"
#include "cell.h"
#include "coord.h"
#include "say.h"
#include "tap.h"
#include "when.h"

static size_t
bytes(const char *hex, uint8_t *out)
{
	unsigned int v;
	size_t n = 0;

	for (; *hex != '\0'; hex += 2) {
		if (sscanf(hex, "%2x", &v) == 1)
			out[n++] = (uint8_t)v;
	}
	return (n);
}

/* A column as information_schema tells of it. */
static struct plan_col
column(const char *data_type, bool is_unsigned, unsigned int length,
    unsigned int precision, unsigned int scale, const char *charset)
{
	static char name[] = "c";
	struct plan_col col = {0};

	col.name = name;
	col.type = col.data_type = mem_str(data_type);
	col.kind = (enum plan_kind)plan_kind(data_type);
	col.charset = mem_str(charset);
	col.is_unsigned = is_unsigned;
	col.length = length;
	col.precision = precision;
	col.scale = scale;
	return (col);
}

static void
shown(struct buf *packed, struct buf *out)
{
	static const char hex[] = "0123456789abcdef";
	msgpack_unpacked u;
	msgpack_object *o;
	uint32_t i;

	msgpack_unpacked_init(&u);
	if (msgpack_unpack_next(&u, packed->p, packed->len, NULL) !=
	    MSGPACK_UNPACK_SUCCESS) {
		buf_str(out, "not msgpack");
		return;
	}
	o = &u.data;
	if (o->type == MSGPACK_OBJECT_POSITIVE_INTEGER)
		buf_fmt(out, "%llu", (unsigned long long)o->via.u64);
	else if (o->type == MSGPACK_OBJECT_NEGATIVE_INTEGER)
		buf_fmt(out, "%lld", (long long)o->via.i64);
	else if (o->type == MSGPACK_OBJECT_STR)
		buf_fmt(out, "'%.*s'", (int)o->via.str.size, o->via.str.ptr);
	else if (o->type == MSGPACK_OBJECT_FLOAT32 ||
	    o->type == MSGPACK_OBJECT_FLOAT64)
		buf_fmt(out, "%s%.17g",
		    o->type == MSGPACK_OBJECT_FLOAT32 ? "f" : "d", o->via.f64);
	else if (o->type == MSGPACK_OBJECT_BIN) {
		buf_str(out, "x");
		for (i = 0; i < o->via.bin.size; i++)
			buf_fmt(out, "%c%c",
			    hex[(unsigned char)o->via.bin.ptr[i] >> 4],
			    hex[o->via.bin.ptr[i] & 15]);
	}
	msgpack_unpacked_destroy(&u);
}

/* Takes the value from the heap, whole and cut. */
static void
take(const struct cell *cell, const char *hex, const char *want)
{
	uint8_t raw[512], *heap;
	size_t n = bytes(hex, raw), i;
	struct buf packed = {0}, out = {0};
	struct cell_out o = {0};
	struct pen pen;
	struct cur c;
	int ret;

	pen_open(&pen, &packed);
	o.pen = &pen;
	for (i = 0; i <= n; i++) {
		heap = malloc(i == 0 ? 1 : i);
		memcpy(heap, raw, i);
		c.p = heap;
		c.end = heap + i;
		packed.len = 0;
		ret = cell->take(cell, &c, &o);
		if (i == n && ret == 0)
			shown(&packed, &out);
		free(heap);
	}
	is_str(ret == 0 ? buf_cstr(&out) : NULL, want, hex);
	buf_free(&packed);
	buf_free(&out);
	buf_free(&o.tmp);
}

static void
fit(struct plan_col col, uint8_t type, unsigned int meta, const char *hex,
    const char *want)
{
	struct cell cell = {0};
	struct bad bad;

	cell.type = type;
	cell.meta = (uint16_t)meta;
	if (cell_fit(&cell, &col, &bad) == -1)
		is_str("refused", want, col.data_type);
	else
		take(&cell, hex, want);
	free(col.data_type);
	free(col.charset);
}

#define INT(type, sign) column(type, sign, 0, 0, 0, NULL)
#define FSP(type, n)	column(type, false, 0, 0, n, NULL)

static void
numbers(void)
{
	fit(INT("tinyint", false), CELL_TINY, 0, "80", "-128");
	fit(INT("tinyint", false), CELL_TINY, 0, "7f", "127");
	fit(INT("tinyint", true), CELL_TINY, 0, "ff", "255");
	fit(INT("smallint", false), CELL_SHORT, 0, "0080", "-32768");
	fit(INT("smallint", true), CELL_SHORT, 0, "ffff", "65535");
	fit(INT("mediumint", false), CELL_INT24, 0, "000080", "-8388608");
	fit(INT("mediumint", false), CELL_INT24, 0, "ffff7f", "8388607");
	fit(INT("mediumint", true), CELL_INT24, 0, "ffffff", "16777215");
	fit(INT("int", false), CELL_LONG, 0, "ffffffff", "-1");
	fit(INT("int", true), CELL_LONG, 0, "ffffffff", "4294967295");
	fit(INT("bigint", false), CELL_LONGLONG, 0, "0000000000000080",
	    "-9223372036854775808");
	fit(INT("bigint", true), CELL_LONGLONG, 0, "ffffffffffffffff",
	    "18446744073709551615");
	fit(INT("int", false), CELL_LONGLONG, 0, "", "refused");
	fit(column("decimal", false, 0, 10, 2, NULL), CELL_DECIMAL, 0x020a,
	    "7FFFFFFFFA", "'-0.05'");
	fit(column("decimal", false, 0, 10, 2, NULL), CELL_DECIMAL, 0x030a, "",
	    "refused");
	fit(column("float", false, 0, 12, 0, NULL), CELL_FLOAT, 4, "0000c03f",
	    "f1.5");
	fit(column("double", false, 0, 22, 0, NULL), CELL_DOUBLE, 8,
	    "9a9999999999b93f", "d0.10000000000000001");
	fit(column("bit", false, 0, 1, 0, NULL), CELL_BIT, 0x0001, "01", "1");
	fit(column("bit", false, 0, 20, 0, NULL), CELL_BIT, 0x0204, "0abcde",
	    "703710");
	fit(column("bit", false, 0, 64, 0, NULL), CELL_BIT, 0x0800,
	    "8000000000000000", "9223372036854775808");
	fit(column("bit", false, 0, 65, 0, NULL), CELL_BIT, 0x0801, "",
	    "refused");
	fit(INT("year", false), CELL_YEAR, 0, "00", "0");
	fit(INT("year", false), CELL_YEAR, 0, "01", "1901");
	fit(INT("year", false), CELL_YEAR, 0, "ff", "2155");
}

static void
times(void)
{
	fit(FSP("date", 0), CELL_DATE, 0, "9f1f4e", "'9999-12-31'");
	fit(FSP("date", 0), CELL_DATE, 0, "000000", "'0000-00-00'");
	fit(FSP("time", 0), CELL_TIME2, 0, "800000", "'00:00:00'");
	fit(FSP("time", 0), CELL_TIME2, 0, "b46efb", "'838:59:59'");
	fit(FSP("time", 0), CELL_TIME2, 0, "4b9105", "'-838:59:59'");
	fit(FSP("time", 1), CELL_TIME2, 1, "7ffffff6", "'-00:00:00.1'");
	fit(FSP("time", 2), CELL_TIME2, 2, "7fffffff", "'-00:00:00.01'");
	fit(FSP("time", 3), CELL_TIME2, 3, "7ffffffff6", "'-00:00:00.001'");
	fit(FSP("time", 6), CELL_TIME2, 6, "7fffffffffff",
	    "'-00:00:00.000001'");
	fit(FSP("time", 6), CELL_TIME2, 6, "7fffff000000",
	    "'-00:00:01.000000'");
	fit(FSP("time", 6), CELL_TIME2, 5, "", "refused");
	fit(FSP("time", 0), CELL_TIME, 0, "", "refused");
	fit(FSP("datetime", 0), CELL_DATETIME2, 0, "8000000000",
	    "'0000-00-00 00:00:00'");
	fit(FSP("datetime", 0), CELL_DATETIME2, 0, "fef3ff7efb",
	    "'9999-12-31 23:59:59'");
	fit(FSP("datetime", 5), CELL_DATETIME2, 5, "80000000000001e0",
	    "'0000-00-00 00:00:00.00048'");
	fit(FSP("datetime", 0), CELL_DATETIME2, 0, "0000000000", NULL);
	fit(FSP("timestamp", 0), CELL_TIMESTAMP2, 0, "00000000",
	    "'0000-00-00 00:00:00'");
	fit(FSP("timestamp", 3), CELL_TIMESTAMP2, 3, "000000000000",
	    "'0000-00-00 00:00:00.000'");
	fit(FSP("timestamp", 0), CELL_TIMESTAMP2, 0, "00000001",
	    "'1970-01-01 00:00:01'");
	fit(FSP("timestamp", 0), CELL_TIMESTAMP2, 0, "7fffffff",
	    "'2038-01-19 03:14:07'");
	fit(FSP("timestamp", 0), CELL_TIMESTAMP2, 0, "ffffffff",
	    "'2106-02-07 06:28:15'");
	fit(FSP("timestamp", 0), CELL_TIMESTAMP2, 0, "38bc5a80",
	    "'2000-02-29 23:47:12'");
	fit(FSP("timestamp", 2), CELL_TIMESTAMP2, 2, "0000000109",
	    "'1970-01-01 00:00:01.09'");
}

static void
strings(void)
{
	fit(column("varchar", false, 20, 0, 0, "utf8mb4"), CELL_VARCHAR, 20,
	    "02c3a4", "'ä'");
	fit(column("varchar", false, 20, 0, 0, "utf8mb4"), CELL_VARCHAR, 20,
	    "01ff", "xff");
	fit(column("varchar", false, 20, 0, 0, "latin1"), CELL_VARCHAR, 20,
	    "01e4", "xe4");
	fit(column("varchar", false, 1000, 0, 0, "ascii"), CELL_VARCHAR, 1000,
	    "010041", "'A'");
	fit(column("varchar", false, 20, 0, 0, "ascii"), CELL_VARCHAR, 24, "",
	    "refused");
	fit(column("char", false, 1020, 0, 0, "utf8mb4"), CELL_STRING, 1020,
	    "010041", "'A'");
	fit(column("binary", false, 5, 0, 0, NULL), CELL_STRING, 5, "026162",
	    "x6162000000");
	fit(column("binary", false, 5, 0, 0, NULL), CELL_STRING, 5, "00",
	    "x0000000000");
	fit(column("binary", false, 2, 0, 0, NULL), CELL_STRING, 2, "03616263",
	    NULL);
	fit(column("varbinary", false, 5, 0, 0, NULL), CELL_VARCHAR, 5, "00",
	    "x");
	fit(column("tinytext", false, 255, 0, 0, "utf8mb3"), CELL_BLOB, 1,
	    "0141", "'A'");
	fit(column("longblob", false, 0, 0, 0, NULL), CELL_BLOB, 4,
	    "0100000041", "x41");
	fit(column("blob", false, 0, 0, 0, NULL), CELL_BLOB, 4, "", "refused");
	fit(INT("json", false), CELL_JSON, 4, "020000000400", "'null'");
	fit(INT("json", false), CELL_JSON, 4, "03000000060500", "x060500");
	fit(INT("json", false), CELL_JSON, 4, "0200000004", NULL);
	fit(INT("json", false), CELL_JSON, 4, "0100000010", NULL);
	fit(INT("point", false), CELL_GEOMETRY, 4, "0100000041", "x41");
	fit(INT("vector", false), CELL_VECTOR, 4, "040000000000803f",
	    "x0000803f");
}

static void
positions(void)
{
	struct coord a, b;

	ok(coord_parse(&a, "binlog.000001") == -1, "no position");
	ok(coord_parse(&a, "binlog.000001:") == -1, "empty position");
	ok(coord_parse(&a, "binlog.000001:4x") == -1, "bad position");
	ok(coord_parse(&a, ":4") == -1, "no name");
	ok(coord_parse(&a, "a:b.999999:4294967296") == 0 && a.pos == 4294967296,
	    "a long file whose name has a colon");
	coord_parse(&b, "a:b.1000000:4");
	ok(coord_order(&a, &b) < 0, "999999 is before 1000000");
	ok(coord_order(&b, &a) > 0, "and 1000000 after it");
	b = a;
	ok(coord_order(&a, &b) == 0, "equal");
	b.pos++;
	ok(coord_order(&a, &b) < 0, "one byte");
}

int
main(void)
{
	numbers();
	times();
	strings();
	positions();
	return (done_testing());
}
