/* The swap: what both forms of a cut-over have in common. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mysqld_error.h>

#include "name.h"
#include "say.h"
#include "seam.h"
#include "swap.h"
#include "tick.h"
#include "trigger.h"

enum {
	SWAP_RENAMES_UNDER_LOCK = 80013, /* since this version */
	SWAP_EARLY_MS = 250, /* so that all is over at twice the time-out */
};

static const struct {
	int (*lock)(struct swap *);
	int (*rename)(struct swap *);
	void (*unlock)(struct swap *);
} swap_forms[] = {
    [SWAP_ONE] = {swap_one_lock, swap_one_rename, swap_one_unlock},
    [SWAP_TWO] = {swap_two_lock, swap_two_rename, swap_two_unlock},
    [SWAP_MANY] = {swap_many_lock, swap_many_rename, swap_many_unlock},
};

int
swap_failed(struct swap *s, const struct sql *db)
{
	s->fail = db->fail;
	s->error = db->error;
	return (-1);
}

int
swap_side(struct swap *s)
{
	if (s->side.my != NULL && mysql_ping(s->side.my) == 0)
		return (0);
	sql_close(&s->side);
	/* Definitions are read as they are, not from a cache. */
	if (sql_open_same(&s->side, s->a->opt, s->plan->server_uuid) == -1 ||
	    sql_run(&s->side,
		"SET SESSION lock_wait_timeout = %u,"
		" innodb_lock_wait_timeout = %u,"
		" information_schema_stats_expiry = 0",
		s->timeout, s->timeout) == -1) {
		sql_close(&s->side);
		return (swap_failed(s, &s->side));
	}
	return (0);
}

int
swap_open(struct swap *s, const struct plan *plan, struct apply *a,
    unsigned int timeout)
{
	memset(s, 0, sizeof(*s));
	s->plan = plan;
	s->a = a;
	s->timeout = timeout;
	fence_init(&s->lock_fence, plan, FENCE_LOCK);
	fence_init(&s->rename_fence, plan, FENCE_RENAME);
	s->after = name_after(plan->table, plan->old_table);
	if (swap_side(s) == -1)
		return (-1);
	/* Those of a run that has died: then what is true stays so. */
	if (fence_clear(&s->side, plan, FENCE_LOCK, 2) == -1)
		return (swap_failed(s, &s->side));
	s->form =
	    mysql_get_server_version(s->side.my) < SWAP_RENAMES_UNDER_LOCK ?
	    SWAP_TWO :
	    SWAP_ONE;
	return (0);
}

int
swap_see(struct swap *s, bool skip, bool setup)
{
	if (skip)
		s->block.blind = true;
	else
		block_open(&s->block, s->plan, &s->side, setup);
	return (s->form == SWAP_TWO ? swap_two_see(s) : 0);
}

void
swap_close(struct swap *s)
{
	block_close(&s->block);
	swap_two_close(s);
	sql_close(&s->guard.sql);
	sql_close(&s->side);
	free(s->after);
	s->after = NULL;
}

int
swap_run(struct swap *s, struct sql *db, struct buf *text)
{
	int rc = sql_run(db, "%s", buf_cstr(text));

	buf_free(text);
	return (rc == -1 ? swap_failed(s, db) : 0);
}

