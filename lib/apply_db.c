/* Applying: writes a batch as one transaction. */

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <mysqld_error.h>

#include "again.h"
#include "apply.h"
#include "carry.h"
#include "say.h"
#include "seam.h"
#include "sig.h"
#include "trigger.h"
#include "warn.h"

enum {
	APPLY_DUPLICATE_TRIES = 5,
	APPLY_WARNINGS = 2, /* of one value, at most */
};

void
apply_disconnect(struct apply *a)
{
	put_close(&a->put);
	rival_close(&a->rival);
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

/* How many rows may warn at once, so that no warning is lost. */
static unsigned int
apply_warn_rows(const struct apply *a, unsigned long kept)
{
	unsigned long rows;

	if (a->plan->naccept == 0)
		return (UINT_MAX);
	rows = kept / (APPLY_WARNINGS * a->plan->naccept);
	return (rows == 0 ? 1 : (unsigned int)rows);
}

static int
apply_limits(struct apply *a)
{
	struct sql_rows rows;
	size_t packet;

	if (a->plan->naccept > 0)
		warn_keep(&a->db);
	if (sql_ask(&a->db, &rows,
		"SELECT @@max_allowed_packet, @@max_error_count") == -1)
		return (-1);
	packet = strtoul(rows.cell[0], NULL, 10);
	a->warn_rows = apply_warn_rows(a, strtoul(rows.cell[1], NULL, 10));
	sql_rows_free(&rows);
	/* A row that fits into no packet with its key and our words. */
	a->batch.max_row = packet > 65536 ? packet - 65536 : packet / 2;
	return (0);
}

int
apply_connect(struct apply *a)
{
	a->fail = 0;
	if (a->ready)
		return (0);
	apply_disconnect(a);
	if (sql_open_same(&a->db, a->opt, a->plan->server_uuid) == -1 ||
	    fence_raise(&a->fence, &a->db) == -1 ||
	    trigger_clear(&a->db, a->plan) == -1)
		goto err0;
	put_open(&a->put, &a->db, a->plan);
	rival_open(&a->rival, &a->db, a->plan);
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
	if (apply_connect(a) == -1)
		return (-1);
	if (apply_rows(a) == -1 || apply_position(a) == -1)
		goto err0;
	SEAM("apply-written");
	if (sql_run(&a->db, "COMMIT") == -1)
		goto err0;
	SEAM("apply-committed");
	return (0);
err0:
	a->fail = a->db.fail;
	return (-1);
}

/* A statement that failed may have left the session in the ALTER's zone. */
static void
apply_undo(struct apply *a)
{
	a->put.nbind = 0;
	if (!a->ready)
		return;
	if (sql_lost(a->db.error) || sql_run(&a->db, "ROLLBACK") == -1 ||
	    sql_run(&a->db, "SET SESSION time_zone = '+00:00'") == -1)
		apply_disconnect(a);
}

/*
 * apply_may_pass(a, tries): where the rows in a UNIQUE key that only the ghost
 * has cannot be asked for one by one, the copy may have put a row between the
 * delete and the insert of its key.  The next try deletes it; a duplicate for
 * good is one again.
 */
static bool
apply_may_pass(const struct apply *a, unsigned long tries)
{
	return (sql_duplicate(a->db.error) && a->plan->stricter &&
	    !rival_can(a->plan) && !a->locked && tries < APPLY_DUPLICATE_TRIES);
}

/* apply_may_settle(a): whether the batch is to be written again, carefully. */
static bool
apply_may_settle(struct apply *a)
{
	if (!sql_duplicate(a->db.error) || !a->plan->stricter || a->careful ||
	    !rival_can(a->plan) || sig_seen() != 0)
		return (false);
	say_debug("%s; it is settled row by row", a->db.text);
	a->careful = true;
	apply_undo(a);
	return (true);
}

/* Duplicates, and rows that others hold locked, are daily life. */
static void
apply_tell_again(const struct apply *a, const struct again *again)
{
	struct buf how = {0};

	again_tell(again, &how);
	if (sql_duplicate(a->db.error) ||
	    (a->db.error == ER_LOCK_NOWAIT && again->tries < 5))
		say_debug("%s; %s", a->db.text, buf_cstr(&how));
	else
		say_warn("%s; %s", a->db.text, buf_cstr(&how));
	buf_free(&how);
}

/* apply_again(a, again): whether there is another try; it is told. */
static bool
apply_again(struct apply *a, struct again *again)
{
	long ms;

	if (apply_may_settle(a))
		return (true);
	if (a->fail == X_AGAIN && a->locked) {
		say_warn("%s", a->db.text);
		return (false);
	}
	if (apply_may_pass(a, again->tries))
		a->db.fail = X_AGAIN;
	ms = again_next(again, &a->db);
	if (ms == -1) {
		say_err("%s; given up after %lu retries, this batch is not "
			"written and the original is untouched",
		    a->db.text, again->tries);
		return (false);
	}
	apply_tell_again(a, again);
	apply_undo(a);
	sig_sleep(ms);
	return (true);
}

/* apply_try(a, once): until it is done, or there is no hope. */
static int
apply_try(struct apply *a, int (*once)(struct apply *))
{
	struct again again;

	again_begin(&again, a->retries);
	a->db.quiet = true;
	while (once(a) == -1 && apply_again(a, &again))
		continue;
	if (a->fail != 0)
		apply_undo(a);
	a->careful = false;
	a->db.quiet = false;
	return (a->fail == 0 ? 0 : -1);
}

int
apply_begin(struct apply *a)
{
	return (apply_try(a, apply_connect));
}

int
apply_commit(struct apply *a)
{
	return (apply_try(a, apply_once));
}
