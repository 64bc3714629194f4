/* Two rows for one place in a UNIQUE key that only the ghost has. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "carry.h"
#include "param.h"
#include "put.h"
#include "rival.h"
#include "say.h"
#include "warn.h"
#include "where.h"

enum { RIVAL_MAX = 256 }; /* InnoDB has at most 64 keys; others write, too */

static bool
rival_is_variable(const struct plan_col *col)
{
	return (strncasecmp(col->data_type, "var", 3) == 0);
}

/* Whether a value of ${b} is found among those of ${a}. */
static bool
rival_finds(const struct plan *plan, unsigned int i)
{
	const struct plan_col *a = where_col(plan, i);
	const struct plan_col *b = &plan->ghost.col[plan->key.to[i]];

	if (a->kind != b->kind || where_unix(plan, a))
		return (false);
	switch (a->kind) {
	case KIND_ENUM:
	case KIND_SET:
		return (strcmp(a->type, b->type) == 0);
	case KIND_BYTES:
		return (strcmp(a->type, b->type) == 0 ||
		    (rival_is_variable(a) && rival_is_variable(b)));
	default:
		return (true);
	}
}

bool
rival_can(const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		if (!rival_finds(plan, i))
			return (false);
	}
	return (true);
}

void
rival_open(struct rival *v, struct sql *sql, const struct plan *plan)
{
	memset(v, 0, sizeof(*v));
	v->sql = sql;
	v->plan = plan;
	range_init(&v->one, plan);
	range_init(&v->two, plan);
	v->one.with_low = v->two.with_low = true;
}

void
rival_close(struct rival *v)
{
	query_close(&v->put);
	query_close(&v->met);
	query_close(&v->out);
	query_close(&v->same);
	query_close(&v->why);
	range_sql_free(&v->text);
	range_free(&v->one);
	range_free(&v->two);
	memset(v, 0, sizeof(*v));
}

static void
rival_key(struct range *r, const struct bound *key)
{
	bound_copy(&r->low, key);
	bound_copy(&r->high, key);
}

/* ---- Statements ---- */

static void
rival_ghost_name(const struct rival *v, const char *col, struct buf *out)
{
	sql_name2(out, v->plan->ghost_table, col);
}

/* A key column of the ghost, as the original has it. */
static void
rival_met_col(const struct rival *v, unsigned int i, struct buf *out)
{
	const struct plan_col *col = where_col(v->plan, i);
	struct buf name = {0};

	if (carry_folds(v->plan, i))
		carry_back(&name, v->plan, i, v->plan->ghost_table);
	else
		rival_ghost_name(v, v->plan->ghost.col[v->plan->key.to[i]].name,
		    &name);
	where_fetch(out, v->plan, col, buf_cstr(&name));
	buf_free(&name);
}

/*
 * Notes the key of the row that is in the way.  The update itself is undone
 * by rival_put(), so it does not matter whether it changes a value.
 */
static void
rival_text_met(const struct rival *v, struct buf *out)
{
	const struct plan *plan = v->plan;
	struct buf col = {0};
	unsigned int i;

	rival_ghost_name(v, plan->ghost.col[plan->map[0].to].name, &col);
	buf_fmt(out, " ON DUPLICATE KEY UPDATE %s = IF(LENGTH(CONCAT_WS(''",
	    buf_cstr(&col));
	for (i = 0; i < plan->key.n; i++) {
		buf_fmt(out, ", @gho_met%u := ", i);
		rival_met_col(v, i, out);
	}
	buf_fmt(out, ")) < 0, NULL, %s)", buf_cstr(&col));
	buf_free(&col);
}

static void
rival_text_put(struct rival *v, bool met)
{
	struct buf *out = &v->text.text;
	const struct plan *plan = v->plan;

	range_begin(&v->text, plan, "INSERT");
	buf_str(out, "INTO ");
	sql_name2(out, plan->db, plan->ghost_table);
	buf_str(out, " (");
	carry_into(out, plan);
	buf_str(out, ") SELECT ");
	carry_select(out, plan);
	range_from(&v->text, plan);
	buf_str(out, " WHERE ");
	where_range(&v->text, plan, &v->one);
	buf_str(out, range_share(plan, false));
	if (met)
		rival_text_met(v, out);
}

static void
rival_text_ask(struct rival *v)
{
	struct buf *out = &v->text.text;
	unsigned int i;

	range_begin(&v->text, v->plan, "SELECT");
	for (i = 0; i < v->plan->key.n; i++) {
		buf_str(out, i == 0 ? "" : ", ");
		switch (bound_as(where_col(v->plan, i))) {
		case BOUND_INT:
			buf_fmt(out, "CAST(@gho_met%u AS SIGNED)", i);
			break;
		case BOUND_UINT:
			buf_fmt(out, "CAST(@gho_met%u AS UNSIGNED)", i);
			break;
		default:
			buf_fmt(out, "@gho_met%u", i);
			break;
		}
	}
	buf_str(out, " FROM DUAL WHERE @gho_met0 IS NOT NULL");
}

static void
rival_text_out(struct rival *v)
{
	struct buf *out = &v->text.text;
	const struct plan *plan = v->plan;
	const struct plan_col *col;
	unsigned int i;

	range_begin(&v->text, plan, "DELETE");
	buf_str(out, "FROM ");
	sql_name2(out, plan->db, plan->ghost_table);
	for (i = 0; i < plan->key.n; i++) {
		col = where_col(plan, i);
		buf_str(out, i == 0 ? " WHERE " : " AND ");
		sql_name(out, plan->ghost.col[plan->key.to[i]].name);
		buf_str(out, " = ");
		put_key(out, plan, i);
		where_arg(&v->text, col, &v->one.low.v[i]);
		if (!carry_folds(plan, i))
			continue;
		buf_str(out, " AND ");
		carry_back(out, plan, i, plan->ghost_table);
		buf_str(out, " = ");
		param_text(out, col, col);
		where_arg(&v->text, col, &v->one.low.v[i]);
	}
}

