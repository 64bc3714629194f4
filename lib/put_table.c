/* The temporary tables by which rows get into the ghost table. */

#include <stdlib.h>

#include "carry.h"
#include "map.h"
#include "put.h"
#include "rowid.h"

void
put_table(struct buf *out, const struct plan *plan, enum put_table table)
{
	static const char *const names[] = {[PUT_TABLE_STAGE] = "stage",
	    [PUT_TABLE_KEYS] = "key",
	    [PUT_TABLE_STASH] = "stash"};
	char *name = mem_fmt("gho_%s_%s", names[table], plan->run_id);

	sql_name2(out, plan->db, name);
	free(name);
}

/* put_key_as(out, plan, ghost, as): the key's columns, called ASn. */
static void
put_key_as(struct buf *out, const struct plan *plan, bool ghost, const char *as)
{
	const struct plan_table *t = ghost ? &plan->ghost : &plan->orig;
	const unsigned int *col = ghost ? plan->key.to : plan->key.from;
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? "" : ", ");
		sql_name(out, t->col[col[i]].name);
		buf_fmt(out, " %s%u", as, i);
	}
}

/* Nullable, since a new row has no part in the stash. */
static void
put_create_stage(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	carry_names(out, plan);
	for (i = 0; plan->keeps && i < plan->key.n; i++)
		buf_fmt(out, ", gho_f%u", i);
	buf_str(out, " FROM ");
	sql_name2(out, plan->db, plan->table);
	if (!plan->keeps)
		return;
	buf_str(out, " LEFT JOIN (SELECT ");
	put_key_as(out, plan, false, "gho_f");
	buf_str(out, " FROM ");
	sql_name2(out, plan->db, plan->table);
	buf_str(out, " LIMIT 0) f ON FALSE");
}

static void
put_create_keys(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		buf_str(out, i == 0 ? "o." : ", o.");
		sql_name(out, plan->orig.col[plan->key.from[i]].name);
		buf_fmt(out, " o%u, g.", i);
		sql_name(out, plan->ghost.col[plan->key.to[i]].name);
		buf_fmt(out, " g%u", i);
	}
	buf_str(out, " FROM ");
	sql_name2(out, plan->db, plan->table);
	/* Nullable, since they are filled by a statement of their own. */
	buf_str(out, " o LEFT JOIN ");
	sql_name2(out, plan->db, plan->ghost_table);
	buf_str(out, " g ON FALSE");
}

/* What a row of the stash is made of. */
void
put_stashed(struct buf *out, const struct plan *plan)
{
	unsigned int i;

	put_key_as(out, plan, true, "f");
	for (i = 0; i < plan->ghost.ncol; i++) {
		if (!map_kept(plan, i))
			continue;
		buf_str(out, ", ");
		sql_name(out, plan->ghost.col[i].name);
		buf_fmt(out, " k%u", i);
	}
	buf_str(out, " FROM ");
	sql_name2(out, plan->db, plan->ghost_table);
}

/* What it has besides columns of others: a key that is wanted, and a stash's. */
static void
put_create_own(struct buf *out, const struct plan *plan, bool stash, bool keyed)
{
	unsigned int i;

	if (!stash && !keyed)
		return;
	buf_str(out, " (");
	if (keyed)
		buf_str(out, stash ? ROWID_COLUMN ", " : ROWID_COLUMN);
	for (i = 0; stash && i < plan->key.n; i++)
		buf_fmt(out, "%sf%u", i == 0 ? "KEY (" : ", ", i);
	buf_str(out, stash ? "))" : ")");
}

void
put_create(struct buf *out, const struct plan *plan, enum put_table table,
    bool keyed)
{
	buf_str(out, "CREATE TEMPORARY TABLE ");
	put_table(out, plan, table);
	put_create_own(out, plan, table == PUT_TABLE_STASH, keyed);
	buf_str(out, " ENGINE=InnoDB SELECT ");
	switch (table) {
	case PUT_TABLE_STAGE:
		put_create_stage(out, plan);
		break;
	case PUT_TABLE_KEYS:
		put_create_keys(out, plan);
		break;
	case PUT_TABLE_STASH:
		put_stashed(out, plan);
		break;
	}
	buf_str(out, " LIMIT 0");
}
