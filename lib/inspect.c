/* Whether a table can be migrated as asked: all that is looked at. */

#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "asked.h"
#include "check.h"
#include "choose.h"
#include "foreign.h"
#include "fresh.h"
#include "grant.h"
#include "inspect.h"
#include "key.h"
#include "loss.h"
#include "mark.h"
#include "mode.h"
#include "revert.h"
#include "rule.h"
#include "say.h"
#include "schema.h"
#include "solo.h"
#include "tok.h"
#include "trigger.h"
#include "try.h"
#include "upstream.h"
#include "utf8.h"

static int
inspect_refuse(struct inspect *in)
{
	in->s.fail = X_REFUSED;
	return (-1);
}

/* ---- What is asked ---- */

static int
inspect_read_alter(struct inspect *in)
{
	struct buf why = {0};
	int rc = -1;

	if (!utf8_valid((const uint8_t *)in->text, strlen(in->text)))
		buf_str(&why, "it is not UTF-8");
	else
		rc = alter_parse(&in->alter, in->text,
		    tok_flags(in->server.sql_mode), &why);
	if (rc == -1) {
		say_err("--alter cannot be done: %s", buf_cstr(&why));
		inspect_refuse(in);
	}
	buf_free(&why);
	return (rc);
}

/* A name given twice must be the same name. */
static int
inspect_pick_name(struct inspect *in, const char *option, const char *given,
    const char *said, char **to)
{
	if (given == NULL && said == NULL) {
		say_err("--%s is missing", option);
		in->s.fail = X_USAGE;
		return (-1);
	}
	if (given != NULL && said != NULL && strcmp(given, said) != 0) {
		say_err("--%s=%s, but --alter is about %s", option, given,
		    said);
		in->s.fail = X_USAGE;
		return (-1);
	}
	*to = mem_str(given != NULL ? given : said);
	return (0);
}

static int
inspect_name_tables(struct inspect *in)
{
	struct plan *p = in->plan;

	if (inspect_pick_name(in, "database", in->database, in->alter.db,
		&p->db) == -1 ||
	    inspect_pick_name(in, "table", in->table, in->alter.table,
		&p->table) == -1 ||
	    check_table(&in->s, &in->server, p) == -1)
		return (-1);
	p->alter = mem_str(in->alter.clauses);
	p->alters_auto_increment = in->alter.auto_increment;
	p->trigger_suffix = mem_str(in->suffix);
	p->trigger_strip = in->strip;
	return (asked_tables(&in->s, p, in->names, in->stamp));
}

/* ---- The table ---- */

static int
inspect_count_rows(struct inspect *in)
{
	struct plan *p = in->plan;
	struct sql_rows rows;

	p->rows_exact = in->exact;
	if (p->rows_exact)
		return (schema_count(&in->s, p->db, p->table, &p->rows));
	if (sql_ask(&in->s, &rows,
		"SELECT /* gh-ost */ TABLE_ROWS"
		" FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
		" AND TABLE_NAME = ?",
		p->db, p->table) == -1)
		return (-1);
	if (rows.nrow == 1 && rows.cell[0] != NULL)
		p->rows = strtoull(rows.cell[0], NULL, 10);
	sql_rows_free(&rows);
	return (0);
}

static int
inspect_read_table(struct inspect *in, bool ours)
{
	struct sql *s = &in->s;
	struct plan *p = in->plan;

	if (schema_table(s, p->db, p->table, &p->orig) == -1 ||
	    check_options(s, p) == -1 ||
	    foreign_check(s, p, in->discard, in->no_foreign) == -1 ||
	    foreign_dropped(s, p, &in->alter) == -1 ||
	    trigger_check(s, p, ours, in->drop_old) == -1 ||
	    choose_key(s, p, in->nullable) == -1)
		return (-1);
	return (0);
}

/* ---- The server ---- */

/* inspect_role(in): what the server is that is written to. */
static enum server_role
inspect_role(const struct inspect *in)
{
	struct sql_opt there;

	if (in->on_replica)
		return (SERVER_REPLICA);
	return (feed_opt(&in->how, &in->sql, &there) ? SERVER_WRITTEN :
						       SERVER_ALONE);
}

static int
inspect_read_server(struct inspect *in)
{
	if (server_check(&in->s, inspect_role(in), &in->server) == -1)
		return (-1);
	in->plan->on_replica = in->on_replica;
	in->plan->server_host = mem_str(in->server.host);
	in->plan->server_port = in->server.port;
	in->plan->server_uuid = mem_str(in->server.uuid);
	in->plan->server_version = mem_str(in->server.text);
	in->plan->version = in->server.version;
	in->plan->gtid = in->server.gtid;
	return (schema_begin(&in->s, in->server.version));
}

/* Replicas are read-only for most. */
static int
inspect_check_replica(struct inspect *in)
{
	struct upstreams list;
	unsigned int n;
	int rc;

	if (!in->on_replica)
		return (0);
	rc = upstream_read(&in->s, NULL, &list);
	n = list.n;
	upstream_free(&list);
	if (rc == -1)
		return (-1);
	if (n == 0) {
		sql_refuse(&in->s, "%s:%u is no replica of any server",
		    in->server.host, in->server.port);
		return (-1);
	}
	return (in->server.read_only ?
		grant_check(&in->s, in->plan->db, GRANT_CONNECTION_ADMIN) :
		0);
}

