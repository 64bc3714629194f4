/* Which record of the stream is due when. */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "emit.h"

static int64_t
emit_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return ((int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
}

void
emit_table(struct rec_table *t, const struct plan *plan)
{
	unsigned int i;

	t->id = 0;
	t->db = plan->db;
	t->name = plan->table;
	t->ncol = plan->orig.ncol;
	t->col = mem_alloc(t->ncol, sizeof(*t->col));
	for (i = 0; i < t->ncol; i++) {
		t->col[i].name = plan->orig.col[i].name;
		t->col[i].type = plan->orig.col[i].type;
		t->col[i].collation = plan->orig.col[i].collation;
		t->col[i].nlabel = plan->orig.col[i].nlabel;
		t->col[i].label = plan->orig.col[i].label;
	}
	t->nkey = plan->key.n;
	t->key = plan->key.from;
}

void
emit_open(struct emit *e, const char *tool, const struct plan *plan,
    int (*put)(void *, struct buf *), void *arg)
{
	memset(e, 0, sizeof(*e));
	e->tool = tool;
	e->plan = plan;
	e->put = put;
	e->arg = arg;
	pen_open(&e->pen, &e->out);
	e->cells.pen = &e->pen;
	emit_table(&e->table, plan);
	e->said = emit_now();
}

void
emit_close(struct emit *e)
{
	free(e->table.col);
	buf_free(&e->out);
	buf_free(&e->notes);
	buf_free(&e->cells.tmp);
}

int
emit_flush(struct emit *e)
{
	return (e->out.len == 0 ? 0 : e->put(e->arg, &e->out));
}

void
emit_head(struct emit *e)
{
	pen_head(&e->pen, e->tool, e->plan->stream_uuid);
	e->told = false;
	e->open = false;
	e->notes.len = 0;
}

static void
emit_begin(struct emit *e, const char *gtid, int64_t time)
{
	if (!e->told)
		pen_table(&e->pen, &e->table);
	e->told = true;
	if (!e->open)
		pen_begin(&e->pen, gtid, time);
	e->open = true;
}

static int
emit_full(struct emit *e, struct bad *bad)
{
	if (e->out.len < EMIT_BYTES)
		return (0);
	bad->code = 0;
	return (emit_flush(e));
}

int
emit_rows(struct emit *e, struct rows *rows, const char *gtid, int64_t time,
    struct bad *bad)
{
	size_t whole;
	int got;

	emit_begin(e, gtid, time);
	for (;;) {
		whole = e->out.len;
		if ((got = rows_next(rows, 0, &e->cells, bad)) != 1)
			break;
		if (emit_full(e, bad) == -1)
			return (-1);
	}
	/* What is written is whole records, also when the next is damaged. */
	e->out.len = got == -1 ? whole : e->out.len;
	return (got);
}

static bool
emit_is(const struct cur *c, const char *word)
{
	return (cur_left(c) == strlen(word) &&
	    memcmp(c->p, word, cur_left(c)) == 0);
}

int
emit_notes(struct emit *e, struct rows *rows, struct bad *bad)
{
	struct cur hint, value;
	struct pen pen;
	int got;

	if (rows->kind == REC_DELETE)
		return (0);
	/* A transaction of nothing but notes must not grow without end. */
	pen_open(&pen, e->notes.len < EMIT_BYTES ? &e->notes : &e->out);
	while ((got = rows_note(rows, &hint, &value, bad)) == 1) {
		if (emit_is(&hint, "heartbeat"))
			pen_heartbeat(&pen, (const char *)value.p,
			    cur_left(&value));
		else if (emit_is(&hint, "state"))
			pen_mark(&pen, (const char *)value.p, cur_left(&value));
	}
	return (got);
}

bool
emit_due(const struct emit *e)
{
	return (emit_now() - e->said >= EMIT_PROGRESS);
}

void
emit_hurry(struct emit *e)
{
	e->said = emit_now() - EMIT_PROGRESS;
}

void
emit_progress(struct emit *e, const char *pos, const char *set)
{
	pen_progress(&e->pen, pos, set);
	e->said = emit_now();
}

int
emit_commit(struct emit *e, const char *pos, const char *gtid, int64_t time,
    const char *set)
{
	bool noted = e->notes.len > 0;

	if (e->open) {
		pen_commit(&e->pen, pos, gtid, time);
		e->said = emit_now();
		e->open = false;
	}
	if (noted) {
		buf_add(&e->out, e->notes.p, e->notes.len);
		e->notes.len = 0;
		emit_progress(e, pos, set);
	}
	return (e->out.len < EMIT_BYTES ? 0 : emit_flush(e));
}

void
emit_void(struct emit *e)
{
	e->notes.len = 0;
	if (e->open)
		emit_head(e);
}

int
emit_end(struct emit *e, const char *why)
{
	emit_void(e);
	pen_end(&e->pen, why);
	return (emit_flush(e));
}
