/* Events in, records out: the kinds of events, and where we are. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "name.h"
#include "say.h"
#include "stream.h"

static int stream_inner(struct stream *, const struct ev *);

void
stream_open(struct stream *s, const struct plan *plan,
    int (*put)(void *, struct buf *), void *arg)
{
	memset(s, 0, sizeof(*s));
	s->plan = plan;
	s->names.db = plan->db;
	s->names.table = plan->table;
	s->names.ghost = plan->ghost_table;
	s->names.old = plan->old_table;
	s->after = name_after(plan->table, plan->old_table);
	s->names.after = s->after;
	s->names.revert = plan->revert;
	if (plan->revert)
		s->ghost_after = name_after(plan->table, plan->ghost_table);
	s->names.ghost_after = s->ghost_after;
	emit_open(&s->emit, "gho-stream", plan, put, arg);
}

void
stream_close(struct stream *s)
{
	emit_close(&s->emit);
	payload_free(&s->payload);
	gtid_free(&s->done);
	gtid_free(&s->to.gtid);
	tmap_free(&s->orig);
	tmap_free(&s->log);
	buf_free(&s->text);
	free(s->after);
	free(s->ghost_after);
}

void
stream_begin(struct stream *s)
{
	trx_cut(s);
	memset(&s->fmt, 0, sizeof(s->fmt));
	emit_head(&s->emit);
	/* The first thing that its reader is told is what comes before. */
	emit_hurry(&s->emit);
}

void
stream_file(struct stream *s, const char *name)
{
	if (coord_file(&s->at, name, strlen(name), 4) == -1)
		coord_file(&s->at, "long-name", 9, 4);
	memset(&s->fmt, 0, sizeof(s->fmt));
}

int
stream_fail(const struct stream *s)
{
	return (s->bad.code == 0 ? X_SYS : s->bad.code);
}

bool
stream_whole(const struct stream *s)
{
	return (!s->in_gtid && !s->in_trx);
}

const char *
stream_set(struct stream *s)
{
	if (!s->done_known)
		return (NULL);
	s->text.len = 0;
	gtid_print(&s->done, &s->text);
	return (buf_cstr(&s->text));
}

bool
stream_reached(const struct stream *s)
{
	if (!s->to.set || !stream_whole(s))
		return (false);
	if (s->to.pos.file[0] == '\0')
		return (gtid_within(&s->to.gtid, &s->done) == 1);
	return (s->at.file[0] != '\0' && coord_order(&s->at, &s->to.pos) >= 0);
}

void
stream_idle(struct stream *s)
{
	char pos[COORD_TEXT];

	if (stream_whole(s) && s->at.file[0] != '\0' && emit_due(&s->emit))
		emit_progress(&s->emit, coord_text(&s->at, pos), stream_set(s));
}

/*
 * A header's position has 32 bits, but a file may be longer than 4 GiB by
 * one transaction, and the server may pass over what we do not want.
 */
static void
stream_advance(struct stream *s, const struct ev *ev)
{
	uint64_t pos = (s->at.pos & ~0xffffffffULL) | ev->log_pos;

	if (s->files)
		s->at.pos += ev->size;
	else if (!ev_artificial(ev) && ev->type != EV_HEARTBEAT &&
	    ev->type != EV_HEARTBEAT_V2)
		s->at.pos = pos < s->at.pos ? pos + (1ULL << 32) : pos;
}

static int
stream_rotate(struct stream *s, const struct ev *ev)
{
	const char *name;
	uint64_t pos;
	size_t len;

	if (ev_rotate(ev, &pos, &name, &len) == -1)
		return (bad_set(&s->bad, X_DATA, "damaged rotate event"));
	/* The next file names itself; positions are counted from its magic. */
	if (s->files)
		return (STREAM_MORE);
	if (coord_file(&s->at, name, len, pos) == -1)
		return (bad_set(&s->bad, X_DATA, "rotation to a bad name"));
	if (stream_whole(s))
		s->safe = s->at;
	return (STREAM_MORE);
}

static int
stream_format(struct stream *s, const struct ev *ev)
{
	/* A real one begins a file: what the last left open was lost. */
	if (s->files || !ev_artificial(ev))
		trx_cut(s);
	s->orig.mapped = s->log.mapped = false;
	return (ev_format(ev, &s->fmt, &s->bad));
}

static int
stream_heartbeat(struct stream *s, const struct ev *ev)
{
	struct coord to;
	const char *name;
	uint64_t pos;
	size_t len;
	bool wide;

	if (ev_heartbeat(ev, &pos, &wide, &name, &len) == -1 ||
	    coord_file(&to, name, len, pos) == -1)
		return (bad_set(&s->bad, X_DATA, "damaged heartbeat"));
	/* Ahead of us when the server passed over what we have. */
	if (wide && stream_whole(s) && s->at.file[0] != '\0' &&
	    coord_order(&to, &s->at) > 0)
		s->at = s->safe = to;
	stream_idle(s);
	return (STREAM_MORE);
}

static int
stream_previous(struct stream *s, const struct ev *ev)
{
	struct cur c = ev->body;

	/* The files' own word for what was done before them. */
	if (!s->files || s->done_known)
		return (STREAM_MORE);
	if (gtid_decode(&s->done, &c) == -1)
		return (bad_set(&s->bad, X_DATA, "damaged GTID set"));
	s->done_known = true;
	return (STREAM_MORE);
}

