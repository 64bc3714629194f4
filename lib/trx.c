/* What transactions, rows and statements do to a stream. */

#include <string.h>
#include <strings.h>

#include "say.h"
#include "stream.h"
#include "tok.h"

enum {
	TRX_MAX_OTHER = 32,
	/* Closes tables whose rows a filter dropped: Rows_log_event. */
	TRX_DUMMY_ID = 0x00ffffff,
	TRX_QUOTE = 160,
};

static void
trx_forget(struct stream *s)
{
	s->in_gtid = s->in_trx = s->xa = s->has_gtid = false;
	s->orig.mapped = s->log.mapped = false;
	s->nother = 0;
	s->time = 0;
}

void
trx_cut(struct stream *s)
{
	emit_void(&s->emit);
	trx_forget(s);
}

/* The transaction has ended; it was committed unless ${was_void}. */
static int
trx_end(struct stream *s, bool was_void)
{
	char pos[COORD_TEXT];
	int ret;

	if (s->has_gtid && s->done_known)
		gtid_add(&s->done, s->id.uuid, s->id.tag, s->id.gno, s->id.gno);
	s->safe = s->at;
	if (was_void)
		emit_void(&s->emit);
	s->bad.code = 0;
	ret = emit_commit(&s->emit, coord_text(&s->at, pos),
	    s->has_gtid ? s->gtid : NULL, s->time,
	    s->emit.notes.len > 0 ? stream_set(s) : NULL);
	trx_forget(s);
	return (ret);
}

int
trx_gtid(struct stream *s, const struct ev *ev)
{
	/* Without an end: a server died while it wrote the last one. */
	if (s->in_trx || s->in_gtid)
		trx_cut(s);
	if (ev_gtid(ev, &s->id, &s->bad) == -1)
		return (-1);
	s->in_gtid = true;
	s->has_gtid = !s->id.anonymous;
	if (s->has_gtid)
		ev_gtid_text(&s->id, s->gtid);
	s->time = s->id.time != 0 ? s->id.time : (int64_t)ev->time * 1000000;
	s->last = s->time;
	return (STREAM_MORE);
}

static int
trx_begin(struct stream *s, const struct ev *ev, bool xa)
{
	if (s->in_trx)
		trx_cut(s);
	s->in_gtid = false;
	s->in_trx = true;
	s->xa = xa;
	if (s->time == 0)
		s->time = (int64_t)ev->time * 1000000;
	return (STREAM_MORE);
}

static int
trx_touched(struct stream *s, const struct ev_query *q, bool rows)
{
	int n = q->text_len > TRX_QUOTE ? TRX_QUOTE : (int)q->text_len;

	return (bad_set(&s->bad, X_REFUSED, "%s table %s.%s: %.*s%s",
	    rows ? "a session whose binlog_format is not ROW, as it must be, "
		   "may have changed rows of" :
		   "a statement may change",
	    s->plan->db, s->plan->table, n, q->text,
	    (size_t)n < q->text_len ? "..." : ""));
}

static int
trx_renamed(struct stream *s)
{
	if (trx_end(s, false) == -1)
		return (-1);
	s->bad.code = 0;
	return (emit_end(&s->emit, "renamed") == -1 ? -1 : STREAM_END);
}

/* Rows that were written already cannot be taken back one by one. */
static int
trx_rollback_to(struct stream *s)
{
	if (!s->emit.open)
		return (STREAM_MORE);
	return (bad_set(&s->bad, X_REFUSED,
	    "ROLLBACK TO SAVEPOINT in the "
	    "binary log, after rows of table %s.%s",
	    s->plan->db, s->plan->table));
}

static enum touch_where
trx_changed(const struct stream *s, const struct ev_query *q)
{
	const char *name = (const char *)q->dbs.p;
	const char *end = (const char *)q->dbs.end;

	if (!q->dbs_known)
		return (TOUCH_ANYWHERE);
	/* Without regard to case, as some servers do. */
	for (; name < end; name += strlen(name) + 1) {
		if (strcasecmp(name, s->plan->db) == 0)
			return (TOUCH_HERE);
	}
	return (TOUCH_ELSEWHERE);
}

static enum touch_kind
trx_kind(struct stream *s, const struct ev_query *q)
{
	struct touch_text text = {q->db, q->db_len, q->text, q->text_len, 0,
	    trx_changed(s, q)};

	if (q->sql_mode & EV_MODE_ANSI_QUOTES)
		text.flags |= TOK_ANSI_QUOTES;
	if (q->sql_mode & EV_MODE_NO_BACKSLASH)
		text.flags |= TOK_NO_BACKSLASH;
	return (touch_kind(&s->names, &text));
}

