/* The event that begins a transaction: GTID, anonymous or tagged. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ev.h"
#include "say.h"

/* Seven bytes each; the top bit of the first says that a second follows. */
static void
ev_gtid_time(struct cur *c, struct ev_gtid *g)
{
	uint64_t clock;
	uint8_t kind;

	/* Servers before 5.7 and 8.0 log less here. */
	if (cur_u8(c, &kind) == -1 || kind != 2 || cur_skip(c, 16) == -1 ||
	    cur_le(c, 7, &clock) == -1)
		return;
	if ((clock & 1ULL << 55) != 0 && cur_le(c, 7, &clock) == -1)
		return;
	g->time = (int64_t)(clock & ~(1ULL << 55));
}

static int
ev_gtid_plain(const struct ev *ev, struct ev_gtid *g, struct bad *bad)
{
	struct cur c = ev->body;
	const uint8_t *uuid;
	uint64_t gno;

	if (cur_skip(&c, 1) == -1 || cur_bytes(&c, 16, &uuid) == -1 ||
	    cur_u64(&c, &gno) == -1)
		return (bad_set(bad, X_DATA, "short GTID event"));
	memcpy(g->uuid, uuid, sizeof(g->uuid));
	g->gno = (int64_t)gno;
	g->anonymous = ev->type == EV_ANONYMOUS;
	if (!g->anonymous && g->gno < 1)
		return (
		    bad_set(bad, X_DATA, "GTID with number %" PRId64, g->gno));
	ev_gtid_time(&c, g);
	return (0);
}

static int
ev_tagged_uuid(struct cur *c, struct ev_gtid *g)
{
	uint64_t v;
	unsigned int i;

	/* A serialised array: each byte is an integer of 1 or 2 bytes. */
	for (i = 0; i < 16; i++) {
		if (ev_varlen(c, &v) == -1 || v > 255)
			return (-1);
		g->uuid[i] = (uint8_t)v;
	}
	return (0);
}

static int
ev_tagged_tag(struct cur *c, struct ev_gtid *g)
{
	const uint8_t *p;
	uint64_t n;

	if (ev_varlen(c, &n) == -1 || n > 32 || cur_bytes(c, n, &p) == -1)
		return (-1);
	memcpy(g->tag, p, n);
	g->tag[n] = '\0';
	g->tag_len = (uint8_t)n;
	return (0);
}

/* Gtid_event::define_fields() of control_events.h numbers the fields. */
static int
ev_tagged_field(struct cur *c, uint64_t id, struct ev_gtid *g)
{
	uint64_t v;

	switch (id) {
	case 1:
		return (ev_tagged_uuid(c, g));
	case 3:
		return (ev_tagged_tag(c, g));
	}
	if (ev_varlen(c, &v) == -1)
		return (-1);
	/* Signed ones have the sign at the bottom; ours are not negative. */
	if (id == 2)
		g->gno = (int64_t)(v >> 1);
	else if (id == 6 || id == 7)
		g->time = (int64_t)v;
	return (0);
}

/*
 * A message of libs/mysql/serialization (its readme.md): version, size,
 * last field that must be understood, then fields in ascending order.
 */
static int
ev_gtid_tagged(const struct ev *ev, struct ev_gtid *g, struct bad *bad)
{
	struct cur c = ev->body;
	uint64_t version, size, last, id;

	if (ev_varlen(&c, &version) == -1 || ev_varlen(&c, &size) == -1 ||
	    ev_varlen(&c, &last) == -1)
		return (bad_set(bad, X_DATA, "short tagged GTID event"));
	if (version != 1 || last > 11)
		return (bad_set(bad, X_REFUSED,
		    "tagged GTID event of format "
		    "%" PRIu64 " with field %" PRIu64 " is unknown here",
		    version, last));
	while (cur_left(&c) > 0) {
		if (ev_varlen(&c, &id) == -1)
			return (bad_set(bad, X_DATA, "bad tagged GTID event"));
		if (id > 11)
			break;
		if (ev_tagged_field(&c, id, g) == -1)
			return (bad_set(bad, X_DATA,
			    "bad field %" PRIu64 " of tagged GTID event", id));
	}
	if (g->gno < 1)
		return (bad_set(bad, X_DATA, "tagged GTID without number"));
	return (0);
}

int
ev_gtid(const struct ev *ev, struct ev_gtid *g, struct bad *bad)
{
	memset(g, 0, sizeof(*g));
	if (ev->type == EV_GTID_TAGGED)
		return (ev_gtid_tagged(ev, g, bad));
	return (ev_gtid_plain(ev, g, bad));
}

void
ev_gtid_text(const struct ev_gtid *g, char *text)
{
	static const char hex[] = "0123456789abcdef";
	char *t = text;
	unsigned int i;

	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*t++ = '-';
		*t++ = hex[g->uuid[i] >> 4];
		*t++ = hex[g->uuid[i] & 15];
	}
	if (g->tag_len > 0)
		t += snprintf(t, 34, ":%s", g->tag);
	snprintf(t, 22, ":%" PRId64, g->gno);
}
