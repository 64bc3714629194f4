/* Whose a table is. */

#include <stdlib.h>
#include <string.h>

#include "fence.h"
#include "mark.h"
#include "name.h"
#include "say.h"

static const char *const mark_words[] = {
    [MARK_GHOST] = "gho ghost ",
    [MARK_CHANGELOG] = "gho changelog ",
    [MARK_CHECKPOINT] = "gho checkpoint ",
    [MARK_SENTRY] = "gho sentry ",
    [MARK_SCRATCH] = "gho scratch ",
};

const char *
mark_table(const struct plan *plan, enum mark_kind kind)
{
	switch (kind) {
	case MARK_GHOST:
		return (plan->ghost_table);
	case MARK_CHANGELOG:
		return (plan->changelog_table);
	case MARK_CHECKPOINT:
		return (plan->checkpoint_table);
	case MARK_SCRATCH:
		return (plan->table);
	case MARK_SENTRY:
		break;
	}
	return (NULL);
}

void
mark_text(enum mark_kind kind, const char *run, struct buf *out)
{
	buf_fmt(out, "%s%s", mark_words[kind], run);
}

void
mark_read(const char *comment, enum mark_kind kind, struct mark *mark)
{
	const char *run = comment + strlen(mark_words[kind]);

	mark->owner = MARK_ALIEN;
	if (strncmp(comment, mark_words[kind], strlen(mark_words[kind])) != 0)
		return;
	if (*run == '\0' || strlen(run) >= sizeof(mark->run) ||
	    strspn(run, "0123456789abcdef") != strlen(run))
		return;
	mark->owner = MARK_OURS;
	memcpy(mark->run, run, strlen(run) + 1);
}

static int
mark_comment(struct sql *s, const char *db, const char *table,
    enum mark_kind kind, struct mark *mark)
{
	struct sql_rows rows;

	memset(mark, 0, sizeof(*mark));
	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ TABLE_COMMENT"
		" FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
		" AND TABLE_NAME = ?",
		db, table) == -1)
		return (-1);
	if (rows.nrow > 0)
		mark_read(rows.cell[0] == NULL ? "" : rows.cell[0], kind, mark);
	sql_rows_free(&rows);
	return (0);
}

/* Whether a run's checkpoint table bears witness for an unmarked ghost. */
static int
mark_witness(struct sql *s, const struct plan *plan, struct mark *mark)
{
	struct buf text = {0};
	struct mark checkpoint;
	struct sql_rows rows;
	int rc;

	if (mark_comment(s, plan->db, plan->checkpoint_table, MARK_CHECKPOINT,
		&checkpoint) == -1)
		return (-1);
	if (checkpoint.owner != MARK_OURS)
		return (0);
	buf_str(&text, "SELECT /* gh-ost */ COUNT(*) FROM ");
	sql_name2(&text, plan->db, plan->checkpoint_table);
	buf_str(&text, " WHERE kind IN ('ghost', 'cutover')");
	rc = sql_ask(s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	if (strcmp(rows.cell[0], "0") != 0)
		*mark = checkpoint;
	sql_rows_free(&rows);
	return (0);
}

int
mark_look(struct sql *s, const struct plan *plan, enum mark_kind kind,
    struct mark *mark)
{
	if (mark_comment(s, plan->db, mark_table(plan, kind), kind, mark) == -1)
		return (-1);
	if (kind == MARK_GHOST && mark->owner == MARK_ALIEN)
		return (mark_witness(s, plan, mark));
	return (0);
}

int
mark_exists(struct sql *s, const char *db, const char *table)
{
	struct sql_rows rows;
	int found;

	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ 1"
		" FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
		" AND TABLE_NAME = ?",
		db, table) == -1)
		return (-1);
	found = rows.nrow > 0;
	sql_rows_free(&rows);
	return (found);
}

int
mark_leftovers(struct sql *s, const struct plan *plan, bool ghost, bool old)
{
	struct mark mark;
	const char *name;
	int i;

	for (i = MARK_GHOST; i <= MARK_CHECKPOINT; i++) {
		name = mark_table(plan, (enum mark_kind)i);
		if (mark_look(s, plan, (enum mark_kind)i, &mark) == -1)
			return (-1);
		if (mark.owner == MARK_ABSENT ||
		    (mark.owner == MARK_OURS && ghost))
			continue;
		if (mark.owner == MARK_OURS)
			say_err("`%s`.`%s` is left of another run; if that is "
				"over, --initially-drop-ghost-table drops it",
			    plan->db, name);
		else
			say_err("`%s`.`%s` exists, and gho did not make it; "
				"drop or rename it yourself",
			    plan->db, name);
		goto refuse;
	}
	if (mark_comment(s, plan->db, plan->old_table, MARK_SENTRY, &mark) ==
	    -1)
		return (-1);
	if (mark.owner == MARK_ABSENT || old ||
	    (mark.owner == MARK_OURS && ghost))
		return (0);
	say_err("`%s`.`%s` exists, maybe the old table of another migration; "
		"--initially-drop-old-table drops it",
	    plan->db, plan->old_table);
refuse:
	s->fail = X_REFUSED;
	return (-1);
}

int
mark_drop(struct sql *s, const char *db, const char *table)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "DROP /* gh-ost */ TABLE IF EXISTS ");
	sql_name2(&text, db, table);
	rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

/*
 * mark_end_swap(s, plan, run): ends the sessions of ${run} that may put an old
 * table in the sentry's place.
 */
static int
mark_end_swap(struct sql *s, const struct plan *plan, char *run)
{
	struct plan whose = *plan;

	whose.run_id = run;
	return (fence_clear(s, &whose, FENCE_LOCK, 2));
}

int
mark_drop_sentry(struct sql *s, const struct plan *plan)
{
	char *name = name_after(plan->table, plan->old_table);
	struct mark mark;
	int rc = 0;

	if (name == NULL)
		return (0);
	rc = mark_comment(s, plan->db, name, MARK_SENTRY, &mark);
	if (rc == 0 && mark.owner == MARK_OURS)
		rc = mark_end_swap(s, plan, mark.run);
	if (rc == 0 && mark.owner == MARK_OURS)
		rc = mark_comment(s, plan->db, name, MARK_SENTRY, &mark);
	if (rc == 0 && mark.owner == MARK_OURS)
		rc = mark_drop(s, plan->db, name);
	free(name);
	return (rc);
}
