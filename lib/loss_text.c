/* The statements that look for losses. */

#include <stdlib.h>
#include <string.h>

#include "carry.h"
#include "loss_text.h"
#include "name.h"
#include "sql.h"
#include "where.h"

enum { LOSS_SHOWN = 40 }; /* characters of a value */

static const struct plan_col *
loss_from(const struct plan *plan, const struct loss_col *c)
{
	return (&plan->orig.col[plan->map[c->map].from]);
}

static void
loss_table(struct buf *out, const struct plan *plan, const char *suffix)
{
	char *name = name_table(plan->table, suffix);

	sql_name2(out, plan->db, name);
	free(name);
}

void
loss_name(struct buf *out, const struct plan *plan)
{
	loss_table(out, plan, "_ghl");
}

void
loss_key_name(struct buf *out, const struct plan *plan,
    const struct loss_key *key)
{
	char *suffix = mem_fmt("_ghl%u", key->no);

	loss_table(out, plan, suffix);
	free(suffix);
}

/* ---- To make them ---- */

static void
loss_begin(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	buf_str(out, ") ENGINE=InnoDB SELECT ");
	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? "gho_o." : ", gho_o.");
		sql_name(out, where_col(plan, i)->name);
		buf_fmt(out, " AS gho_k%u", i);
	}
}

/* Outer joins make everything nullable. */
static void
loss_end(struct buf *out, const struct plan *plan)
{
	buf_str(out, " FROM (SELECT 1) gho_1 LEFT JOIN ");
	sql_name2(out, plan->db, plan->table);
	buf_str(out, " gho_o ON FALSE LEFT JOIN ");
	sql_name2(out, plan->db, plan->ghost_table);
	buf_str(out, " gho_g ON FALSE LIMIT 0");
}

static void
loss_open(struct buf *out)
{
	buf_str(out,
	    " (gho_row BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY");
}

static void
loss_as(struct buf *out, const char *table, const char *name, char letter,
    unsigned int i)
{
	buf_fmt(out, ", %s.", table);
	sql_name(out, name);
	buf_fmt(out, " AS gho_%c%u", letter, i);
}

void
loss_create(struct buf *out, const struct plan *plan,
    const struct loss_col *col, unsigned int n)
{
	const char *from;
	unsigned int i;

	buf_str(out, "CREATE TEMPORARY TABLE ");
	loss_name(out, plan);
	loss_open(out);
	loss_begin(out, plan);
	for (i = 0; i < n; i++) {
		from = loss_from(plan, &col[i])->name;
		loss_as(out, "gho_o", from, 'o', i);
		if (col[i].narrow.value)
			loss_as(out, "gho_g",
			    plan->ghost.col[plan->map[col[i].map].to].name, 'n',
			    i);
		if (col[i].narrow.back == NARROW_ORIGINAL)
			loss_as(out, "gho_o", from, 'b', i);
	}
	loss_end(out, plan);
}

void
loss_key_create(struct buf *out, const struct plan *plan,
    const struct loss_key *k)
{
	unsigned int i;

	buf_str(out, "CREATE TEMPORARY TABLE ");
	loss_key_name(out, plan, k);
	loss_open(out);
	buf_str(out, ", UNIQUE KEY gho_u (");
	for (i = 0; i < k->key->n; i++) {
		buf_fmt(out, "%sgho_n%u", i == 0 ? "" : ", ", i);
		if (k->key->part[i].prefix != 0)
			buf_fmt(out, "(%u)", k->key->part[i].prefix);
	}
	buf_chr(out, ')');
	loss_begin(out, plan);
	for (i = 0; i < k->key->n; i++)
		loss_as(out, "gho_g", k->key->part[i].col, 'n', i);
	loss_end(out, plan);
}

/* ---- To fill them ---- */

static void
loss_into(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	buf_str(out, " (");
	for (i = 0; i < plan->key.n; i++)
		buf_fmt(out, "%sgho_k%u", i == 0 ? "" : ", ", i);
}

static void
loss_select(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	buf_str(out, ") SELECT ");
	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? "" : ", ");
		sql_name(out, where_col(plan, i)->name);
	}
}

void
loss_fill(struct buf *out, const struct plan *plan, const struct loss_col *col,
    unsigned int n)
{
	unsigned int i;

	buf_str(out, "IGNORE INTO ");
	loss_name(out, plan);
	loss_into(out, plan);
	for (i = 0; i < n; i++) {
		buf_fmt(out, ", gho_o%u", i);
		if (col[i].narrow.value)
			buf_fmt(out, ", gho_n%u", i);
		if (col[i].narrow.back == NARROW_ORIGINAL)
			buf_fmt(out, ", gho_b%u", i);
	}
	loss_select(out, plan);
	for (i = 0; i < n; i++) {
		buf_str(out, ", ");
		sql_name(out, loss_from(plan, &col[i])->name);
		if (!col[i].narrow.value)
			continue;
		buf_str(out, ", ");
		carry_column(out, plan, col[i].map);
		/* What was a primary key may be NULL, but not left out. */
		if (col[i].narrow.back == NARROW_ORIGINAL)
			buf_str(out, ", NULL");
	}
}

/* loss_map(plan, name): which of the map is carried to a ghost's column. */
static unsigned int
loss_map(const struct plan *plan, const char *name)
{
	unsigned int i, to = (unsigned int)plan_col(&plan->ghost, name);

	for (i = 0; i < plan->nmap && plan->map[i].to != to; i++)
		;
	return (i);
}

