/* Drops the tables of a migration, once it is sure whose they are. */

#include <stdio.h>
#include <string.h>

#include "ghost.h"
#include "keep.h"
#include "mark.h"
#include "name.h"
#include "old.h"
#include "resume.h"
#include "say.h"
#include "schema.h"
#include "seam.h"
#include "solo.h"

static int
refuse(struct sql *s)
{
	s->fail = X_REFUSED;
	return (-1);
}

/* Of this run, or of any if the plan knows none; 1: it is there. */
static int
drop_judge(struct sql *s, const struct plan *plan, enum mark_kind kind)
{
	const char *name = mark_table(plan, kind);
	struct mark mark;

	if (plan->revert && kind == MARK_GHOST)
		return (0);
	if (mark_look(s, plan, kind, &mark) == -1)
		return (-1);
	if (mark.owner == MARK_ABSENT)
		return (0);
	if (mark.owner == MARK_ALIEN) {
		say_err("`%s`.`%s` was not made by gho; it stays, and all "
			"else, too",
		    plan->db, name);
		return (refuse(s));
	}
	if (plan->run_id != NULL && strcmp(plan->run_id, mark.run) != 0) {
		say_err("`%s`.`%s` was made by another run, %s; it stays, "
			"and all else, too",
		    plan->db, name, mark.run);
		return (refuse(s));
	}
	return (1);
}

/* drop_is(s, db, name, want): 1 if a table has these columns, 0, or -1. */
static int
drop_is(struct sql *s, const char *db, const char *name,
    const struct plan_table *want)
{
	int there = mark_exists(s, db, name);

	return (there == 1 ? schema_is(s, db, name, want) : there);
}

/*
 * The old table holds the only copy of the rows until the swap: it goes only
 * when the ghost is gone, the original is what the ghost was to become, and
 * the old table is what the original was.  1: it is there.
 */
static int
drop_judge_old(struct sql *s, const struct plan *plan)
{
	int there, swapped;

	there = mark_exists(s, plan->db, plan->old_table);
	if (there != 1)
		return (there);
	swapped = mark_exists(s, plan->db, plan->ghost_table);
	if (swapped == -1)
		return (-1);
	swapped = plan->complete && !swapped;
	if (swapped)
		swapped = drop_is(s, plan->db, plan->table, &plan->ghost);
	if (swapped == 1)
		swapped = drop_is(s, plan->db, plan->old_table, &plan->orig);
	if (swapped == -1)
		return (-1);
	if (swapped)
		return (1);
	say_err("`%s`.`%s` stays, and all else, too: the tables are not "
		"swapped",
	    plan->db, plan->old_table);
	return (refuse(s));
}

static int
drop_one(struct sql *s, const char *db, const char *name)
{
	if (mark_drop(s, db, name) == -1)
		return (-1);
	printf("dropped `%s`.`%s`\n", db, name);
	SEAM("ghost-dropped");
	return (0);
}

/*
 * Before anything goes: a run that was swapped is so for sure, and one that
 * was not cannot go on.  So a drop that dies half way is gone on with.  The
 * old table says from now on what it is.
 */
static int
drop_note(struct sql *s, const struct plan *plan, bool keep)
{
	struct resume left;
	int rc = resume_look(s, plan, &left);

	if (rc == 0 && keep && left.state != RESUME_SWAPPED &&
	    left.state != RESUME_DONE) {
		sql_refuse(s,
		    "the tables of `%s`.`%s` are not swapped: there is nothing "
		    "to keep for a revert",
		    plan->db, plan->table);
		rc = -1;
	} else if (rc == 0 && left.state == RESUME_SWAPPED) {
		rc = keep_put(s, plan, KEEP_SWAPPED, "swapped", "");
		if (rc == 0)
			rc = old_mark(s, left.plan);
	} else if (rc == 0 && left.state == RESUME_GO)
		rc = keep_drop(s, plan, "plan");
	resume_free(&left);
	return (rc);
}

/* drop_all(s, plan, there, old): the checkpoint table goes last. */
static int
drop_all(struct sql *s, const struct plan *plan, const int *there, bool old)
{
	int i;

	for (i = MARK_GHOST; i <= MARK_CHECKPOINT; i++) {
		/* It bears witness to the others. */
		if (i == MARK_CHECKPOINT && old &&
		    drop_one(s, plan->db, plan->old_table) == -1)
			return (-1);
		if (there[i] &&
		    drop_one(s, plan->db,
			mark_table(plan, (enum mark_kind)i)) == -1)
			return (-1);
	}
	return (0);
}

int
ghost_find(struct sql *s, const char *db, const char *table, struct plan **out)
{
	struct resume left;
	struct plan *names = plan_new();

	names->db = mem_str(db);
	names->table = mem_str(table);
	names->ghost_table = name_table(table, "_gho");
	names->changelog_table = name_table(table, "_ghc");
	names->checkpoint_table = name_table(table, "_ghk");
	names->old_table = name_table(table, "_del");
	if (schema_begin(s, mysql_get_server_version(s->my)) == -1 ||
	    resume_look(s, names, &left) == -1) {
		plan_free(names);
		return (s->fail);
	}
	*out = left.plan != NULL ? left.plan : names;
	if (left.plan != NULL)
		plan_free(names);
	return (X_DONE);
}

int
ghost_drop(struct sql *s, const struct plan *plan, bool old,
    enum ghost_stays stays)
{
	int there[MARK_CHECKPOINT + 1], i, old_there = 0;
	bool record;

	if (schema_begin(s, mysql_get_server_version(s->my)) == -1 ||
	    solo_take(s, plan->db, plan->table, SOLO_WAIT_S) == -1)
		return (s->fail);
	for (i = MARK_GHOST; i <= MARK_CHECKPOINT; i++) {
		there[i] = drop_judge(s, plan, (enum mark_kind)i);
		if (there[i] == -1)
			return (s->fail);
	}
	if (old)
		old_there = drop_judge_old(s, plan);
	if (old_there == -1 || mark_drop_sentry(s, plan) == -1)
		return (s->fail);
	if (there[MARK_CHECKPOINT] &&
	    drop_note(s, plan, stays == GHOST_RECORD) == -1)
		return (s->fail);
	SEAM("ghost-drop-noted");
	if (stays == GHOST_ITSELF)
		there[MARK_GHOST] = 0;
	record = stays == GHOST_RECORD && there[MARK_CHECKPOINT];
	if (record)
		there[MARK_CHECKPOINT] = 0;
	if (drop_all(s, plan, there, old_there) == -1)
		return (s->fail);
	return (record && keep_over(s, plan) == -1 ? s->fail : X_DONE);
}
