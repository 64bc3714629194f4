/* Applying: takes records, and tells what has been committed. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "apply.h"
#include "say.h"
#include "show.h"
#include "tick.h"

enum {
	APPLY_SAVE_EVERY = 10000, /* ms between positions without rows */
	APPLY_SHOWN = 200,	  /* bytes of a row in a message */
};

void
apply_init(struct apply *a, const struct plan *plan, const struct sql_opt *opt)
{
	memset(a, 0, sizeof(*a));
	a->plan = plan;
	a->opt = opt;
	a->out = stdout;
	a->max_rows = APPLY_MAX_ROWS;
	a->retries = AGAIN_RETRIES;
	batch_open(&a->batch, plan, SIZE_MAX);
	lane_open(&a->lane, plan, opt, &a->batch, 0);
	ahead_init(&a->ahead, plan);
}

void
apply_share(struct apply *a, unsigned int n)
{
	if (n < 2 || !lanes_can(a->plan))
		return;
	lanes_open(&a->lanes, a->plan, a->opt, &a->batch, n - 1);
	a->batch.lanes = a->lanes.n + 1;
}

void
apply_free(struct apply *a)
{
	lanes_close(&a->lanes);
	apply_disconnect(a);
	batch_close(&a->batch);
	buf_free(&a->pos);
	buf_free(&a->gtid);
	gtid_free(&a->done);
	buf_free(&a->beat);
	buf_free(&a->mark);
}

/* ---- Telling ---- */

/* Nobody reads us any more: then the run is over. */
static int
apply_tell(struct apply *a)
{
	if (fflush(a->out) == 0)
		return (0);
	say_err(a->out == stdout ? "cannot write to stdout:" :
				   "cannot tell what is applied:");
	a->fail = X_SYS;
	return (-1);
}

static int
apply_tell_all(struct apply *a)
{
	if (a->moved)
		fprintf(a->out, "applied\t%s\t%s\t%llu\t%zu\t%u\n",
		    buf_cstr(&a->pos),
		    a->gtid.len == 0 ? "-" : buf_cstr(&a->gtid),
		    (unsigned long long)a->changes, a->gathered, a->max_rows);
	if (a->beat.len > 0)
		fprintf(a->out, "heartbeat\t%s\n", buf_cstr(&a->beat));
	a->moved = false;
	a->beat.len = 0;
	return (apply_tell(a));
}

bool
apply_idle(const struct apply *a)
{
	return (a->batch.n == 0 || a->in_trx);
}

int
apply_patience(const struct apply *a)
{
	int64_t left = a->since + a->linger - tick_ms();

	return (left > 0 ? (int)left : 0);
}

bool
apply_due(const struct apply *a)
{
	if (a->in_trx)
		return (false);
	if (a->batch.n == 0)
		return (a->beat.len > 0);
	return (apply_patience(a) == 0);
}

static int
apply_write(struct apply *a)
{
	/*
	 * A position is worth a transaction of its own only now and then, or if
	 * written rows are after the one that is kept: when a mark comes back
	 * there are none, and so the one at the swap is where a revert begins.
	 */
	if (a->batch.n == 0 &&
	    (!a->moved ||
		(!a->behind && tick_ms() - a->saved < APPLY_SAVE_EVERY)))
		return (0);
	if (a->pause != NULL)
		a->pause(a);
	batch_settle(&a->batch);
	if (apply_commit(a) == -1)
		return (-1);
	a->gathered = a->batch.n;
	a->behind = a->in_trx;
	a->part = a->seen;
	batch_clear(&a->batch);
	a->changes += a->unsaid;
	a->unsaid = 0;
	a->left += a->coming;
	a->coming = 0;
	a->saved = tick_ms();
	return (0);
}

int
apply_flush(struct apply *a)
{
	if (a->in_trx)
		return (0);
	if (apply_write(a) == -1)
		return (-1);
	return (apply_tell_all(a));
}

int
apply_cut(struct apply *a)
{
	batch_undo(&a->batch);
	a->in_trx = false;
	a->seen = a->part;
	return (apply_flush(a));
}

/* ---- Taking records ---- */

static int
apply_check_table(struct apply *a, const struct rec_table *t)
{
	const struct plan_table *orig = &a->plan->orig;
	unsigned int i;

	if (t->ncol != orig->ncol)
		goto err0;
	for (i = 0; i < t->ncol; i++) {
		if (strcmp(t->col[i].name, orig->col[i].name) != 0 ||
		    strcmp(t->col[i].type, orig->col[i].type) != 0)
			goto err0;
	}
	return (0);
err0:
	say_err("the stream's table %s.%s is not the plan's: its columns "
		"differ",
	    t->db, t->name);
	a->fail = X_DATA;
	return (-1);
}

