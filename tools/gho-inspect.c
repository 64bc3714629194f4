/*
 * gho-inspect: checks that a table can be migrated as asked, changes
 * nothing, and prints the plan.
 */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "alter.h"
#include "check.h"
#include "grant.h"
#include "key.h"
#include "mark.h"
#include "name.h"
#include "opt.h"
#include "plan.h"
#include "rule.h"
#include "say.h"
#include "schema.h"
#include "server.h"
#include "sig.h"
#include "solo.h"
#include "sql.h"
#include "tok.h"
#include "utf8.h"

enum {
	OPT_DATABASE = 1,
	OPT_TABLE,
	OPT_ALTER,
	OPT_APPROVE,
	OPT_SKIP,
	OPT_EXACT,
	OPT_DROP_GHOST,
	OPT_DROP_OLD
};

static const char usage[] =
    "usage: gho-inspect " SQL_USAGE "\n"
    "\t[--approve-renamed-columns] [--skip-renamed-columns]\n"
    "\t[--exact-rowcount] [--initially-drop-ghost-table]\n"
    "\t[--initially-drop-old-table] [--database=NAME] [--table=NAME]\n"
    "\t--alter=CLAUSES > plan\n";

struct inspect {
	struct sql_opt sql;
	const char *database;
	const char *table;
	const char *text;
	bool approve;
	bool skip;
	bool exact;
	bool drop_ghost;
	bool drop_old;

	struct sql s;
	struct server server;
	struct alter alter;
	struct plan *plan;
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
	if (given != NULL && *given == '\0')
		given = NULL;
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
	p->ghost_table = name_table(p->table, "_gho");
	p->changelog_table = name_table(p->table, "_ghc");
	p->checkpoint_table = name_table(p->table, "_ghk");
	p->old_table = name_table(p->table, "_del");
	return (0);
}

/* ---- Columns ---- */

static void
add_dropped(struct plan *p, char *name)
{
	p->dropped =
	    mem_grow(p->dropped, p->ndropped + 1, sizeof(p->dropped[0]));
	p->dropped[p->ndropped++] = name;
}

static void
add_rename(struct plan *p, char *from, const char *to)
{
	p->rename_from =
	    mem_grow(p->rename_from, p->nrename + 1, sizeof(p->rename_from[0]));
	p->rename_to =
	    mem_grow(p->rename_to, p->nrename + 1, sizeof(p->rename_to[0]));
	p->rename_from[p->nrename] = from;
	p->rename_to[p->nrename++] = mem_str(to);
}

/* find_column(in, name, exact): the table's own spelling of ${name}. */
static int
find_column(struct inspect *in, const char *name, char **exact)
{
	struct plan *p = in->plan;

	if (schema_column(&in->s, p->db, p->table, name, exact) == -1)
		return (-1);
	if (*exact != NULL)
		return (0);
	say_err("--alter cannot be done: `%s`.`%s` has no column %s", p->db,
	    p->table, name);
	return (refuse(in));
}

static int
read_pair(struct inspect *in, const struct alter_pair *pair)
{
	char *from;

	if (find_column(in, pair->from, &from) == -1)
		return (-1);
	if (strcmp(from, pair->to) == 0) {
		free(from);
		return (0);
	}
	/* The same name in another spelling needs nobody's approval. */
	if (pair->modify || strcasecmp(from, pair->to) == 0 || in->approve) {
		add_rename(in->plan, from, pair->to);
		return (0);
	}
	if (in->skip) {
		add_dropped(in->plan, from);
		return (0);
	}
	say_err(
	    "--alter renames column %s to %s: --approve-renamed-columns "
	    "says that its values are to be kept, --skip-renamed-columns that "
	    "they are not",
	    from, pair->to);
	free(from);
	return (refuse(in));
}

static int
read_columns(struct inspect *in)
{
	const struct alter *a = &in->alter;
	unsigned int i;
	char *name;

	for (i = 0; i < a->npair; i++) {
		if (read_pair(in, &a->pair[i]) == -1)
			return (-1);
	}
	for (i = 0; i < a->ndrop; i++) {
		if (find_column(in, a->drop[i], &name) == -1)
			return (-1);
		add_dropped(in->plan, name);
	}
	return (0);
}

/* ---- The table ---- */

static int
read_key(struct inspect *in)
{
	struct plan *p = in->plan;
	struct key_list keys;
	struct buf why = {0};
	unsigned int *order, n;

	if (schema_keys(&in->s, p->db, p->table, &keys) == -1)
		return (-1);
	order = mem_alloc(keys.n, sizeof(*order));
	n = key_choose(&p->orig, &keys, order, &why);
	if (n > 0)
		key_fill(&p->orig, &keys.key[order[0]], &p->key);
	else
		say_err("`%s`.`%s` has no unique key to copy by (%s); add one "
			"on NOT NULL columns",
		    p->db, p->table, buf_cstr(&why));
	free(order);
	key_free(&keys);
	buf_free(&why);
	return (n > 0 ? 0 : refuse(in));
}

