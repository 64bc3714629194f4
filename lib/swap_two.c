/*
 * The swap by two sessions, for servers that do not RENAME under LOCK TABLES.
 *
 * ${lock} locks the original and a sentry, an empty table that has the old
 * table's name.  When the last mark is applied, ${rename} says RENAME, which
 * has to wait for the original.  ${lock} drops the sentry and unlocks: of
 * those who wait for the original the RENAME is the first to get it, since an
 * exclusive lock has priority (Reference Manual, "Metadata Locking").  If the
 * session that has the lock dies before, the RENAME fails at the sentry.
 *
 * So all hangs on this: the RENAME must be waiting for the original, and not
 * for something else, when the lock is given up; otherwise applications come
 * first, write to the old table, and are lost.  Metadata locks are asked for
 * in the order of the tables' names.  The sentry's name sorts after the
 * original's, so the RENAME waits for the original before it touches the
 * sentry: that is seen in performance_schema before the sentry is dropped.
 * gh-ost's names sort before: there the sentry has to go first, and if the
 * session with the lock dies then, nothing holds back a RENAME that is still
 * waiting for the ghost.
 */

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <mysqld_error.h>

#include "mark.h"
#include "say.h"
#include "seam.h"
#include "swap.h"
#include "tick.h"

enum { SWAP_POLL_MS = 1 };

/*
 * Without a look at metadata locks only the order of names can tell for whom
 * a RENAME waits: the original must be the first.
 */
int
swap_two_see(struct swap *s)
{
	if (s->after == NULL)
		sql_refuse(&s->side,
		    "no name for the old table sorts after %s, so that the "
		    "cut-over by two sessions cannot be proven to be right",
		    s->plan->table);
	else if (s->block.blind &&
	    strcmp(s->plan->ghost_table, s->plan->table) < 0)
		sql_refuse(&s->side,
		    "the cut-over by two sessions needs to see metadata "
		    "locks: grant SELECT on performance_schema, or "
		    "--allow-setup-metadata-lock-instruments");
	else
		return (0);
	s->fail = s->side.fail;
	return (-1);
}

static int
swap_two_open(struct swap *s, struct sql *db, struct fence *fence)
{
	sql_close(db);
	if (sql_open_same(db, s->a->opt, s->plan->server_uuid) == -1 ||
	    fence_raise(fence, db) == -1 ||
	    sql_run(db, "SET SESSION lock_wait_timeout = %u, wait_timeout = %u",
		s->timeout, s->timeout + 1) == -1) {
		return (swap_failed(s, db));
	}
	return (0);
}

static int
swap_two_make_sentry(struct swap *s)
{
	struct buf text = {0};

	if (swap_two_end(s) == -1)
		return (-1);
	buf_str(&text, "CREATE /* gh-ost */ TABLE ");
	sql_name2(&text, s->plan->db, s->after);
	buf_str(&text, " (id int) ENGINE = InnoDB COMMENT = '");
	mark_text(MARK_SENTRY, s->plan->run_id, &text);
	buf_str(&text, "'");
	return (swap_run(s, &s->side, &text));
}

int
swap_two_lock(struct swap *s)
{
	unsigned long ids[2];
	struct buf text = {0};

	if (swap_two_make_sentry(s) == -1 ||
	    swap_two_open(s, &s->lock, &s->lock_fence) == -1 ||
	    swap_two_open(s, &s->rename, &s->rename_fence) == -1)
		return (-1);
	ids[0] = s->lock.id;
	ids[1] = s->rename.id;
	if (swap_arm(s, ids, 2) == -1)
		return (-1);
	SEAM("cutover-lock");
	buf_str(&text, "LOCK /* gh-ost */ TABLES ");
	sql_name2(&text, s->plan->db, s->plan->table);
	buf_str(&text, " WRITE, ");
	sql_name2(&text, s->plan->db, s->after);
	buf_str(&text, " WRITE");
	if (swap_run(s, &s->lock, &text) == -1)
		return (-1);
	SEAM("cutover-locked");
	return (0);
}

/*
 * swap_two_waiting(s, waits): whether the RENAME waits for the original, of
 * which it says itself only that it is some table: see swap_two_see().
 */
