/* The header of events, and the event types that carry no rows. */

#include <inttypes.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>

#include "ev.h"
#include "say.h"

uint32_t
ev_size(const uint8_t *p)
{
	return ((uint32_t)p[9] | (uint32_t)p[10] << 8 | (uint32_t)p[11] << 16 |
	    (uint32_t)p[12] << 24);
}

static uint32_t
ev_le32(const uint8_t *p)
{
	return ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24);
}

/*
 * A file that is still open has IN_USE set in its FORMAT_DESCRIPTION event,
 * but the checksum was made without it: Log_event_footer::
 * event_checksum_test() clears it as well.
 */
static bool
ev_crc_fits(const uint8_t *p, size_t n)
{
	uint8_t head[EV_HEADER];
	uint32_t crc;

	memcpy(head, p, sizeof(head));
	if (head[4] == EV_FORMAT)
		head[17] &= (uint8_t)~EV_F_IN_USE;
	crc = libdeflate_crc32(0, head, sizeof(head));
	crc = libdeflate_crc32(crc, p + EV_HEADER, n - EV_HEADER - EV_CHECKSUM);
	return (crc == ev_le32(p + n - EV_CHECKSUM));
}

int
ev_open_bare(struct ev *ev, const uint8_t *p, size_t n, struct bad *bad)
{
	if (n < EV_HEADER)
		return (bad_set(bad, X_DATA,
		    "event of %zu bytes, the header alone has 19", n));
	ev->time = ev_le32(p);
	ev->type = p[4];
	ev->server_id = ev_le32(p + 5);
	ev->size = ev_le32(p + 9);
	ev->log_pos = ev_le32(p + 13);
	ev->flags = (uint16_t)(p[17] | p[18] << 8);
	ev->body.p = p + EV_HEADER;
	ev->body.end = p + n;
	if (ev->size != n)
		return (bad_set(bad, X_DATA,
		    "event of type %u says it has "
		    "%" PRIu32 " bytes, but there are %zu",
		    ev->type, ev->size, n));
	return (0);
}

/*
 * The algorithm of a FORMAT_DESCRIPTION event is the byte before its
 * checksum, which is there even when the algorithm is NONE.
 */
static bool
ev_has_crc(const struct ev *ev, const struct ev_format *fmt, const uint8_t *p,
    size_t n)
{
	if (ev->type == EV_FORMAT)
		return (n > EV_HEADER + 5 && p[n - 5] == 1);
	/* The first ROTATE comes before anything says what it has. */
	if (ev->type == EV_ROTATE && !fmt->known)
		return (n > EV_HEADER + EV_CHECKSUM && ev_crc_fits(p, n));
	return (fmt->crc);
}

int
ev_open(struct ev *ev, const struct ev_format *fmt, const uint8_t *p, size_t n,
    struct bad *bad)
{
	if (ev_open_bare(ev, p, n, bad) == -1)
		return (-1);
	if (!ev_has_crc(ev, fmt, p, n))
		return (0);
	if (n < EV_HEADER + EV_CHECKSUM)
		return (bad_set(bad, X_DATA,
		    "event of type %u is too short "
		    "for a checksum",
		    ev->type));
	if (!ev_crc_fits(p, n))
		return (bad_set(bad, X_DATA,
		    "checksum of event of type %u "
		    "and %zu bytes does not fit",
		    ev->type, n));
	ev->body.end -= EV_CHECKSUM;
	return (0);
}

bool
ev_artificial(const struct ev *ev)
{
	return ((ev->flags & EV_F_ARTIFICIAL) != 0 || ev->log_pos == 0);
}

/* Version 2, server 50, created 4, header length 1, post-header lengths. */
int
ev_format(const struct ev *ev, struct ev_format *fmt, struct bad *bad)
{
	struct cur c = ev->body;
	const uint8_t *post;
	uint16_t version;
	uint8_t header;
	size_t n;
	bool crc = ev->size - EV_HEADER > cur_left(&c);

	if (cur_u16(&c, &version) == -1 || cur_skip(&c, 54) == -1 ||
	    cur_u8(&c, &header) == -1)
		return (bad_set(bad, X_DATA, "short format description"));
	if (version != 4 || header != EV_HEADER)
		return (bad_set(bad, X_REFUSED,
		    "binary log of version %u "
		    "with headers of %u bytes is unknown here",
		    version, header));
	/* One byte of algorithm, and four more when they are no checksum. */
	n = cur_left(&c);
	if (n < (crc ? 1u : 5u) + EV_DELETE)
		return (bad_set(bad, X_REFUSED,
		    "binary log of a server "
		    "older than 5.6"));
	post = c.p;
	fmt->known = true;
	fmt->crc = crc;
	if (!crc && post[n - 5] != 0)
		return (bad_set(bad, X_REFUSED,
		    "checksum algorithm %u is "
		    "unknown here",
		    post[n - 5]));
	fmt->map_post = post[EV_TABLE_MAP - 1];
	fmt->rows_post = post[EV_WRITE - 1];
	return (0);
}

