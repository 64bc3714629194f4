/* Events to records, without a server: logs written by hand. */

#include <stdlib.h>

#include <zstd.h>

#include "binlog.h"
#include "rec.h"
#include "say.h"
#include "stream.h"
#include "tap.h"

static char int_type[] = "int", id_name[] = "id";

/* A stream that is being fed, and all that it has written. */
struct feed {
	struct plan plan;
	struct plan_col col;
	struct stream s;
	struct buf got;
	uint64_t pos;
	int ret;
	bool crc;
};

static int
put(void *arg, struct buf *out)
{
	buf_add(arg, out->p, out->len);
	out->len = 0;
	return (0);
}

static void
feed_type(struct feed *f, int type, unsigned int flags, const void *body,
    size_t n)
{
	struct buf b = {0};

	f->pos += EV_HEADER + n + (f->crc || type == EV_FORMAT ? 4 : 0);
	bl_event(&b, type, flags, f->pos, body, n, f->crc || type == EV_FORMAT);
	f->ret = stream_event(&f->s, (uint8_t *)b.p, b.len);
	buf_free(&b);
}

static void
feed_buf(struct feed *f, int type, struct buf *body)
{
	feed_type(f, type, 0, body->p, body->len);
	buf_free(body);
}

static void
feed_query(struct feed *f, const char *text)
{
	struct buf b = {0};

	bl_query(&b, "d", text);
	feed_buf(f, EV_QUERY, &b);
}

static void
add_rows(struct buf *b, int32_t id)
{
	bl_rows(b, 70, 1, false);
	bl_le(b, 0, 1);
	bl_le(b, (uint32_t)id, 4);
}

static void
feed_row(struct feed *f, int32_t id)
{
	struct buf b = {0};
	uint8_t type = CELL_LONG;

	bl_map(&b, 70, "d", "t", &type, 1, "", 0);
	feed_buf(f, EV_TABLE_MAP, &b);
	if (f->ret != STREAM_MORE)
		return;
	add_rows(&b, id);
	feed_buf(f, EV_WRITE, &b);
}

static void
feed_rotate(struct feed *f, const char *name, uint64_t pos)
{
	struct buf b = {0}, e = {0};

	bl_le(&b, pos, 8);
	buf_str(&b, name);
	bl_event(&e, EV_ROTATE, EV_F_ARTIFICIAL, 0, b.p, b.len, f->crc);
	f->ret = stream_event(&f->s, (uint8_t *)e.p, e.len);
	f->pos = pos;
	buf_free(&b);
	buf_free(&e);
}

static void
feed_format(struct feed *f)
{
	struct buf b = {0};

	bl_format(&b, f->crc);
	if (f->crc)
		feed_buf(f, EV_FORMAT, &b);
	else {
		struct buf e = {0};

		f->pos += EV_HEADER + b.len;
		bl_event(&e, EV_FORMAT, 0, f->pos, b.p, b.len, false);
		f->ret = stream_event(&f->s, (uint8_t *)e.p, e.len);
		buf_free(&e);
	}
	buf_free(&b);
}

static void
feed_open(struct feed *f, bool crc, const char *file, uint64_t pos)
{
	memset(f, 0, sizeof(*f));
	f->col.name = id_name;
	f->col.type = f->col.data_type = int_type;
	f->col.kind = KIND_INT;
	bl_plan(&f->plan, &f->col, 1);
	f->crc = crc;
	stream_open(&f->s, &f->plan, put, &f->got);
	stream_begin(&f->s);
	feed_rotate(f, file, pos);
	feed_format(f);
}

/*
 * Closes it; the kinds of its records as one word, and whether the last
 * position is where the last event ended in ${file}, or "", where it began.
 */
static void
feed_is(struct feed *f, int ret, const char *kinds, const char *file,
    const char *name)
{
	char want[64] = "b.000001:4"; /* where it began */
	static const char letter[] = "GTBIUDCMHPE";
	struct buf out = {0}, last = {0};
	struct rec_reader *r;
	struct rec rec;

	is_num(f->ret, ret, name);
	emit_flush(&f->s.emit);
	r = rec_open_mem(f->got.p, f->got.len);
	while (rec_read(r, &rec, -1) == REC_GOT) {
		buf_chr(&out, letter[rec.kind]);
		if (rec.kind == REC_COMMIT || rec.kind == REC_PROGRESS) {
			last.len = 0;
			buf_str(&last, rec.text);
		}
	}
	is_str(buf_cstr(&out), kinds, "records");
	if (file[0] != '\0')
		snprintf(want, sizeof(want), "%s:%llu", file,
		    (unsigned long long)f->pos);
	is_str(buf_cstr(&last), want, "position");
	rec_close(r);
	buf_free(&out);
	buf_free(&last);
	buf_free(&f->got);
	stream_close(&f->s);
}

static void
plain(bool crc)
{
	struct feed f;

	feed_open(&f, crc, "b.000001", 4);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	feed_row(&f, -2);
	feed_type(&f, EV_XID, 0, "12345678", 8);
	feed_is(&f, STREAM_MORE, "GPTBIIC", "b.000001",
	    crc ? "with checksums" : "without checksums");
}

