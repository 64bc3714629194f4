/* Makes the tables of a migration, and completes the plan. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "choose.h"
#include "defer.h"
#include "foreign.h"
#include "fresh.h"
#include "ghost.h"
#include "grant.h"
#include "loss.h"
#include "map.h"
#include "mark.h"
#include "mode.h"
#include "moment.h"
#include "resume.h"
#include "rule.h"
#include "say.h"
#include "schema.h"
#include "seam.h"
#include "server.h"
#include "side.h"
#include "sig.h"
#include "solo.h"
#include "tok.h"
#include "trigger.h"
#include "zero.h"

struct making {
	struct sql *s;
	struct plan *plan;
	const struct ghost_conf *conf;
	struct server server;
	struct feed feed;
	bool drop_ghost;
	bool made; /* the ghost, maybe */
};

static int
refuse(struct sql *s)
{
	s->fail = X_REFUSED;
	return (-1);
}

/* ghost_run(s, text): runs it and empties ${text}. */
static int
ghost_run(struct sql *s, struct buf *text)
{
	int rc = sql_run(s, "%s", buf_cstr(text));

	buf_free(text);
	return (rc);
}

static void
ghost_name(const struct plan *plan, enum mark_kind kind, struct buf *text)
{
	sql_name2(text, plan->db, mark_table(plan, kind));
}

/* ---- Before anything is made ---- */

/* What a run has left that died over its tables is in nobody's way. */
static int
ghost_scrap(struct making *m)
{
	struct resume left;

	if (m->drop_ghost)
		return (0);
	if (resume_look(m->s, m->plan, &left) == -1) {
		resume_free(&left);
		return (-1);
	}
	m->drop_ghost = left.state == RESUME_SCRAP || left.state == RESUME_DONE;
	if (left.state == RESUME_DONE)
		say_warn("the migration that has left `%s`.`%s` cannot be "
			 "reverted any more: `%s` was kept for that, and has "
			 "to go",
		    m->plan->db, left.plan->old_table,
		    m->plan->checkpoint_table);
	resume_free(&left);
	return (0);
}

static int
ghost_clear(struct making *m)
{
	const struct plan *p = m->plan;

	if (ghost_scrap(m) == -1)
		return (-1);
	if (mark_leftovers(m->s, p, m->drop_ghost, m->conf->drop_old) == -1)
		return (-1);
	if (m->drop_ghost &&
	    (mark_drop(m->s, p->db, p->ghost_table) == -1 ||
		mark_drop(m->s, p->db, p->changelog_table) == -1 ||
		mark_drop(m->s, p->db, p->checkpoint_table) == -1 ||
		mark_drop_sentry(m->s, p) == -1))
		return (-1);
	return (m->conf->drop_old ? mark_drop(m->s, p->db, p->old_table) : 0);
}

/* ---- The tables ---- */

static int
ghost_sides(struct making *m)
{
	struct buf text = {0};

	if (side_changelog(m->s, m->plan) == -1 ||
	    side_checkpoint(m->s, m->plan) == -1)
		return (-1);
	buf_str(&text, "INSERT /* gh-ost */ INTO ");
	ghost_name(m->plan, MARK_CHECKPOINT, &text);
	buf_str(&text, " (id, kind) VALUES (3, 'ghost')");
	return (ghost_run(m->s, &text));
}

static int
ghost_like(struct making *m)
{
	struct buf text = {0};

	buf_str(&text, "CREATE /* gh-ost */ TABLE ");
	ghost_name(m->plan, MARK_GHOST, &text);
	buf_str(&text, " LIKE ");
	sql_name2(&text, m->plan->db, m->plan->table);
	/* A lost reply may hide a success. */
	m->made = ghost_run(m->s, &text) == 0 || sql_lost(m->s->error);
	if (!m->made || sql_lost(m->s->error) || sig_seen() != 0)
		return (-1);
	return (0);
}

