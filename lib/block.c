/* Who is in the way of a cut-over. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "say.h"

enum {
	BLOCK_SHOWN = 3, /* locks in messages */
};

/* Columns of block_text. */
enum {
	BLOCK_ID,
	BLOCK_WHAT,
	BLOCK_TYPE,
	BLOCK_MS,
	BLOCK_USER,
	BLOCK_RUNS,
	BLOCK_MAY_END,
	BLOCK_NCOL
};

#define PS "performance_schema."

/* A lock that is not of a table stops every RENAME of the server. */
#define BLOCK_ALL \
	"m.OBJECT_TYPE IN ('BACKUP LOCK', 'GLOBAL') AND m.LOCK_TYPE = 'SHARED'"

/*
 * How long a lock has been held is not told; it is not longer than its
 * transaction, or than the session has been doing what it does.
 */
static const char block_text[] =
    "SELECT /* gh-ost */ t.PROCESSLIST_ID,"
    " IFNULL(m.OBJECT_NAME, m.OBJECT_TYPE), m.LOCK_TYPE,"
    " IF(m.OBJECT_TYPE = 'TABLE', IFNULL(x.TIMER_WAIT DIV 1000000000,"
    "  t.PROCESSLIST_TIME * 1000), NULL) AS ms,"
    " CONCAT(t.PROCESSLIST_USER, '@', t.PROCESSLIST_HOST),"
    " LEFT(COALESCE(t.PROCESSLIST_INFO, s.SQL_TEXT, ''), 80),"
    " m.OBJECT_TYPE = 'TABLE'"
    "  AND m.LOCK_TYPE IN ('SHARED_READ', 'SHARED_WRITE')"
    "  AND t.TYPE = 'FOREGROUND' AND t.PROCESSLIST_USER <> 'system user'"
    "  AND t.NAME NOT LIKE '%replica%' AND t.NAME NOT LIKE '%slave%'"
    "  AND t.NAME NOT LIKE '%event%'"
    "  AND NOT EXISTS (SELECT 1 FROM " PS "metadata_locks m"
    "   WHERE m.OWNER_THREAD_ID = t.THREAD_ID AND (" BLOCK_ALL
    "    OR m.LOCK_TYPE IN ('SHARED_READ_ONLY', 'SHARED_NO_WRITE',"
    "     'SHARED_NO_READ_WRITE', 'SHARED_UPGRADABLE', 'EXCLUSIVE')))"
    " FROM " PS "metadata_locks m"
    " JOIN " PS "threads t ON t.THREAD_ID = m.OWNER_THREAD_ID"
    " LEFT JOIN " PS "events_transactions_current x"
    "  ON x.THREAD_ID = t.THREAD_ID AND x.STATE = 'ACTIVE'"
    " LEFT JOIN " PS "events_statements_current s"
    "  ON s.THREAD_ID = t.THREAD_ID AND s.NESTING_EVENT_LEVEL = 0"
    " WHERE m.LOCK_STATUS = 'GRANTED' AND t.PROCESSLIST_ID <> CONNECTION_ID()"
    " AND t.PROCESSLIST_ID <> ? AND (" BLOCK_ALL
    "  OR (m.OBJECT_TYPE = 'TABLE' AND m.OBJECT_SCHEMA = ?"
    "   AND m.OBJECT_NAME IN (?, ?, ?)))"
    " ORDER BY ms IS NOT NULL, ms DESC";

static void
block_go_blind(struct block *b, const char *why)
{
	b->blind = true;
	say_warn("cannot see who holds metadata locks, the lock is asked for "
		 "without a look: %s",
	    why);
}

/* block_instrument(b, on): whether the server notes metadata locks. */
static int
block_instrument(struct block *b, bool *on)
{
	struct sql_rows rows;

	if (sql_ask(b->side, &rows,
		"SELECT COUNT(*) FROM " PS "setup_instruments"
		" WHERE NAME = 'wait/lock/metadata/sql/mdl'"
		" AND ENABLED = 'YES'") == -1)
		return (-1);
	*on = strcmp(rows.cell[0], "0") != 0;
	sql_rows_free(&rows);
	return (0);
}

