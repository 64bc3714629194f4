/* Applying: records in, committed transactions on the ghost table out. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apply.h"
#include "say.h"
#include "sig.h"

enum {
	APPLY_SAVE_EVERY = 10000,	/* ms between positions without rows */
	APPLY_MAX_RETRY_MS = 5000,
	APPLY_DELETE_ROWS = 256,	/* keys in one DELETE */
};

void
apply_init(struct apply *a, const struct plan *plan,
    const struct sql_opt *opt)
{
	memset(a, 0, sizeof(*a));
	a->plan = plan;
	a->opt = opt;
	a->max_rows = APPLY_MAX_ROWS;
	a->retries = 60;
	batch_open(&a->batch, plan, SIZE_MAX);
}

void
apply_disconnect(struct apply *a)
{
	put_close(&a->put);
	sql_close(&a->db);
	a->ready = false;
}

void
apply_free(struct apply *a)
{
	apply_disconnect(a);
	batch_close(&a->batch);
	buf_free(&a->pos);
	buf_free(&a->gtid);
	buf_free(&a->beat);
	buf_free(&a->mark);
}

/* ---- The session ---- */

/*
 * The staging table has the original's columns, without keys, so that the
 * server itself converts an event's values as ALTER TABLE would.
 */
static int
apply_make_stage(struct apply *a)
{
	struct buf text = {0};
	unsigned int i;
	int rc;

	buf_fmt(&text, "CREATE TEMPORARY TABLE ");
	sql_name(&text, a->plan->db);
	buf_fmt(&text, ".gho_stage_%s ENGINE=InnoDB SELECT ",
	    a->plan->run_id);
	for (i = 0; i < a->plan->nmap; i++) {
		if (i > 0)
			buf_str(&text, ", ");
		sql_name(&text,
		    a->plan->orig.col[a->plan->map[i].from].name);
	}
	buf_str(&text, " FROM ");
	sql_name2(&text, a->plan->db, a->plan->table);
	buf_str(&text, " LIMIT 0");
	rc = sql_run(&a->db, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

static int
apply_limits(struct apply *a)
{
	struct sql_rows rows;
	size_t packet;

	if (sql_ask(&a->db, &rows, "SELECT @@max_allowed_packet") == -1)
		return (-1);
	packet = strtoul(rows.cell[0], NULL, 10);
	sql_rows_free(&rows);
	/* A row that fits into no packet with its key and our words. */
	a->batch.max_row = packet > 65536 ? packet - 65536 : packet / 2;
	return (0);
}

int
apply_connect(struct apply *a)
{
	if (a->ready)
		return (0);
	apply_disconnect(a);
	if (sql_open(&a->db, a->opt) == -1)
		goto err0;
	put_open(&a->put, &a->db, a->plan);
	if (sql_run(&a->db, "SET SESSION sql_mode = '%s',"
	    " time_zone = '+00:00', autocommit = 0,"
	    " transaction_isolation = 'READ-COMMITTED'",
	    a->plan->sql_mode) == -1 ||
	    apply_limits(a) == -1 ||
	    (a->plan->convert && apply_make_stage(a) == -1))
		goto err0;
	a->ready = true;
	return (0);
err0:
	a->fail = a->db.fail;
	apply_disconnect(a);
	return (-1);
}

/* ---- Writing a batch ---- */

static void
apply_bind_key(struct apply *a, const struct change *ch)
{
	const struct plan *plan = a->plan;
	unsigned int i;

	for (i = 0; i < plan->key.n; i++)
		put_bind(&a->put, &plan->orig.col[plan->key.from[i]],
		    &a->batch.cell[ch->key + i], &a->batch.arena);
}

static void
apply_bind_row(struct apply *a, const struct change *ch)
{
	const struct plan *plan = a->plan;
	unsigned int i;

	for (i = 0; i < plan->nmap; i++)
		put_bind(&a->put, &plan->orig.col[plan->map[i].from],
		    &a->batch.cell[ch->row + i], &a->batch.arena);
}

/* apply_wanted(a, ch, kind): whether a statement of ${kind} takes it. */
static bool
apply_wanted(const struct apply *a, const struct change *ch,
    enum put_kind kind)
{
	if (!ch->last)
		return (false);
	switch (kind) {
	case PUT_DELETE:
		/* INSERT needs the place of the old row to be free. */
		return (a->plan->stricter || ch->kind == CHANGE_DELETE);
	case PUT_REREAD:
		return (ch->kind == CHANGE_REREAD);
	default:
		return (ch->kind == CHANGE_PUT);
	}
}

/* apply_each(a, kind): all changes that ${kind} takes, many at a time. */
static int
apply_each(struct apply *a, enum put_kind kind)
{
	const struct batch *b = &a->batch;
	size_t i, left = 0;
	unsigned int n = 0, bound = 0;

	for (i = 0; i < b->n; i++)
		left += apply_wanted(a, &b->change[i], kind);
	for (i = 0; left > 0; i++) {
		if (!apply_wanted(a, &b->change[i], kind))
			continue;
		if (bound == 0)
			n = kind == PUT_REREAD ? 1 : put_rows(&a->put,
			    kind, kind == PUT_DELETE &&
			    left > APPLY_DELETE_ROWS ? APPLY_DELETE_ROWS :
			    left);
		if (kind == PUT_DELETE || kind == PUT_REREAD)
			apply_bind_key(a, &b->change[i]);
		else
			apply_bind_row(a, &b->change[i]);
		left--;
		if (++bound < n)
			continue;
		if (put_exec(&a->put, kind, n) == -1)
			return (-1);
		bound = 0;
	}
	return (0);
}

/*
 * Values of the stream are in UTC, as the log has them; a conversion
 * between TIMESTAMP and other types happens in the zone in which ALTER
 * TABLE would have made it.
 */
static int
apply_in_zone(struct apply *a, enum put_kind kind)
{
	bool zone = strcmp(a->plan->time_zone, "+00:00") != 0;

	if (zone && sql_run(&a->db, "SET SESSION time_zone = '%s'",
	    a->plan->time_zone) == -1)
		return (-1);
	if ((kind == PUT_MOVE ? put_exec(&a->put, kind, 1) :
	    apply_each(a, kind)) == -1)
		return (-1);
	if (zone && sql_run(&a->db,
	    "SET SESSION time_zone = '+00:00'") == -1)
		return (-1);
	return (0);
}

static int
apply_puts(struct apply *a)
{
	if (!a->plan->convert)
		return (apply_each(a, PUT_ROWS));
	if (put_exec(&a->put, PUT_UNSTAGE, 1) == -1 ||
	    apply_each(a, PUT_STAGE) == -1)
		return (-1);
	return (apply_in_zone(a, PUT_MOVE));
}

static int
apply_position(struct apply *a)
{
	uint64_t changes = a->changes + a->unsaid;

	if (a->pos.len == 0)
		return (0);
	put_bind_str(&a->put, buf_cstr(&a->pos));
	put_bind_str(&a->put, a->gtid.len == 0 ? NULL :
	    buf_cstr(&a->gtid));
	put_bind_uint(&a->put, &changes);
	return (put_exec(&a->put, PUT_POSITION, 1));
}

static bool
apply_any(const struct apply *a, enum change_kind kind)
{
	size_t i;

	for (i = 0; i < a->batch.n; i++) {
		if (a->batch.change[i].last &&
		    a->batch.change[i].kind == kind)
			return (true);
	}
	return (false);
}

/* apply_once(a): the batch as one transaction.  A pure function of it. */
static int
apply_once(struct apply *a)
{
	if (apply_connect(a) == -1)
		return (-1);
	if (apply_each(a, PUT_DELETE) == -1 ||
	    (apply_any(a, CHANGE_PUT) && apply_puts(a) == -1) ||
	    (apply_any(a, CHANGE_REREAD) &&
	    apply_in_zone(a, PUT_REREAD) == -1) ||
	    apply_position(a) == -1 ||
	    sql_run(&a->db, "COMMIT") == -1) {
		a->fail = a->db.fail;
		return (-1);
	}
	return (0);
}

static void
apply_undo(struct apply *a)
{
	a->put.nbind = 0;
	if (!a->ready)
		return;
	/* The zone may have been left changed: a new session is certain. */
	if (sql_lost(a->db.error) || (a->plan->convert && !a->locked))
		apply_disconnect(a);
	else if (sql_run(&a->db, "ROLLBACK") == -1)
		apply_disconnect(a);
}

static int
apply_retry(struct apply *a)
{
	unsigned int try;
	long ms = 50;

	for (try = 1; apply_once(a) == -1; try++) {
		apply_undo(a);
		if (a->fail != X_AGAIN || a->locked)
			return (-1);
		if (try > a->retries || sig_seen()) {
			say_err("giving up after %u tries; nothing of this "
			    "batch is written", try);
			return (-1);
		}
		say_warn("retry %u of %u", try, a->retries);
		sig_sleep(ms);
		ms = ms * 2 > APPLY_MAX_RETRY_MS ? APPLY_MAX_RETRY_MS : ms * 2;
	}
	return (0);
}

/* ---- Telling ---- */

/* Nobody reads us any more: then the run is over. */
static int
apply_tell(struct apply *a)
{
	if (fflush(stdout) == 0)
		return (0);
	say_err("cannot write to stdout:");
	a->fail = X_SYS;
	return (-1);
}

static int
apply_tell_all(struct apply *a)
{
	if (a->moved)
		printf("applied\t%s\t%s\t%llu\t%zu\t%u\n",
		    buf_cstr(&a->pos),
		    a->gtid.len == 0 ? "-" : buf_cstr(&a->gtid),
		    (unsigned long long)a->changes, a->gathered,
		    a->max_rows);
	if (a->beat.len > 0)
		printf("heartbeat\t%s\n", buf_cstr(&a->beat));
	a->moved = false;
	a->beat.len = 0;
	return (apply_tell(a));
}

bool
apply_idle(const struct apply *a)
{
	return (a->batch.n == 0 || a->in_trx);
}

static int64_t
apply_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

bool
apply_due(const struct apply *a)
{
	return (a->batch.n > 0 && !a->in_trx &&
	    apply_now() - a->since >= a->linger);
}

static int
apply_write(struct apply *a)
{
	/* A position is worth a transaction of its own only now and then. */
	if (a->batch.n == 0 &&
	    (!a->moved || apply_now() - a->saved < APPLY_SAVE_EVERY))
		return (0);
	if (a->pause != NULL)
		a->pause(a);
	batch_settle(&a->batch);
	if (apply_retry(a) == -1)
		return (-1);
	a->gathered = a->batch.n;
	batch_clear(&a->batch);
	a->changes += a->unsaid;
	a->unsaid = 0;
	a->saved = apply_now();
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
	    "differ", t->db, t->name);
	a->fail = X_DATA;
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
	if (a->batch.n == 0)
		a->since = apply_now();
	batch_add(&a->batch, rec);
	a->unsaid++;
	if (a->batch.n < a->max_rows && a->batch.arena.len < APPLY_MAX_BYTES)
		return (0);
	/*
	 * A transaction larger than a batch is written in parts; the
	 * position stays before it, and from there it can be repeated.
	 */
	return (apply_write(a));
}

static void
apply_at(struct apply *a, const struct rec *rec)
{
	a->pos.len = a->gtid.len = 0;
	buf_str(&a->pos, rec->text);
	if (rec->gtid != NULL)
		buf_str(&a->gtid, rec->gtid);
	a->moved = true;
}

static int
apply_mark(struct apply *a, const struct rec *rec)
{
	if (apply_flush(a) == -1)
		return (-1);
	a->mark.len = 0;
	buf_str(&a->mark, rec->text);
	printf("mark\t%s\n", rec->text);
	return (apply_tell(a));
}

int
apply_take(struct apply *a, const struct rec *rec)
{
	switch (rec->kind) {
	case REC_HEAD:
	case REC_BEGIN:
		/* What was begun before and did not end comes again. */
		if (a->in_trx && apply_cut(a) == -1)
			return (-1);
		a->in_trx = rec->kind == REC_BEGIN;
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
