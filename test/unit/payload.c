/* Compressed transactions to records. */

#include <zstd.h>

#include "feed.h"
#include "say.h"

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

int
main(void)
{
	payloads(true);
	payloads(false);
	flipped();
	return (done_testing());
}
