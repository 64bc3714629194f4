/* Drops what could not be completed. */

#include <string.h>

#include "ghost.h"
#include "mark.h"
#include "say.h"
#include "schema.h"

/* undo_one(s, plan, kind): drops a table if this run's mark is on it. */
static int
undo_one(struct sql *s, const struct plan *plan, enum mark_kind kind)
{
	struct mark mark;

	if (mark_look(s, plan, kind, &mark) == -1)
		return (-1);
	if (mark.owner != MARK_OURS || strcmp(mark.run, plan->run_id) != 0)
		return (0);
	return (mark_drop(s, plan->db, mark_table(plan, kind)));
}

void
ghost_undo(struct sql *s, const struct plan *plan, bool ghost)
{
	int kind = ghost ? MARK_GHOST : MARK_CHANGELOG;

	if (s->my == NULL || sql_lost(s->error)) {
		sql_close(s);
		if (sql_open(s, s->opt) == -1)
			goto failed;
	}
	if (schema_begin(s, plan->version) == -1)
		goto failed;
	for (; kind <= MARK_CHECKPOINT; kind++) {
		if (undo_one(s, plan, (enum mark_kind)kind) == -1)
			goto failed;
	}
	return;
failed:
	say_err("left behind: `%s`, `%s` or `%s`; --initially-drop-ghost-table"
		" drops them",
	    plan->ghost_table, plan->changelog_table, plan->checkpoint_table);
}
