/* What an earlier run has left, and whether it can be gone on with. */

#include <stdlib.h>
#include <string.h>

#include "keep.h"
#include "mark.h"
#include "name.h"
#include "resume.h"
#include "say.h"
#include "schema.h"

/* What to do about all that is refused here. */
#define ANEW "--initially-drop-ghost-table begins anew"

static int
refuse(struct sql *s)
{
	s->fail = X_REFUSED;
	return (-1);
}

void
resume_free(struct resume *r)
{
	plan_free(r->plan);
	memset(r, 0, sizeof(*r));
}

/* ---- What there is ---- */

/* resume_has(s, names, kind): whether the checkpoint table has a row of it. */
static int
resume_has(struct sql *s, const struct plan *names, const char *kind)
{
	struct sql_rows rows;
	int n;

	if (keep_get(s, names, kind, &rows) == -1)
		return (-1);
	n = rows.nrow > 0;
	sql_rows_free(&rows);
	return (n);
}

/* The old table may have the name that it has until all is over. */
static int
resume_old(struct sql *s, const struct plan *kept)
{
	char *after = name_after(kept->table, kept->old_table);
	int old = mark_exists(s, kept->db, kept->old_table);

	if (old == 0 && after != NULL)
		old = mark_exists(s, kept->db, after);
	free(after);
	return (old);
}

/*
 * If the ghost is gone and the intent to swap was kept, it is the original
 * now.  The old table may be gone already.
 */
static int
resume_state(struct sql *s, const struct plan *names, enum resume_state *state)
{
	int ghost, sure, meant, old, over;

	if ((over = resume_has(s, names, "done")) == -1 ||
	    (ghost = mark_exists(s, names->db, names->ghost_table)) == -1 ||
	    (sure = resume_has(s, names, "swapped")) == -1 ||
	    (meant = resume_has(s, names, "cutover")) == -1 ||
	    (old = resume_old(s, names)) == -1)
		return (-1);
	if (over)
		*state = RESUME_DONE;
	else if (ghost)
		*state = RESUME_GO;
	else
		*state = sure || (meant && old) ? RESUME_SWAPPED : RESUME_SCRAP;
	return (0);
}

/* resume_plan(s, names, r): the plan that was kept, if there is one. */
static int
resume_plan(struct sql *s, const struct plan *names, struct resume *r)
{
	struct buf why = {0};
	struct sql_rows rows;
	const char *text;

	if (keep_get(s, names, "plan", &rows) == -1)
		return (-1);
	text = rows.nrow == 1 ? rows.cell[0] : NULL;
	if (text != NULL)
		r->plan = plan_parse(text, strlen(text), &why);
	sql_rows_free(&rows);
	if (text == NULL || (r->plan != NULL && r->plan->complete))
		return (0);
	say_err("the plan in `%s`.`%s` makes no sense: %s; " ANEW, names->db,
	    names->checkpoint_table,
	    r->plan != NULL ? "it is not complete" : buf_cstr(&why));
	buf_free(&why);
	return (refuse(s));
}

int
resume_look(struct sql *s, const struct plan *names, struct resume *r)
{
	struct mark mark;

	memset(r, 0, sizeof(*r));
	if (mark_look(s, names, MARK_CHECKPOINT, &mark) == -1)
		return (-1);
	if (mark.owner != MARK_OURS) {
		/* It is made after the changelog, and dropped at last. */
		if (mark_look(s, names, MARK_CHANGELOG, &mark) == -1)
			return (-1);
		r->state = mark.owner == MARK_OURS ? RESUME_SCRAP : RESUME_NONE;
		return (0);
	}
	r->state = RESUME_SCRAP;
	if (resume_plan(s, names, r) == -1)
		return (-1);
	if (r->plan == NULL)
		return (0);
	if (resume_state(s, r->plan, &r->state) == -1)
		return (-1);
	if (r->state == RESUME_SCRAP) {
		plan_free(r->plan);
		r->plan = NULL;
	}
	return (0);
}

/* ---- Whether it is still the same ---- */

int
resume_same(struct sql *s, const struct plan *asked, const struct plan *kept)
{
	if (strcasecmp(asked->server_uuid, kept->server_uuid) != 0) {
		say_err("a migration of `%s`.`%s` was begun on the server %s, "
			"and this is %s, whose binary log has other "
			"positions; " ANEW,
		    kept->db, kept->table, kept->server_uuid,
		    asked->server_uuid);
		return (refuse(s));
	}
	if (kept->revert) {
		say_err("to go back from `%s`.`%s` to `%s` was begun; "
			"gho-revert goes on with it; " ANEW,
		    kept->db, kept->table, kept->ghost_table);
		return (refuse(s));
	}
	if (strcmp(asked->alter, kept->alter) == 0)
		return (0);
	say_err("a migration of `%s`.`%s` was begun with another --alter, "
		"which goes on with it: %s; " ANEW,
	    kept->db, kept->table, kept->alter);
	return (refuse(s));
}

static bool
resume_same_names(char *const *a, unsigned int na, char *const *b,
    unsigned int nb)
{
	unsigned int i;

	for (i = 0; i < na && i < nb; i++) {
		if (strcmp(a[i], b[i]) != 0)
			return (false);
	}
	return (na == nb);
}

