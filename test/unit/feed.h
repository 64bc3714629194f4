#ifndef FEED_H
#define FEED_H

#include <stdlib.h>

#include "binlog.h"
#include "rec.h"
#include "stream.h"
#include "tap.h"

/* Streams that are fed with events written by hand, for tests. */

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

static inline int
put(void *arg, struct buf *out)
{
	buf_add(arg, out->p, out->len);
	out->len = 0;
	return (0);
}

static inline void
feed_type(struct feed *f, int type, unsigned int flags, const void *body,
    size_t n)
{
	struct buf b = {0};

	f->pos += EV_HEADER + n + (f->crc || type == EV_FORMAT ? 4 : 0);
	bl_event(&b, type, flags, f->pos, body, n, f->crc || type == EV_FORMAT);
	f->ret = stream_event(&f->s, (uint8_t *)b.p, b.len);
	buf_free(&b);
}

static inline void
feed_buf(struct feed *f, int type, struct buf *body)
{
	feed_type(f, type, 0, body->p, body->len);
	buf_free(body);
}

static inline void
feed_query(struct feed *f, const char *text)
{
	struct buf b = {0};

	bl_query(&b, "d", text);
	feed_buf(f, EV_QUERY, &b);
}

static inline void
add_rows(struct buf *b, int32_t id)
{
	bl_rows(b, 70, 1, false);
	bl_le(b, 0, 1);
	bl_le(b, (uint32_t)id, 4);
}

static inline void
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

static inline void
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

static inline void
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

static inline void
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
static inline void
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

#endif