void
loss_key_fill(struct buf *out, const struct plan *plan,
    const struct loss_key *k)
{
	unsigned int i;

	buf_str(out, "IGNORE INTO ");
	loss_key_name(out, plan, k);
	loss_into(out, plan);
	for (i = 0; i < k->key->n; i++)
		buf_fmt(out, ", gho_n%u", i);
	loss_select(out, plan);
	for (i = 0; i < k->key->n; i++) {
		buf_str(out, ", ");
		carry_column(out, plan, loss_map(plan, k->key->part[i].col));
	}
}

void
loss_filter(struct buf *out, const struct plan *plan,
    const struct loss_col *col, unsigned int n)
{
	struct buf all = {0};
	unsigned int i;

	for (i = 0; i < n; i++) {
		buf_str(&all, i == 0 ? " AND (" : " OR ");
		if (narrow_filter(plan, col[i].map, &all) == -1)
			break;
	}
	if (i == n)
		buf_fmt(out, "%s)", buf_cstr(&all));
	buf_free(&all);
}

/* ---- To look at them ---- */

void
loss_back(struct buf *out, const struct plan *plan, const struct loss_col *col,
    unsigned int n)
{
	const char *comma = " SET ";
	struct buf set = {0};
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (col[i].narrow.back != NARROW_ORIGINAL)
			continue;
		buf_fmt(&set, "%sgho_b%u = gho_n%u", comma, i, i);
		comma = ", ";
	}
	if (set.len > 0) {
		buf_str(out, "UPDATE IGNORE ");
		loss_name(out, plan);
		buf_str(out, buf_cstr(&set));
	}
	buf_free(&set);
}

/* Whether the value of this row is not what it was. */
static void
loss_changed(struct buf *out, const struct loss_col *c, unsigned int i)
{
	static const char *const types[] = {[NARROW_DECIMAL] = "DECIMAL(65,30)",
	    [NARROW_DATETIME] = "DATETIME(6)",
	    [NARROW_TIME] = "TIME(6)"};

	switch (c->narrow.back) {
	case NARROW_NOT:
		buf_str(out, "FALSE");
		break;
	case NARROW_ORIGINAL:
		buf_fmt(out, "NOT gho_b%u <=> gho_o%u", i, i);
		break;
	case NARROW_LENGTH:
		buf_fmt(out, "CHAR_LENGTH(gho_n%u) < CHAR_LENGTH(gho_o%u)", i,
		    i);
		break;
	default:
		buf_fmt(out, "NOT CAST(gho_n%u AS %s) <=> CAST(gho_o%u AS %s)",
		    i, types[c->narrow.back], i, types[c->narrow.back]);
	}
}

static void
loss_null(struct buf *out, const struct loss_col *c, unsigned int i)
{
	if (c->narrow.null)
		buf_fmt(out, "gho_o%u IS NULL", i);
	else
		buf_str(out, "FALSE");
}

void
loss_sums(struct buf *out, const struct plan *plan, const struct loss_col *col,
    unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		buf_str(out, i == 0 ? "SELECT SUM(" : ", SUM(");
		loss_null(out, &col[i], i);
		buf_str(out, "), SUM(");
		loss_changed(out, &col[i], i);
		buf_chr(out, ')');
	}
	buf_str(out, " FROM ");
	loss_name(out, plan);
}

/* A value for people: its beginning, bytes in hexadecimal digits. */
static void
loss_shown(struct buf *out, const struct plan_col *c, char letter,
    unsigned int i)
{
	char *text;

	switch (c->kind) {
	case KIND_BIT:
	case KIND_BYTES:
	case KIND_GEOMETRY:
	case KIND_VECTOR:
		text = mem_fmt("CONCAT('0x', HEX(gho_%c%u))", letter, i);
		break;
	default:
		text = mem_fmt("CONVERT(gho_%c%u USING utf8mb4)", letter, i);
	}
	buf_fmt(out,
	    "IF(CHAR_LENGTH(%s) > %d, CONCAT(LEFT(%s, %d), '...'), %s)", text,
	    LOSS_SHOWN, text, LOSS_SHOWN, text);
	free(text);
}

void
loss_row(struct buf *out, const struct plan *plan, const struct loss_col *col,
    unsigned int i, long row)
{
	unsigned int k;

	buf_str(out, "SELECT ");
	for (k = 0; k < plan->key.n; k++) {
		loss_shown(out, where_col(plan, k), 'k', k);
		buf_str(out, ", ");
	}
	loss_shown(out, loss_from(plan, &col[i]), 'o', i);
	buf_str(out, " FROM ");
	loss_name(out, plan);
	if (row <= 0) {
		buf_str(out, " WHERE ");
		(row == LOSS_NULL ? loss_null : loss_changed)(out, &col[i], i);
	}
	buf_fmt(out, " ORDER BY gho_row LIMIT 1 OFFSET %ld",
	    row <= 0 ? 0 : row - 1);
}

void
loss_key_left(struct buf *head, struct buf *more, const struct plan *plan,
    const struct loss_key *key)
{
	unsigned int i;

	buf_str(more, " AND NOT EXISTS (SELECT 1 FROM ");
	loss_key_name(more, plan, key);
	buf_str(more, " gho_u WHERE ");
	for (i = 0; i < plan->key.n; i++) {
		buf_str(head, i == 0 ? "" : ", ");
		where_result(head, plan, where_col(plan, i));
		buf_fmt(more, "%sgho_u.gho_k%u = ", i == 0 ? "" : " AND ", i);
		sql_name2(more, plan->table, where_col(plan, i)->name);
	}
	buf_str(more, ") LIMIT 1");
}
