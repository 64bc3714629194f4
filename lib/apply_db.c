/* Applying: writes a batch as one transaction. */

#include <stdlib.h>
#include <string.h>

#include "apply.h"
#include "carry.h"
#include "say.h"
#include "sig.h"

enum {
	APPLY_MAX_RETRY_MS = 5000,
	APPLY_DELETE_ROWS = 256, /* keys in one DELETE */
	APPLY_PARAM_BYTES = 16,	 /* of a parameter, besides its value */
	APPLY_DUPLICATE_TRIES = 5,
};

void
apply_disconnect(struct apply *a)
{
	put_close(&a->put);
	sql_close(&a->db);
	a->ready = false;
}

/*
 * The staging table has the original's columns, without keys, so that the
 * server itself converts an event's values as ALTER TABLE would.  So does the
 * table of keys, where a converted key has to be found in the ghost.
 */
static int
apply_make_stage(struct apply *a, bool keys)
{
	struct buf text = {0};
	int rc;

	put_create(&text, a->plan, keys);
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
	if (sql_open(&a->db, a->opt) == -1 ||
	    fence_raise(&a->fence, &a->db) == -1)
		goto err0;
	put_open(&a->put, &a->db, a->plan);
	if (sql_run(&a->db,
		"SET SESSION sql_mode = '%s',"
		" time_zone = '+00:00', autocommit = 0,"
		" transaction_isolation = 'READ-COMMITTED'",
		a->plan->sql_mode) == -1 ||
	    apply_limits(a) == -1 ||
	    (a->plan->convert && apply_make_stage(a, false) == -1) ||
	    (!carry_keys_alike(a->plan) && apply_make_stage(a, true) == -1))
		goto err0;
	a->ready = true;
	return (0);
err0:
	a->fail = a->db.fail;
	apply_disconnect(a);
	return (-1);
}

/* ---- Writing ---- */

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
apply_wanted(const struct apply *a, const struct change *ch, enum put_kind kind)
{
	if (!ch->last)
		return (false);
	switch (kind) {
	case PUT_DELETE:
	case PUT_KEYS:
		/* INSERT needs the place of the old row to be free. */
		return (a->plan->stricter || ch->kind == CHANGE_DELETE);
	case PUT_REREAD:
		return (ch->kind == CHANGE_REREAD);
	default:
		return (ch->kind == CHANGE_PUT);
	}
}

/* apply_weight(a, ch, kind): bytes that it takes in a packet, or more. */
static size_t
apply_weight(const struct apply *a, const struct change *ch, enum put_kind kind)
{
	bool key = kind == PUT_DELETE || kind == PUT_REREAD;
	const struct cell *c = &a->batch.cell[key ? ch->key : ch->row];
	unsigned int i, n = key ? a->plan->key.n : a->plan->nmap;
	size_t bytes = 0;

	for (i = 0; i < n; i++)
		bytes += c[i].len + APPLY_PARAM_BYTES;
	return (bytes);
}

/* apply_fit(a, from, kind): how many changes one statement may take. */
static unsigned int
apply_fit(const struct apply *a, size_t from, enum put_kind kind)
{
	const struct batch *b = &a->batch;
	size_t i, bytes = 0, n = 0;
	size_t most = kind == PUT_DELETE ? APPLY_DELETE_ROWS : b->n;

	if (kind == PUT_REREAD)
		return (1);
	for (i = from; i < b->n && n < most; i++) {
		if (!apply_wanted(a, &b->change[i], kind))
			continue;
		bytes += apply_weight(a, &b->change[i], kind);
		if (n > 0 && bytes > b->max_row)
			break;
		n++;
	}
	return (put_rows(&a->put, kind, n));
}

