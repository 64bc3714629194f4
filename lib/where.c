/* Conditions on key columns: what knows how each type compares. */

#include <inttypes.h>
#include <string.h>

#include "param.h"
#include "sql.h"
#include "where.h"

enum where_op { OP_LT, OP_LE, OP_EQ, OP_GE, OP_GT };

enum {
	WHERE_LISTED = 1024, /* values of an ENUM or SET in one list */
	WHERE_SET_BITS = 10, /* the same as labels of a SET */
};

static const char *const where_ops[] = {" < ", " <= ", " = ", " >= ", " > "};

const struct plan_col *
where_col(const struct plan *plan, unsigned int i)
{
	return (&plan->orig.col[plan->key.from[i]]);
}

bool
where_unix(const struct plan *plan, const struct plan_col *col)
{
	return (col->kind == KIND_TIMESTAMP && plan->convert &&
	    strcmp(plan->time_zone, "+00:00") != 0);
}

/* ---- Columns ---- */

/* ${name} in the order of the index: ENUM and SET by their number. */
static void
where_operand(struct buf *b, const struct plan *plan,
    const struct plan_col *col, const char *name)
{
	const char *open = "", *close = "";

	if (col->kind == KIND_ENUM || col->kind == KIND_SET) {
		open = "CAST(";
		close = " AS UNSIGNED)";
	} else if (where_unix(plan, col)) {
		open = "UNIX_TIMESTAMP(";
		close = ")";
	}
	buf_str(b, open);
	buf_str(b, name);
	buf_str(b, close);
}

void
where_fetch(struct buf *b, const struct plan *plan, const struct plan_col *col,
    const char *name)
{
	switch (col->kind) {
	case KIND_TEXT:
		buf_fmt(b, "CONVERT(%s USING binary)", name);
		break;
	case KIND_BIT:
		buf_fmt(b, "%s+0", name);
		break;
	case KIND_DECIMAL:
	case KIND_DATE:
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		buf_str(b, "CAST(");
		where_operand(b, plan, col, name);
		buf_str(b, " AS CHAR)");
		break;
	default:
		where_operand(b, plan, col, name);
		break;
	}
}

void
where_result(struct buf *b, const struct plan *plan, const struct plan_col *col)
{
	struct buf name = {0};

	sql_name(&name, col->name);
	where_fetch(b, plan, col, buf_cstr(&name));
	buf_free(&name);
}

/* The parameter as a value of the column's own type and collation. */
static void
where_value(struct buf *b, const struct plan *plan, const struct plan_col *col)
{
	if (where_unix(plan, col))
		buf_str(b, "CAST(? AS DECIMAL(20,6))");
	else
		param_text(b, col, col);
}

void
where_arg(struct range_sql *q, const struct plan_col *col,
    const struct bound_val *v)
{
	if (q->n == q->cap) {
		q->cap = q->cap == 0 ? 16 : q->cap * 2;
		q->arg = mem_grow(q->arg, q->cap, sizeof(q->arg[0]));
	}
	q->arg[q->n].v = v;
	q->arg[q->n].as = (enum bound_as)bound_as(col);
	q->n++;
}

/* ---- Comparisons ---- */

/* The number of values that an ENUM or SET can have; 0: too many to list. */
static uint64_t
where_listable(const struct plan_col *col)
{
	if (col->kind == KIND_ENUM && col->nlabel < WHERE_LISTED)
		return (col->nlabel + 1);
	if (col->kind == KIND_SET && col->nlabel <= WHERE_SET_BITS)
		return ((uint64_t)1 << col->nlabel);
	return (0);
}

/* `col` IN (the numbers from ${from} up to ${to} - 1). */
static void
where_list(struct buf *b, const struct plan_col *col, uint64_t from,
    uint64_t to)
{
	uint64_t i;

	if (from >= to) {
		buf_str(b, "FALSE");
		return;
	}
	sql_name(b, col->name);
	for (i = from; i < to; i++)
		buf_fmt(b, "%s%" PRIu64, i == from ? " IN (" : ",", i);
	buf_chr(b, ')');
}

