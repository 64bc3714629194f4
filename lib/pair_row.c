/* Comparing the original with the ghost row by row: the statements. */

#include "carry.h"
#include "exact.h"
#include "pair.h"
#include "rowid.h"
#include "sql.h"
#include "where.h"

/* The columns of a key, as fetched. */
static void
pair_keys(struct range_sql *q, const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		buf_str(&q->text, i == 0 ? "" : ", ");
		range_key(q, plan, i);
		buf_fmt(&q->text, " k%u", i);
	}
}

/* ---- The stage: the keys are k0, k1, ..., the values c0, c1, ... ---- */

static void
pair_stage(struct buf *out, const struct pair *p)
{
	struct buf name = {0};

	buf_fmt(&name, "gho_verify_%s", p->plan->run_id);
	sql_name2(out, p->plan->db, buf_cstr(&name));
	buf_free(&name);
}

void
pair_create(struct range_sql *q, const struct pair *p, bool keyed)
{
	unsigned int i;

	range_begin(q, p->plan, "CREATE");
	buf_str(&q->text, "TEMPORARY TABLE ");
	pair_stage(&q->text, p);
	buf_str(&q->text, keyed ? " (" ROWID_COLUMN ")" : "");
	buf_str(&q->text, " ENGINE=InnoDB SELECT o.*");
	for (i = 0; i < p->n; i++) {
		buf_str(&q->text, ", g.");
		sql_name(&q->text, pair_to(p, i)->name);
		buf_fmt(&q->text, " c%u", i);
	}
	buf_str(&q->text, " FROM ");
	sql_name2(&q->text, p->plan->db, p->plan->ghost_table);
	buf_str(&q->text, " g LEFT JOIN (SELECT ");
	pair_keys(q, p->plan);
	range_from(q, p->plan);
	buf_str(&q->text, ") o ON FALSE LIMIT 0");
}

void
pair_clear(struct range_sql *q, const struct pair *p)
{
	range_begin(q, p->plan, "DELETE");
	buf_str(&q->text, "FROM ");
	pair_stage(&q->text, p);
}

void
pair_fill(struct range_sql *q, const struct pair *p, const struct range *r,
    bool lock)
{
	unsigned int i;

	range_begin(q, p->plan, "INSERT");
	buf_str(&q->text, "IGNORE INTO ");
	pair_stage(&q->text, p);
	buf_str(&q->text, " SELECT ");
	pair_keys(q, p->plan);
	for (i = 0; i < p->n; i++) {
		buf_str(&q->text, ", ");
		carry_one(&q->text, pair_from(p, i), pair_to(p, i),
		    pair_from(p, i)->name);
	}
	range_from(q, p->plan);
	buf_str(&q->text, " WHERE ");
	where_range(q, p->plan, r);
	if (lock)
		buf_str(&q->text, range_share(p->plan, true));
}

/* ---- Rows ---- */

/* The original's rows, or the stage, as o. */
static void
pair_source(struct range_sql *q, const struct pair *p, const struct range *r)
{
	unsigned int i;

	if (p->staged) {
		pair_stage(&q->text, p);
		buf_str(&q->text, " o");
		return;
	}
	buf_str(&q->text, "(SELECT ");
	pair_keys(q, p->plan);
	for (i = 0; i < p->n; i++) {
		buf_str(&q->text, ", ");
		sql_name(&q->text, pair_from(p, i)->name);
		buf_fmt(&q->text, " c%u", i);
	}
	range_from(q, p->plan);
	buf_str(&q->text, " WHERE ");
	where_range(q, p->plan, r);
	buf_str(&q->text, ") o");
}

static unsigned int
pair_of_key(const struct pair *p, unsigned int key)
{
	unsigned int i;

	for (i = 0; i + 1 < p->n && p->from[i] != p->plan->key.from[key]; i++)
		;
	return (i);
}

