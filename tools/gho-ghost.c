/*
 * gho-ghost: makes and drops the ghost, changelog and checkpoint tables of
 * a plan.
 */

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "defer.h"
#include "ghost.h"
#include "opt.h"
#include "plan.h"
#include "say.h"
#include "schema.h"
#include "sig.h"
#include "sql.h"

static const char usage[] =
    "usage: gho-ghost create [options] [--default-retries=N] [--defer-indexes]\n"
    "\t[--gtid] [--initially-drop-ghost-table]\n"
    "\t[--initially-drop-old-table]\n"
    "\t" FEED_USAGE "\n"
    "\t< plan > complete-plan\n"
    "       gho-ghost index [options] < plan\n"
    "       gho-ghost count [options] < plan\n"
    "       gho-ghost drop [options] [--default-retries=N] [--keep | --keep-ghost]\n"
    "\t[--old] < plan\n"
    "       gho-ghost drop [options] [--default-retries=N] [--keep | --keep-ghost]\n"
    "\t[--old] --database=NAME --table=NAME\n"
    "       gho-ghost show NAME < plan\n"
    "options:\t" SQL_USAGE "\n";

struct args {
	struct sql_opt sql;
	struct ghost_conf conf;
	bool keep;
	bool keep_ghost;
	bool old;
	long retries;
	const char *database; /* in place of a plan */
	const char *table;
};

static const struct opt_item items[] = {
    OPT_ITEM(struct args, database, OPT_NAME, "database"),
    OPT_RANGE(struct args, retries, OPT_LONG, "default-retries", 0, 1e9),
    OPT_ITEM(struct args, conf.defer, OPT_SWITCH, "defer-indexes"),
    OPT_ITEM(struct args, conf.by_gtid, OPT_SWITCH, "gtid"),
    OPT_ITEM(struct args, conf.drop_ghost, OPT_SWITCH,
	"initially-drop-ghost-table"),
    OPT_ITEM(struct args, conf.drop_old, OPT_SWITCH,
	"initially-drop-old-table"),
    OPT_ITEM(struct args, keep, OPT_SWITCH, "keep"),
    OPT_ITEM(struct args, keep_ghost, OPT_SWITCH, "keep-ghost"),
    OPT_ITEM(struct args, old, OPT_SWITCH, "old"),
    FEED_ITEMS(struct args, conf.feed),
    OPT_ITEM(struct args, table, OPT_NAME, "table"),
    {.name = NULL},
};

/* A plan that is complete was kept by a run that died: it goes on. */
static int
resume(struct args *a, struct plan *plan)
{
	struct sql s = {0};
	int code;

	if (sql_open(&s, &a->sql) == -1)
		return (s.fail);
	code = ghost_resume(&s, plan, &a->conf);
	if (code == X_DONE && plan_write(plan, stdout) == -1)
		code = X_SYS;
	sql_close(&s);
	return (code);
}

static int
create(struct args *a, struct plan *plan)
{
	struct sql s = {0};
	bool stopped;
	int code;

	if (plan->complete)
		return (resume(a, plan));
	sig_catch();
	if (sql_open(&s, &a->sql) == -1)
		return (s.fail);
	code = ghost_create(&s, plan, &a->conf);
	if (code == X_DONE && plan_write(plan, stdout) == -1)
		code = X_SYS;
	stopped = code != X_DONE || sig_seen() != 0;
	/* Tables without a plan that was taken are litter. */
	if (stopped && plan->complete)
		ghost_undo(&s, plan, true);
	sql_close(&s);
	if (stopped)
		sig_die();
	return (code);
}

/* drop_once(s, a, plan): ${plan} NULL: of the table that the options name. */
static int
drop_once(struct sql *s, struct args *a, struct plan *plan)
{
	struct plan *found = NULL;
	int code = X_DONE;

	if (sql_open(s, &a->sql) == -1)
		return (s->fail);
	if (plan == NULL)
		code = ghost_find(s, a->database, a->table, &found);
	if (code == X_DONE)
		code = ghost_drop(s, plan == NULL ? found : plan, a->old,
		    a->keep	      ? GHOST_RECORD :
			a->keep_ghost ? GHOST_ITSELF :
					GHOST_NONE);
	plan_free(found);
	sql_close(s);
	return (code);
}

/*
 * drop(a, plan): what was dropped is not there the next time.  A server that
 * is away is waited for; another run that has the table is not.
 */
static int
drop(struct args *a, struct plan *plan)
{
	struct again again;
	struct sql s = {0};
	struct buf how = {0};
	int code;
	long ms;

	again_begin(&again, (unsigned long)a->retries);
	while ((code = drop_once(&s, a, plan)) == X_AGAIN &&
	    sql_away(s.error) && (ms = again_next(&again, &s)) != -1) {
		how.len = 0;
		again_tell(&again, &how);
		say_warn("tables are not dropped yet, waiting for the server: "
			 "%s",
		    buf_cstr(&how));
		sig_sleep(ms);
	}
	buf_free(&how);
	return (code);
}