static void
rival_text_same(struct rival *v)
{
	struct buf *out = &v->text.text;
	const struct plan *plan = v->plan;
	unsigned int i;

	range_begin(&v->text, plan, "SELECT");
	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? "" : ", ");
		range_key(&v->text, plan, i);
	}
	range_from(&v->text, plan);
	buf_str(out, " WHERE ");
	where_range(&v->text, plan, &v->one);
	buf_str(out, " AND ");
	where_range(&v->text, plan, &v->two);
}

/* ---- Steps ---- */

/* Returns 1 and the key in ${met} if a row is in the way, or 0. */
static int
rival_put(struct rival *v, const struct bound *key, struct bound *met)
{
	int rc;

	rival_key(&v->one, key);
	rival_text_put(v, true);
	if (sql_run(v->sql, "SAVEPOINT gho_rival") == -1 ||
	    sql_run(v->sql, "SET @gho_met0 = NULL") == -1 ||
	    query_run(&v->put, v->sql, &v->text) == -1)
		return (-1);
	if (v->sql->warnings > 0 && warn_stop(v->sql, v->plan, true) == -1)
		return (-1);
	rival_text_ask(v);
	if (query_run(&v->met, v->sql, &v->text) == -1)
		return (-1);
	rc = query_key(&v->met, v->sql, v->plan, met);
	if (rc == 1 && sql_run(v->sql, "ROLLBACK TO SAVEPOINT gho_rival") == -1)
		return (-1);
	return (rc);
}

static int
rival_out(struct rival *v, const struct bound *key)
{
	rival_key(&v->one, key);
	rival_text_out(v);
	return (query_run(&v->out, v->sql, &v->text));
}

/* Whether two keys are one row of the original. */
static int
rival_same(struct rival *v, const struct bound *a, const struct bound *b)
{
	struct bound found = {0};
	int rc;

	rival_key(&v->one, a);
	rival_key(&v->two, b);
	rival_text_same(v);
	if (query_run(&v->same, v->sql, &v->text) == -1)
		return (-1);
	bound_init(&found, v->plan);
	rc = query_key(&v->same, v->sql, v->plan, &found);
	bound_free(&found);
	return (rc);
}

/* Others write faster than this can be asked. */
static int
rival_again(struct rival *v)
{
	sql_refuse(v->sql,
	    "more rows are in the way of one than a table has keys");
	v->sql->fail = X_AGAIN;
	return (-1);
}

/* Both rows have it: the server says what, we say which. */
static int
rival_refuse(struct rival *v, const struct bound *a, const struct bound *c)
{
	struct buf rows = {0}, what = {0};

	rival_key(&v->one, c);
	rival_text_put(v, false);
	if (query_run(&v->why, v->sql, &v->text) == -1 &&
	    !sql_duplicate(v->sql->error))
		return (-1);
	buf_str(&what, mysql_stmt_error(v->why.st));
	bound_show(&rows, a, v->plan);
	buf_str(&rows, ") and (");
	bound_show(&rows, c, v->plan);
	sql_refuse(v->sql,
	    "%.150s: the new UNIQUE key does not hold, the rows with the keys "
	    "(%s) both have it now",
	    buf_cstr(&what), buf_cstr(&rows));
	buf_free(&what);
	buf_free(&rows);
	return (-1);
}

/* Writes ${c}; returns 1 if it meets ${a}. */
static int
rival_meets(struct rival *v, const struct bound *a, const struct bound *c)
{
	struct bound met = {0};
	int rc;

	bound_init(&met, v->plan);
	rc = rival_put(v, c, &met);
	if (rc == 1)
		rc = rival_same(v, a, &met);
	bound_free(&met);
	return (rc);
}

/* An older image of ${a} may have come to be beside the one written here. */
static int
rival_renew(struct rival *v, const struct bound *a)
{
	struct bound met = {0};
	int rc = rival_out(v, a);

	bound_init(&met, v->plan);
	if (rc == 0)
		rc = rival_put(v, a, &met);
	bound_free(&met);
	return (rc);
}

/* Row ${c} was in the way of ${a}, which is in the ghost now. */
static int
rival_back(struct rival *v, const struct bound *a, const struct bound *c)
{
	int rc;

	/* The copy may have put the row itself there meanwhile. */
	rc = rival_same(v, a, c);
	if (rc != 0)
		return (rc == 1 ? 0 : -1);
	rc = rival_meets(v, a, c);
	if (rc == 1 && v->plan->looser) {
		rc = rival_renew(v, a);
		if (rc == 1)
			return (rival_again(v));
		rc = rc == 0 ? rival_meets(v, a, c) : -1;
	}
	return (rc == 1 ? rival_refuse(v, a, c) : rc);
}

int
rival_settle(struct rival *v, const struct bound *key)
{
	struct bound met[RIVAL_MAX];
	unsigned int n = 0, i;
	int rc = 1;

	while (rc == 1 && n < RIVAL_MAX) {
		bound_init(&met[n], v->plan);
		rc = rival_put(v, key, &met[n++]);
		if (rc == 1 && rival_out(v, &met[n - 1]) == -1)
			rc = -1;
	}
	/* The last one, which was not met, has no value in it. */
	for (i = 0; i + 1 < n && rc == 0; i++)
		rc = rival_back(v, key, &met[i]);
	for (i = 0; i < n; i++)
		bound_free(&met[i]);
	if (rc == 1)
		return (rival_again(v));
	return (rc);
}