/* What the user's clauses mean may depend on the server's sql_mode. */
static int
ghost_mode(struct making *m)
{
	struct buf text = {0};

	buf_str(&text, "SET SESSION sql_mode = ");
	mode_alter(m->plan, &text);
	return (ghost_run(m->s, &text));
}

static int
ghost_alter(struct making *m)
{
	struct buf text = {0}, why = {0};

	if (ghost_mode(m) == -1)
		return (-1);
	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	ghost_name(m->plan, MARK_GHOST, &text);
	buf_chr(&text, ' ');
	if (rule_clauses(m->plan, m->plan->alter, tok_flags(m->server.sql_mode),
		&text, &why) == -1) {
		sql_refuse(m->s, "--alter cannot be done: %s", buf_cstr(&why));
		buf_free(&text);
		buf_free(&why);
		return (-1);
	}
	return (ghost_run(m->s, &text));
}

static int
ghost_table(struct making *m)
{
	if (ghost_mode(m) == -1 || ghost_like(m) == -1 ||
	    schema_begin(m->s, m->server.version) == -1 ||
	    rule_give(m->s, m->plan) == -1 || ghost_alter(m) == -1)
		return (-1);
	return (schema_begin(m->s, m->server.version));
}

static bool
ghost_counts(const struct plan_table *t)
{
	unsigned int i;

	for (i = 0; i < t->ncol; i++) {
		if (t->col[i].auto_increment)
			return (true);
	}
	return (false);
}

/* The next number, if the ghost should go on with it: 0 if not. */
static int
ghost_next_number(struct making *m, unsigned long long *next)
{
	const struct plan *p = m->plan;
	struct sql_rows rows;

	*next = 0;
	if (p->alters_auto_increment || !ghost_counts(&p->orig) ||
	    !ghost_counts(&p->ghost))
		return (0);
	if (sql_ask(m->s, &rows,
		"SELECT /* gh-ost */ AUTO_INCREMENT"
		" FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
		" AND TABLE_NAME = ?",
		p->db, p->table) == -1)
		return (-1);
	if (rows.nrow == 1 && rows.cell[0] != NULL)
		*next = strtoull(rows.cell[0], NULL, 10);
	sql_rows_free(&rows);
	return (0);
}

/* From here on the ghost's own comment says whose it is. */
static int
ghost_mark(struct making *m)
{
	unsigned long long next;
	struct buf text = {0};

	if (ghost_next_number(m, &next) == -1)
		return (-1);
	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	ghost_name(m->plan, MARK_GHOST, &text);
	buf_str(&text, " COMMENT = '");
	mark_text(MARK_GHOST, m->plan->run_id, &text);
	buf_chr(&text, '\'');
	if (next > 1)
		buf_fmt(&text, ", AUTO_INCREMENT = %llu", next);
	if (ghost_run(m->s, &text) == -1)
		return (-1);
	buf_str(&text, "DELETE /* gh-ost */ FROM ");
	ghost_name(m->plan, MARK_CHECKPOINT, &text);
	buf_str(&text, " WHERE id = 3");
	return (ghost_run(m->s, &text));
}

/* ---- The rest of the plan ---- */

/* Where gho-inspect could not try the ALTER, rows are looked at here. */
static int
ghost_loss(struct making *m)
{
	struct loss_conf conf = {.sql = m->s->opt};
	struct plan *p = m->plan;
	struct key_list keys, ghost_keys;

	if (p->loss_checked)
		return (0);
	if (schema_keys(m->s, p->db, p->table, &keys) == -1)
		return (-1);
	if (schema_keys(m->s, p->db, p->ghost_table, &ghost_keys) == 0) {
		choose_known(p, &keys, &ghost_keys);
		m->s->fail = loss_check(&conf, p, &keys, &ghost_keys);
		p->loss_checked = m->s->fail == X_DONE;
	}
	key_free(&keys);
	key_free(&ghost_keys);
	return (p->loss_checked ? 0 : -1);
}