/* The ghost's indexes that waited for the copy. */
static int
build(struct args *a, const struct plan *plan)
{
	struct sql s = {0};
	int code = X_DONE;

	if (plan->deferred == NULL)
		return (X_DONE);
	if (sql_open_same(&s, &a->sql, plan->server_uuid) == -1 ||
	    schema_begin(&s, plan->version) == -1 ||
	    defer_build(&s, plan) == -1)
		code = s.fail;
	sql_close(&s);
	return (code);
}

static int
show_number(uint64_t n)
{
	printf("%llu\n", (unsigned long long)n);
	return (X_DONE);
}

/* How many rows the original has now. */
static int
count(struct args *a, const struct plan *plan)
{
	struct sql s = {0};
	uint64_t rows;
	int code;

	if (sql_open_same(&s, &a->sql, plan->server_uuid) == -1)
		return (s.fail);
	code = schema_count(&s, plan->db, plan->table, &rows) == -1 ? s.fail :
								      X_DONE;
	sql_close(&s);
	return (code == X_DONE ? show_number(rows) : code);
}

/* For shell scripts: one member of a plan, as it is. */
static int
show(const char *name, const struct plan *p)
{
	const struct {
		const char *name;
		const char *value;
	} member[] = {
	    {"db", p->db},
	    {"table", p->table},
	    {"alter", p->alter},
	    {"key", p->key.name},
	    {"ghost_table", p->ghost_table},
	    {"changelog_table", p->changelog_table},
	    {"checkpoint_table", p->checkpoint_table},
	    {"old_table", p->old_table},
	    {"create", p->orig.create},
	    {"ghost_create", p->ghost.create},
	    {"server_host", p->server_host},
	    {"server_uuid", p->server_uuid},
	    {"server_version", p->server_version},
	    {"sql_mode", p->sql_mode},
	    {"time_zone", p->time_zone},
	    {"deferred", p->deferred},
	    {"start", p->start},
	    {"start_gtid", p->start_gtid},
	    {"stream_host", p->stream_host},
	    {"stream_uuid", p->stream_uuid},
	    {"stream_version", p->stream_version},
	    {"run_id", p->run_id},
	};
	size_t i;

	if (strcmp(name, "rows") == 0)
		return (show_number(p->rows));
	if (strcmp(name, "server_port") == 0)
		return (show_number(p->server_port));
	if (strcmp(name, "stream_port") == 0)
		return (show_number(p->stream_port));
	for (i = 0; i < sizeof(member) / sizeof(member[0]); i++) {
		if (strcmp(member[i].name, name) != 0)
			continue;
		if (member[i].value == NULL)
			return (X_NO);
		printf("%s\n", member[i].value);
		return (X_DONE);
	}
	say_err("a plan has no %s that could be shown", name);
	return (X_USAGE);
}

/* run(verb, name, a): ${name} is what is to be shown. */
static int
run(const char *verb, const char *name, struct args *a)
{
	struct plan *plan;
	int code;

	if (strcmp(verb, "drop") == 0 && a->table != NULL)
		return (drop(a, NULL));
	plan = plan_read("-");
	if (plan == NULL)
		return (X_DATA);
	if (strcmp(verb, "create") == 0)
		code = create(a, plan);
	else if (strcmp(verb, "count") == 0)
		code = count(a, plan);
	else if (strcmp(verb, "index") == 0)
		code = build(a, plan);
	else if (strcmp(verb, "drop") == 0)
		code = drop(a, plan);
	else
		code = show(name, plan);
	plan_free(plan);
	return (code);
}

int
main(int argc, char **argv)
{
	struct args a = {.retries = AGAIN_RETRIES};
	int code;

	say_init(argv[0]);
	sig_ignore_pipe();
	opt_parse(argc, argv, items, &a, &a.sql, usage);
	a.conf.retries = (unsigned long)a.retries;
	argc -= optind;
	argv += optind;
	if (argc < 1 || argc != (strcmp(argv[0], "show") == 0 ? 2 : 1))
		opt_usage(usage);
	if (strcmp(argv[0], "show") != 0 && strcmp(argv[0], "drop") != 0 &&
	    strcmp(argv[0], "count") != 0 && strcmp(argv[0], "index") != 0 &&
	    strcmp(argv[0], "create") != 0)
		opt_usage(usage);
	if ((a.table == NULL) != (a.database == NULL) ||
	    (a.table != NULL && strcmp(argv[0], "drop") != 0))
		opt_usage(usage);
	code = run(argv[0], argv[1], &a);
	if (fflush(stdout) == EOF && code == X_DONE)
		say_die(X_SYS, "cannot write:");
	return (code);
}