int
ev_rotate(const struct ev *ev, uint64_t *pos, const char **name, size_t *len)
{
	struct cur c = ev->body;

	if (cur_u64(&c, pos) == -1 || cur_left(&c) == 0)
		return (-1);
	*name = (const char *)c.p;
	*len = cur_left(&c);
	return (0);
}

int
ev_packed(struct cur *c, uint64_t *v)
{
	uint8_t first;

	if (cur_u8(c, &first) == -1)
		return (-1);
	switch (first) {
	case 251:
	case 255:
		return (-1);
	case 252:
		return (cur_le(c, 2, v));
	case 253:
		return (cur_le(c, 3, v));
	case 254:
		return (cur_le(c, 8, v));
	}
	*v = first;
	return (0);
}

/*
 * As many one-bits at the bottom of the first byte as bytes follow; the
 * value begins above the zero that ends them.  variable_length_integers.h.
 */
int
ev_varlen(struct cur *c, uint64_t *v)
{
	uint64_t rest = 0;
	unsigned int more = 0;
	uint8_t first;

	if (cur_u8(c, &first) == -1)
		return (-1);
	while (more < 8 && (first & 1u << more) != 0)
		more++;
	if (cur_le(c, more, &rest) == -1)
		return (-1);
	if (more == 8)
		*v = rest;
	else
		*v = (uint64_t)(first >> (more + 1)) | rest << (7 - more);
	return (0);
}

/* codecs/binary.cpp: fields of type, length, value; type 0 ends them. */
static int
ev_heartbeat_v2(struct cur *c, uint64_t *pos, const char **name, size_t *len)
{
	struct cur field;
	uint64_t type, size;

	for (;;) {
		if (ev_packed(c, &type) == -1)
			return (-1);
		if (type == 0)
			return (*len == 0 ? -1 : 0);
		if (ev_packed(c, &size) == -1 || cur_sub(c, size, &field) == -1)
			return (-1);
		if (type == 1) {
			*name = (const char *)field.p;
			*len = cur_left(&field);
		} else if (type == 2 && ev_packed(&field, pos) == -1)
			return (-1);
	}
}

int
ev_heartbeat(const struct ev *ev, uint64_t *pos, bool *wide, const char **name,
    size_t *len)
{
	struct cur c = ev->body;

	*len = 0;
	*wide = ev->type == EV_HEARTBEAT_V2;
	*pos = ev->log_pos;
	if (*wide)
		return (ev_heartbeat_v2(&c, pos, name, len));
	*name = (const char *)c.p;
	*len = cur_left(&c);
	return (*len == 0 ? -1 : 0);
}

/* ev_hex(to, p, n): "X'6162'"; returns its end. */
static char *
ev_hex(char *to, const uint8_t *p, uint32_t n)
{
	to += sprintf(to, "X'");
	while (n-- > 0)
		to += sprintf(to, "%02x", *p++);
	return (to + sprintf(to, "'"));
}

int
ev_xa(const struct ev *ev, bool *one, char *xid)
{
	const uint8_t *global, *branch;
	struct cur c = ev->body;
	uint32_t format, n, m;
	uint8_t v;

	if (cur_u8(&c, &v) == -1 || cur_u32(&c, &format) == -1 ||
	    cur_u32(&c, &n) == -1 || cur_u32(&c, &m) == -1 || n > EV_XID_PART ||
	    m > EV_XID_PART || cur_bytes(&c, n, &global) == -1 ||
	    cur_bytes(&c, m, &branch) == -1)
		return (-1);
	*one = v != 0;
	xid = ev_hex(xid, global, n);
	*xid++ = ',';
	xid = ev_hex(xid, branch, m);
	sprintf(xid, ",%" PRIu32, format);
	return (0);
}
