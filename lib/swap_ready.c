/* The swap: what is done before the lock, so that it is short. */

#include <stdlib.h>
#include <string.h>

#include "defer.h"
#include "schema.h"
#include "swap.h"
#include "zero.h"

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

/* A failure is a row of its result, not an error of the statement. */
static int
swap_analyze(struct swap *s)
{
	struct buf text = {0};
	struct sql_rows rows;
	unsigned int i;
	int rc;

	if (!s->analyze)
		return (0);
	buf_str(&text, "ANALYZE /* gh-ost */ TABLE ");
	sql_name2(&text, s->plan->db, s->plan->ghost_table);
	rc = sql_list(&s->side, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (swap_failed(s, &s->side));
	for (i = 0; i < rows.nrow && rc == 0; i++) {
		if (strcasecmp(rows.cell[i * rows.ncol + 2], "Error") != 0)
			continue;
		sql_refuse(&s->side, "ANALYZE TABLE %s.%s: %s", s->plan->db,
		    s->plan->ghost_table, rows.cell[i * rows.ncol + 3]);
		rc = swap_failed(s, &s->side);
	}
	sql_rows_free(&rows);
	return (rc);
}

/* Somebody else may have altered the ghost, which nothing else would notice. */
static int
swap_same_ghost(struct swap *s)
{
	int same = schema_is(&s->side, s->plan->db, s->plan->ghost_table,
	    &s->plan->ghost);

	if (same == 1)
		return (0);
	if (same == 0)
		sql_refuse(&s->side,
		    "%s.%s has other columns than gho-ghost gave it: somebody "
		    "has altered it; --initially-drop-ghost-table begins anew",
		    s->plan->db, s->plan->ghost_table);
	return (swap_failed(s, &s->side));
}

static int
swap_indexes(struct swap *s)
{
	int built;

	if (s->plan->deferred == NULL)
		return (0);
	if (schema_begin(&s->side, s->plan->version) == -1)
		return (swap_failed(s, &s->side));
	built = defer_built(&s->side, s->plan);
	if (built == 1)
		return (0);
	if (built == 0)
		sql_refuse(&s->side,
		    "%s.%s lacks indexes that were to be built after the "
		    "copy; gho-ghost index builds them",
		    s->plan->db, s->plan->ghost_table);
	return (swap_failed(s, &s->side));
}

int
swap_prepare(struct swap *s)
{
	if (swap_side(s) == -1 || swap_same_ghost(s) == -1 ||
	    swap_indexes(s) == -1)
		return (-1);
	/* A ghost that stays one keeps our mark. */
	if (!s->prepared && !s->back &&
	    (swap_intend(s) == -1 || swap_uncomment(s) == -1))
		return (-1);
	if (!s->prepared && swap_analyze(s) == -1)
		return (-1);
	s->prepared = true;
	if (apply_connect(s->a) == -1)
		return (swap_failed(s, &s->a->lane.db));
	return (swap_carry_id(s));
}

/* swap_next_ids(s, orig, ghost): their AUTO_INCREMENT, 0: they have none. */
static int
swap_next_ids(struct swap *s, unsigned long long *orig,
    unsigned long long *ghost)
{
	struct sql *db = &s->a->lane.db;
	struct sql_rows rows;

	if (sql_ask(db, &rows,
		"SELECT /* gh-ost */"
		" MAX(IF(table_name = ?, auto_increment, NULL)),"
		" MAX(IF(table_name = ?, auto_increment, NULL))"
		" FROM information_schema.tables WHERE table_schema = ?"
		" AND table_name IN (?, ?)",
		s->plan->table, s->plan->ghost_table, s->plan->db,
		s->plan->table, s->plan->ghost_table) == -1)
		return (swap_failed(s, db));
	*orig = rows.cell[0] == NULL ? 0 : strtoull(rows.cell[0], NULL, 10);
	*ghost = rows.cell[1] == NULL ? 0 : strtoull(rows.cell[1], NULL, 10);
	sql_rows_free(&rows);
	return (0);
}

static bool
swap_has_id(const struct plan_table *t)
{
	unsigned int i;

	for (i = 0; i < t->ncol; i++) {
		if (t->col[i].auto_increment)
			return (true);
	}
	return (false);
}

/*
 * Ids that were given out and deleted again are not given out twice.  It is
 * done before the lock, too, so that under it there is seldom anything to do.
 */
int
swap_carry_id(struct swap *s)
{
	struct buf text = {0};
	unsigned long long orig = 0, ghost = 0;

	if (zero_none(&s->a->lane.db, s->plan, true) == -1)
		return (swap_failed(s, &s->a->lane.db));
	if (s->plan->alters_auto_increment || !swap_has_id(&s->plan->orig) ||
	    !swap_has_id(&s->plan->ghost))
		return (0);
	if (swap_next_ids(s, &orig, &ghost) == -1)
		return (-1);
	if (ghost == 0 || orig <= ghost)
		return (0);
	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	sql_name2(&text, s->plan->db, s->plan->ghost_table);
	buf_fmt(&text, " AUTO_INCREMENT = %llu", orig);
	return (swap_run(s, &s->a->lane.db, &text));
}
