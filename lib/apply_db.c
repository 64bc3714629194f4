/* Applying: writes a batch as one transaction. */

#include <stdlib.h>
#include <string.h>

#include "apply.h"
#include "carry.h"
#include "say.h"
#include "sig.h"

enum {
	APPLY_MAX_RETRY_MS = 5000,
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

/* ---- One transaction ---- */

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

/* apply_once(a): the batch as one transaction.  A pure function of it. */
static int
apply_once(struct apply *a)
{
	a->fail = 0;
	if (apply_connect(a) == -1)
		return (-1);
	if (apply_rows(a) == -1 || apply_position(a) == -1 ||
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
