/* gho-scratch: makes and drops tables to play streams into. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opt.h"
#include "plan.h"
#include "say.h"
#include "scratch.h"
#include "sig.h"

static const char usage[] =
    "usage: gho-scratch create [options] --database=NAME [--table=NAME]\n"
    "\t< plan > scratch-plan\n"
    "       gho-scratch drop [options] --database=NAME --table=NAME\n"
    "options:\t" SQL_USAGE "\n";

struct conf {
	struct sql_opt sql;
	const char *database;
	const char *table;
};

static const struct opt_item items[] = {
    OPT_ITEM(struct conf, database, OPT_NAME, "database"),
    OPT_ITEM(struct conf, table, OPT_NAME, "table"),
    {.name = NULL},
};

static int
create(const struct conf *conf, struct sql *s)
{
	struct plan *like = plan_read("-"), *plan = NULL;
	const char *table;
	int code = X_DONE;

	if (like == NULL)
		return (X_DATA);
	table = conf->table == NULL ? like->table : conf->table;
	if (scratch_create(s, like, conf->database, table, &plan) == -1)
		code = s->fail;
	else if (plan_write(plan, stdout) == -1)
		code = X_SYS;
	plan_free(plan);
	plan_free(like);
	return (code);
}

int
main(int argc, char **argv)
{
	struct conf conf = {0};
	struct sql s = {0};
	const char *verb;
	int code;

	say_init(argv[0]);
	sig_ignore_pipe();
	opt_parse(argc, argv, items, &conf, &conf.sql, usage);
	verb = opt_one(argc, argv, usage);
	if (conf.database == NULL ||
	    (strcmp(verb, "create") != 0 &&
		(strcmp(verb, "drop") != 0 || conf.table == NULL)))
		opt_usage(usage);
	if (sql_open(&s, &conf.sql) == -1)
		return (s.fail);
	if (strcmp(verb, "create") == 0)
		code = create(&conf, &s);
	else
		code = scratch_drop(&s, conf.database, conf.table) == -1 ?
		    s.fail :
		    X_DONE;
	sql_close(&s);
	if (fflush(stdout) == EOF && code == X_DONE)
		say_die(X_SYS, "cannot write:");
	return (code);
}
