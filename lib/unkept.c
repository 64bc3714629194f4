/* Rows that are new since a migration, and lack what it has dropped. */

#include <string.h>
#include <strings.h>

#include <mysqld_error.h>

#include "map.h"
#include "say.h"
#include "unkept.h"

enum { UNKEPT_MS = 2000 };

static bool
unkept_accepted(const struct plan *plan, const char *name)
{
	unsigned int i;

	for (i = 0; i < plan->naccept; i++) {
		if (strcasecmp(plan->accept[i], name) == 0)
			return (true);
	}
	return (false);
}

/* The first column that a new row has no value for, or NULL. */
static const char *
unkept_column(const struct plan *plan)
{
	const struct plan_col *c;
	unsigned int i;

	for (i = 0; i < plan->ghost.ncol; i++) {
		c = &plan->ghost.col[i];
		if (map_kept(plan, i) && c->required && !c->auto_increment &&
		    !unkept_accepted(plan, c->name))
			return (c->name);
	}
	return (NULL);
}

static void
unkept_text(struct buf *out, const struct plan *plan)
{
	const struct plan_col *c;
	unsigned int i;

	buf_fmt(out,
	    "SELECT /* gh-ost */ /*+ MAX_EXECUTION_TIME(%d) */"
	    " CONCAT_WS(', '",
	    UNKEPT_MS);
	for (i = 0; i < plan->key.n; i++) {
		c = &plan->orig.col[plan->key.from[i]];
		buf_str(out, c->kind == KIND_BYTES ? ", HEX(o." : ", (o.");
		sql_name(out, c->name);
		buf_chr(out, ')');
	}
	buf_str(out, ") FROM ");
	sql_name2(out, plan->db, plan->table);
	buf_str(out, " o WHERE NOT EXISTS (SELECT 1 FROM ");
	sql_name2(out, plan->db, plan->ghost_table);
	buf_str(out, " g WHERE ");
	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? "g." : " AND g.");
		sql_name(out, plan->ghost.col[plan->key.to[i]].name);
		buf_str(out, " = o.");
		sql_name(out, plan->orig.col[plan->key.from[i]].name);
	}
	buf_str(out, ") ORDER BY ");
	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? "o." : ", o.");
		sql_name(out, plan->orig.col[plan->key.from[i]].name);
		buf_str(out, " DESC");
	}
	buf_str(out, " LIMIT 1");
}

int
unkept_check(struct sql *s, const struct plan *plan)
{
	const char *name = unkept_column(plan);
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	if (name == NULL)
		return (0);
	unkept_text(&text, plan);
	s->quiet = true;
	rc = sql_list(s, &rows, buf_cstr(&text));
	s->quiet = false;
	buf_free(&text);
	if (rc == -1 && s->error == ER_QUERY_TIMEOUT)
		return (0);
	if (rc == -1) {
		say_err("%s", s->text);
		return (-1);
	}
	if (rows.nrow > 0) {
		say_err(
		    "column %s of `%s`.`%s` is NOT NULL and has no default, "
		    "and rows that were inserted since have no value for "
		    "it, as the one with the key %s; --accept-loss=%s gives "
		    "them the zero of its type, --skip-loss-check lets the "
		    "stream decide",
		    name, plan->db, plan->ghost_table, rows.cell[0], name);
		s->fail = X_REFUSED;
		rc = -1;
	}
	sql_rows_free(&rows);
	return (rc);
}