static int
ghost_map(struct making *m)
{
	struct buf why = {0};
	struct plan *p = m->plan;

	if (schema_table(m->s, p->db, p->ghost_table, &p->ghost) == -1 ||
	    check_engine(m->s, p->db, p->ghost_table) == -1 ||
	    check_functional(m->s, p->db, p->ghost_table, &p->ghost) == -1 ||
	    check_documents(m->s, p->db, p->ghost_table, &p->ghost) == -1 ||
	    foreign_none(m->s, p->db, p->ghost_table) == -1)
		return (-1);
	if (map_columns(p, &why) == -1 || map_numbers(p, &why) == -1 ||
	    map_texts(p, &why) == -1 || moment_named(p, &why) == -1 ||
	    mode_padding(p, m->server.sql_mode, &why) == -1) {
		say_err("%s", buf_cstr(&why));
		buf_free(&why);
		return (refuse(m->s));
	}
	mode_choose(p, m->server.sql_mode, m->server.time_zone);
	if (moment_take(m->s, p) == -1)
		return (-1);
	if (p->convert && grant_check(m->s, p->db, GRANT_TEMPORARY) == -1)
		return (-1);
	if (zero_none(m->s, p, false) == -1 || fresh_none(m->s, p) == -1 ||
	    choose_shared(m->s, p) == -1)
		return (-1);
	return (ghost_loss(m));
}

static int
ghost_defer(struct making *m)
{
	return (m->conf->defer ? defer_take(m->s, m->plan) : 0);
}

static int
ghost_triggers(struct making *m)
{
	if (trigger_trial(m->s, m->plan) == -1)
		return (-1);
	return (schema_begin(m->s, m->server.version));
}

static int
ghost_arrived(struct making *m)
{
	return (feed_arrives(&m->feed, m->s, m->plan, m->conf->retries));
}

static int
ghost_begin(struct making *m)
{
	return (
	    ghost_start(m->s, m->plan, &m->server, &m->feed, m->conf->by_gtid));
}

static int
ghost_kept(struct making *m)
{
	return (ghost_keep(m->s, m->plan));
}

/* ---- All of it ---- */

/* Whose server it is, which are followed, and nobody else is at it. */
static int
ghost_prepare(struct making *m)
{
	struct sql *s = m->s;
	struct plan *plan = m->plan;

	if (ghost_server(s, plan, &m->server) == -1 ||
	    feed_open(&m->feed, &m->conf->feed, s, &m->server, plan->db) ==
		-1 ||
	    ghost_feed(s, plan, &m->feed) == -1 ||
	    schema_begin(s, m->server.version) == -1 ||
	    solo_take(s, plan->db, plan->table, SOLO_WAIT_S) == -1)
		return (-1);
	return (ghost_clear(m));
}

int
ghost_create(struct sql *s, struct plan *plan, const struct ghost_conf *conf)
{
	static int (*const steps[])(struct making *) = {ghost_sides,
	    ghost_table, ghost_map, ghost_defer, ghost_mark, ghost_triggers,
	    ghost_arrived, ghost_begin, ghost_kept};
	struct making m = {.s = s,
	    .plan = plan,
	    .conf = conf,
	    .drop_ghost = conf->drop_ghost};
	int fail = X_DONE;
	size_t i;

	if (side_run_id(plan) == -1)
		return (X_SYS);
	if (ghost_prepare(&m) == -1)
		fail = s->fail;
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) && !fail; i++) {
		SEAM("ghost-making");
		if (steps[i](&m) == -1 || sig_seen() != 0) {
			fail = s->fail != 0 ? s->fail : X_AGAIN;
			/* Before that, such a ghost is somebody else's. */
			ghost_undo(s, plan, m.made);
		}
	}
	plan->complete = fail == X_DONE;
	feed_close(&m.feed);
	server_free(&m.server);
	/* A session that is gone has given it back already. */
	s->quiet = true;
	solo_give(s, plan->db, plan->table);
	return (fail);
}