static void
pair_match(struct buf *out, const struct pair *p, unsigned int key)
{
	unsigned int i = pair_of_key(p, key);
	const struct plan_col *col = pair_to(p, i);
	struct buf name = {0};

	buf_str(&name, "g.");
	sql_name(&name, col->name);
	buf_str(out, buf_cstr(&name));
	if (col->kind == KIND_ENUM || col->kind == KIND_SET)
		buf_fmt(out, " = CAST(o.c%u AS UNSIGNED)", i);
	else
		buf_fmt(out, " = o.c%u", i);
	/* The hour that clocks have twice. */
	if (col->kind == KIND_TIMESTAMP)
		buf_fmt(out, " AND UNIX_TIMESTAMP(%s) = UNIX_TIMESTAMP(o.c%u)",
		    buf_cstr(&name), i);
	buf_free(&name);
}

static void
pair_on(struct buf *out, const struct pair *p)
{
	unsigned int i;

	for (i = 0; i < p->plan->key.n; i++) {
		buf_str(out, i == 0 ? " ON " : " AND ");
		pair_match(out, p, i);
	}
}

static void
pair_join(struct range_sql *q, const struct pair *p, const struct range *r)
{
	buf_str(&q->text, " FROM ");
	pair_source(q, p, r);
	buf_str(&q->text, " LEFT JOIN ");
	sql_name2(&q->text, p->plan->db, p->plan->ghost_table);
	buf_str(&q->text, " g FORCE INDEX (");
	sql_name(&q->text, p->plan->key.ghost_name);
	buf_chr(&q->text, ')');
	pair_on(&q->text, p);
}

/* Whether the two values of a pair are the same. */
static void
pair_equal(struct buf *out, const struct pair *p, unsigned int i)
{
	const struct plan_col *to = pair_to(p, i);
	struct buf name = {0}, value[2] = {{0}, {0}};

	buf_fmt(&name, "o.c%u", i);
	exact_value(&value[0], to, buf_cstr(&name));
	name.len = 0;
	buf_str(&name, "g.");
	sql_name(&name, to->name);
	exact_value(&value[1], to, buf_cstr(&name));
	exact_equal(out, to, buf_cstr(&value[0]), buf_cstr(&value[1]));
	buf_free(&name);
	buf_free(&value[0]);
	buf_free(&value[1]);
}

/* A column of the ghost's key, which is NULL only in a row that is missing. */
static void
pair_there(struct buf *out, const struct pair *p)
{
	buf_str(out, "g.");
	sql_name(out, p->plan->ghost.col[p->plan->key.to[0]].name);
}

/* Whether the ghost has no such row, or has it otherwise. */
static void
pair_other(struct buf *out, const struct pair *p)
{
	unsigned int i;

	pair_there(out, p);
	buf_str(out, " IS NULL");
	for (i = 0; i < p->n; i++) {
		buf_str(out, " OR NOT (");
		pair_equal(out, p, i);
		buf_chr(out, ')');
	}
}

static void
pair_names(struct buf *out, const struct pair *p)
{
	unsigned int i;

	for (i = 0; i < p->plan->key.n; i++)
		buf_fmt(out, "%so.k%u", i == 0 ? "" : ", ", i);
}

void
pair_differ(struct range_sql *q, const struct pair *p, const struct range *r)
{
	range_begin(q, p->plan, "SELECT");
	pair_names(&q->text, p);
	pair_join(q, p, r);
	if (!p->plan->looser) {
		buf_str(&q->text, " WHERE ");
		pair_other(&q->text, p);
		return;
	}
	/* What no UNIQUE key of the ghost forbids: two rows for one. */
	buf_str(&q->text, " GROUP BY ");
	pair_names(&q->text, p);
	buf_str(&q->text, " HAVING COUNT(*) > 1 OR MAX(");
	pair_other(&q->text, p);
	buf_chr(&q->text, ')');
}

void
pair_look(struct range_sql *q, const struct pair *p, const struct range *r)
{
	unsigned int i;

	range_begin(q, p->plan, "SELECT");
	buf_str(&q->text, "COUNT(");
	pair_there(&q->text, p);
	buf_str(&q->text, "), CONCAT(");
	for (i = 0; i < p->n; i++) {
		buf_str(&q->text, i == 0 ? "MAX(NOT (" : ", MAX(NOT (");
		pair_equal(&q->text, p, i);
		buf_str(&q->text, "))");
	}
	buf_chr(&q->text, ')');
	pair_join(q, p, r);
	/* No row, not one of zeros, if the original has none. */
	buf_str(&q->text, " HAVING COUNT(*) > 0");
}

