/*
 * gho-inspect: checks that a table can be migrated as asked, changes
 * nothing, and prints the plan.
 */

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "alter.h"
#include "asked.h"
#include "check.h"
#include "choose.h"
#include "feed.h"
#include "foreign.h"
#include "fresh.h"
#include "grant.h"
#include "key.h"
#include "loss.h"
#include "mark.h"
#include "mode.h"
#include "name.h"
#include "opt.h"
#include "plan.h"
#include "resume.h"
#include "revert.h"
#include "rule.h"
#include "say.h"
#include "schema.h"
#include "server.h"
#include "sig.h"
#include "solo.h"
#include "sql.h"
#include "tok.h"
#include "trigger.h"
#include "try.h"
#include "upstream.h"
#include "utf8.h"

#define SUFFIX_CHARS                 \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"abcdefghijklmnopqrstuvwxyz0123456789_"

static const char usage[] =
    "usage: gho-inspect " SQL_USAGE "\n"
    "\t[--accept-loss=COLUMN[,COLUMN]] [--allow-zero-in-date]\n"
    "\t[--allow-nullable-unique-key]\n"
    "\t[--approve-renamed-columns] [--skip-renamed-columns]\n"
    "\t[--exact-rowcount] [--initially-drop-ghost-table]\n"
    "\t[--initially-drop-old-table] [--include-triggers]\n"
    "\t[--trigger-suffix=TEXT] [--remove-trigger-suffix-if-exists]\n"
    "\t[--discard-foreign-keys] [--skip-foreign-key-checks]\n"
    "\t[--force-table-names=NAME] [--timestamp-old-table] [--resume]\n"
    "\t[--gtid] [--nice-ratio=F] [--on-replica] [--run=DIR]\n"
    "\t[--skip-loss-check] [--skip-strict-mode] [--verbose]\n"
    "\t" FEED_USAGE "\n"
    "\t[--database=NAME] [--table=NAME] --alter=CLAUSES > plan\n"
    "       gho-inspect [options] --revert --old-table=NAME --database=NAME\n"
    "\t--table=NAME > plan\n";

struct inspect {
	struct sql_opt sql;
	const char *database;
	const char *table;
	const char *text;
	const char *suffix; /* of triggers */
	const char *names;  /* of the tables made, in place of the table's */
	const char *accept; /* columns */
	const char *run;
	double nice;
	bool nullable;
	bool approve;
	bool skip;
	bool exact;
	bool drop_ghost;
	bool drop_old;
	bool triggers;
	bool strip;
	bool discard;
	bool no_foreign;
	bool stamp;
	bool resume;
	bool not_strict;
	bool zero;
	bool no_check;
	bool gtid;
	bool on_replica;
	struct feed_opt how;
	bool revert;
	const char *old; /* table to go back to */

	struct sql s;
	struct server server;
	struct feed feed;
	struct alter alter;
	struct plan *plan;
	struct resume left;
};

static int
refuse(struct inspect *in)
{
	in->s.fail = X_REFUSED;
	return (-1);
}

/* ---- What is asked ---- */

static int
read_alter(struct inspect *in)
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
		refuse(in);
	}
	buf_free(&why);
	return (rc);
}