void
block_open(struct block *b, const struct plan *plan, struct sql *side,
    bool setup)
{
	bool on = false, quiet = side->quiet;

	memset(b, 0, sizeof(*b));
	b->plan = plan;
	b->side = side;
	side->quiet = true;
	if (block_instrument(b, &on) == -1 ||
	    (!on && setup &&
		(sql_run(side,
		     "UPDATE /* gh-ost */ " PS "setup_instruments"
		     " SET ENABLED = 'YES'"
		     " WHERE NAME = 'wait/lock/metadata/sql/mdl'") == -1 ||
		    block_instrument(b, &on) == -1)) ||
	    (on && block_look(b, 0) == -1))
		block_go_blind(b, side->text);
	else if (!on)
		block_go_blind(b,
		    "performance_schema has the instrument "
		    "wait/lock/metadata/sql/mdl disabled; "
		    "--allow-setup-metadata-lock-instruments enables it");
	side->quiet = quiet;
}

void
block_close(struct block *b)
{
	sql_rows_free(&b->rows);
	b->n = 0;
}

int
block_look(struct block *b, unsigned long own)
{
	const struct plan *p = b->plan;
	char id[24];

	block_close(b);
	b->ms = 0;
	if (b->blind)
		return (0);
	snprintf(id, sizeof(id), "%lu", own);
	if (sql_ask(b->side, &b->rows, block_text, id, p->db, p->table,
		p->ghost_table, p->checkpoint_table) == -1)
		return (-1);
	b->n = b->rows.nrow;
	if (b->n > 0)
		b->ms = b->rows.cell[BLOCK_MS] == NULL ?
		    UINT64_MAX :
		    strtoull(b->rows.cell[BLOCK_MS], NULL, 10);
	return (0);
}

/* block_older(c, ms): whether the lock of row ${c} stays in the way. */
static bool
block_older(char *const *c, uint64_t ms)
{
	return (c[BLOCK_MS] == NULL || strtoull(c[BLOCK_MS], NULL, 10) > ms);
}

static const char *
block_user(char *const *c)
{
	return (c[BLOCK_USER] == NULL ? "?" : c[BLOCK_USER]);
}

void
block_say(const struct block *b, uint64_t ms)
{
	unsigned int i, n = 0;
	char **c;

	for (i = 0; i < b->n; i++) {
		c = &b->rows.cell[i * BLOCK_NCOL];
		if (!block_older(c, ms) || n++ >= BLOCK_SHOWN)
			continue;
		say_warn("in the way of the cut-over: session %s of %s holds "
			 "%s on %s, for %s ms at most; it runs, or ran last: "
			 "%s",
		    c[BLOCK_ID], block_user(c), c[BLOCK_TYPE], c[BLOCK_WHAT],
		    c[BLOCK_MS] == NULL ? "?" : c[BLOCK_MS], c[BLOCK_RUNS]);
	}
	if (n > BLOCK_SHOWN)
		say_warn("in the way of the cut-over: %u locks more",
		    n - BLOCK_SHOWN);
}

void
block_kill(struct block *b, uint64_t ms)
{
	unsigned int i;
	char **c;

	for (i = 0; i < b->n; i++) {
		c = &b->rows.cell[i * BLOCK_NCOL];
		if (strcmp(c[BLOCK_MAY_END], "1") != 0 || !block_older(c, ms))
			continue;
		if (sql_kill(b->side, strtoul(c[BLOCK_ID], NULL, 10)) == -1)
			say_warn("session %s stays: %s", c[BLOCK_ID],
			    b->side->text);
		else
			say_warn("session %s of %s was ended by KILL, as it "
				 "held %s on %s",
			    c[BLOCK_ID], block_user(c), c[BLOCK_TYPE],
			    c[BLOCK_WHAT]);
	}
}

int
block_waits(struct sql *side, const struct plan *plan, unsigned long id,
    bool *waits)
{
	struct sql_rows rows;
	char text[24];

	snprintf(text, sizeof(text), "%lu", id);
	if (sql_ask(side, &rows,
		"SELECT /* gh-ost */ COUNT(*) FROM " PS "metadata_locks"
		" JOIN " PS "threads ON THREAD_ID = OWNER_THREAD_ID"
		" WHERE PROCESSLIST_ID = ? AND OBJECT_TYPE = 'TABLE'"
		" AND OBJECT_SCHEMA = ? AND OBJECT_NAME = ?"
		" AND LOCK_TYPE = 'EXCLUSIVE' AND LOCK_STATUS = 'PENDING'",
		text, plan->db, plan->table) == -1)
		return (-1);
	*waits = strcmp(rows.cell[0], "0") != 0;
	sql_rows_free(&rows);
	return (0);
}