/* A mark of the changelog table, of which ${n} bytes are ${text}. */
static void
note(const char *text, size_t n, int ret, const char *kinds)
{
	static const uint8_t type[] = {CELL_LONGLONG, CELL_TIMESTAMP2,
	    CELL_VARCHAR, CELL_VARCHAR};
	struct buf b = {0};
	struct feed f;

	feed_open(&f, false, "b.000001", 4);
	feed_query(&f, "BEGIN");
	bl_map(&b, 71, "d", "_t_ghc", type, 4, "\0\x40\0\0\x10", 5);
	feed_buf(&f, EV_TABLE_MAP, &b);
	bl_rows(&b, 71, 4, false);
	bl_le(&b, 0, 1);
	bl_le(&b, 1, 8);
	bl_le(&b, 0, 4);
	bl_le(&b, 5, 1);
	buf_str(&b, "state");
	bl_le(&b, n, 2);
	buf_add(&b, text, n);
	feed_buf(&f, EV_WRITE, &b);
	if (f.ret != -1)
		feed_type(&f, EV_XID, 0, "12345678", 8);
	feed_is(&f, ret, kinds, ret == -1 ? "" : "b.000001", "a mark");
}

/* failures.md 9: positions above 4 GiB, of which headers have 32 bits. */
static void
long_file(void)
{
	struct feed f;

	feed_open(&f, true, "b.999999", 0xfffffff0u);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	feed_query(&f, "COMMIT");
	ok(f.pos > 0x100000000, "the file is longer than 4 GiB");
	ok(f.s.at.pos == f.pos, "its position is right");
	feed_is(&f, STREAM_MORE, "GPTBIC", "b.999999", "a long file");
}

static void
crash(void)
{
	struct feed f;

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	feed_rotate(&f, "b.000002", 4);
	feed_format(&f);
	feed_query(&f, "BEGIN");
	feed_row(&f, 2);
	feed_query(&f, "COMMIT");
	feed_is(&f, STREAM_MORE, "GPTBIGTBIC", "b.000002",
	    "a transaction without end is void");
}

static void
rolled_back(void)
{
	struct feed f;

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	feed_query(&f, "ROLLBACK");
	feed_query(&f, "BEGIN");
	feed_row(&f, 2);
	feed_query(&f, "COMMIT");
	feed_is(&f, STREAM_MORE, "GPTBIGTBIC", "b.000001", "ROLLBACK is void");
}

static void
one(const char *name, int type, unsigned int flags, const void *body, size_t n,
    int code)
{
	struct feed f;

	feed_open(&f, true, "b.000001", 4);
	feed_type(&f, type, flags, body, n);
	if (code != 0)
		is_num(stream_fail(&f.s), code, name);
	feed_is(&f, code == 0 ? STREAM_MORE : -1, "GP", "", name);
}

static void
kinds(void)
{
	one("unknown", 99, 0, "abc", 3, X_REFUSED);
	one("unknown but ignorable", 99, EV_F_IGNORABLE, "abc", 3, 0);
	one("incident", EV_INCIDENT, 0, "\1\0\0", 3, X_REFUSED);
	one("header only", EV_QUERY, 0, "", 0, X_DATA);
	one("rows outside a transaction", EV_WRITE, 0, "1234567890", 10,
	    X_REFUSED);
	one("short gtid", EV_GTID, 0, "abc", 3, X_DATA);
	one("short tagged gtid", EV_GTID_TAGGED, 0, "\2\4", 2, X_DATA);
	one("short payload", EV_PAYLOAD, 0, "\1", 1, X_DATA);
	one("short heartbeat", EV_HEARTBEAT_V2, 0, "\1", 1, X_DATA);
	one("stop", EV_STOP, 0, "", 0, 0);
	one("rows query", EV_ROWS_QUERY, EV_F_IGNORABLE, "\1x", 2, 0);
}

static void
changed(void)
{
	struct feed f;
	struct buf b = {0};
	uint8_t type = CELL_LONGLONG;

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	bl_map(&b, 70, "d", "t", &type, 1, "", 0);
	feed_buf(&f, EV_TABLE_MAP, &b);
	is_num(stream_fail(&f.s), X_REFUSED, "refused");
	feed_is(&f, -1, "GP", "", "INT became BIGINT");
}

static void
unmapped(void)
{
	struct feed f;
	struct buf b = {0};

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	add_rows(&b, 1);
	feed_buf(&f, EV_WRITE, &b);
	is_num(stream_fail(&f.s), X_DATA, "damaged");
	feed_is(&f, -1, "GP", "", "rows without a table map");
}

static void
partial_image(void)
{
	struct feed f;
	struct buf b = {0};

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	bl_le(&b, 70, 6);
	bl_le(&b, 1, 2);
	bl_le(&b, 2, 2);
	bl_le(&b, 1, 1);
	bl_le(&b, 0, 1);
	feed_buf(&f, EV_WRITE, &b);
	is_num(stream_fail(&f.s), X_REFUSED, "refused");
	feed_is(&f, -1, "GPTBI", "", "an image without the column");
}