/*
 * ENUM and SET are in the index by number, but the server uses the index
 * for equality only and compares them as text otherwise.  So an inequality
 * is the list of the numbers that are left, which it turns into ranges.
 * With too many of them it has to look at every entry of the index: right,
 * and slow if the column is the first of the key.
 */
static void
where_cmp_label(struct range_sql *q, const struct plan_col *col,
    enum where_op op, uint64_t u)
{
	uint64_t n = where_listable(col);

	if (op == OP_EQ) {
		sql_name(&q->text, col->name);
		buf_fmt(&q->text, " = %" PRIu64, u);
	} else if (n == 0) {
		buf_str(&q->text, "CAST(");
		sql_name(&q->text, col->name);
		buf_fmt(&q->text, " AS UNSIGNED)%s%" PRIu64, where_ops[op], u);
	} else if (op == OP_LT || op == OP_LE) {
		where_list(&q->text, col, 0, u >= n ? n : u + (op == OP_LE));
	} else {
		where_list(&q->text, col, u >= n ? n : u + (op == OP_GT), n);
	}
}

static void
where_cmp(struct range_sql *q, const struct plan *plan, unsigned int i,
    enum where_op op, const struct bound *b)
{
	const struct plan_col *col = where_col(plan, i);
	struct buf name = {0};

	if (col->kind == KIND_ENUM || col->kind == KIND_SET) {
		where_cmp_label(q, col, op, b->v[i].u);
		return;
	}
	sql_name(&name, col->name);
	where_operand(&q->text, plan, col, buf_cstr(&name));
	buf_free(&name);
	buf_str(&q->text, where_ops[op]);
	where_value(&q->text, plan, col);
	where_arg(q, col, &b->v[i]);
}

/* Columns ${from} to ${to} - 1 are equal to the bound's. */
static void
where_equal(struct range_sql *q, const struct plan *plan, const struct bound *b,
    unsigned int from, unsigned int to)
{
	unsigned int i;

	for (i = from; i < to; i++) {
		if (i > from)
			buf_str(&q->text, " AND ");
		where_cmp(q, plan, i, OP_EQ, b);
	}
}

/*
 * One side of a range over columns ${from} and following, e.g.
 * (a >= 1 AND (a > 1 OR (a = 1 AND b > 2))).  The first comparison says
 * nothing new; older servers find the range by it alone.
 */
static void
where_side(struct range_sql *q, const struct plan *plan, const struct bound *b,
    unsigned int from, enum where_op strict, enum where_op last)
{
	unsigned int i;

	if (from + 1 == b->n) {
		where_cmp(q, plan, from, last, b);
		return;
	}
	buf_chr(&q->text, '(');
	where_cmp(q, plan, from, strict == OP_GT ? OP_GE : OP_LE, b);
	buf_str(&q->text, " AND (");
	for (i = from; i < b->n; i++) {
		buf_str(&q->text, i == from ? "(" : " OR (");
		if (i > from) {
			where_equal(q, plan, b, from, i);
			buf_str(&q->text, " AND ");
		}
		where_cmp(q, plan, i, i + 1 == b->n ? last : strict, b);
		buf_chr(&q->text, ')');
	}
	buf_str(&q->text, "))");
}

void
where_range(struct range_sql *q, const struct plan *plan, const struct range *r)
{
	unsigned int same = bound_same(&r->low, &r->high);

	where_equal(q, plan, &r->low, 0, same);
	if (same == r->low.n) {
		buf_str(&q->text, r->with_low ? "" : " AND FALSE");
		return;
	}
	if (same > 0)
		buf_str(&q->text, " AND ");
	where_side(q, plan, &r->low, same, OP_GT, r->with_low ? OP_GE : OP_GT);
	buf_str(&q->text, " AND ");
	where_side(q, plan, &r->high, same, OP_LT, OP_LE);
}

void
where_beyond(struct range_sql *q, const struct plan *plan,
    const struct bound *b, bool above)
{
	enum where_op op = above ? OP_GT : OP_LT;

	where_side(q, plan, b, 0, op, op);
}