static int
stream_payload(struct stream *s, const struct ev *ev)
{
	const uint8_t *p;
	struct ev inner;
	size_t n;
	int got, ret;

	if (payload_open(&s->payload, ev, &s->bad) == -1)
		return (-1);
	while ((got = payload_next(&s->payload, &p, &n, &s->bad)) == 1) {
		if (ev_open_bare(&inner, p, n, &s->bad) == -1)
			return (-1);
		if (inner.type == EV_PAYLOAD || inner.type == EV_FORMAT ||
		    inner.type == EV_ROTATE)
			return (bad_set(&s->bad, X_DATA,
			    "event of type %u in "
			    "a transaction payload",
			    inner.type));
		if ((ret = stream_inner(s, &inner)) != STREAM_MORE)
			return (ret);
	}
	return (got);
}

static int
stream_unknown(struct stream *s, const struct ev *ev)
{
	if ((ev->flags & EV_F_IGNORABLE) != 0)
		return (STREAM_MORE);
	return (bad_set(&s->bad, X_REFUSED, "event of type %u is unknown here",
	    ev->type));
}

/* Events that say nothing of our tables. */
static int
stream_other(struct stream *s, const struct ev *ev)
{
	switch (ev->type) {
	case EV_STOP:
	case EV_INTVAR:
	case EV_RAND:
	case EV_USER_VAR:
	case EV_APPEND_BLOCK:
	case EV_BEGIN_LOAD:
	case EV_DELETE_FILE:
	case EV_IGNORABLE:
	case EV_ROWS_QUERY:
	case EV_CONTEXT:
		return (STREAM_MORE);
	case EV_VIEW_CHANGE:
		/* Has a GTID of its own, and nothing else follows it. */
		return (trx_xid(s));
	case EV_INCIDENT:
		return (bad_set(&s->bad, X_REFUSED,
		    "an incident event: the "
		    "server says that its binary log lacks changes"));
	}
	return (stream_unknown(s, ev));
}

/* Events as they are also found inside a payload. */
static int
stream_inner(struct stream *s, const struct ev *ev)
{
	switch (ev->type) {
	case EV_GTID:
	case EV_ANONYMOUS:
	case EV_GTID_TAGGED:
		return (trx_gtid(s, ev));
	case EV_QUERY:
	case EV_EXECUTE_LOAD:
		return (trx_query(s, ev));
	case EV_XID:
		return (trx_xid(s));
	case EV_XA_PREPARE:
		return (trx_xa_prepare(s, ev));
	case EV_TABLE_MAP:
		return (trx_map(s, ev));
	case EV_WRITE:
	case EV_UPDATE:
	case EV_DELETE:
	case EV_WRITE_V1:
	case EV_UPDATE_V1:
	case EV_DELETE_V1:
	case EV_PARTIAL_UPDATE:
		return (trx_rows(s, ev));
	}
	return (stream_other(s, ev));
}

static int
stream_kind(struct stream *s, const struct ev *ev)
{
	switch (ev->type) {
	case EV_ROTATE:
		return (stream_rotate(s, ev));
	case EV_FORMAT:
		return (stream_format(s, ev));
	case EV_HEARTBEAT:
	case EV_HEARTBEAT_V2:
		return (stream_heartbeat(s, ev));
	case EV_PREVIOUS_GTIDS:
		return (stream_previous(s, ev));
	case EV_PAYLOAD:
		return (stream_payload(s, ev));
	}
	return (stream_inner(s, ev));
}

/* Whether the event ends at or before the position to begin at. */
static bool
stream_skips(struct stream *s, const struct ev *ev)
{
	if (s->skip.file[0] == '\0')
		return (false);
	if (coord_order(&s->at, &s->skip) > 0) {
		s->skip.file[0] = '\0';
		return (false);
	}
	return (ev->type != EV_ROTATE && ev->type != EV_FORMAT &&
	    ev->type != EV_HEARTBEAT && ev->type != EV_HEARTBEAT_V2);
}

static int
stream_say(struct stream *s, const struct coord *from)
{
	char pos[COORD_TEXT];

	if (s->bad.code != 0)
		say_err("%s: %s",
		    from->file[0] == '\0' ? "binary log" :
					    coord_text(from, pos),
		    s->bad.why);
	return (-1);
}

int
stream_event(struct stream *s, const uint8_t *p, size_t n)
{
	struct coord from = s->at;
	struct ev ev;
	int ret;

	if (ev_open(&ev, &s->fmt, p, n, &s->bad) == -1)
		return (stream_say(s, &from));
	if (!s->fmt.known && ev.type != EV_FORMAT && ev.type != EV_ROTATE) {
		bad_set(&s->bad, X_DATA,
		    "the binary log does not begin with "
		    "a format description");
		return (stream_say(s, &from));
	}
	stream_advance(s, &ev);
	if (stream_skips(s, &ev))
		return (STREAM_MORE);
	if ((ret = stream_kind(s, &ev)) == -1)
		return (stream_say(s, &from));
	if (ret == STREAM_END)
		return (ret);
	if (stream_whole(s)) {
		s->safe = s->at;
		if (!s->files)
			stream_idle(s);
	}
	if (!stream_reached(s))
		return (STREAM_MORE);
	return (emit_end(&s->emit, "eof") == -1 ? -1 : STREAM_END);
}
