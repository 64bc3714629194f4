/*
 * gho-inspect: checks that a table can be migrated as asked, changes
 * nothing, and prints the plan.
 */

#include <stddef.h>
#include <string.h>

#include "inspect.h"
#include "name.h"
#include "opt.h"
#include "say.h"
#include "sig.h"

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
	if (inspect(&in) == -1)
		code = in.s.fail;
	else if (plan_write(inspect_plan(&in), stdout) == -1)
		code = X_SYS;
	sql_close(&in.s);
	inspect_free(&in);
	return (code);
}
