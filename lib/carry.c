/* How a row of the original becomes one of the ghost. */

#include <string.h>
#include <strings.h>

#include "carry.h"
#include "sql.h"

static const struct plan_col *
carry_from(const struct plan *plan, unsigned int i)
{
	return (&plan->orig.col[plan->map[i].from]);
}

static const struct plan_col *
carry_to(const struct plan *plan, unsigned int i)
{
	return (&plan->ghost.col[plan->map[i].to]);
}

/*
 * ALTER TABLE gives a new column that is NOT NULL and has no default the zero
 * of its type, also in a strict sql_mode, where INSERT does not.  NULL where
 * ALTER TABLE fails, too, as for a zero date, or where its value cannot be
 * written: then INSERT says so.
 */
const char *
carry_fill(const struct plan_col *col)
{
	switch (col->kind) {
	case KIND_INT:
	case KIND_DECIMAL:
	case KIND_FLOAT:
	case KIND_DOUBLE:
	case KIND_BIT:
	case KIND_YEAR:
	case KIND_TIME:
	case KIND_SET:
		return ("0");
	case KIND_TIMESTAMP:
		return ("'0000-00-00'");
	case KIND_TEXT:
	case KIND_BYTES:
		return ("''");
	case KIND_ENUM:
		return ("1");
	case KIND_JSON:
		return ("'null'");
	case KIND_DATE:
	case KIND_DATETIME:
	case KIND_GEOMETRY:
	case KIND_VECTOR:
		break;
	}
	return (NULL);
}

/*
 * To take a migration back is no ALTER that adds columns: somebody has to say
 * that rows which have no value there may get that zero.
 */
static bool
carry_may_fill(const struct plan *plan, const struct plan_col *col)
{
	unsigned int i;

	for (i = 0; plan->revert && i < plan->naccept; i++) {
		if (strcasecmp(plan->accept[i], col->name) == 0)
			return (true);
	}
	return (!plan->revert);
}

/* The columns that no original one is carried to and that need a value. */
static void
carry_fills(struct buf *out, const struct plan *plan, bool names)
{
	const struct plan_col *col;
	const char *fill;
	unsigned int i, k;

	for (i = 0; i < plan->ghost.ncol; i++) {
		col = &plan->ghost.col[i];
		for (k = 0; k < plan->nmap && plan->map[k].to != i; k++)
			;
		fill = col->required && carry_may_fill(plan, col) ?
		    carry_fill(col) :
		    NULL;
		if (k < plan->nmap || (fill == NULL && col->given == NULL))
			continue;
		buf_str(out, ", ");
		if (names)
			sql_name(out, col->name);
		else if (col->given != NULL)
			buf_fmt(out, "'%s'", col->given);
		else
			buf_str(out, fill);
	}
}

void
carry_names(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nmap; i++) {
		buf_str(out, i == 0 ? "" : ", ");
		sql_name(out, carry_from(plan, i)->name);
	}
}

void
carry_only_into(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nmap; i++) {
		buf_str(out, i == 0 ? "" : ", ");
		sql_name(out, carry_to(plan, i)->name);
	}
}

void
carry_into(struct buf *out, const struct plan *plan)
{
	carry_only_into(out, plan);
	carry_fills(out, plan, true);
}

static bool
carry_is_text(const struct plan_col *col)
{
	return (col->kind == KIND_TEXT || col->kind == KIND_BYTES ||
	    col->kind == KIND_JSON);
}

static bool
carry_is_time(const struct plan_col *col)
{
	return (col->kind == KIND_DATE || col->kind == KIND_TIME ||
	    col->kind == KIND_DATETIME || col->kind == KIND_TIMESTAMP);
}

static bool
carry_is_number(const struct plan_col *col)
{
	return (col->kind == KIND_INT || col->kind == KIND_DECIMAL ||
	    col->kind == KIND_FLOAT || col->kind == KIND_DOUBLE ||
	    col->kind == KIND_YEAR);
}

bool
carry_as_text(const struct plan_col *from, const struct plan_col *to)
{
	return (carry_is_number(from) &&
	    (carry_is_text(to) || to->kind == KIND_ENUM ||
		to->kind == KIND_SET));
}

