/* The rows of the checkpoint table. */

#include "keep.h"

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