static void
pair_extra_where(struct range_sql *q, const struct pair *p,
    const struct range *r, enum pair_where where)
{
	switch (where) {
	case PAIR_WITHIN:
		where_range(q, &p->back, r);
		break;
	case PAIR_BELOW:
		where_beyond(q, &p->back, &r->low, false);
		break;
	case PAIR_ABOVE:
		where_beyond(q, &p->back, &r->high, true);
		break;
	case PAIR_ALL:
		buf_str(&q->text, "TRUE");
		break;
	}
}

/* The column in the order of the index, and TIMESTAMP by its moment. */
static void
pair_twin(struct buf *out, const struct pair *p, unsigned int i)
{
	const struct plan_col *from = where_col(p->plan, i);
	const struct plan_col *to = where_col(&p->back, i);
	const char *open = "", *close = "";

	if (from->kind == KIND_ENUM || from->kind == KIND_SET) {
		open = "CAST(";
		close = " AS UNSIGNED)";
	}
	buf_str(out, "gho_o.");
	sql_name(out, from->name);
	buf_fmt(out, " = %s", open);
	sql_name2(out, p->back.table, to->name);
	buf_str(out, close);
	if (from->kind != KIND_TIMESTAMP)
		return;
	buf_str(out, " AND UNIX_TIMESTAMP(gho_o.");
	sql_name(out, from->name);
	buf_str(out, ") = UNIX_TIMESTAMP(");
	sql_name2(out, p->back.table, to->name);
	buf_chr(out, ')');
}

void
pair_extra(struct range_sql *q, const struct pair *p, const struct range *r,
    enum pair_where where)
{
	unsigned int i;

	range_begin(q, &p->back, "SELECT");
	pair_keys(q, &p->back);
	range_from(q, &p->back);
	buf_str(&q->text, " WHERE ");
	pair_extra_where(q, p, r, where);
	buf_str(&q->text, " AND NOT EXISTS (SELECT 1 FROM ");
	sql_name2(&q->text, p->plan->db, p->plan->table);
	buf_str(&q->text, " gho_o FORCE INDEX (");
	sql_name(&q->text, p->plan->key.name);
	buf_chr(&q->text, ')');
	for (i = 0; i < p->plan->key.n; i++) {
		buf_str(&q->text, i == 0 ? " WHERE " : " AND ");
		pair_twin(&q->text, p, i);
	}
	buf_chr(&q->text, ')');
}

/* ---- Repair ---- */

void
pair_lock(struct range_sql *q, const struct pair *p, const struct range *r,
    bool wait)
{
	range_begin(q, p->plan, "SELECT");
	pair_keys(q, p->plan);
	range_from(q, p->plan);
	buf_str(&q->text, " WHERE ");
	where_range(q, p->plan, r);
	buf_str(&q->text, range_share(p->plan, wait));
}

void
pair_drop(struct range_sql *q, const struct pair *p, const struct range *r)
{
	range_begin(q, &p->back, "DELETE");
	if (p->alike) {
		buf_str(&q->text, "FROM ");
		sql_name2(&q->text, p->plan->db, p->plan->ghost_table);
		buf_str(&q->text, " WHERE ");
		where_range(q, &p->back, r);
		return;
	}
	buf_str(&q->text, "g FROM ");
	pair_source(q, p, r);
	buf_str(&q->text, " STRAIGHT_JOIN ");
	sql_name2(&q->text, p->plan->db, p->plan->ghost_table);
	buf_str(&q->text, " g");
	pair_on(&q->text, p);
}

void
pair_mend(struct range_sql *q, const struct pair *p, const struct range *r)
{
	range_begin(q, p->plan, "REPLACE");
	buf_str(&q->text, "INTO ");
	sql_name2(&q->text, p->plan->db, p->plan->ghost_table);
	buf_str(&q->text, " (");
	carry_into(&q->text, p->plan);
	buf_str(&q->text, ") SELECT ");
	carry_select(&q->text, p->plan);
	range_from(q, p->plan);
	buf_str(&q->text, " WHERE ");
	where_range(q, p->plan, r);
	buf_str(&q->text, range_share(p->plan, true));
}
