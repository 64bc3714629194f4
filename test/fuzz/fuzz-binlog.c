/*
 * A binary log from anywhere: events of type, length (2) and body, after a
 * format description and a table map of our table with every type of
 * column.  What is written must be whole records, whatever came in.
 */

#include <stdlib.h>

#include "../unit/binlog.h"
#include "rec.h"
#include "say.h"
#include "stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

enum { NCOL = 22 };

/* data_type, type and metadata in the log, then as the plan has it. */
static const struct {
	const char *data_type;
	uint8_t type;
	uint8_t nmeta;
	uint8_t meta[2];
	unsigned int length;
	unsigned int precision;
	unsigned int scale;
} cols[NCOL] = {
    {"int", CELL_LONG, 0, {0}, 0, 0, 0},
    {"mediumint", CELL_INT24, 0, {0}, 0, 0, 0},
    {"bigint", CELL_LONGLONG, 0, {0}, 0, 0, 0},
    {"decimal", CELL_DECIMAL, 2, {20, 5}, 0, 20, 5},
    {"float", CELL_FLOAT, 1, {4}, 0, 0, 0},
    {"double", CELL_DOUBLE, 1, {8}, 0, 0, 0},
    {"bit", CELL_BIT, 2, {4, 2}, 0, 20, 0},
    {"year", CELL_YEAR, 0, {0}, 0, 0, 0},
    {"date", CELL_DATE, 0, {0}, 0, 0, 0},
    {"time", CELL_TIME2, 1, {6}, 0, 0, 6},
    {"time", CELL_TIME2, 1, {1}, 0, 0, 1},
    {"datetime", CELL_DATETIME2, 1, {3}, 0, 0, 3},
    {"timestamp", CELL_TIMESTAMP2, 1, {5}, 0, 0, 5},
    {"varchar", CELL_VARCHAR, 2, {20, 0}, 20, 0, 0},
    {"varbinary", CELL_VARCHAR, 2, {0, 2}, 512, 0, 0},
    {"char", CELL_STRING, 2, {0xee, 0xfc}, 508, 0, 0},
    {"binary", CELL_STRING, 2, {0xfe, 9}, 9, 0, 0},
    {"text", CELL_BLOB, 1, {2}, 0, 0, 0},
    {"longblob", CELL_BLOB, 1, {4}, 0, 0, 0},
    {"json", CELL_JSON, 1, {4}, 0, 0, 0},
    {"point", CELL_GEOMETRY, 1, {4}, 0, 0, 0},
    {"vector", CELL_VECTOR, 1, {4}, 0, 0, 0},
};

static struct plan plan;
static struct plan_col plan_cols[NCOL];

static void
make_plan(void)
{
	static char utf8mb4[] = "utf8mb4";
	unsigned int i;

	for (i = 0; i < NCOL; i++) {
		plan_cols[i].name = mem_str("c");
		plan_cols[i].type = mem_str(cols[i].data_type);
		plan_cols[i].data_type = plan_cols[i].type;
		plan_cols[i].kind =
		    (enum plan_kind)plan_kind(cols[i].data_type);
		plan_cols[i].charset = utf8mb4;
		plan_cols[i].length = cols[i].length;
		plan_cols[i].precision = cols[i].precision;
		plan_cols[i].scale = cols[i].scale;
	}
	bl_plan(&plan, plan_cols, NCOL);
}

static int
put(void *arg, struct buf *out)
{
	buf_add(arg, out->p, out->len);
	out->len = 0;
	return (0);
}

static int
feed(struct stream *s, int type, const void *body, size_t n)
{
	struct buf b = {0};
	uint8_t *heap;
	int ret;

	bl_event(&b, type, 0, 4, body, n, type == EV_FORMAT && n == 0);
	heap = mem_alloc(b.len, 1);
	memcpy(heap, b.p, b.len);
	ret = stream_event(s, heap, b.len);
	free(heap);
	buf_free(&b);
	return (ret);
}

static void
begin(struct stream *s)
{
	struct buf b = {0}, meta = {0};
	uint8_t type[NCOL];
	unsigned int i;

	bl_format(&b, false);
	feed(s, EV_FORMAT, b.p, b.len);
	b.len = 0;
	bl_query(&b, "d", "BEGIN");
	feed(s, EV_QUERY, b.p, b.len);
	b.len = 0;
	for (i = 0; i < NCOL; i++) {
		type[i] = cols[i].type;
		buf_add(&meta, cols[i].meta, cols[i].nmeta);
	}
	bl_map(&b, 70, "d", "t", type, NCOL, meta.p, meta.len);
	if (feed(s, EV_TABLE_MAP, b.p, b.len) != STREAM_MORE)
		abort();
	buf_free(&b);
	buf_free(&meta);
}

static void
check(struct buf *got)
{
	struct rec_reader *r = rec_open_mem(got->p, got->len);
	struct rec rec;
	int ret;

	while ((ret = rec_read(r, &rec, -1)) == REC_GOT)
		;
	if (ret == -1)
		abort();
	rec_close(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct cur c = {p, p + n};
	struct buf got = {0};
	struct stream s;
	const uint8_t *body;
	uint16_t len;
	uint8_t type;

	if (plan.db == NULL)
		make_plan();
	stream_open(&s, &plan, put, &got);
	stream_begin(&s);
	begin(&s);
	while (cur_u8(&c, &type) == 0 && cur_u16(&c, &len) == 0) {
		if (len > cur_left(&c))
			len = (uint16_t)cur_left(&c);
		cur_bytes(&c, len, &body);
		if (feed(&s, type, body, len) != STREAM_MORE)
			break;
	}
	emit_flush(&s.emit);
	check(&got);
	stream_close(&s);
	buf_free(&got);
	return (0);
}
