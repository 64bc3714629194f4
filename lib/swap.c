/* The swap: the statements of a cut-over. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mysqld_error.h>

#include "say.h"
#include "seam.h"
#include "swap.h"
#include "trigger.h"

static int
swap_side(struct swap *s)
{
	if (s->side.my != NULL && mysql_ping(s->side.my) == 0)
		return (0);
	sql_close(&s->side);
	if (sql_open(&s->side, s->a->opt) == -1) {
		s->fail = s->side.fail;
		return (-1);
	}
	/* Definitions are read as they are, not from a cache. */
	if (sql_run(&s->side,
		"SET SESSION lock_wait_timeout = %u,"
		" innodb_lock_wait_timeout = %u,"
		" information_schema_stats_expiry = 0",
		s->timeout, s->timeout) == -1) {
		s->fail = s->side.fail;
		return (-1);
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
	return (swap_side(s));
}

void
swap_close(struct swap *s)
{
	sql_close(&s->side);
}

/* swap_run(s, db, text): runs ${text} and frees it. */
static int
swap_run(struct swap *s, struct sql *db, struct buf *text)
{
	int rc = sql_run(db, "%s", buf_cstr(text));

	if (rc == -1)
		s->fail = db->fail;
	buf_free(text);
	return (rc);
}

int
swap_mark(struct swap *s)
{
	struct buf text = {0};

	/* It may have been idle for long. */
	if (swap_side(s) == -1)
		return (-1);

	snprintf(s->mark, sizeof(s->mark),
	    "AllEventsUpToLockProcessed:%s.%lu.%u", s->plan->run_id, s->side.id,
	    ++s->marks);
	buf_str(&text, "INSERT /* gh-ost */ INTO ");
	sql_name2(&text, s->plan->db, s->plan->changelog_table);
	buf_fmt(&text,
	    " (id, hint, value) VALUES (2, 'state', '%s') AS new"
	    " ON DUPLICATE KEY UPDATE last_update = NOW(),"
	    " value = new.value",
	    s->mark);
	return (swap_run(s, &s->side, &text));
}

static int
swap_intend(struct swap *s)
{
	struct buf text = {0};

	buf_str(&text, "REPLACE /* gh-ost */ INTO ");
	sql_name2(&text, s->plan->db, s->plan->checkpoint_table);
	buf_fmt(&text,
	    " (id, kind, coordinates, rows_applied)"
	    " VALUES (2, 'cutover', '%s', 0)",
	    s->plan->run_id);
	return (swap_run(s, &s->side, &text));
}

static int
swap_uncomment(struct swap *s)
{
	struct buf text = {0};

	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	sql_name2(&text, s->plan->db, s->plan->ghost_table);
	buf_str(&text, " COMMENT = ");
	sql_quote(&s->side, &text, s->plan->ghost.comment);
	return (swap_run(s, &s->side, &text));
}

int
swap_prepare(struct swap *s)
{
	if (s->prepared)
		return (0);
	if (swap_side(s) == -1 || swap_intend(s) == -1 ||
	    swap_uncomment(s) == -1)
		return (-1);
	s->prepared = true;
	return (0);
}

static int
swap_limits(struct swap *s, unsigned int lock, unsigned int idle)
{
	return (sql_run(&s->a->db,
	    "SET SESSION lock_wait_timeout = %u,"
	    " wait_timeout = %u, information_schema_stats_expiry = 0",
	    lock, idle));
}

int
swap_lock(struct swap *s)
{
	const struct plan *p = s->plan;
	struct buf text = {0};

	if (swap_side(s) == -1)
		return (-1);
	if (apply_connect(s->a) == -1) {
		s->fail = s->a->fail;
		return (-1);
	}
	if (swap_limits(s, s->timeout, s->timeout + 1) == -1) {
		s->fail = s->a->db.fail;
		return (-1);
	}
	buf_str(&text, "LOCK /* gh-ost */ TABLES ");
	sql_name2(&text, p->db, p->table);
	buf_str(&text, " WRITE, ");
	sql_name2(&text, p->db, p->ghost_table);
	buf_str(&text, " WRITE, ");
	sql_name2(&text, p->db, p->checkpoint_table);
	buf_str(&text, " WRITE");
	if (swap_run(s, &s->a->db, &text) == -1)
		return (-1);
	s->a->locked = true;
	return (0);
}

void
swap_unlock(struct swap *s)
{
	struct sql *db = &s->a->db;

	s->a->locked = false;
	if (db->my == NULL)
		return;
	/* A session that cannot say this any more holds no lock either. */
	if (sql_run(db, "UNLOCK TABLES") == -1 ||
	    swap_limits(s, 30, 28800) == -1)
		apply_disconnect(s->a);
}

