/*
 * An application: what it does in one round.  @n is the round; rows come
 * out of v, and IGNORE leaves out those whose keys are taken.
 */

#include <string.h>

#include "random.h"

/* The columns that can be set, with ${before} each; not ${counts} if so. */
static void
writer_list(const struct table *t, bool counts, const char *before,
    struct buf *out)
{
	const char *between = "";
	unsigned int i;

	for (i = 0; i < t->ncolumn; i++) {
		if (t->column[i].generated != NULL ||
		    (t->column[i].counts && !counts))
			continue;
		buf_fmt(out, "%s%s%s", between, before, t->column[i].name);
		between = ", ";
	}
}

/* The column whose values differ without a key, or NULL. */
static const struct column *
writer_counted(const struct table *t)
{
	unsigned int i;

	for (i = 0; i < t->ncolumn; i++) {
		if (t->column[i].counted)
			return (&t->column[i]);
	}
	return (NULL);
}

static void
writer_insert(struct rnd *r, const struct table *t, const char *verb,
    struct buf *out)
{
	bool counts = rnd_chance(r, 70);
	const struct column *c = writer_counted(t);

	buf_fmt(out, "%s INTO %s (", verb, t->name);
	writer_list(t, counts, "", out);
	buf_str(out, ") SELECT ");
	writer_list(t, counts, "", out);
	buf_str(out, " FROM v");
	if (c != NULL)
		buf_fmt(out,
		    " WHERE NOT EXISTS (SELECT 1 FROM %s o WHERE o.%s = v.%s)",
		    t->name, c->name, c->name);
	buf_fmt(out, " ORDER BY RAND(@n + %u) LIMIT %u;\n", rnd_below(r, 100),
	    1 + rnd_below(r, 6));
}

static void
writer_delete(struct rnd *r, const struct table *t, struct buf *out)
{
	buf_fmt(out, "DELETE FROM %s ORDER BY RAND(@n + %u) LIMIT %u;\n",
	    t->name, rnd_below(r, 100), 1 + rnd_below(r, 5));
}

static void
writer_set(struct rnd *r, const struct column *c, struct buf *out)
{
	buf_fmt(out,
	    "%s = (SELECT %s FROM v WHERE vn = 1 + (@n * %u + %u) "
	    "%% @v)",
	    c->name, c->name, 1 + rnd_below(r, 9), rnd_below(r, 60));
}

/* Some columns of some rows; those of the key if ${keyed}. */
static void
writer_update(struct rnd *r, const struct table *t, bool keyed, struct buf *out)
{
	const struct column *c;
	const char *between = " ";
	unsigned int i;

	for (i = 0; i < t->ncolumn; i++) {
		c = &t->column[i];
		if (c->generated != NULL || c->counted || c->keyed != keyed ||
		    (!keyed && rnd_chance(r, 40)))
			continue;
		if (between[0] == ' ')
			buf_fmt(out, "UPDATE IGNORE %s SET", t->name);
		buf_str(out, between);
		writer_set(r, c, out);
		between = ", ";
	}
	if (between[0] != ' ')
		buf_fmt(out, " ORDER BY RAND(@n + %u) LIMIT %u;\n",
		    rnd_below(r, 100), 1 + rnd_below(r, 8));
}

static void
writer_same_row(const struct table *t, struct buf *out)
{
	const char *between = "";
	unsigned int i;

	for (i = 0; i < t->ncolumn; i++) {
		if (!t->column[i].keyed)
			continue;
		buf_fmt(out, "%so.%s <=> w.%s", between, t->column[i].name,
		    t->column[i].name);
		between = " AND ";
	}
}