/* The log that is to be followed, here or on a replica. */
static int
inspect_check_log(struct inspect *in)
{
	struct plan *p = in->plan;

	if (feed_open(&in->feed, &in->how, &in->s, &in->server, p->db) == -1)
		return (-1);
	feed_plan(&in->feed, p);
	if (!in->gtid || p->gtid)
		return (0);
	sql_refuse(&in->s, "--gtid, but gtid_mode is not ON on %s:%u",
	    p->stream_host, p->stream_port);
	return (-1);
}

/* ---- Losses ---- */

static int
inspect_read_losses(struct inspect *in)
{
	struct plan *p = in->plan;

	p->zero_in_date = in->zero;
	p->loss_checked = in->no_check;
	/* Where the server is strict, so it is without gh-ost's adding it. */
	if (in->not_strict && !mode_strict(in->server.sql_mode))
		accept_all(p);
	return (in->accept == NULL ? 0 : accept_read(&in->s, p, in->accept));
}

static int
inspect_check_losses(struct inspect *in)
{
	struct loss_conf conf = {.sql = &in->sql,
	    .run = in->run,
	    .nice = in->nice,
	    .temporary = true};
	struct plan *p = in->plan;
	struct key_list keys, ghost_keys;
	int rc;

	if (p->loss_checked)
		return (0);
	rc = try_plan(&in->s, &in->server, p, &keys, &ghost_keys);
	if (rc == 1 && fresh_none(&in->s, p) == -1)
		rc = -1;
	if (rc == 1) {
		in->s.fail = loss_check(&conf, p, &keys, &ghost_keys);
		p->loss_checked = in->s.fail == X_DONE;
		rc = p->loss_checked ? 0 : -1;
	}
	key_free(&keys);
	key_free(&ghost_keys);
	return (rc);
}

/* ---- What an earlier run has left ---- */

static int
inspect_look_back(struct inspect *in)
{
	struct sql *s = &in->s;
	const struct plan *p = in->plan;

	if (!in->drop_ghost && resume_look(s, p, &in->left) == -1)
		return (-1);
	/* That one is over, and this a new one. */
	if (in->left.state == RESUME_DONE) {
		plan_free(in->left.plan);
		in->left.plan = NULL;
	}
	if (in->left.plan != NULL)
		return (resume_same(s, p, in->left.plan));
	if (!in->resume)
		return (0);
	say_err("no migration of `%s`.`%s` has left anything to resume", p->db,
	    p->table);
	return (inspect_refuse(in));
}

/* ---- All of it ---- */

static int
inspect_table(struct inspect *in)
{
	bool ours = in->drop_ghost || in->left.state != RESUME_NONE;
	struct sql *s = &in->s;
	struct plan *p = in->plan;

	if (inspect_read_table(in, ours) == -1 ||
	    asked_columns(s, p, &in->alter, in->approve, in->skip) == -1 ||
	    inspect_read_losses(in) == -1 || rule_read(s, p) == -1 ||
	    feed_same_table(&in->feed, s, p) == -1 ||
	    mark_leftovers(s, p, ours, in->drop_old) == -1)
		return (-1);
	if (in->left.state == RESUME_GO)
		return (resume_ready(s, &in->feed, p, in->left.plan));
	if (inspect_count_rows(in) == -1)
		return (-1);
	rule_tell(p, tok_flags(in->server.sql_mode));
	return (inspect_check_losses(in));
}

static int
inspect_new(struct inspect *in)
{
	struct plan *p = in->plan;

	if (inspect_read_server(in) == -1 || inspect_read_alter(in) == -1 ||
	    inspect_name_tables(in) == -1 ||
	    grant_check(&in->s, p->db, GRANT_MIGRATE) == -1 ||
	    inspect_check_replica(in) == -1 || inspect_check_log(in) == -1 ||
	    solo_check(&in->s, p->db, p->table) == -1 ||
	    solo_check(&in->s, p->db, p->ghost_table) == -1 ||
	    inspect_look_back(in) == -1)
		return (-1);
	/* Then the table is the new one, and nothing more is asked of it. */
	if (in->left.state == RESUME_SWAPPED)
		return (0);
	return (inspect_table(in));
}

/* The names of the migration that is to be taken back. */
static int
inspect_name_revert(struct inspect *in)
{
	struct plan *p = in->plan;

	p->db = mem_str(in->database);
	p->table = mem_str(in->table);
	if (check_table(&in->s, &in->server, p) == -1)
		return (-1);
	return (asked_tables(&in->s, p, in->names, false));
}

static int
inspect_revert(struct inspect *in)
{
	struct revert r = {.sql = &in->sql,
	    .feed = &in->feed,
	    .old = in->old,
	    .accept = in->accept,
	    .run = in->run,
	    .nice = in->nice,
	    .no_check = in->no_check,
	    .zero = in->zero};
	struct plan *p = in->plan;

	if (inspect_read_server(in) == -1 || inspect_name_revert(in) == -1 ||
	    grant_check(&in->s, p->db, GRANT_MIGRATE) == -1 ||
	    inspect_check_log(in) == -1 ||
	    solo_check(&in->s, p->db, p->table) == -1)
		return (-1);
	return (revert_plan(&in->s, &in->server, &r, p, &in->left.plan));
}

int
inspect(struct inspect *in)
{
	in->plan = plan_new();
	return (in->revert ? inspect_revert(in) : inspect_new(in));
}

struct plan *
inspect_plan(struct inspect *in)
{
	return (in->left.plan != NULL ? in->left.plan : in->plan);
}

void
inspect_free(struct inspect *in)
{
	feed_close(&in->feed);
	server_free(&in->server);
	alter_free(&in->alter);
	plan_free(in->plan);
	resume_free(&in->left);
}
