/* The plan that takes a migration back. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "accept.h"
#include "carry.h"
#include "check.h"
#include "choose.h"
#include "grant.h"
#include "loss.h"
#include "map.h"
#include "mark.h"
#include "mode.h"
#include "moment.h"
#include "resume.h"
#include "revert.h"
#include "say.h"
#include "schema.h"
#include "unkept.h"
#include "zero.h"

static int
refuse(struct sql *s)
{
	s->fail = X_REFUSED;
	return (-1);
}

/* ---- What is there ---- */

static int
revert_no_table(struct sql *s, const struct plan *p, const char *name)
{
	int there = mark_exists(s, p->db, name);

	if (there == 0) {
		say_err("there is no table `%s`.`%s` to go back to", p->db,
		    name);
		return (refuse(s));
	}
	return (there == 1 ? 0 : -1);
}

/* revert_none(s, names): why there is nothing to begin with. */
static int
revert_none(struct sql *s, const struct plan *names)
{
	say_err("nothing is known of a migration of `%s`.`%s` that is over, as "
		"`%s` has it after one with --checkpoint: what was written "
		"since cannot be brought back",
	    names->db, names->table, names->checkpoint_table);
	return (refuse(s));
}

/*
 * revert_begun(s, left, old): 1 if a revert to ${old} was begun, 0 if it can
 * be begun, -1.
 */
static int
revert_begun(struct sql *s, const struct resume *left, const char *old)
{
	const struct plan *p = left->plan;

	if (p->revert && left->state != RESUME_DONE &&
	    strcmp(p->ghost_table, old) == 0)
		return (1);
	if (left->state == RESUME_GO) {
		say_err("a %s of `%s`.`%s` is not over; go on with it, or let "
			"gho-ghost drop its tables, first",
		    p->revert ? "revert to another table" : "migration", p->db,
		    p->table);
		return (refuse(s));
	}
	if (strcmp(p->old_table, old) == 0)
		return (0);
	say_err("`%s`.`%s` can go back to `%s`, not to `%s`", p->db, p->table,
	    p->old_table, old);
	return (refuse(s));
}

/* revert_same(s, p, name, t): ${t} is still the definition of that table. */
static int
revert_same(struct sql *s, const struct plan *p, const char *name,
    const struct plan_table *t)
{
	int same = schema_is(s, p->db, name, t);

	if (same == 0) {
		say_err("`%s`.`%s` has other columns than at the swap: "
			"somebody has altered it",
		    p->db, name);
		return (refuse(s));
	}
	return (same == -1 ? -1 : check_engine(s, p->db, name));
}

/* All else may have changed, as it does in the swap, but for the comment. */
static int
revert_read(struct sql *s, const struct plan *p, const char *name,
    struct plan_table *t)
{
	char *comment = t->comment;
	int rc;

	/* The old table says in its own that it is one: old.h. */
	t->comment = NULL;
	plan_table_free(t);
	memset(t, 0, sizeof(*t));
	rc = schema_table(s, p->db, name, t);
	free(t->comment);
	t->comment = comment;
	return (rc);
}

/*
 * Triggers and foreign keys do not come along, and those of the old table
 * would do again what they have done, or what was not done to the table.
 */
static int
revert_alone(struct sql *s, const struct plan *p)
{
	struct sql_rows rows;
	int rc = 0;

	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ 'trigger', TRIGGER_NAME,"
		" EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS"
		" WHERE EVENT_OBJECT_SCHEMA = ?"
		" AND EVENT_OBJECT_TABLE IN (?, ?) UNION ALL"
		" SELECT 'foreign key', CONSTRAINT_NAME, TABLE_NAME"
		" FROM information_schema.REFERENTIAL_CONSTRAINTS"
		" WHERE CONSTRAINT_SCHEMA = ? AND TABLE_NAME IN (?, ?)"
		" OR UNIQUE_CONSTRAINT_SCHEMA = ?"
		" AND REFERENCED_TABLE_NAME IN (?, ?)",
		p->db, p->table, p->ghost_table, p->db, p->table,
		p->ghost_table, p->db, p->table, p->ghost_table) == -1)
		return (-1);
	if (rows.nrow > 0) {
		say_err("`%s`.`%s` has the %s %s, and none comes along in a "
			"revert; drop it first",
		    p->db, rows.cell[2], rows.cell[0], rows.cell[1]);
		rc = refuse(s);
	}
	sql_rows_free(&rows);
	return (rc);
}

static int
revert_free(struct sql *s, const struct plan *p)
{
	int there = mark_exists(s, p->db, p->old_table);

	if (there == 1) {
		say_err("`%s`.`%s` exists, and that is what `%s` will be "
			"called; drop or rename it",
		    p->db, p->old_table, p->table);
		return (refuse(s));
	}
	return (there);
}

/* ---- The plan ---- */

static int
revert_columns(struct sql *s, const struct server *server, struct plan *p)
{
	struct plan_map *map = p->map;
	unsigned int n = p->nmap;
	struct buf why = {0};
	int rc = 0;

	p->map = NULL;

	if (map_columns(p, &why) == -1 ||
	    mode_padding(p, server->sql_mode, &why) == -1) {
		say_err("%s", buf_cstr(&why));
		rc = refuse(s);
	}
	buf_free(&why);
	revert_converts(p, map, n);
	free(map);
	p->keeps = map_keeps(p);
	/* What is kept comes back to its row by way of the stage. */
	p->convert = p->convert || p->keeps;
	return (rc);
}