/* swap_next_id(s, table, id): its AUTO_INCREMENT, 0 if it has none. */
static int
swap_next_id(struct swap *s, const char *table, unsigned long long *id)
{
	struct sql_rows rows;

	if (sql_ask(&s->a->db, &rows,
		"SELECT auto_increment FROM"
		" information_schema.tables WHERE table_schema = ?"
		" AND table_name = ?",
		s->plan->db, table) == -1) {
		s->fail = s->a->db.fail;
		return (-1);
	}
	*id = rows.nrow == 1 && rows.cell[0] != NULL ?
	    strtoull(rows.cell[0], NULL, 10) :
	    0;
	sql_rows_free(&rows);
	return (0);
}

/* Ids that were given out and deleted again are not given out twice. */
static int
swap_carry_id(struct swap *s)
{
	struct buf text = {0};
	unsigned long long orig, ghost;

	if (s->plan->alters_auto_increment)
		return (0);
	if (swap_next_id(s, s->plan->table, &orig) == -1 ||
	    swap_next_id(s, s->plan->ghost_table, &ghost) == -1)
		return (-1);
	if (ghost == 0 || orig <= ghost)
		return (0);
	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	sql_name2(&text, s->plan->db, s->plan->ghost_table);
	buf_fmt(&text, " AUTO_INCREMENT = %llu", orig);
	return (swap_run(s, &s->a->db, &text));
}

int
swap_rename(struct swap *s)
{
	const struct plan *p = s->plan;
	struct buf text = {0};

	if (swap_carry_id(s) == -1)
		return (-1);
	/* No row is written any more: the ghost can have its triggers. */
	if (trigger_make(&s->a->db, p) == -1) {
		s->fail = s->a->db.fail;
		return (-1);
	}
	SEAM("cutover-triggers");
	buf_str(&text, "RENAME /* gh-ost */ TABLE ");
	sql_name2(&text, p->db, p->table);
	buf_str(&text, " TO ");
	sql_name2(&text, p->db, p->old_table);
	buf_str(&text, ", ");
	sql_name2(&text, p->db, p->ghost_table);
	buf_str(&text, " TO ");
	sql_name2(&text, p->db, p->table);
	return (swap_run(s, &s->a->db, &text));
}

/* swap_meant(s, meant): whether this run has recorded its intent. */
static int
swap_meant(struct swap *s, bool *meant)
{
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	buf_str(&text, "SELECT 1 FROM ");
	sql_name2(&text, s->plan->db, s->plan->checkpoint_table);
	buf_str(&text, " WHERE id = 2 AND coordinates = ?");
	*meant = false;
	s->side.quiet = true;
	rc = sql_ask(&s->side, &rows, buf_cstr(&text), s->plan->run_id);
	s->side.quiet = false;
	buf_free(&text);
	if (rc == -1 && s->side.error == ER_NO_SUCH_TABLE)
		return (0);
	if (rc == -1) {
		say_err("cannot read the checkpoint table: %s",
		    mysql_error(s->side.my));
		s->fail = s->side.fail;
		return (-1);
	}
	*meant = rows.nrow == 1;
	sql_rows_free(&rows);
	return (0);
}

int
swap_look(struct swap *s, enum swap_state *state)
{
	const struct plan *p = s->plan;
	struct sql_rows rows;
	bool table, ghost, old, meant;

	if (swap_side(s) == -1 || swap_meant(s, &meant) == -1)
		return (-1);
	if (sql_ask(&s->side, &rows,
		"SELECT"
		" COALESCE(SUM(table_name = ?), 0),"
		" COALESCE(SUM(table_name = ?), 0),"
		" COALESCE(SUM(table_name = ?), 0)"
		" FROM information_schema.tables WHERE table_schema = ?",
		p->table, p->ghost_table, p->old_table, p->db) == -1) {
		s->fail = s->side.fail;
		return (-1);
	}
	table = strcmp(rows.cell[0], "0") != 0;
	ghost = strcmp(rows.cell[1], "0") != 0;
	old = strcmp(rows.cell[2], "0") != 0;
	sql_rows_free(&rows);
	if (table && ghost && !old)
		*state = SWAP_NOT;
	else if (table && !ghost && old && meant)
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
	if (fence_end(&s->a->fence, &s->side) == -1) {
		s->fail = s->side.fail;
		return (-1);
	}
	return (swap_look(s, state));
}