static int
swap_two_waiting(struct swap *s, bool *waits)
{
	struct sql_rows rows;
	char id[24];
	int rc;

	if (!s->block.blind) {
		rc = block_waits(&s->side, s->plan, s->rename.id, waits);
	} else {
		snprintf(id, sizeof(id), "%lu", s->rename.id);
		rc = sql_ask(&s->side, &rows,
		    "SELECT /* gh-ost */ 1 FROM information_schema.processlist"
		    " WHERE id = ? AND state = 'Waiting for table metadata lock'",
		    id);
		if (rc == 0) {
			*waits = rows.nrow > 0;
			sql_rows_free(&rows);
		}
	}
	if (rc == -1)
		s->fail = s->side.fail;
	return (rc);
}

/* swap_two_answered(s, ms): whether the RENAME has ended, one way or another. */
static bool
swap_two_answered(struct swap *s, int ms)
{
	struct pollfd p = {s->rename.my->net.fd, POLLIN, 0};

	return (poll(&p, 1, ms) == 1);
}

/* swap_two_answer(s): how it ended. */
static int
swap_two_answer(struct swap *s)
{
	MYSQL *my = s->rename.my;

	if (mysql_read_query_result(my)) {
		sql_failed(&s->rename, mysql_errno(my), mysql_error(my),
		    "RENAME TABLE");
		s->fail = s->rename.fail;
		/* The lock was lost, and the sentry has done its work. */
		if (s->rename.error == ER_TABLE_EXISTS_ERROR)
			s->fail = X_AGAIN;
		return (-1);
	}
	return (0);
}

/* swap_two_prove(s): returns when the RENAME waits for the original. */
static int
swap_two_prove(struct swap *s)
{
	int64_t until = tick_ms() + swap_left(s);
	bool waits = false;

	while (!waits && tick_ms() < until) {
		if (swap_two_answered(s, SWAP_POLL_MS))
			return (swap_two_answer(s));
		if (swap_two_waiting(s, &waits) == -1)
			return (-1);
	}
	if (waits)
		return (0);
	sql_refuse(&s->side, "the RENAME does not come to wait for %s.%s",
	    s->plan->db, s->plan->table);
	s->fail = X_AGAIN;
	return (-1);
}

/* swap_two_send(s): RENAME, without waiting for its answer. */
static int
swap_two_send(struct swap *s)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "RENAME /* gh-ost */ TABLE ");
	swap_rename_text(s, &text, s->after);
	rc = mysql_send_query(s->rename.my, text.p, text.len) ? -1 : 0;
	if (rc == -1) {
		sql_failed(&s->rename, mysql_errno(s->rename.my),
		    mysql_error(s->rename.my), buf_cstr(&text));
		s->fail = s->rename.fail;
	}
	buf_free(&text);
	return (rc);
}

static int
swap_two_let_go(struct swap *s)
{
	struct buf text = {0};

	buf_str(&text, "DROP /* gh-ost */ TABLE ");
	sql_name2(&text, s->plan->db, s->after);
	if (swap_run(s, &s->lock, &text) == -1)
		return (-1);
	SEAM("cutover-dropped");
	/* If it is lost on the way, the lock is gone as well. */
	if (sql_run(&s->lock, "UNLOCK TABLES") == -1)
		sql_close(&s->lock);
	SEAM("cutover-unlocked");
	return (0);
}

int
swap_two_rename(struct swap *s)
{
	enum swap_state state;

	SEAM("cutover-rename");
	if (swap_two_send(s) == -1)
		return (-1);
	SEAM("cutover-renaming");
	if (swap_two_prove(s) == -1)
		return (-1);
	SEAM("cutover-proven");
	if (swap_two_let_go(s) == -1 || swap_two_answer(s) == -1)
		return (-1);
	SEAM("cutover-renamed");
	/* The old table gets its name. */
	if (swap_look(s, &state) == -1)
		return (-1);
	return (state == (s->back ? SWAP_NOT : SWAP_DONE) ? 0 : -1);
}

int
swap_two_end(struct swap *s)
{
	if (fence_end(&s->rename_fence, &s->side) == -1 ||
	    fence_end(&s->lock_fence, &s->side) == -1)
		return (swap_failed(s, &s->side));
	swap_two_close(s);
	return (mark_drop_sentry(&s->side, s->plan) == -1 ?
		swap_failed(s, &s->side) :
		0);
}

/*
 * The RENAME is ended before the lock is given up.  If that cannot be said any
 * more it fails, as the sentry is still there.
 */
void
swap_two_unlock(struct swap *s)
{
	if (swap_side(s) == -1 || swap_two_end(s) == -1)
		swap_two_close(s);
	guard_disarm(&s->guard, &s->side);
}

void
swap_two_close(struct swap *s)
{
	sql_close(&s->rename);
	sql_close(&s->lock);
}