static int
count_rows(struct inspect *in)
{
	struct plan *p = in->plan;
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	if (in->exact) {
		buf_str(&text, "SELECT /* gh-ost */ COUNT(*) FROM ");
		sql_name2(&text, p->db, p->table);
		rc = sql_ask(&in->s, &rows, buf_cstr(&text));
		buf_free(&text);
	} else
		rc = sql_ask(&in->s, &rows,
		    "SELECT /* gh-ost */ TABLE_ROWS"
		    " FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
		    " AND TABLE_NAME = ?",
		    p->db, p->table);
	if (rc == -1)
		return (-1);
	if (rows.nrow == 1 && rows.cell[0] != NULL)
		p->rows = strtoull(rows.cell[0], NULL, 10);
	p->rows_exact = in->exact;
	sql_rows_free(&rows);
	return (0);
}

static int
read_table(struct inspect *in)
{
	struct sql *s = &in->s;
	struct plan *p = in->plan;

	if (schema_table(s, p->db, p->table, &p->orig) == -1 ||
	    check_foreign(s, p->db, p->table) == -1 ||
	    check_triggers(s, p->db, p->table) == -1 || read_key(in) == -1)
		return (-1);
	return (0);
}

/* ---- The server ---- */

static int
read_server(struct inspect *in)
{
	if (server_check(&in->s, &in->server) == -1)
		return (-1);
	in->plan->server_host = mem_str(in->server.host);
	in->plan->server_port = in->server.port;
	in->plan->server_uuid = mem_str(in->server.uuid);
	in->plan->server_version = mem_str(in->server.text);
	in->plan->version = in->server.version;
	in->plan->gtid = in->server.gtid;
	return (schema_begin(&in->s, in->server.version));
}

/* A database that the binary log leaves out cannot be followed. */
static int
check_log(struct inspect *in)
{
	char *start, *gtid;
	int rc;

	rc = server_position(&in->s, &in->server, in->plan->db, &start, &gtid);
	free(start);
	free(gtid);
	return (rc);
}

static int
inspect(struct inspect *in)
{
	struct sql *s = &in->s;
	struct plan *p = in->plan;

	if (read_server(in) == -1 || read_alter(in) == -1 ||
	    name_tables(in) == -1 ||
	    grant_check(s, p->db, GRANT_MIGRATE) == -1 || check_log(in) == -1 ||
	    read_table(in) == -1 || read_columns(in) == -1 ||
	    solo_check(s, p->db, p->table) == -1 || rule_read(s, p) == -1 ||
	    mark_leftovers(s, p, in->drop_ghost, in->drop_old) == -1 ||
	    count_rows(in) == -1)
		return (-1);
	rule_tell(p, tok_flags(in->server.sql_mode));
	return (0);
}

static void
parse(int argc, char **argv, struct inspect *in)
{
	static const struct option options[] = {SQL_OPTIONS, OPT_COMMON_OPTIONS,
	    {"database", required_argument, NULL, OPT_DATABASE},
	    {"table", required_argument, NULL, OPT_TABLE},
	    {"alter", required_argument, NULL, OPT_ALTER},
	    {"approve-renamed-columns", no_argument, NULL, OPT_APPROVE},
	    {"skip-renamed-columns", no_argument, NULL, OPT_SKIP},
	    {"exact-rowcount", no_argument, NULL, OPT_EXACT},
	    {"initially-drop-ghost-table", no_argument, NULL, OPT_DROP_GHOST},
	    {"initially-drop-old-table", no_argument, NULL, OPT_DROP_OLD},
	    {NULL, 0, NULL, 0}};
	int c;

	while ((c = opt_next(argc, argv, options, &in->sql, usage)) != -1) {
		switch (c) {
		case OPT_DATABASE:
			in->database = optarg;
			break;
		case OPT_TABLE:
			in->table = optarg;
			break;
		case OPT_ALTER:
			in->text = optarg;
			break;
		case OPT_APPROVE:
			in->approve = true;
			break;
		case OPT_SKIP:
			in->skip = true;
			break;
		case OPT_EXACT:
			in->exact = true;
			break;
		case OPT_DROP_GHOST:
			in->drop_ghost = true;
			break;
		case OPT_DROP_OLD:
			in->drop_old = true;
			break;
		}
	}
	if (optind != argc)
		opt_usage(usage);
	if (in->text == NULL)
		say_die(X_USAGE, "--alter is missing");
	if (in->approve && in->skip)
		say_die(X_USAGE,
		    "--approve-renamed-columns and "
		    "--skip-renamed-columns exclude each other");
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
	if (inspect(&in) == -1)
		code = in.s.fail;
	else if (plan_write(in.plan, stdout) == -1)
		code = X_SYS;
	sql_close(&in.s);
	server_free(&in.server);
	alter_free(&in.alter);
	plan_free(in.plan);
	return (code);
}