/* us since 1970 */
static int64_t
swap_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return ((int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

/* Without a look whether the session lives: applications may be waiting. */
int
swap_mark(struct swap *s)
{
	struct buf text = {0};

	if (s->side.my == NULL && swap_side(s) == -1)
		return (-1);
	/* As in gh-ost with the time: connection ids may come again. */
	snprintf(s->mark, sizeof(s->mark), "AllEventsUpToLockProcessed:%s.%lld",
	    s->plan->run_id, (long long)swap_now());
	buf_str(&text, "INSERT /* gh-ost */ INTO ");
	sql_name2(&text, s->plan->db, s->plan->changelog_table);
	buf_fmt(&text,
	    " (id, hint, value) VALUES (2, 'state', '%s')"
	    " ON DUPLICATE KEY UPDATE last_update = NOW(), value = '%s'",
	    s->mark, s->mark);
	if (swap_run(s, &s->side, &text) == 0)
		return (0);
	if (sql_lost(s->side.error))
		sql_close(&s->side);
	return (-1);
}

/* ---- The lock ---- */

int
swap_arm(struct swap *s, const unsigned long *id, unsigned int n)
{
	if (guard_arm(&s->guard, s->a->opt, s->timeout * 2000 - SWAP_EARLY_MS,
		id, n) == -1)
		return (swap_failed(s, &s->guard.sql));
	s->asked = tick_ms();
	return (0);
}

int64_t
swap_left(const struct swap *s)
{
	int64_t all = s->asked + s->timeout * 2000 - 2 * SWAP_EARLY_MS;
	int64_t under = tick_ms() + s->timeout * 1000;

	return ((all < under ? all : under) - tick_ms());
}

void
swap_rename_text(const struct swap *s, struct buf *text, const char *old)
{
	const struct plan *p = s->plan;

	sql_name2(text, p->db, p->table);
	buf_str(text, " TO ");
	sql_name2(text, p->db, old);
	buf_str(text, ", ");
	sql_name2(text, p->db, p->ghost_table);
	buf_str(text, " TO ");
	sql_name2(text, p->db, p->table);
	if (!s->back)
		return;
	buf_str(text, ", ");
	sql_name2(text, p->db, p->table);
	buf_str(text, " TO ");
	sql_name2(text, p->db, p->ghost_table);
	buf_str(text, ", ");
	sql_name2(text, p->db, old);
	buf_str(text, " TO ");
	sql_name2(text, p->db, p->table);
}

int
swap_lock(struct swap *s)
{
	if (swap_side(s) == -1)
		return (-1);
	return (swap_forms[s->form].lock(s));
}

/* No row is written any more: the ghost can have its triggers. */
static int
swap_complete(struct swap *s)
{
	if (swap_carry_id(s) == -1)
		return (-1);
	if (trigger_make(&s->a->lane.db, s->plan) == -1)
		return (swap_failed(s, &s->a->lane.db));
	return (0);
}

int
swap_rename(struct swap *s)
{
	struct swap *one;

	for (one = s; one != NULL; one = one->with) {
		if (swap_complete(one) == 0)
			continue;
		s->fail = one->fail;
		s->error = one->error;
		return (-1);
	}
	SEAM("cutover-triggers");
	return (swap_forms[s->form].rename(s));
}

void
swap_unlock(struct swap *s)
{
	swap_forms[s->form].unlock(s);
}

/* ---- What is true ---- */

/*
 * swap_meant(s, meant, kept): whether this run has recorded its intent, and
 * the old table has to be there; a run that cleans up may have dropped it.
 */
static int
swap_meant(struct swap *s, bool *meant, bool *kept)
{
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	buf_str(&text, "SELECT COUNT(*), COALESCE(SUM(id = 5), 0) FROM ");
	sql_name2(&text, s->plan->db, s->plan->checkpoint_table);
	buf_str(&text, " WHERE (id = 2 AND coordinates = ?) OR id = 5");
	*meant = false;
	*kept = true;
	s->side.quiet = true;
	rc = sql_ask(&s->side, &rows, buf_cstr(&text), s->plan->run_id);
	s->side.quiet = false;
	buf_free(&text);
	if (rc == -1 && s->side.error == ER_NO_SUCH_TABLE)
		return (0);
	if (rc == -1) {
		say_err("cannot read the checkpoint table: %s", s->side.text);
		return (swap_failed(s, &s->side));
	}
	*meant = strcmp(rows.cell[0], "0") != 0;
	*kept = strcmp(rows.cell[1], "0") == 0;
	sql_rows_free(&rows);
	return (0);
}

/* Which tables are there; a sentry of SWAP_TWO is none. */
struct swap_there {
	bool table, ghost, old, after;
};

static int
swap_there(struct swap *s, struct swap_there *t)
{
	const struct plan *p = s->plan;
	struct sql_rows rows;

	if (sql_ask(&s->side, &rows,
		"SELECT /* gh-ost */"
		" COALESCE(SUM(table_name = ?), 0),"
		" COALESCE(SUM(table_name = ?), 0),"
		" COALESCE(SUM(table_name = ?), 0),"
		" COALESCE(SUM(table_name = ?), 0)"
		" FROM information_schema.tables WHERE table_schema = ?"
		" AND table_comment NOT LIKE 'gho sentry %'",
		p->table, p->ghost_table, p->old_table,
		s->after == NULL ? p->old_table : s->after, p->db) == -1)
		return (swap_failed(s, &s->side));
	t->table = strcmp(rows.cell[0], "0") != 0;
	t->ghost = strcmp(rows.cell[1], "0") != 0;
	t->old = strcmp(rows.cell[2], "0") != 0;
	t->after = strcmp(rows.cell[3], "0") != 0;
	sql_rows_free(&rows);
	return (0);
}

/* The old table gets the name that was promised. */
static int
swap_name_old(struct swap *s)
{
	struct buf text = {0};

	buf_str(&text, "RENAME /* gh-ost */ TABLE ");
	sql_name2(&text, s->plan->db, s->after);
	buf_str(&text, " TO ");
	sql_name2(&text, s->plan->db, s->plan->old_table);
	return (swap_run(s, &s->side, &text));
}

int
swap_look(struct swap *s, enum swap_state *state)
{
	struct swap_there t;
	bool meant, kept;

	if (swap_side(s) == -1 || swap_meant(s, &meant, &kept) == -1 ||
	    swap_there(s, &t) == -1)
		return (-1);
	if (t.table && !t.ghost && t.after && !t.old && meant) {
		if (swap_name_old(s) == -1)
			return (-1);
		t.old = true;
	}
	if (t.table && t.ghost && !t.old)
		*state = SWAP_NOT;
	else if (t.table && !t.ghost && (t.old || !kept) && meant)
		*state = SWAP_DONE;
	else
		*state = SWAP_ODD;
	return (0);
}

int
swap_settle(struct swap *s, enum swap_state *state)
{
	s->a->locked = false;
	apply_disconnect(s->a);
	if (swap_side(s) == -1)
		return (-1);
	if (fence_end(&s->a->lane.fence, &s->side) == -1)
		return (swap_failed(s, &s->side));
	if (s->form == SWAP_TWO && swap_two_end(s) == -1)
		return (-1);
	return (swap_look(s, state));
}
