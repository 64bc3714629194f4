/* Applying: writes a batch as one transaction. */

#include <mysqld_error.h>

#include "again.h"
#include "apply.h"
#include "keep.h"
#include "say.h"
#include "seam.h"
#include "sig.h"
#include "trigger.h"

enum {
	APPLY_DUPLICATE_TRIES = 5,
};

void
apply_disconnect(struct apply *a)
{
	lane_close(&a->lane);
	if (a->lanes.n > 0)
		lanes_drop(&a->lanes);
}

void
apply_lend(struct apply *a, const struct sql *s)
{
	apply_disconnect(a);
	a->lane.lent = s;
}

/*
 * Lanes of another process are ended before the first write: what they would
 * commit late is older than what follows.
 */
int
apply_connect(struct apply *a)
{
	a->fail = 0;
	if (a->lane.ready && (a->locked || !fence_idle(&a->lane.fence)))
		return (0);
	apply_disconnect(a);
	if (lane_connect(&a->lane) == -1 ||
	    lanes_clear(&a->lane.db, a->plan) == -1 ||
	    trigger_clear(&a->lane.db, a->plan) == -1) {
		a->fail = a->lane.db.fail;
		apply_disconnect(a);
		return (-1);
	}
	a->batch.max_row = a->lane.max_row;
	return (0);
}

/* ---- One transaction ---- */

static int
apply_position(struct apply *a)
{
	struct put *put = &a->lane.put;
	uint64_t changes = a->changes + a->unsaid;
	struct buf done = {0};
	int rc;

	if (a->pos.len == 0)
		return (0);
	put_bind_str(put, buf_cstr(&a->pos));
	put_bind_str(put, apply_done(a, &done) ? buf_cstr(&done) : NULL);
	put_bind_uint(put, &changes);
	put_bind_uint(put, &a->seen);
	rc = put_exec(put, PUT_POSITION, 1);
	buf_free(&done);
	return (rc);
}

/* The first try of a large batch; what comes after a failure is for one. */
static bool
apply_together(const struct apply *a)
{
	return (a->lanes.n > 0 && a->batch.n >= LANES_LEAST && !a->alone &&
	    !a->locked);
}

/*
 * apply_ahead(a): which rows the copy will bring, that is for this try only:
 * it waits where the copy may go until the transaction ends.
 */
static int
apply_ahead(struct apply *a)
{
	if (a->locked || ahead_over(&a->ahead) || !ahead_can(a->plan))
		return (0);
	if (ahead_ask(&a->ahead, &a->lane.db) == -1)
		return (-1);
	a->coming = ahead_leave(&a->ahead, &a->batch);
	SEAM("apply-ahead");
	return (0);
}

/*
 * apply_rows(a): writes the batch.  Lanes may be in each other's way for a
 * moment, in the server's indexes or its limits: then one writes all.
 */
static int
apply_rows(struct apply *a)
{
	struct buf why = {0};
	int rc;

	if (apply_ahead(a) == -1)
		return (-1);
	if (apply_together(a)) {
		a->lane.all = false;
		rc = lanes_write(&a->lanes, &a->lane, &why);
		if (rc == 0)
			return (0);
		a->alone = true;
		lanes_drop(&a->lanes);
		if (rc == 1)
			say_debug("%s; one session writes it all",
			    buf_cstr(&why));
		buf_free(&why);
		if (rc == -1)
			return (-1);
		lane_undo(&a->lane);
		if (apply_connect(a) == -1 || apply_ahead(a) == -1)
			return (-1);
	}
	/* What a lane was told it may do yet, though it was closed. */
	if (a->alone && lanes_clear(&a->lane.db, a->plan) == -1)
		return (-1);
	a->lane.all = true;
	return (lane_rows(&a->lane));
}

/*
 * apply_kept(a, pos, part): the position in the checkpoint table, and how many
 * changes of the transaction after it are written, too: 1, 0: none yet, -1.
 */
static int
apply_kept(struct apply *a, struct buf *pos, uint64_t *part)
{
	struct sql_rows rows;
	int rc;

	if (keep_row(&a->lane.db, a->plan, "coordinates, COALESCE(value, 0)",
		KEEP_APPLIED, "AND coordinates IS NOT NULL", &rows) == -1)
		return (-1);
	rc = rows.nrow == 1;
	if (rc == 1) {
		pos->len = 0;
		buf_str(pos, rows.cell[0]);
		*part = strtoull(rows.cell[1], NULL, 10);
	}
	sql_rows_free(&rows);
	return (rc);
}

/*
 * apply_in_doubt(a): 1 if the transaction whose COMMIT had no answer was
 * committed.  To write it twice does no harm but to what the ghost keeps.
 */
static int
apply_in_doubt(struct apply *a)
{
	struct buf pos = {0};
	uint64_t part = 0;
	int rc;

	if (!a->doubt || !a->plan->keeps)
		return (0);
	rc = apply_kept(a, &pos, &part);
	if (rc == 1)
		rc = part == a->seen &&
		    strcmp(buf_cstr(&pos), buf_cstr(&a->pos)) == 0;
	buf_free(&pos);
	a->doubt = rc == -1;
	return (rc);
}

