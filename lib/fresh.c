/* New columns for which rows that are there have no value. */

#include "fresh.h"
#include "carry.h"
#include "map.h"

static int
fresh_any_row(struct sql *s, const struct plan *plan, bool *any)
{
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	buf_str(&text, "SELECT /* gh-ost */ 1 FROM ");
	sql_name2(&text, plan->db, plan->table);
	buf_str(&text, " LIMIT 1");
	rc = sql_list(s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	*any = rows.nrow > 0;
	sql_rows_free(&rows);
	return (0);
}

int
fresh_none(struct sql *s, const struct plan *plan)
{
	const struct plan_col *c;
	unsigned int i;
	bool any;

	for (i = 0; i < plan->ghost.ncol; i++) {
		c = &plan->ghost.col[i];
		if (!c->required || map_carried(plan, i) != NULL ||
		    carry_fill(c) != NULL)
			continue;
		if (fresh_any_row(s, plan, &any) == -1)
			return (-1);
		if (!any)
			return (0);
		sql_refuse(s,
		    "--alter cannot be done: the new column %s is NOT NULL, "
		    "and there is no %s that the rows could have which are "
		    "there; give it a DEFAULT, or let it be NULL",
		    c->name, c->data_type);
		return (-1);
	}
	return (0);
}
