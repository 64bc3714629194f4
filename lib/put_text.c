/* The texts of the statements that write into the ghost table. */

#include <stdio.h>

#include "carry.h"
#include "map.h"
#include "param.h"
#include "put.h"
#include "range.h"

void
put_key(struct buf *out, const struct plan *plan, unsigned int i)
{
	param_text(out, &plan->orig.col[plan->key.from[i]],
	    &plan->ghost.col[plan->key.to[i]]);
}

static void
put_repeat(struct buf *out, const char *row, const char *between,
    unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_str(out, between);
		buf_str(out, row);
	}
}

/*
 * put_by_or(plan): whether the keys are listed by OR.  In "(a, b) IN ((?, ?),
 * (?, ?))" MySQL 9.7.4 finds no row by the number of an ENUM or SET, and
 * where the table is partitioned it reads temporal parameters at PREPARE,
 * when there are none yet.
 */
static bool
put_by_or(const struct plan *plan)
{
	unsigned int i;

	for (i = 0; plan->key.n > 1 && i < plan->key.n; i++) {
		switch (plan->orig.col[plan->key.from[i]].kind) {
		case KIND_DATE:
		case KIND_TIME:
		case KIND_DATETIME:
		case KIND_TIMESTAMP:
		case KIND_ENUM:
		case KIND_SET:
			return (true);
		default:
			break;
		}
	}
	return (false);
}

/* put_keys(out, plan): the condition for one row, for a list by OR. */
static void
put_keys(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? "(" : " AND ");
		sql_name(out, plan->ghost.col[plan->key.to[i]].name);
		buf_str(out, " = ");
		put_key(out, plan, i);
	}
	buf_chr(out, ')');
}

/* put_key_list(out, plan, n): the same as a list by IN. */
static void
put_key_list(struct buf *out, const struct plan *plan, unsigned int n)
{
	struct buf row = {0};
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? "(" : ", ");
		sql_name(out, plan->ghost.col[plan->key.to[i]].name);
		buf_str(&row, i == 0 ? "(" : ", ");
		put_key(&row, plan, i);
	}
	buf_chr(&row, ')');
	buf_str(out, ") IN (");
	put_repeat(out, buf_cstr(&row), ", ", n);
	buf_chr(out, ')');
	buf_free(&row);
}

/* put_where(out, plan, n): the rows of the ghost that have one of n keys. */
static void
put_where(struct buf *out, const struct plan *plan, unsigned int n)
{
	struct buf row = {0};

	buf_str(out, " WHERE ");
	if (put_by_or(plan)) {
		put_keys(&row, plan);
		put_repeat(out, buf_cstr(&row), " OR ", n);
		buf_free(&row);
	} else
		put_key_list(out, plan, n);
}

static void
put_text_delete(struct buf *out, const struct plan *plan, unsigned int n)
{
	buf_str(out, "DELETE /* gh-ost */ FROM ");
	sql_name2(out, plan->db, plan->ghost_table);
	put_where(out, plan, n);
}

/*
 * REPLACE makes values that move between rows of another UNIQUE key
 * converge: the row that it displaces is stale, or newer than this point
 * of the stream, and its own change is still to come (design note in
 * gho(7)).  Where the ghost has a UNIQUE key that the original does not
 * imply, a displaced row may be lost for good, so there a duplicate is an
 * error.  So it is where the ghost keeps columns: a displaced row would lose
 * them, and there is none, as each batch makes one moment of another.
 */
static const char *
put_verb(const struct plan *plan)
{
	return (plan->stricter || plan->keeps ? "INSERT" : "REPLACE");
}

static void
put_into_ghost(struct buf *out, const struct plan *plan)
{
	buf_fmt(out, "%s /* gh-ost */ INTO ", put_verb(plan));
	sql_name2(out, plan->db, plan->ghost_table);
	buf_str(out, " (");
	carry_into(out, plan);
	buf_chr(out, ')');
}

static void
put_select(struct buf *out, const struct plan *plan)
{
	buf_str(out, " SELECT ");
	carry_select(out, plan);
	buf_str(out, " FROM ");
}

static void
put_text_keys(struct buf *out, const struct plan *plan, unsigned int n)
{
	struct buf row = {0};
	unsigned int i;

	buf_str(out, "INSERT INTO ");
	put_table(out, plan, PUT_TABLE_KEYS);
	for (i = 0; i < plan->key.n; i++)
		buf_str(&row, i == 0 ? "(?, NULL" : ", ?, NULL");
	buf_chr(&row, ')');
	buf_str(out, " VALUES ");
	put_repeat(out, buf_cstr(&row), ", ", n);
	buf_free(&row);
}

static void
put_text_turn(struct buf *out, const struct plan *plan)
{
	char name[16];
	unsigned int i;

	buf_str(out, "UPDATE ");
	put_table(out, plan, PUT_TABLE_KEYS);
	for (i = 0; i < plan->key.n; i++) {
		buf_fmt(out, "%s g%u = ", i == 0 ? " SET" : ",", i);
		snprintf(name, sizeof(name), "o%u", i);
		carry_key(out, plan, i, name);
	}
}

static void
put_text_drop(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	buf_str(out, "DELETE /* gh-ost */ ");
	sql_name2(out, plan->db, plan->ghost_table);
	buf_str(out, " FROM ");
	put_table(out, plan, PUT_TABLE_KEYS);
	buf_str(out, " STRAIGHT_JOIN ");
	sql_name2(out, plan->db, plan->ghost_table);
	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? " ON " : " AND ");
		sql_name2(out, plan->ghost_table,
		    plan->ghost.col[plan->key.to[i]].name);
		buf_fmt(out, " = gho_key_%s.g%u", plan->run_id, i);
		if (!carry_folds(plan, i))
			continue;
		/* Not another row that is only equal in the ghost. */
		buf_str(out, " AND ");
		carry_back(out, plan, i, plan->ghost_table);
		buf_fmt(out, " = gho_key_%s.o%u", plan->run_id, i);
	}
}

