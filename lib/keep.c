/* The rows of the checkpoint table. */

#include <stdio.h>
#include <stdlib.h>

#include "keep.h"
#include "say.h"

int
keep_put(struct sql *s, const struct plan *plan, uint64_t id, const char *kind,
    const char *value)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "INSERT /* gh-ost */ INTO ");
	sql_name2(&text, plan->db, plan->checkpoint_table);
	buf_fmt(&text, " (id, kind, value) VALUES (%llu, '%s', ",
	    (unsigned long long)id, kind);
	sql_quote(s, &text, value);
	buf_str(&text, ") ON DUPLICATE KEY UPDATE value = VALUES(value)");
	rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

int
keep_get(struct sql *s, const struct plan *plan, const char *kind,
    struct sql_rows *rows)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "SELECT /* gh-ost */ value FROM ");
	sql_name2(&text, plan->db, plan->checkpoint_table);
	buf_str(&text, " WHERE kind LIKE ? ORDER BY id");
	rc = sql_ask(s, rows, buf_cstr(&text), kind);
	buf_free(&text);
	return (rc);
}

int
keep_row(struct sql *s, const struct plan *plan, const char *columns,
    uint64_t id, const char *tail, struct sql_rows *rows)
{
	struct buf text = {0};
	int rc;

	buf_fmt(&text, "SELECT /* gh-ost */ %s FROM ", columns);
	sql_name2(&text, plan->db, plan->checkpoint_table);
	buf_fmt(&text, " WHERE id = %llu %s", (unsigned long long)id, tail);
	rc = sql_ask(s, rows, buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

int
keep_damaged(struct sql *s, const struct plan *plan)
{
	sql_refuse(s,
	    "what `%s`.`%s` says of the copy makes no sense; "
	    "--initially-drop-ghost-table begins anew",
	    plan->db, plan->checkpoint_table);
	return (-1);
}

int
keep_drop(struct sql *s, const struct plan *plan, const char *kind)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "DELETE /* gh-ost */ FROM ");
	sql_name2(&text, plan->db, plan->checkpoint_table);
	buf_fmt(&text, " WHERE kind LIKE '%s'", kind);
	rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

int
keep_plan(struct sql *s, const struct plan *plan)
{
	char *text = NULL;
	size_t len;
	FILE *f;
	int rc;

	f = open_memstream(&text, &len);
	if (f == NULL)
		say_die(X_SYS, "out of memory");
	rc = plan_write(plan, f);
	fclose(f);
	if (rc == 0)
		rc = keep_put(s, plan, KEEP_PLAN, "plan", text);
	free(text);
	return (rc);
}

/* keep_only(s, plan): forgets all but the plan and the position. */
static int
keep_only(struct sql *s, const struct plan *plan)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "DELETE /* gh-ost */ FROM ");
	sql_name2(&text, plan->db, plan->checkpoint_table);
	buf_fmt(&text, " WHERE id NOT IN (%d, %d)", KEEP_APPLIED, KEEP_PLAN);
	rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

int
keep_over(struct sql *s, const struct plan *plan)
{
	if (sql_run(s, "START TRANSACTION") == -1 || keep_only(s, plan) == -1 ||
	    keep_put(s, plan, KEEP_DONE, "done", "") == -1)
		return (-1);
	return (sql_run(s, "COMMIT"));
}

/* keep_start(s, plan): a position, if nothing has ever been applied. */
static int
keep_start(struct sql *s, const struct plan *plan)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "INSERT /* gh-ost */ IGNORE INTO ");
	sql_name2(&text, plan->db, plan->checkpoint_table);
	buf_fmt(&text,
	    " (id, kind, coordinates, gtid_set) VALUES (%d, 'applied', ",
	    KEEP_APPLIED);
	sql_quote(s, &text, plan->start);
	if (plan->start_gtid == NULL)
		buf_str(&text, ", NULL)");
	else {
		buf_str(&text, ", ");
		sql_quote(s, &text, plan->start_gtid);
		buf_chr(&text, ')');
	}
	rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

int
keep_turn(struct sql *s, const struct plan *plan)
{
	if (sql_run(s, "START TRANSACTION") == -1 || keep_only(s, plan) == -1 ||
	    keep_start(s, plan) == -1 || keep_plan(s, plan) == -1)
		return (-1);
	return (sql_run(s, "COMMIT"));
}