/* Neighbours in w exchange the values of ${c}; so do their rows then. */
static void
writer_swap(struct rnd *r, const struct table *t, const struct column *c,
    struct buf *out)
{
	buf_str(out, "DELETE FROM w;\nINSERT INTO w SELECT NULL, ");
	writer_list(t, true, "", out);
	buf_fmt(out, " FROM %s ORDER BY RAND(@n + %u) LIMIT 6;\n", t->name,
	    rnd_below(r, 100));
	buf_fmt(out,
	    "SET @i = 0;\nUPDATE w SET vn = (@i := @i + 1) + 1000000 "
	    "ORDER BY vn;\n"
	    "UPDATE w JOIN (SELECT vn, %s FROM w) x ON x.vn = "
	    "IF(w.vn %% 2, w.vn + 1, w.vn - 1) SET w.%s = x.%s;\n",
	    c->name, c->name, c->name);
	buf_str(out, "START TRANSACTION;\n");
	if (!c->not_null && !c->keyed && rnd_chance(r, 60)) {
		buf_fmt(out, "UPDATE IGNORE %s o JOIN w ON ", t->name);
		writer_same_row(t, out);
		buf_fmt(out, " SET o.%s = NULL;\nUPDATE IGNORE %s o JOIN w ON ",
		    c->name, t->name);
		writer_same_row(t, out);
		buf_fmt(out, " SET o.%s = w.%s;\n", c->name, c->name);
	} else {
		buf_fmt(out, "DELETE o FROM %s o JOIN w ON ", t->name);
		writer_same_row(t, out);
		buf_fmt(out, ";\nREPLACE INTO %s (", t->name);
		writer_list(t, true, "", out);
		buf_str(out, ") SELECT ");
		writer_list(t, true, "", out);
		buf_str(out, " FROM w;\n");
	}
	buf_str(out, rnd_chance(r, 85) ? "COMMIT;\n" : "ROLLBACK;\n");
}

/* A column of a UNIQUE key other than the first one, or any column. */
static const struct column *
writer_unique(struct rnd *r, const struct table *t)
{
	const struct column *c = writer_counted(t);
	unsigned int i;

	if (c != NULL && rnd_chance(r, 80))
		return (c);
	for (i = 0; i < t->nindex; i++) {
		c = t->index[i].column[0];
		if (t->index[i].unique && c != NULL && !c->keyed &&
		    c->generated == NULL)
			return (c);
	}
	do {
		c = &t->column[rnd_below(r, t->ncolumn)];
	} while (c->generated != NULL);
	return (c);
}

static void
writer_some(struct rnd *r, const struct table *t, struct buf *out)
{
	switch (rnd_below(r, 6)) {
	case 0:
		writer_insert(r, t, "INSERT IGNORE", out);
		break;
	case 1:
		writer_insert(r, t, "REPLACE", out);
		break;
	case 2:
		writer_delete(r, t, out);
		break;
	case 3:
		writer_update(r, t, true, out);
		break;
	default:
		writer_update(r, t, false, out);
	}
}

static void
writer_transaction(struct rnd *r, const struct table *t, struct buf *out)
{
	unsigned int n = 1 + rnd_below(r, 4);
	bool save = rnd_chance(r, 30);

	buf_str(out, "START TRANSACTION;\n");
	while (n-- > 0)
		writer_some(r, t, out);
	if (save) {
		buf_str(out, "SAVEPOINT s;\n");
		writer_some(r, t, out);
		buf_str(out, "ROLLBACK TO s;\n");
	}
	writer_some(r, t, out);
	buf_str(out, rnd_chance(r, 75) ? "COMMIT;\n" : "ROLLBACK;\n");
}

/* What a session may set that changes no value, but how it comes. */
static void
writer_session(struct rnd *r, const struct table *t, struct buf *out)
{
	static const char *const zones[] = {"+05:45", "-11:00", "test/dst"};
	static const char *const modes[] = {"", "ANSI_QUOTES",
	    "NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES",
	    "TRADITIONAL,NO_UNSIGNED_SUBTRACTION",
	    "ALLOW_INVALID_DATES,TIME_TRUNCATE_FRACTIONAL"};

	buf_fmt(out, "SET time_zone = '%s';\n",
	    rnd_chance(r, 30) ? zones[rnd_below(r, COUNT(zones))] : "+00:00");
	if (!t->loose && rnd_chance(r, 30))
		buf_fmt(out, "SET sql_mode = '%s';\n",
		    modes[rnd_below(r, COUNT(modes))]);
	if (rnd_chance(r, 15))
		buf_str(out, "SET binlog_transaction_compression = ON;\n");
	if (t->image != NULL)
		buf_fmt(out, "SET binlog_row_image = %s;\n", t->image);
}

void
writer_write(struct rnd *r, const struct table *t, struct buf *out)
{
	unsigned int n = 2 + rnd_below(r, 6);

	writer_session(r, t, out);
	buf_str(out, "SET @v = (SELECT COUNT(*) FROM v);\n");
	writer_delete(r, t, out);
	writer_insert(r, t, "INSERT IGNORE", out);
	while (n-- > 0) {
		if (rnd_chance(r, 30))
			writer_transaction(r, t, out);
		else
			writer_some(r, t, out);
	}
	if (rnd_chance(r, 60))
		writer_swap(r, t, writer_unique(r, t), out);
	writer_insert(r, t, "INSERT IGNORE", out);
}
