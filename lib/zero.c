/* Columns that the ALTER makes AUTO_INCREMENT hold no 0. */

#include "zero.h"
#include "map.h"

static int
zero_look(struct sql *s, const struct plan *plan, bool ghost,
    const char *column)
{
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	buf_str(&text, "SELECT /* gh-ost */ 1 FROM ");
	sql_name2(&text, plan->db, ghost ? plan->ghost_table : plan->table);
	buf_str(&text, " WHERE ");
	sql_name(&text, column);
	buf_str(&text, " = 0 LIMIT 1");
	rc = sql_list(s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	if (rows.nrow > 0) {
		sql_refuse(s,
		    "a row has 0 in column %s, which becomes AUTO_INCREMENT: "
		    "ALTER TABLE would give it a number, here it would stay 0; "
		    "give it another value first",
		    column);
		rc = -1;
	}
	sql_rows_free(&rows);
	return (rc);
}

int
zero_none(struct sql *s, const struct plan *plan, bool ghost)
{
	const struct plan_map *m;
	const struct plan_col *from, *to;
	unsigned int i;

	for (i = 0; i < plan->ghost.ncol; i++) {
		to = &plan->ghost.col[i];
		m = map_carried(plan, i);
		if (!to->auto_increment || m == NULL)
			continue;
		from = &plan->orig.col[m->from];
		if (!from->auto_increment &&
		    zero_look(s, plan, ghost, ghost ? to->name : from->name) ==
			-1)
			return (-1);
	}
	return (0);
}
