/* Whether a table is one that can be migrated. */

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "name.h"
#include "say.h"
#include "tok.h"

static int
refuse(struct sql *s)
{
	s->fail = X_REFUSED;
	return (-1);
}

/* check_kind(s, db, table, cell): refuses all but base tables in InnoDB. */
static int
check_kind(struct sql *s, const char *db, const char *table, char *const *cell)
{
	if (strcmp(cell[2], "BASE TABLE") != 0) {
		say_err("`%s`.`%s` is no table: it is a %s", db, table,
		    cell[2]);
		return (refuse(s));
	}
	if (cell[3] == NULL || strcmp(cell[3], "InnoDB") != 0) {
		say_err("`%s`.`%s` is in the engine %s; only InnoDB is "
			"supported, whose rows can be locked and rolled back",
		    db, table, cell[3] == NULL ? "NULL" : cell[3]);
		return (refuse(s));
	}
	return (0);
}

static int
check_ask(struct sql *s, struct sql_rows *rows, const char *db,
    const char *table)
{
	return (sql_ask(s, rows,
	    "SELECT /* gh-ost */ TABLE_SCHEMA,"
	    " TABLE_NAME, TABLE_TYPE, ENGINE FROM information_schema.TABLES"
	    " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?",
	    db, table));
}

static void
check_respell(char **name, const char *server_has)
{
	free(*name);
	*name = mem_str(server_has);
}

int
check_table(struct sql *s, const struct server *server, struct plan *plan)
{
	struct sql_rows rows = {0};
	bool exact;
	int rc;

	if (name_possible(plan->db) && name_possible(plan->table) &&
	    check_ask(s, &rows, plan->db, plan->table) == -1)
		return (-1);
	exact = rows.nrow == 1 &&
	    (server->fold ||
		(strcmp(rows.cell[0], plan->db) == 0 &&
		    strcmp(rows.cell[1], plan->table) == 0));
	if (!exact) {
		sql_rows_free(&rows);
		say_err("table not found: `%s`.`%s` does not exist, or this "
			"user may not see it",
		    plan->db, plan->table);
		return (refuse(s));
	}
	rc = check_kind(s, plan->db, plan->table, rows.cell);
	check_respell(&plan->db, rows.cell[0]);
	check_respell(&plan->table, rows.cell[1]);
	sql_rows_free(&rows);
	return (rc);
}

/* Words in parentheses are about columns and partitions. */
static bool
check_directory(const char *create)
{
	struct buf why = {0};
	struct token tok, before = {0};
	struct toks l;
	bool is = false;
	int depth = 0;

	tok_open(&l, create, strlen(create), TOK_VERSIONED);
	while (!is && tok_next(&l, &tok, &why) == 0 && tok.kind != TOK_END) {
		depth += tok_sign(&tok, '(') - tok_sign(&tok, ')');
		is = depth == 0 && tok_is(&before, "DATA") &&
		    tok_is(&tok, "DIRECTORY");
		before = tok;
	}
	buf_free(&why);
	return (is);
}

int
check_options(struct sql *s, const struct plan *plan)
{
	if (!check_directory(plan->orig.create))
		return (0);
	sql_refuse(s,
	    "`%s`.`%s` has a DATA DIRECTORY, which the new table would not "
	    "have: CREATE TABLE ... LIKE leaves it out",
	    plan->db, plan->table);
	return (-1);
}

int
check_engine(struct sql *s, const char *db, const char *table)
{
	struct sql_rows rows;
	int rc;

	if (check_ask(s, &rows, db, table) == -1)
		return (-1);
	if (rows.nrow == 1)
		rc = check_kind(s, db, table, rows.cell);
	else {
		say_err("`%s`.`%s` has disappeared", db, table);
		rc = refuse(s);
	}
	sql_rows_free(&rows);
	return (rc);
}

/* check_index(s, db, table, query, why): no index that ${query} finds. */
static int
check_index(struct sql *s, const char *db, const char *table, const char *query,
    const char *why)
{
	struct sql_rows rows;
	int rc = 0;

	if (sql_ask(s, &rows, query, db, table) == -1)
		return (-1);
	if (rows.nrow > 0) {
		say_err("index %s is %s", rows.cell[0], why);
		rc = refuse(s);
	}
	sql_rows_free(&rows);
	return (rc);
}

/*
 * Parts of an index that are expressions have parentheses of their own.  The
 * question takes a server 75 ms, and few tables need it.
 */
static bool
check_may_compute(const struct plan_table *t)
{
	return (
	    strstr(t->create, "((") != NULL || strstr(t->create, ",(") != NULL);
}

int
check_functional(struct sql *s, const char *db, const char *table,
    const struct plan_table *t)
{
	if (!check_may_compute(t))
		return (0);
	/* Expressions quote the names of columns with backticks. */
	return (check_index(s, db, table,
	    "SELECT f.INDEX_NAME FROM information_schema.STATISTICS f"
	    " JOIN information_schema.COLUMNS c"
	    " ON c.TABLE_SCHEMA = f.TABLE_SCHEMA"
	    " AND c.TABLE_NAME = f.TABLE_NAME"
	    " AND c.DATA_TYPE REGEXP '(blob|text)$'"
	    " AND INSTR(f.EXPRESSION, CONCAT('`',"
	    " REPLACE(c.COLUMN_NAME, '`', '``'), '`')) > 0"
	    " WHERE f.TABLE_SCHEMA = ? AND f.TABLE_NAME = ?"
	    " AND EXISTS (SELECT * FROM information_schema.STATISTICS u"
	    " WHERE u.TABLE_SCHEMA = f.TABLE_SCHEMA"
	    " AND u.TABLE_NAME = f.TABLE_NAME AND u.NON_UNIQUE = 0"
	    " AND u.INDEX_NAME NOT IN ('PRIMARY', f.INDEX_NAME)) LIMIT 1",
	    "over an expression of a BLOB or TEXT column, beside another "
	    "UNIQUE key: MySQL 9.7.4 can crash when such rows are written; "
	    "drop it first, and create it again afterwards"));
}

int
check_documents(struct sql *s, const char *db, const char *table,
    const struct plan_table *t)
{
	if (plan_col(t, "FTS_DOC_ID") == -1)
		return (0);
	return (check_index(s, db, table,
	    "SELECT s.INDEX_NAME FROM information_schema.STATISTICS s"
	    " JOIN information_schema.COLUMNS c"
	    " ON c.TABLE_SCHEMA = s.TABLE_SCHEMA"
	    " AND c.TABLE_NAME = s.TABLE_NAME"
	    " AND c.COLUMN_NAME = 'FTS_DOC_ID'"
	    " WHERE s.TABLE_SCHEMA = ? AND s.TABLE_NAME = ?"
	    " AND s.INDEX_TYPE = 'FULLTEXT' LIMIT 1",
	    "a full-text index of a table with a column FTS_DOC_ID: InnoDB "
	    "takes no row with a smaller number there than the last one, so "
	    "that rows cannot be copied and changed; drop it first, and "
	    "create it again afterwards"));
}