/* A name given twice must be the same name. */
static int
pick_name(struct inspect *in, const char *option, const char *given,
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
name_tables(struct inspect *in)
{
	struct plan *p = in->plan;

	if (pick_name(in, "database", in->database, in->alter.db, &p->db) ==
		-1 ||
	    pick_name(in, "table", in->table, in->alter.table, &p->table) ==
		-1 ||
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
count_rows(struct inspect *in)
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
read_table(struct inspect *in, bool ours)
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

/* role(in): what the server is that is written to. */
static enum server_role
role(const struct inspect *in)
{
	struct sql_opt there;

	if (in->on_replica)
		return (SERVER_REPLICA);
	return (feed_opt(&in->how, &in->sql, &there) ? SERVER_WRITTEN :
						       SERVER_ALONE);
}

static int
read_server(struct inspect *in)
{
	if (server_check(&in->s, role(in), &in->server) == -1)
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
check_replica(struct inspect *in)
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
check_log(struct inspect *in)
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
read_losses(struct inspect *in)
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
check_losses(struct inspect *in)
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
look_back(struct inspect *in)
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
	return (refuse(in));
}

/* ---- All of it ---- */

static int
inspect_table(struct inspect *in)
{
	bool ours = in->drop_ghost || in->left.state != RESUME_NONE;
	struct sql *s = &in->s;
	struct plan *p = in->plan;

	if (read_table(in, ours) == -1 ||
	    asked_columns(s, p, &in->alter, in->approve, in->skip) == -1 ||
	    read_losses(in) == -1 || rule_read(s, p) == -1 ||
	    feed_same_table(&in->feed, s, p) == -1 ||
	    mark_leftovers(s, p, ours, in->drop_old) == -1)
		return (-1);
	if (in->left.state == RESUME_GO)
		return (resume_ready(s, &in->feed, p, in->left.plan));
	if (count_rows(in) == -1)
		return (-1);
	rule_tell(p, tok_flags(in->server.sql_mode));
	return (check_losses(in));
}

static int
inspect(struct inspect *in)
{
	struct plan *p = in->plan;

	if (read_server(in) == -1 || read_alter(in) == -1 ||
	    name_tables(in) == -1 ||
	    grant_check(&in->s, p->db, GRANT_MIGRATE) == -1 ||
	    check_replica(in) == -1 || check_log(in) == -1 ||
	    solo_check(&in->s, p->db, p->table) == -1 ||
	    solo_check(&in->s, p->db, p->ghost_table) == -1 ||
	    look_back(in) == -1)
		return (-1);
	/* Then the table is the new one, and nothing more is asked of it. */
	if (in->left.state == RESUME_SWAPPED)
		return (0);
	return (inspect_table(in));
}

/* The names of the migration that is to be taken back. */
static int
name_revert(struct inspect *in)
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

	if (read_server(in) == -1 || name_revert(in) == -1 ||
	    grant_check(&in->s, p->db, GRANT_MIGRATE) == -1 ||
	    check_log(in) == -1 || solo_check(&in->s, p->db, p->table) == -1)
		return (-1);
	return (revert_plan(&in->s, &in->server, &r, p, &in->left.plan));
}

static void
check_suffix(struct inspect *in)
{
	if (in->triggers != (in->suffix != NULL))
		say_die(X_USAGE,
		    "--include-triggers and --trigger-suffix go together");
	if (in->strip && !in->triggers)
		say_die(X_USAGE,
		    "--remove-trigger-suffix-if-exists wants "
		    "--include-triggers");
	if (in->suffix != NULL &&
	    strspn(in->suffix, SUFFIX_CHARS) != strlen(in->suffix))
		say_die(X_USAGE,
		    "--trigger-suffix: only letters, digits and _");
}

static const struct opt_item items[] = {
    OPT_ITEM(struct inspect, accept, OPT_TEXT, "accept-loss"),
    OPT_ITEM(struct inspect, nullable, OPT_SWITCH, "allow-nullable-unique-key"),
    OPT_ITEM(struct inspect, zero, OPT_SWITCH, "allow-zero-in-date"),
    OPT_ITEM(struct inspect, text, OPT_TEXT, "alter"),
    OPT_ITEM(struct inspect, approve, OPT_SWITCH, "approve-renamed-columns"),
    OPT_ITEM(struct inspect, database, OPT_NAME, "database"),
    OPT_ITEM(struct inspect, discard, OPT_SWITCH, "discard-foreign-keys"),
    OPT_ITEM(struct inspect, exact, OPT_SWITCH, "exact-rowcount"),
    OPT_ITEM(struct inspect, names, OPT_NAME, "force-table-names"),
    OPT_ITEM(struct inspect, gtid, OPT_SWITCH, "gtid"),
    OPT_ITEM(struct inspect, triggers, OPT_SWITCH, "include-triggers"),
    OPT_ITEM(struct inspect, drop_ghost, OPT_SWITCH,
	"initially-drop-ghost-table"),
    OPT_ITEM(struct inspect, drop_old, OPT_SWITCH, "initially-drop-old-table"),
    OPT_RANGE(struct inspect, nice, OPT_REAL, "nice-ratio", 0, 100),
    OPT_ITEM(struct inspect, on_replica, OPT_SWITCH, "on-replica"),
    OPT_ITEM(struct inspect, old, OPT_NAME, "old-table"),
    OPT_ITEM(struct inspect, strip, OPT_SWITCH,
	"remove-trigger-suffix-if-exists"),
    OPT_ITEM(struct inspect, resume, OPT_SWITCH, "resume"),
    OPT_ITEM(struct inspect, revert, OPT_SWITCH, "revert"),
    OPT_ITEM(struct inspect, run, OPT_TEXT, "run"),
    OPT_ITEM(struct inspect, no_foreign, OPT_SWITCH, "skip-foreign-key-checks"),
    OPT_ITEM(struct inspect, no_check, OPT_SWITCH, "skip-loss-check"),
    OPT_ITEM(struct inspect, skip, OPT_SWITCH, "skip-renamed-columns"),
    OPT_ITEM(struct inspect, not_strict, OPT_SWITCH, "skip-strict-mode"),
    FEED_ITEMS(struct inspect, how),
    OPT_ITEM(struct inspect, table, OPT_NAME, "table"),
    OPT_ITEM(struct inspect, stamp, OPT_SWITCH, "timestamp-old-table"),
    OPT_ITEM(struct inspect, suffix, OPT_NAME, "trigger-suffix"),
    {.name = "verbose", .kind = OPT_LOUD},
    {.name = NULL},
};

static void
parse(int argc, char **argv, struct inspect *in)
{
	opt_parse(argc, argv, items, in, &in->sql, usage);
	if (optind != argc)
		opt_usage(usage);
	if (in->revert &&
	    (in->old == NULL || in->database == NULL || in->table == NULL))
		say_die(X_USAGE,
		    "--revert wants --old-table, --database and --table");
	if (in->revert && in->text != NULL)
		say_die(X_USAGE, "--revert and --alter exclude each other");
	if (in->text == NULL && !in->revert)
		say_die(X_USAGE, "--alter is missing");
	check_suffix(in);
	if (in->names != NULL && !name_possible(in->names))
		say_die(X_USAGE,
		    "--force-table-names: not a name that MySQL can have");
	if (in->approve && in->skip)
		say_die(X_USAGE,
		    "--approve-renamed-columns and "
		    "--skip-renamed-columns exclude each other");
	if (in->resume && in->drop_ghost)
		say_die(X_USAGE,
		    "--resume and --initially-drop-ghost-table "
		    "exclude each other");
}

int
main(int argc, char **argv)
{
	struct inspect in = {0};
	int code = X_DONE;

	say_init(argv[0]);
	sig_ignore_pipe();
	parse(argc, argv, &in);
	if (sql_open(&in.s, &in.sql) == -1)
		return (in.s.fail);
	in.plan = plan_new();
	if ((in.revert ? inspect_revert(&in) : inspect(&in)) == -1)
		code = in.s.fail;
	else if (plan_write(in.left.plan != NULL ? in.left.plan : in.plan,
		     stdout) == -1)
		code = X_SYS;
	feed_close(&in.feed);
	sql_close(&in.s);
	server_free(&in.server);
	alter_free(&in.alter);
	plan_free(in.plan);
	resume_free(&in.left);
	return (code);
}
