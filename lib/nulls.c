/* Keys whose columns may be NULL. */

#include <string.h>

#include "nulls.h"
#include "range.h"
#include "say.h"

static bool
nulls_possible(const struct plan *plan, const struct key_part *part)
{
	int col = part->col == NULL ? -1 : plan_col(&plan->orig, part->col);

	return (col != -1 && plan->orig.col[col].nullable);
}

/* One column, as the first of an index is looked up and others are read. */
static int
nulls_column(struct sql *s, const struct plan *plan, const struct key *key,
    const char *col, bool lock)
{
	struct buf text = {0};
	struct sql_rows rows;
	int rc = 0;

	/* Else every row that is looked at would stay locked until the end. */
	if (lock &&
	    sql_run(s, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED") == -1)
		return (-1);
	buf_str(&text, "SELECT /* gh-ost */ 1 FROM ");
	sql_name2(&text, plan->db, plan->table);
	buf_str(&text, " FORCE INDEX (");
	sql_name(&text, key->name);
	buf_str(&text, ") WHERE ");
	sql_name(&text, col);
	buf_fmt(&text, " IS NULL LIMIT 1%s",
	    lock ? range_share(plan, true) : "");
	rc = sql_ask(s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	rc = rows.nrow > 0;
	sql_rows_free(&rows);
	return (rc);
}

int
nulls_find(struct sql *s, const struct plan *plan, const struct key *key,
    bool lock)
{
	unsigned int i;
	int rc = 0;

	for (i = 0; i < key->n && rc == 0; i++) {
		if (nulls_possible(plan, &key->part[i]))
			rc = nulls_column(s, plan, key, key->part[i].col, lock);
	}
	return (rc);
}

int
nulls_allow(struct sql *s, struct plan *plan, struct key_list *keys)
{
	struct key *key;
	unsigned int i;
	int rc;

	for (i = 0; i < keys->n; i++) {
		key = &keys->key[i];
		if (key_usable(&plan->orig, key, NULL))
			continue;
		/* Is it only that? */
		key->nulls = KEY_NONE;
		if (!key_usable(&plan->orig, key, NULL)) {
			key->nulls = KEY_UNKNOWN;
			continue;
		}
		rc = nulls_find(s, plan, key, false);
		if (rc == -1)
			return (-1);
		if (rc == 0)
			plan_add_null_free(plan, key->name);
		else
			key->nulls = KEY_SOME;
	}
	return (0);
}

void
nulls_known(const struct plan *plan, struct key_list *keys)
{
	unsigned int i;

	for (i = 0; i < keys->n; i++) {
		if (plan_null_free(plan, keys->key[i].name))
			keys->key[i].nulls = KEY_NONE;
	}
}

int
nulls_again(struct sql *s, const struct plan *plan)
{
	struct key key = {.name = plan->key.name, .n = 1};
	struct key_part part = {0};
	unsigned int i;
	int rc = 0;

	key.part = &part;
	for (i = 0; i < plan->key.n && rc == 0; i++) {
		part.col = plan->orig.col[plan->key.from[i]].name;
		rc = nulls_find(s, plan, &key, true);
	}
	if (rc != 1)
		return (rc);
	say_err("a row has NULL in key %s, by which rows are to be found, "
		"since gho-inspect looked; run that again",
	    key.name);
	s->fail = X_REFUSED;
	return (-1);
}
