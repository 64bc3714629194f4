/* What runs have left in a server. */

#include <stdlib.h>
#include <string.h>

#include "fence.h"
#include "ghost.h"
#include "left.h"
#include "mark.h"
#include "old.h"
#include "resume.h"
#include "say.h"
#include "schema.h"
#include "solo.h"

enum { LEFT_SUFFIX = 4 }; /* of name_table() */

/* Columns of left_text. */
enum { LEFT_DB, LEFT_TABLE, LEFT_COMMENT, LEFT_AGE, LEFT_NCOL };

static const char left_text[] =
    "SELECT /* gh-ost */ TABLE_SCHEMA, TABLE_NAME, TABLE_COMMENT,"
    " TIMESTAMPDIFF(SECOND, CREATE_TIME, NOW())"
    " FROM information_schema.TABLES"
    " WHERE TABLE_COMMENT LIKE 'gho %' AND TABLE_SCHEMA LIKE IFNULL(?, '%')"
    " ORDER BY TABLE_SCHEMA, TABLE_NAME";

static const struct {
	enum mark_kind kind;
	const char *suffix;
} left_kinds[] = {
    {MARK_GHOST, "_gho"},
    {MARK_CHANGELOG, "_ghc"},
    {MARK_CHECKPOINT, "_ghk"},
};

static struct left *
left_new(struct lefts *all, const char *db, char *table, const char *run)
{
	struct left *l;

	all->item = mem_grow(all->item, all->n + 1, sizeof(all->item[0]));
	l = &all->item[all->n++];
	memset(l, 0, sizeof(*l));
	l->db = mem_str(db);
	l->table = table;
	snprintf(l->run, sizeof(l->run), "%s", run);
	l->age = INT64_MAX;
	return (l);
}

static void
left_name(struct left *l, const char *name)
{
	char *tables = l->tables == NULL ? mem_str(name) :
					   mem_fmt("%s,%s", l->tables, name);

	free(l->tables);
	l->tables = tables;
}

/* left_of(all, db, ghost, run): the run that the table belongs to. */
static struct left *
left_of(struct lefts *all, const char *db, char *ghost, const char *run)
{
	struct left *l;

	for (l = all->item; l < all->item + all->n; l++) {
		if (!l->old && strcmp(l->db, db) == 0 &&
		    strcmp(l->table, ghost) == 0 && strcmp(l->run, run) == 0) {
			free(ghost);
			return (l);
		}
	}
	return (left_new(all, db, ghost, run));
}

/* Tables that somebody has given other names are not ours any more. */
static void
left_take_run(struct lefts *all, char *const *cell)
{
	const char *name = cell[LEFT_TABLE];
	size_t len = strlen(name), i;
	struct mark mark;
	struct left *l;
	int64_t age =
	    cell[LEFT_AGE] == NULL ? 0 : strtoll(cell[LEFT_AGE], NULL, 10);

	for (i = 0; i < sizeof(left_kinds) / sizeof(left_kinds[0]); i++) {
		mark_read(cell[LEFT_COMMENT], left_kinds[i].kind, &mark);
		if (mark.owner != MARK_OURS || len <= LEFT_SUFFIX ||
		    strcmp(name + len - LEFT_SUFFIX, left_kinds[i].suffix) != 0)
			continue;
		l = left_of(all, cell[LEFT_DB],
		    mem_fmt("%.*s_gho", (int)(len - LEFT_SUFFIX), name),
		    mark.run);
		left_name(l, name);
		if (age < l->age)
			l->age = age;
	}
}

static int
left_take_old(struct sql *s, struct lefts *all, char *const *cell)
{
	struct old old;
	struct sql_rows rows;
	struct left *l;

	if (!old_read(cell[LEFT_COMMENT], cell[LEFT_TABLE], &old))
		return (0);
	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ TIMESTAMPDIFF(SECOND,"
		" STR_TO_DATE(?, '%Y%m%d%H%i%s'), UTC_TIMESTAMP())",
		old.time) == -1)
		return (-1);
	if (rows.cell[0] != NULL) {
		l = left_new(all, cell[LEFT_DB], mem_str(cell[LEFT_TABLE]),
		    old.run);
		l->old = true;
		l->age = strtoll(rows.cell[0], NULL, 10);
		left_name(l, cell[LEFT_TABLE]);
	}
	sql_rows_free(&rows);
	return (0);
}