/* apply_once(a): the batch as one transaction.  A pure function of it. */
static int
apply_once(struct apply *a)
{
	int doubt;

	if (apply_connect(a) == -1)
		return (-1);
	if ((doubt = apply_in_doubt(a)) == 1)
		return (0);
	if (doubt == -1)
		goto err0;
	if (apply_rows(a) == -1 || apply_position(a) == -1)
		goto err0;
	SEAM("apply-written");
	if (sql_run(&a->lane.db, "COMMIT") == -1) {
		a->doubt = true;
		goto err0;
	}
	SEAM("apply-committed");
	fence_used(&a->lane.fence);
	return (0);
err0:
	a->fail = a->lane.db.fail;
	return (-1);
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
	return (sql_duplicate(a->lane.db.error) && a->plan->stricter &&
	    !a->plan->keeps && !rival_can(a->plan) && !a->locked &&
	    tries < APPLY_DUPLICATE_TRIES);
}

/* apply_may_settle(a): whether the batch is to be written again, carefully. */
static bool
apply_may_settle(struct apply *a)
{
	if (!sql_duplicate(a->lane.db.error) || !a->plan->stricter ||
	    a->lane.careful || a->plan->keeps || !rival_can(a->plan) ||
	    sig_seen() != 0)
		return (false);
	say_debug("%s; it is settled row by row", a->lane.db.text);
	a->lane.careful = true;
	lane_undo(&a->lane);
	return (true);
}

/* Duplicates, and rows that others hold locked, are daily life. */
static void
apply_tell_again(const struct apply *a, const struct again *again)
{
	struct buf how = {0};

	again_tell(again, &how);
	if (sql_duplicate(a->lane.db.error) ||
	    (a->lane.db.error == ER_LOCK_NOWAIT && again->tries < 5))
		say_debug("%s; %s", a->lane.db.text, buf_cstr(&how));
	else
		say_warn("%s; %s", a->lane.db.text, buf_cstr(&how));
	buf_free(&how);
}

/*
 * apply_blame(a, why): the reason of a failure and, if it is a row that does
 * not fit, its key.  Under the lock applications would wait for that, and the
 * same command meets the row again without it.
 */
static void
apply_blame(struct apply *a, struct buf *why)
{
	struct buf key = {0};

	buf_str(why, a->lane.db.text);
	if (a->fail != X_REFUSED || a->locked || a->lane.careful)
		return;
	lane_undo(&a->lane);
	a->lane.all = true;
	if (a->lane.ready &&
	    (!a->alone || lanes_clear(&a->lane.db, a->plan) == 0) &&
	    lane_blame(&a->lane, &key)) {
		why->len = 0;
		buf_fmt(why, "%s, in the row with the key %s", a->lane.db.text,
		    buf_cstr(&key));
	}
	buf_free(&key);
}

/* What no other try would change, or was tried often enough. */
static void
apply_tell_over(struct apply *a, const struct again *again)
{
	struct buf why = {0};

	apply_blame(a, &why);
	if (again->tries > 0)
		buf_fmt(&why, "; given up after %lu retries", again->tries);
	say_err("%s; this batch is not written and the original is untouched",
	    buf_cstr(&why));
	buf_free(&why);
}

/* apply_again(a, again): whether there is another try; it is told. */
static bool
apply_again(struct apply *a, struct again *again)
{
	long ms;

	if (apply_may_settle(a))
		return (true);
	if (a->fail == X_AGAIN && a->locked) {
		say_warn("%s", a->lane.db.text);
		return (false);
	}
	if (apply_may_pass(a, again->tries))
		a->lane.db.fail = X_AGAIN;
	ms = again_next(again, &a->lane.db);
	if (ms == -1) {
		apply_tell_over(a, again);
		return (false);
	}
	apply_tell_again(a, again);
	lane_undo(&a->lane);
	sig_sleep(ms);
	return (true);
}

/* apply_try(a, once): until it is done, or there is no hope. */
static int
apply_try(struct apply *a, int (*once)(struct apply *))
{
	struct again again;

	again_begin(&again, a->retries);
	a->lane.db.quiet = true;
	while (once(a) == -1 && apply_again(a, &again))
		continue;
	if (a->fail != 0)
		lane_undo(&a->lane);
	a->lane.careful = a->alone = false;
	a->lane.db.quiet = false;
	return (a->fail == 0 ? 0 : -1);
}

/* Where a ghost keeps columns no change may be applied twice: batch_trace(). */
static int
apply_join(struct apply *a)
{
	if (apply_connect(a) == -1)
		return (-1);
	if (a->plan->keeps &&
	    (apply_kept(a, &a->pos, &a->part) == -1 ||
		sql_run(&a->lane.db, "COMMIT") == -1)) {
		a->fail = a->lane.db.fail;
		return (-1);
	}
	a->seen = a->part;
	return (0);
}

int
apply_begin(struct apply *a)
{
	return (apply_try(a, apply_join));
}

int
apply_commit(struct apply *a)
{
	return (apply_try(a, apply_once));
}
