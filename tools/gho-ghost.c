/*
 * gho-ghost: makes and drops the ghost, changelog and checkpoint tables of
 * a plan.
 */

#include <stdlib.h>
#include <string.h>

#include "ghost.h"
#include "opt.h"
#include "plan.h"
#include "say.h"
#include "sig.h"
#include "sql.h"

enum { OPT_DROP_GHOST = 1, OPT_DROP_OLD, OPT_OLD };

static const char usage[] =
    "usage: gho-ghost create [options] [--initially-drop-ghost-table]\n"
    "\t[--initially-drop-old-table] < plan > complete-plan\n"
    "       gho-ghost drop [options] [--old] < plan\n"
    "       gho-ghost show NAME < plan\n"
    "options:\t" SQL_USAGE "\n";

struct args {
	struct sql_opt sql;
	bool drop_ghost;
	bool drop_old;
	bool old;
};

static void
parse(int argc, char **argv, struct args *a)
{
	static const struct option options[] = {SQL_OPTIONS, OPT_COMMON_OPTIONS,
	    {"initially-drop-ghost-table", no_argument, NULL, OPT_DROP_GHOST},
	    {"initially-drop-old-table", no_argument, NULL, OPT_DROP_OLD},
	    {"old", no_argument, NULL, OPT_OLD}, {NULL, 0, NULL, 0}};
	int c;

	while ((c = opt_next(argc, argv, options, &a->sql, usage)) != -1) {
		switch (c) {
		case OPT_DROP_GHOST:
			a->drop_ghost = true;
			break;
		case OPT_DROP_OLD:
			a->drop_old = true;
			break;
		case OPT_OLD:
			a->old = true;
			break;
		}
	}
}

static int
create(struct args *a, struct plan *plan)
{
	struct sql s = {0};
	bool stopped;
	int code;

	if (plan->complete) {
		say_err("the plan is complete already; gho-inspect makes a "
			"new one");
		return (X_REFUSED);
	}
	sig_catch();
	if (sql_open(&s, &a->sql) == -1)
		return (s.fail);
	code = ghost_create(&s, plan, a->drop_ghost, a->drop_old);
	if (code == X_DONE && plan_write(plan, stdout) == -1)
		code = X_SYS;
	stopped = code != X_DONE || sig_seen() != 0;
	/* Tables without a plan that was taken are litter. */
	if (stopped && plan->complete)
		ghost_undo(&s, plan);
	sql_close(&s);
	if (stopped)
		sig_die();
	return (code);
}

static int
drop(struct args *a, struct plan *plan)
{
	struct sql s = {0};
	int code;

	if (sql_open(&s, &a->sql) == -1)
		return (s.fail);
	code = ghost_drop(&s, plan, a->old);
	sql_close(&s);
	return (code);
}

static int
show_number(uint64_t n)
{
	printf("%llu\n", (unsigned long long)n);
	return (X_DONE);
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
	    {"start", p->start},
	    {"start_gtid", p->start_gtid},
	    {"run_id", p->run_id},
	};
	size_t i;

	if (strcmp(name, "rows") == 0)
		return (show_number(p->rows));
	if (strcmp(name, "server_port") == 0)
		return (show_number(p->server_port));
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

int
main(int argc, char **argv)
{
	struct args a = {0};
	struct plan *plan;
	int code = -1;

	say_init(argv[0]);
	sig_ignore_pipe();
	parse(argc, argv, &a);
	argc -= optind;
	argv += optind;
	if (argc < 1 || argc != (strcmp(argv[0], "show") == 0 ? 2 : 1))
		opt_usage(usage);
	if (strcmp(argv[0], "show") != 0 && strcmp(argv[0], "drop") != 0 &&
	    strcmp(argv[0], "create") != 0)
		opt_usage(usage);
	plan = plan_read("-");
	if (plan == NULL)
		return (X_DATA);
	if (strcmp(argv[0], "create") == 0)
		code = create(&a, plan);
	else if (strcmp(argv[0], "drop") == 0)
		code = drop(&a, plan);
	else
		code = show(argv[1], plan);
	plan_free(plan);
	if (fflush(stdout) == EOF && code == X_DONE)
		say_die(X_SYS, "cannot write:");
	return (code);
}