int
trx_query(struct stream *s, const struct ev *ev)
{
	struct ev_query q;
	enum touch_kind kind;

	if (ev_query(ev, &q) == -1)
		return (bad_set(&s->bad, X_DATA, "damaged query event"));
	kind = trx_kind(s, &q);
	switch (kind) {
	case TOUCH_BEGIN:
		return (trx_begin(s, ev, false));
	case TOUCH_XA_START:
		return (trx_begin(s, ev, true));
	case TOUCH_COMMIT:
		return (trx_end(s, false));
	case TOUCH_ROLLBACK:
		return (trx_end(s, true));
	case TOUCH_ROLLBACK_TO:
		return (trx_rollback_to(s));
	case TOUCH_SAVEPOINT:
	case TOUCH_XA_END:
		return (STREAM_MORE);
	case TOUCH_OURS:
	case TOUCH_ROWS:
		return (trx_touched(s, &q, kind == TOUCH_ROWS));
	case TOUCH_RENAMED:
		return (trx_renamed(s));
	case TOUCH_XA_OTHER:
	case TOUCH_OTHER:
		break;
	}
	/* Outside BEGIN a statement is a transaction of its own. */
	return (s->in_trx ? STREAM_MORE : trx_end(s, false));
}

int
trx_xid(struct stream *s)
{
	return (trx_end(s, false));
}

int
trx_xa_prepare(struct stream *s, const struct ev *ev)
{
	char xid[EV_XID_TEXT];
	bool one;

	if (ev_xa(ev, &one, xid) == -1)
		return (bad_set(&s->bad, X_DATA, "damaged XA prepare event"));
	if (!one && s->emit.open)
		return (bad_set(&s->bad, X_REFUSED,
		    "XA PREPARE %s has rows of table %s.%s, which would be "
		    "applied before its XA COMMIT; without XA transactions on "
		    "the table it can be migrated",
		    xid, s->plan->db, s->plan->table));
	return (trx_end(s, !one));
}

static bool
trx_named(const struct tmap_name *n, const char *db, const char *table)
{
	return (n->db_len == strlen(db) && n->table_len == strlen(table) &&
	    memcmp(n->db, db, n->db_len) == 0 &&
	    memcmp(n->table, table, n->table_len) == 0);
}

static int
trx_map_log(struct stream *s, struct tmap_name *name)
{
	s->log.id = name->id;
	s->log.mapped = true;
	if (tmap_columns(&s->log, &name->rest) == -1)
		return (bad_set(&s->bad, X_DATA, "damaged table map"));
	return (rows_notes(&s->log, &s->bad));
}

static int
trx_inside(struct stream *s)
{
	if (s->in_trx)
		return (0);
	return (bad_set(&s->bad, X_REFUSED,
	    "the position to begin at is "
	    "inside a transaction"));
}

int
trx_map(struct stream *s, const struct ev *ev)
{
	struct tmap_name name;

	if (trx_inside(s) == -1)
		return (-1);
	if (tmap_name(ev, &s->fmt, &name) == -1)
		return (bad_set(&s->bad, X_DATA, "damaged table map"));
	if (s->orig.id == name.id)
		s->orig.mapped = false;
	if (s->log.id == name.id)
		s->log.mapped = false;
	if (trx_named(&name, s->plan->db, s->plan->table))
		return (tmap_take(&s->orig, &name, &s->plan->orig, &s->bad));
	if (s->plan->changelog_table != NULL &&
	    trx_named(&name, s->plan->db, s->plan->changelog_table))
		return (trx_map_log(s, &name));
	if (s->nother < TRX_MAX_OTHER)
		s->other[s->nother] = name.id;
	s->nother++;
	return (STREAM_MORE);
}

/* Rows without a table map would be rows lost. */
static int
trx_other(struct stream *s, uint64_t id)
{
	unsigned int i;

	if (s->nother > TRX_MAX_OTHER || id == TRX_DUMMY_ID)
		return (STREAM_MORE);
	for (i = s->nother; i > 0; i--) {
		if (s->other[i - 1] == id)
			return (STREAM_MORE);
	}
	return (bad_set(&s->bad, X_DATA,
	    "rows of table id %llu, which has no "
	    "table map",
	    (unsigned long long)id));
}

static int
trx_partial(struct stream *s)
{
	return (bad_set(&s->bad, X_REFUSED,
	    "a partial update of JSON in "
	    "table %s.%s: a session has binlog_row_value_options = "
	    "PARTIAL_JSON, which must be empty",
	    s->plan->db, s->plan->table));
}

int
trx_rows(struct stream *s, const struct ev *ev)
{
	bool ours, log;
	struct rows rows;
	uint64_t id;

	if (rows_id(ev, &s->fmt, &id) == -1)
		return (bad_set(&s->bad, X_DATA, "short rows event"));
	if (trx_inside(s) == -1)
		return (-1);
	ours = s->orig.mapped && s->orig.id == id;
	log = s->log.mapped && s->log.id == id;
	if (!ours && !log)
		return (trx_other(s, id));
	if (ev->type == EV_PARTIAL_UPDATE)
		return (trx_partial(s));
	if (rows_open(&rows, ev, &s->fmt, ours ? &s->orig : &s->log, &s->bad) ==
	    -1)
		return (-1);
	if (log)
		return (emit_notes(&s->emit, &rows, &s->bad));
	return (emit_rows(&s->emit, &rows, s->has_gtid ? s->gtid : NULL,
	    s->time, &s->bad));
}