/* A payload of BEGIN, map, rows, XID; inner positions are 0. */
static void
payload(struct buf *b, bool zstd)
{
	struct buf in = {0}, body = {0};
	uint8_t type = CELL_LONG;
	char *z;
	size_t n;
	int i;

	bl_query(&body, "d", "BEGIN");
	bl_event(&in, EV_QUERY, 0, 0, body.p, body.len, false);
	body.len = 0;
	bl_map(&body, 70, "d", "t", &type, 1, "", 0);
	bl_event(&in, EV_TABLE_MAP, 0, 0, body.p, body.len, false);
	for (i = 0; i < 10000; i++) {
		body.len = 0;
		add_rows(&body, i);
		bl_event(&in, EV_WRITE, 0, 0, body.p, body.len, false);
	}
	bl_event(&in, EV_XID, 0, 0, "12345678", 8, false);
	n = ZSTD_compressBound(in.len);
	z = malloc(n);
	n = ZSTD_compress(z, n, in.p, in.len, 3);
	bl_le(b, 2, 1);
	bl_le(b, zstd ? 1 : 3, 1);
	if (!zstd)
		bl_le(b, 252, 1);
	bl_le(b, zstd ? 0 : 255, zstd ? 1 : 2);
	bl_le(b, 1, 1);
	bl_le(b, 4, 1);
	bl_le(b, 253, 1);
	bl_le(b, zstd ? n : in.len, 3);
	bl_le(b, 0, 1);
	buf_add(b, zstd ? z : in.p, zstd ? n : in.len);
	free(z);
	buf_free(&in);
	buf_free(&body);
}

static void
payloads(bool zstd)
{
	struct feed f;
	struct buf b = {0};
	struct rec_reader *r;
	struct rec rec;
	unsigned int n = 0;

	payload(&b, zstd);
	feed_open(&f, true, "b.000001", 4);
	feed_buf(&f, EV_PAYLOAD, &b);
	is_num(f.ret, STREAM_MORE, zstd ? "zstd" : "not compressed");
	emit_flush(&f.s.emit);
	ok(f.s.payload.buf.cap < 600000, "%zu bytes were enough",
	    f.s.payload.buf.cap);
	r = rec_open_mem(f.got.p, f.got.len);
	while (rec_read(r, &rec, -1) == REC_GOT)
		n += rec.kind == REC_INSERT;
	is_num(n, 10000, "rows");
	is_num(rec.kind, REC_COMMIT, "committed");
	rec_close(r);
	buf_free(&f.got);
	stream_close(&f.s);

	payload(&b, zstd);
	feed_open(&f, true, "b.000001", 4);
	b.len -= 10;
	feed_buf(&f, EV_PAYLOAD, &b);
	is_num(stream_fail(&f.s), X_DATA, "a cut payload is damaged");
	buf_free(&f.got);
	stream_close(&f.s);
}

/* Every bit of an event counts when it has a checksum. */
static void
flipped(void)
{
	struct ev_format fmt = {true, true, 10, 8};
	struct buf b = {0};
	struct bad bad;
	struct ev ev;
	size_t i, found = 0;

	bl_event(&b, EV_XID, 0, 100, "12345678", 8, true);
	ok(ev_open(&ev, &fmt, (uint8_t *)b.p, b.len, &bad) == 0, "whole");
	is_num((long long)(ev.body.end - ev.body.p), 8, "body");
	for (i = 0; i < b.len * 8; i++) {
		b.p[i / 8] ^= (char)(1 << i % 8);
		found += ev_open(&ev, &fmt, (uint8_t *)b.p, b.len, &bad) == -1;
		b.p[i / 8] ^= (char)(1 << i % 8);
	}
	/* A type that became FORMAT or ROTATE looks elsewhere. */
	ok(found >= b.len * 8 - 2, "%zu of %zu flips found", found, b.len * 8);
	buf_free(&b);
}

/* Stops at the position, not before, and at once if it is there. */
static void
goal(void)
{
	struct feed f;

	feed_open(&f, true, "b.000001", 4);
	f.s.to.set = true;
	coord_parse(&f.s.to.pos, "b.000001:300");
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	ok(f.ret == STREAM_MORE, "inside a transaction it goes on");
	feed_row(&f, 2);
	feed_query(&f, "COMMIT");
	feed_is(&f, STREAM_END, "GPTBIICE", "b.000001", "a goal");
}

int
main(void)
{
	plain(true);
	plain(false);
	long_file();
	crash();
	rolled_back();
	note("migrated", 8, STREAM_MORE, "GPMP");
	note("a\0b", 3, -1, "GP");
	kinds();
	changed();
	unmapped();
	partial_image();
	payloads(true);
	payloads(false);
	flipped();
	goal();
	return (done_testing());
}