static bool
apply_key_is_null(const struct apply *a, const struct val *image)
{
	const struct plan_key *key = &a->plan->key;
	unsigned int i;

	for (i = 0; image != NULL && i < key->n; i++) {
		if (image[key->from[i]].type == VAL_NULL)
			return (true);
	}
	return (false);
}

/* Of rows with NULL in a UNIQUE key there may be many: none can be found. */
static int
apply_check_key(struct apply *a, const struct rec *rec)
{
	struct buf row = {0};

	if (!apply_key_is_null(a, rec->old) && !apply_key_is_null(a, rec->new))
		return (0);
	show_text(&row, rec, false);
	say_err("a row has NULL in key %s, by which rows are found; the "
		"original is untouched; after %s: %.*s",
	    a->plan->key.name,
	    a->pos.len == 0 ? a->plan->start : buf_cstr(&a->pos), APPLY_SHOWN,
	    strtok(row.p, "\n"));
	buf_free(&row);
	a->fail = X_REFUSED;
	return (-1);
}

static int
apply_row(struct apply *a, const struct rec *rec)
{
	if (!a->in_trx) {
		say_err("stream: record %llu: a row outside a transaction",
		    (unsigned long long)rec->no);
		a->fail = X_DATA;
		return (-1);
	}
	if (apply_check_key(a, rec) == -1)
		return (-1);
	/* Written in part, before it was begun again. */
	if (a->seen++ < a->part && a->plan->keeps)
		return (0);
	if (a->batch.n == 0)
		a->since = tick_ms();
	batch_add(&a->batch, rec);
	a->unsaid++;
	if (a->batch.n < a->max_rows && a->batch.n < a->lane.warn_rows &&
	    a->batch.arena.len < APPLY_MAX_BYTES)
		return (0);
	/*
	 * A transaction larger than a batch is written in parts; the
	 * position stays before it, and from there it can be repeated.
	 */
	return (apply_write(a));
}

/*
 * A progress record has all transactions up to its position, if the stream
 * knows them.  A set with gaps would be worse than none: what is in a gap would
 * be written again after what has followed it.
 */
static void
apply_note_done(struct apply *a, const struct rec *rec)
{
	if (rec->kind == REC_PROGRESS) {
		gtid_free(&a->done);
		a->done_known = rec->gtid != NULL;
	}
	if (a->done_known && rec->gtid != NULL &&
	    gtid_parse(&a->done, rec->gtid) == -1)
		a->done_known = false;
}

static void
apply_at(struct apply *a, const struct rec *rec)
{
	a->pos.len = 0;
	buf_str(&a->pos, rec->text);
	apply_note_done(a, rec);
	if (rec->kind == REC_COMMIT) {
		a->gtid.len = 0;
		buf_str(&a->gtid, rec->gtid == NULL ? "" : rec->gtid);
	}
	a->moved = true;
}

bool
apply_done(const struct apply *a, struct buf *out)
{
	if (a->done_known)
		gtid_print(&a->done, out);
	return (a->done_known);
}

static int
apply_mark(struct apply *a, const struct rec *rec)
{
	if (apply_flush(a) == -1)
		return (-1);
	a->mark.len = 0;
	buf_str(&a->mark, rec->text);
	fprintf(a->out, "mark\t%s\n", rec->text);
	return (apply_tell(a));
}

int
apply_take(struct apply *a, const struct rec *rec)
{
	switch (rec->kind) {
	case REC_HEAD:
		a->done_known = false;
		/* FALLTHROUGH */
	case REC_BEGIN:
		/* What was begun before and did not end comes again. */
		if (a->in_trx && apply_cut(a) == -1)
			return (-1);
		a->in_trx = rec->kind == REC_BEGIN;
		a->seen = a->in_trx ? 0 : a->part;
		return (0);
	case REC_TABLE:
		return (apply_check_table(a, rec->table));
	case REC_INSERT:
	case REC_UPDATE:
	case REC_DELETE:
		return (apply_row(a, rec));
	case REC_COMMIT:
		batch_whole(&a->batch);
		a->in_trx = false;
		a->seen = a->part = 0;
		apply_at(a, rec);
		return (0);
	case REC_PROGRESS:
		if (!a->in_trx)
			apply_at(a, rec);
		return (0);
	case REC_HEARTBEAT:
		a->beat.len = 0;
		buf_str(&a->beat, rec->text);
		return (0);
	case REC_MARK:
		return (apply_mark(a, rec));
	default:
		return (0);
	}
}