/* The ALTER is the same, but what it means for values may not be. */
static int
resume_same_columns(struct sql *s, const struct plan *asked,
    const struct plan *kept)
{
	if (resume_same_names(asked->rename_from, asked->nrename,
		kept->rename_from, kept->nrename) &&
	    resume_same_names(asked->rename_to, asked->nrename, kept->rename_to,
		kept->nrename) &&
	    resume_same_names(asked->dropped, asked->ndropped, kept->dropped,
		kept->ndropped))
		return (0);
	say_err("the migration of `%s`.`%s` was begun with another of "
		"--approve-renamed-columns and --skip-renamed-columns; " ANEW,
	    kept->db, kept->table);
	return (refuse(s));
}

static int
resume_gone(struct sql *s, const struct plan *kept, enum mark_kind kind)
{
	say_err("a migration of `%s`.`%s` was begun, but its table `%s` is "
		"gone or another one; " ANEW,
	    kept->db, kept->table, mark_table(kept, kind));
	return (refuse(s));
}

static int
resume_tables(struct sql *s, const struct plan *kept)
{
	struct mark mark;
	int i;

	for (i = MARK_GHOST; i <= MARK_CHECKPOINT; i++) {
		if (mark_look(s, kept, (enum mark_kind)i, &mark) == -1)
			return (-1);
		if (mark.owner != MARK_OURS ||
		    strcmp(mark.run, kept->run_id) != 0)
			return (resume_gone(s, kept, (enum mark_kind)i));
	}
	return (0);
}

static int
resume_definitions(struct sql *s, const struct plan *asked,
    const struct plan *kept)
{
	int same;

	if (!schema_same(asked->orig.create, kept->orig.create)) {
		say_err("`%s`.`%s` was altered since its migration was "
			"begun; " ANEW,
		    kept->db, kept->table);
		return (refuse(s));
	}
	same = schema_is(s, kept->db, kept->ghost_table, &kept->ghost);
	if (same == 0)
		return (resume_gone(s, kept, MARK_GHOST));
	return (same == 1 ? 0 : -1);
}

int
resume_position(struct sql *s, struct plan *plan)
{
	bool by_set = plan_by_set(plan);
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	buf_str(&text, "SELECT /* gh-ost */ coordinates, gtid_set FROM ");
	sql_name2(&text, plan->db, plan->checkpoint_table);
	buf_fmt(&text, " WHERE id = %d AND coordinates IS NOT NULL",
	    KEEP_APPLIED);
	if (by_set)
		buf_str(&text, " AND gtid_set IS NOT NULL");
	rc = sql_ask(s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	if (rows.nrow == 1) {
		free(plan->start);
		free(plan->start_gtid);
		plan->start = mem_str(rows.cell[by_set]);
		plan->start_gtid = mem_str(rows.cell[1]);
	}
	sql_rows_free(&rows);
	return (0);
}

static int
resume_purged(struct sql *s, const struct plan *now)
{
	sql_refuse(s,
	    "the binary log from %.100s on, where the %s of `%s`.`%s` "
	    "has to go on, is not on the server any more; %s",
	    now->start, now->revert ? "revert" : "migration", now->db,
	    now->table,
	    now->revert ? "what was written since cannot be brought back" :
			  ANEW);
	return (-1);
}

static int
resume_other(struct sql *s, const struct plan *asked, const struct plan *now)
{
	sql_refuse(s,
	    "the migration of `%s`.`%s` has followed the server %s:%u, and "
	    "%s:%u has no GTIDs, is behind, or has purged what is needed "
	    "from there on; follow that one again, or " ANEW,
	    now->db, now->table, now->stream_host, now->stream_port,
	    asked->stream_host, asked->stream_port);
	return (-1);
}

/* resume_has_log(s, feed, asked, now): whether the log has what comes next. */
static int
resume_has_log(struct sql *s, struct feed *f, const struct plan *asked,
    const struct plan *now)
{
	bool same = strcasecmp(asked->stream_uuid, now->stream_uuid) == 0;
	int rc = 0;

	if (same && !plan_by_set(now))
		rc = server_has(f->s, now->start, now->start_gtid);
	else if (asked->gtid && now->start_gtid != NULL)
		rc = server_has_after(f->s, now->start_gtid);
	if (rc == -1)
		s->fail = f->s->fail;
	if (rc != 0)
		return (rc == 1 ? 0 : -1);
	return (same ? resume_purged(s, now) : resume_other(s, asked, now));
}

int
resume_log(struct sql *s, struct feed *f, const struct plan *asked,
    const struct plan *kept)
{
	struct plan now = *kept;
	int rc;

	now.start = mem_str(kept->start);
	now.start_gtid = mem_str(kept->start_gtid);
	rc = resume_position(s, &now);
	if (rc == 0)
		rc = resume_has_log(s, f, asked, &now);
	free(now.start);
	free(now.start_gtid);
	return (rc);
}

int
resume_ready(struct sql *s, struct feed *f, const struct plan *asked,
    const struct plan *kept)
{
	if (resume_same_columns(s, asked, kept) == -1 ||
	    resume_tables(s, kept) == -1 ||
	    resume_definitions(s, asked, kept) == -1)
		return (-1);
	return (resume_log(s, f, asked, kept));
}