static void
put_text_rows(struct buf *out, const struct plan *plan, unsigned int n)
{
	struct buf row = {0};

	put_into_ghost(out, plan);
	buf_chr(&row, '(');
	carry_values(&row, plan);
	buf_chr(&row, ')');
	buf_str(out, " VALUES ");
	put_repeat(out, buf_cstr(&row), ", ", n);
	buf_free(&row);
}

static void
put_text_stage(struct buf *out, const struct plan *plan, unsigned int n)
{
	struct buf row = {0};
	unsigned int i;

	buf_chr(&row, '(');
	put_repeat(&row, "?", ", ",
	    plan->nmap + (plan->keeps ? plan->key.n : 0));
	buf_chr(&row, ')');
	buf_str(out, "INSERT INTO ");
	put_table(out, plan, PUT_TABLE_STAGE);
	buf_str(out, " (");
	carry_names(out, plan);
	for (i = 0; plan->keeps && i < plan->key.n; i++)
		buf_fmt(out, ", gho_f%u", i);
	buf_str(out, ") VALUES ");
	put_repeat(out, buf_cstr(&row), ", ", n);
	buf_free(&row);
}

static void
put_text_stash(struct buf *out, const struct plan *plan, unsigned int n)
{
	buf_str(out, "INSERT INTO ");
	put_table(out, plan, PUT_TABLE_STASH);
	buf_str(out, " SELECT ");
	put_stashed(out, plan);
	put_where(out, plan, n);
}

/* Rows that are new: the server knows what the rest of them is. */
static void
put_text_move(struct buf *out, const struct plan *plan)
{
	put_into_ghost(out, plan);
	put_select(out, plan);
	put_table(out, plan, PUT_TABLE_STAGE);
	if (plan->keeps)
		buf_str(out, " WHERE gho_f0 IS NULL");
}

static void
put_text_move_kept(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	buf_str(out, "INSERT /* gh-ost */ INTO ");
	sql_name2(out, plan->db, plan->ghost_table);
	buf_str(out, " (");
	carry_only_into(out, plan);
	for (i = 0; i < plan->ghost.ncol; i++) {
		if (map_kept(plan, i)) {
			buf_str(out, ", ");
			sql_name(out, plan->ghost.col[i].name);
		}
	}
	buf_str(out, ") SELECT ");
	carry_only_select(out, plan);
	for (i = 0; i < plan->ghost.ncol; i++) {
		if (map_kept(plan, i))
			buf_fmt(out, ", k%u", i);
	}
	buf_str(out, " FROM ");
	put_table(out, plan, PUT_TABLE_STAGE);
	buf_str(out, " JOIN ");
	put_table(out, plan, PUT_TABLE_STASH);
	for (i = 0; i < plan->key.n; i++)
		buf_fmt(out, "%sf%u = gho_f%u", i == 0 ? " ON " : " AND ", i,
		    i);
}

static void
put_text_reread(struct buf *out, const struct plan *plan)
{
	const struct plan_col *col;
	unsigned int i;

	put_into_ghost(out, plan);
	put_select(out, plan);
	sql_name2(out, plan->db, plan->table);
	for (i = 0; i < plan->key.n; i++) {
		col = &plan->orig.col[plan->key.from[i]];
		buf_str(out, i == 0 ? " WHERE " : " AND ");
		sql_name(out, col->name);
		buf_str(out, " = ");
		param_text(out, col, col);
	}
	/* It holds locks on other rows by now. */
	buf_str(out, range_share(plan, false));
}

void
put_text(struct buf *out, const struct plan *plan, enum put_kind kind,
    unsigned int n)
{
	switch (kind) {
	case PUT_DELETE:
		put_text_delete(out, plan, n);
		break;
	case PUT_KEYS:
		put_text_keys(out, plan, n);
		break;
	case PUT_TURN:
		put_text_turn(out, plan);
		break;
	case PUT_DROP:
		put_text_drop(out, plan);
		break;
	case PUT_UNKEY:
		buf_str(out, "DELETE FROM ");
		put_table(out, plan, PUT_TABLE_KEYS);
		break;
	case PUT_ROWS:
		put_text_rows(out, plan, n);
		break;
	case PUT_STAGE:
		put_text_stage(out, plan, n);
		break;
	case PUT_MOVE:
		put_text_move(out, plan);
		break;
	case PUT_STASH:
		put_text_stash(out, plan, n);
		break;
	case PUT_MOVE_KEPT:
		put_text_move_kept(out, plan);
		break;
	case PUT_UNSTASH:
		buf_str(out, "DELETE FROM ");
		put_table(out, plan, PUT_TABLE_STASH);
		break;
	case PUT_UNSTAGE:
		buf_str(out, "DELETE FROM ");
		put_table(out, plan, PUT_TABLE_STAGE);
		break;
	case PUT_REREAD:
		put_text_reread(out, plan);
		break;
	case PUT_POSITION:
		buf_str(out, "REPLACE /* gh-ost */ INTO ");
		sql_name2(out, plan->db, plan->checkpoint_table);
		buf_str(out,
		    " (id, kind, coordinates, gtid_set, rows_applied, value)"
		    " VALUES (1, 'applied', ?, ?, ?, ?)");
		break;
	case PUT_NKIND:
		break;
	}
}