/*
 * carry_form(from, to): how a column is to be read, where ALTER TABLE and
 * INSERT ... SELECT do not convert it in the same way (tried on 9.7.4 for
 * all types; test/conversions).
 *
 * Text and times become a BIT as the number that they say; INSERT takes the
 * bytes of a BINARY for its bits.
 *
 * A FLOAT or DOUBLE becomes a BIT or a YEAR when it has been rounded; INSERT
 * cuts its fraction off.
 */
static const char *
carry_form(const struct plan_col *from, const struct plan_col *to)
{
	if (carry_as_text(from, to))
		return ("CONCAT(%s)");
	if (to->kind == KIND_BIT &&
	    (carry_is_text(from) || carry_is_time(from)))
		return ("CAST(%s AS SIGNED)");
	if (from->kind != KIND_FLOAT && from->kind != KIND_DOUBLE)
		return ("%s");
	if (to->kind == KIND_BIT)
		return ("CAST(ROUND(%s) AS SIGNED)");
	if (to->kind == KIND_YEAR)
		return ("ROUND(%s)");
	return ("%s");
}

void
carry_one(struct buf *out, const struct plan_col *from,
    const struct plan_col *to, const char *name)
{
	const char *form = carry_form(from, to);
	size_t at = strcspn(form, "%");

	buf_add(out, form, at);
	sql_name(out, name);
	buf_str(out, form + at + 2);
}

void
carry_column(struct buf *out, const struct plan *plan, unsigned int i)
{
	const struct plan_col *from = carry_from(plan, i);

	carry_one(out, from, carry_to(plan, i), from->name);
}

void
carry_only_select(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nmap; i++) {
		buf_str(out, i == 0 ? "" : ", ");
		carry_column(out, plan, i);
	}
}

void
carry_select(struct buf *out, const struct plan *plan)
{
	carry_only_select(out, plan);
	carry_fills(out, plan, false);
}

void
carry_key(struct buf *out, const struct plan *plan, unsigned int i,
    const char *name)
{
	carry_one(out, &plan->orig.col[plan->key.from[i]],
	    &plan->ghost.col[plan->key.to[i]], name);
}

static bool
carry_converts(const struct plan *plan, unsigned int from)
{
	unsigned int i;

	for (i = 0; i < plan->nmap; i++) {
		if (plan->map[i].from == from)
			return (plan->map[i].convert);
	}
	return (false);
}

bool
carry_folds(const struct plan *plan, unsigned int i)
{
	const struct plan_col *from = &plan->orig.col[plan->key.from[i]];
	const struct plan_col *to = &plan->ghost.col[plan->key.to[i]];

	return (from->kind == KIND_TEXT && to->kind == KIND_TEXT &&
	    strcmp(from->collation, to->collation) != 0);
}

bool
carry_any_folds(const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		if (carry_folds(plan, i))
			return (true);
	}
	return (false);
}

void
carry_back(struct buf *out, const struct plan *plan, unsigned int i,
    const char *table)
{
	const struct plan_col *from = &plan->orig.col[plan->key.from[i]];

	buf_str(out, "CONVERT(");
	sql_name2(out, table, plan->ghost.col[plan->key.to[i]].name);
	buf_fmt(out, " USING %s) COLLATE %s", from->charset, from->collation);
}

/* Integers are compared by value, and text if it is compared in one way. */
bool
carry_keys_alike(const struct plan *plan)
{
	enum plan_kind from, to;
	unsigned int i;

	if (carry_any_folds(plan))
		return (false);
	for (i = 0; i < plan->key.n; i++) {
		if (!carry_converts(plan, plan->key.from[i]))
			continue;
		from = plan->orig.col[plan->key.from[i]].kind;
		to = plan->ghost.col[plan->key.to[i]].kind;
		if (from != to || (from != KIND_INT && from != KIND_TEXT))
			return (false);
	}
	return (true);
}

void
carry_values(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nmap; i++)
		buf_str(out, i == 0 ? "?" : ", ?");
	carry_fills(out, plan, false);
}