/* Keys of rows are looked up in the stash as they are. */
static int
revert_keys(struct sql *s, struct plan *p)
{
	if (choose_key(s, p, false) == -1 || choose_shared(s, p) == -1)
		return (-1);
	if (!p->keeps || carry_keys_alike(p))
		return (0);
	say_err("`%s`.`%s` has columns that are not in `%s`, and its key %s is "
		"of another type there: its rows cannot be found again",
	    p->db, p->ghost_table, p->table, p->key.ghost_name);
	return (refuse(s));
}

static int
revert_loss(struct sql *s, const struct revert *r, struct plan *p)
{
	struct loss_conf conf = {.sql = r->sql, .run = r->run, .nice = r->nice};
	struct key_list keys, ghost_keys;

	p->loss_checked = r->no_check;
	if (p->loss_checked)
		return (0);
	if (unkept_check(s, p) == -1 ||
	    schema_keys(s, p->db, p->table, &keys) == -1)
		return (-1);
	if (schema_keys(s, p->db, p->ghost_table, &ghost_keys) == 0) {
		choose_known(p, &keys, &ghost_keys);
		s->fail = loss_check(&conf, p, &keys, &ghost_keys);
		p->loss_checked = s->fail == X_DONE;
	}
	key_free(&keys);
	key_free(&ghost_keys);
	return (p->loss_checked ? 0 : -1);
}

/* What may be lost may have become known only on the way. */
static int
revert_accept(struct sql *s, const struct server *server,
    const struct revert *r, struct plan *p)
{
	if (r->accept != NULL) {
		revert_forget(&p->accept, &p->naccept);
		if (accept_read(s, p, r->accept) == -1)
			return (-1);
	}
	p->zero_in_date = p->zero_in_date || r->zero;
	mode_choose(p, server->sql_mode, server->time_zone);
	return (0);
}

static int
revert_rest(struct sql *s, const struct server *server, const struct revert *r,
    struct plan *p)
{
	if (revert_columns(s, server, p) == -1 ||
	    revert_accept(s, server, r, p) == -1 || moment_take(s, p) == -1 ||
	    (p->convert && grant_check(s, p->db, GRANT_TEMPORARY) == -1) ||
	    zero_none(s, p, false) == -1 || revert_keys(s, p) == -1 ||
	    revert_loss(s, r, p) == -1)
		return (-1);
	p->complete = true;
	return (0);
}

/* ---- All of it ---- */

/* What is true of a revert that was begun, and of one that is not. */
static int
revert_ready(struct sql *s, const struct revert *r, const struct plan *names,
    struct plan *p)
{
	if (revert_same(s, p, p->table, &p->orig) == -1 ||
	    revert_same(s, p, p->ghost_table, &p->ghost) == -1 ||
	    revert_free(s, p) == -1 || revert_alone(s, p) == -1)
		return (-1);
	return (resume_log(s, r->feed, names, p));
}

static int
revert_make(struct sql *s, const struct server *server, const struct revert *r,
    const struct plan *names, struct plan *p)
{
	revert_turn(p, names);
	if (resume_position(s, p) == -1 || revert_ready(s, r, names, p) == -1 ||
	    revert_read(s, p, p->table, &p->orig) == -1 ||
	    revert_read(s, p, p->ghost_table, &p->ghost) == -1 ||
	    check_options(s, p) == -1)
		return (-1);
	return (revert_rest(s, server, r, p));
}

static int
revert_go(struct sql *s, const struct server *server, const struct revert *r,
    const struct plan *names, struct resume *left)
{
	int begun;

	if (left->plan == NULL)
		return (revert_none(s, names));
	if (strcasecmp(server->uuid, left->plan->server_uuid) != 0) {
		say_err("`%s`.`%s` was migrated on the server %s, and this is "
			"%s, whose binary log has other positions",
		    names->db, names->table, left->plan->server_uuid,
		    server->uuid);
		return (refuse(s));
	}
	begun = revert_begun(s, left, r->old);
	if (begun == -1 || (begun == 1 && left->state == RESUME_SWAPPED))
		return (begun == -1 ? -1 : 0);
	if (revert_no_table(s, names, r->old) == -1)
		return (-1);
	if (begun == 0)
		return (revert_make(s, server, r, names, left->plan));
	return (revert_ready(s, r, names, left->plan) == -1 ?
		-1 :
		revert_accept(s, server, r, left->plan));
}

int
revert_plan(struct sql *s, const struct server *server, const struct revert *r,
    const struct plan *names, struct plan **plan)
{
	struct resume left;
	int rc = resume_look(s, names, &left);

	if (rc == 0)
		rc = revert_go(s, server, r, names, &left);
	*plan = NULL;
	if (rc == 0) {
		*plan = left.plan;
		left.plan = NULL;
	}
	resume_free(&left);
	return (rc);
}
