/* Compressed transactions, unpacked event by event. */

#include <inttypes.h>
#include <string.h>

#include "payload.h"
#include "say.h"

enum {
	PAYLOAD_END = 0,
	PAYLOAD_SIZE = 1,
	PAYLOAD_TYPE = 2,
	PAYLOAD_ZSTD = 0,
	PAYLOAD_NONE = 255,
	PAYLOAD_CHUNK = 0x20000,
};

/* Fields of type, length, value: codecs/binary.cpp. */
static int
payload_head(struct cur *c, uint64_t *size, uint64_t *how)
{
	uint64_t type, len;
	struct cur field;

	for (;;) {
		if (ev_packed(c, &type) == -1)
			return (-1);
		if (type == PAYLOAD_END)
			return (0);
		if (ev_packed(c, &len) == -1 || cur_sub(c, len, &field) == -1)
			return (-1);
		if (type == PAYLOAD_SIZE && ev_packed(&field, size) == -1)
			return (-1);
		if (type == PAYLOAD_TYPE && ev_packed(&field, how) == -1)
			return (-1);
	}
}

int
payload_open(struct payload *p, const struct ev *ev, struct bad *bad)
{
	struct cur c = ev->body;
	uint64_t size = 0, how = PAYLOAD_ZSTD;

	if (payload_head(&c, &size, &how) == -1 ||
	    cur_sub(&c, size, &p->in) == -1)
		return (bad_set(bad, X_DATA, "damaged transaction payload"));
	if (how != PAYLOAD_ZSTD && how != PAYLOAD_NONE)
		return (bad_set(bad, X_REFUSED,
		    "transaction payload with "
		    "compression type %" PRIu64 ", unknown here",
		    how));
	p->plain = how == PAYLOAD_NONE;
	p->buf.len = p->at = 0;
	if (p->zstd == NULL && (p->zstd = ZSTD_createDStream()) == NULL)
		say_die(X_SYS, "out of memory for zstd");
	ZSTD_initDStream(p->zstd);
	return (0);
}

/* Appends some bytes to buf: 1, 0 when there are none left, -1. */
static int
payload_more(struct payload *p, struct bad *bad)
{
	ZSTD_inBuffer in = {p->in.p, cur_left(&p->in), 0};
	ZSTD_outBuffer out = {NULL, PAYLOAD_CHUNK, 0};
	size_t n;

	if (p->plain) {
		n = in.size < PAYLOAD_CHUNK ? in.size : PAYLOAD_CHUNK;
		buf_add(&p->buf, p->in.p, n);
		p->in.p += n;
		return (n > 0);
	}
	out.dst = buf_room(&p->buf, PAYLOAD_CHUNK);
	/* Called even without input: zstd may still hold output. */
	n = ZSTD_decompressStream(p->zstd, &out, &in);
	if (ZSTD_isError(n))
		return (bad_set(bad, X_DATA, "transaction payload: %s",
		    ZSTD_getErrorName(n)));
	p->in.p += in.pos;
	p->buf.len += out.pos;
	return (out.pos > 0 || in.pos > 0);
}

/* Makes sure of ${need} bytes: 1, 0 if there is nothing at all, -1. */
static int
payload_need(struct payload *p, size_t need, struct bad *bad)
{
	int more;

	while (p->buf.len - p->at < need) {
		if (p->at > 0) {
			buf_drop(&p->buf, p->at);
			p->at = 0;
		}
		if ((more = payload_more(p, bad)) == -1)
			return (-1);
		if (more == 0 && p->buf.len == 0)
			return (0);
		if (more == 0)
			return (bad_set(bad, X_DATA,
			    "transaction payload ends inside an event"));
	}
	return (1);
}

int
payload_next(struct payload *p, const uint8_t **event, size_t *n,
    struct bad *bad)
{
	const uint8_t *head;
	uint32_t size;
	int got;

	if ((got = payload_need(p, EV_HEADER, bad)) != 1)
		return (got);
	head = (const uint8_t *)p->buf.p + p->at;
	size = ev_size(head);
	if (size < EV_HEADER || size > EV_MAX)
		return (bad_set(bad, X_DATA,
		    "event of %" PRIu32 " bytes in a "
		    "transaction payload",
		    size));
	if (payload_need(p, size, bad) == -1)
		return (-1);
	*event = (const uint8_t *)p->buf.p + p->at;
	*n = size;
	p->at += size;
	return (1);
}

void
payload_free(struct payload *p)
{
	ZSTD_freeDStream(p->zstd);
	buf_free(&p->buf);
	memset(p, 0, sizeof(*p));
}