/* apply_each(a, kind): all changes that ${kind} takes, many at a time. */
static int
apply_each(struct apply *a, enum put_kind kind)
{
	const struct batch *b = &a->batch;
	unsigned int n = 0, bound = 0;
	size_t i;

	for (i = 0; i < b->n; i++) {
		if (!apply_wanted(a, &b->change[i], kind))
			continue;
		if (bound == 0)
			n = apply_fit(a, i, kind);
		if (kind == PUT_DELETE || kind == PUT_KEYS ||
		    kind == PUT_REREAD)
			apply_bind_key(a, &b->change[i]);
		else
			apply_bind_row(a, &b->change[i]);
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

	if (zone &&
	    sql_run(&a->db, "SET SESSION time_zone = '%s'",
		a->plan->time_zone) == -1)
		return (-1);
	if ((kind == PUT_REREAD ? apply_each(a, kind) :
				  put_exec(&a->put, kind, 1)) == -1)
		return (-1);
	if (zone && sql_run(&a->db, "SET SESSION time_zone = '+00:00'") == -1)
		return (-1);
	return (0);
}

static int
apply_deletes(struct apply *a)
{
	if (carry_keys_alike(a->plan))
		return (apply_each(a, PUT_DELETE));
	if (put_exec(&a->put, PUT_UNKEY, 1) == -1 ||
	    apply_each(a, PUT_KEYS) == -1 || apply_in_zone(a, PUT_TURN) == -1)
		return (-1);
	return (put_exec(&a->put, PUT_DROP, 1));
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
	put_bind_str(&a->put, a->gtid.len == 0 ? NULL : buf_cstr(&a->gtid));
	put_bind_uint(&a->put, &changes);
	return (put_exec(&a->put, PUT_POSITION, 1));
}

static bool
apply_any(const struct apply *a, enum change_kind kind)
{
	size_t i;

	for (i = 0; i < a->batch.n; i++) {
		if (a->batch.change[i].last && a->batch.change[i].kind == kind)
			return (true);
	}
	return (false);
}

/*
 * Under a zone that is not UTC a TIMESTAMP key has no spelling that is
 * always its own, so such a row cannot be found again.
 */
static int
apply_may_reread(struct apply *a)
{
	const struct plan *plan = a->plan;
	unsigned int i;

	for (i = 0; strcmp(plan->time_zone, "+00:00") != 0 && i < plan->key.n;
	     i++) {
		if (plan->orig.col[plan->key.from[i]].kind != KIND_TIMESTAMP)
			continue;
		sql_refuse(&a->db,
		    "a row has a value that the stream cannot say exactly, and "
		    "its TIMESTAMP key cannot be looked up while the ALTER "
		    "converts time zones");
		return (-1);
	}
	return (0);
}

/* apply_once(a): the batch as one transaction.  A pure function of it. */
static int
apply_once(struct apply *a)
{
	a->fail = 0;
	if (apply_connect(a) == -1)
		return (-1);
	if (apply_deletes(a) == -1 ||
	    (apply_any(a, CHANGE_PUT) && apply_puts(a) == -1) ||
	    (apply_any(a, CHANGE_REREAD) &&
		(apply_may_reread(a) == -1 ||
		    apply_in_zone(a, PUT_REREAD) == -1)) ||
	    apply_position(a) == -1 || sql_run(&a->db, "COMMIT") == -1) {
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

/*
 * apply_may_pass(a, try): where INSERT stands for REPLACE, the copy may put a
 * row between the delete and the insert of its key.  The next try deletes it;
 * a duplicate for good is one again.
 */
static bool
apply_may_pass(const struct apply *a, unsigned int try)
{
	return (sql_duplicate(a->db.error) && a->plan->stricter && !a->locked &&
	    try <= APPLY_DUPLICATE_TRIES && try <= a->retries);
}

/* apply_give_up(a, try): whether a failure is the last; it is told. */
static bool
apply_give_up(struct apply *a, unsigned int try)
{
	if (apply_may_pass(a, try) && sig_seen() == 0)
		return (false);
	if (a->fail == X_AGAIN && a->locked) {
		say_warn("%s", a->db.text);
		return (true);
	}
	if (a->fail != X_AGAIN || try > a->retries || sig_seen() != 0) {
		say_err("%s; given up after %u tries, this batch is not "
			"written and the original is untouched",
		    a->db.text, try);
		return (true);
	}
	say_warn("%s; retry %u of %u", a->db.text, try, a->retries);
	return (false);
}

int
apply_commit(struct apply *a)
{
	unsigned int try;
	long ms = 50;

	a->db.quiet = true;
	for (try = 1; apply_once(a) == -1; try++) {
		if (apply_give_up(a, try))
			break;
		apply_undo(a);
		sig_sleep(ms);
		ms = ms * 2 > APPLY_MAX_RETRY_MS ? APPLY_MAX_RETRY_MS : ms * 2;
	}
	if (a->fail != 0)
		apply_undo(a);
	a->db.quiet = false;
	return (a->fail == 0 ? 0 : -1);
}