/* left_names(l): a plan with nothing but names; the table's may be cut. */
static struct plan *
left_names(const struct left *l)
{
	struct plan *p = plan_new();
	int len = (int)(strlen(l->table) - LEFT_SUFFIX);

	p->db = mem_str(l->db);
	p->table = mem_fmt("%.*s", len - 1, l->table + 1);
	p->ghost_table = mem_str(l->table);
	p->changelog_table = mem_fmt("%.*s_ghc", len, l->table);
	p->checkpoint_table = mem_fmt("%.*s_ghk", len, l->table);
	p->old_table = mem_fmt("%.*s_del", len, l->table);
	return (p);
}

/*
 * left_kept(s, l): whether it is kept so that its migration can be taken back,
 * which it can as long as the old table is there: 1, 0, -1.
 */
static int
left_kept(struct sql *s, const struct left *l)
{
	struct plan *names = left_names(l);
	struct resume r = {0};
	int rc = resume_look(s, names, &r);

	if (rc == 0 && r.state == RESUME_DONE)
		rc = mark_exists(s, l->db, r.plan->old_table);
	resume_free(&r);
	plan_free(names);
	return (rc);
}

/*
 * left_look(s, l): whether somebody works on it.  A run has a lock of the
 * table's name and one of the ghost's (solo.h), and while it makes its tables
 * only the first; one whose tools are run by hand has those of its sessions.
 */
static int
left_look(struct sql *s, struct left *l)
{
	struct plan whose = {.run_id = l->run};
	size_t len = strlen(l->table);
	int held = solo_held(s, l->db, l->table);
	char *table;

	if (held == 0 && len > 1 + LEFT_SUFFIX) {
		table =
		    mem_fmt("%.*s", (int)(len - 1 - LEFT_SUFFIX), l->table + 1);
		held = solo_held(s, l->db, table);
		free(table);
	}
	if (held == 0 && !l->old)
		held = fence_held(s, &whose);
	if (held == 0 && !l->old)
		held = left_kept(s, l);
	l->alive = held == 1;
	return (held == -1 ? -1 : 0);
}

int
left_find(struct sql *s, const char *db, struct lefts *all)
{
	struct sql_rows rows;
	unsigned int i;
	int rc = 0;

	memset(all, 0, sizeof(*all));
	if (schema_begin(s, mysql_get_server_version(s->my)) == -1 ||
	    sql_ask(s, &rows, left_text, db) == -1)
		return (-1);
	for (i = 0; i < rows.nrow && rc == 0; i++) {
		left_take_run(all, &rows.cell[i * LEFT_NCOL]);
		rc = left_take_old(s, all, &rows.cell[i * LEFT_NCOL]);
	}
	sql_rows_free(&rows);
	for (i = 0; i < all->n && rc == 0; i++)
		rc = left_look(s, &all->item[i]);
	return (rc);
}

void
left_free(struct lefts *all)
{
	unsigned int i;

	for (i = 0; i < all->n; i++) {
		free(all->item[i].db);
		free(all->item[i].table);
		free(all->item[i].tables);
	}
	free(all->item);
	memset(all, 0, sizeof(*all));
}

int
left_drop(struct sql *s, const struct left *l)
{
	struct plan *names = left_names(l);
	struct resume r = {0};
	int rc;

	if (resume_look(s, names, &r) == -1)
		rc = s->fail;
	else
		rc = ghost_drop(s, r.plan != NULL ? r.plan : names, false,
		    GHOST_NONE);
	s->fail = rc;
	resume_free(&r);
	plan_free(names);
	return (rc == X_DONE ? 0 : -1);
}
