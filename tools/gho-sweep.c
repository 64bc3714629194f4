/* gho-sweep -- lists what runs have left in a server, and drops it. */

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "discard.h"
#include "left.h"
#include "opt.h"
#include "say.h"
#include "sig.h"
#include "solo.h"

enum {
	DAY_S = 86400,
	RETENTION_S = 7 * DAY_S,
	GRACE_S = 60,
};

static const char usage[] =
    "usage: gho-sweep " SQL_USAGE "\n"
    "\t[--database=NAME] [--default-retries=N] [--execute]\n"
    "\t[--grace=TIME] [--nice-ratio=R] [--retention=TIME] [--run=DIR]\n"
    "\t[--steps=auto|always|never]\n";

struct tool {
	struct sql_opt sql;
	const char *database;
	const char *grace;
	const char *retention;
	const char *steps;
	bool execute;
	unsigned int retries;
	long young; /* s: a run that may just have begun */
	long keep;  /* s: old tables */
	struct discard discard;
};

static const struct opt_item items[] = {
    OPT_ITEM(struct tool, database, OPT_NAME, "database"),
    OPT_RANGE(struct tool, retries, OPT_UINT, "default-retries", 0, 1e9),
    OPT_ITEM(struct tool, execute, OPT_SWITCH, "execute"),
    OPT_ITEM(struct tool, grace, OPT_TEXT, "grace"),
    OPT_RANGE(struct tool, discard.nice, OPT_NEAR, "nice-ratio", 0, 100),
    OPT_ITEM(struct tool, retention, OPT_TEXT, "retention"),
    OPT_ITEM(struct tool, discard.run, OPT_NAME, "run"),
    OPT_ITEM(struct tool, steps, OPT_TEXT, "steps"),
    {.name = NULL},
};

/* seconds(option, text): "90", "90s", "15m", "12h", "7d". */
static long
seconds(const char *option, const char *text)
{
	static const struct {
		const char *unit;
		long s;
	} units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", DAY_S}};
	char *end;
	unsigned long n = strtoul(text, &end, 10);
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].unit) == 0 && text[0] >= '0' &&
		    text[0] <= '9' && n <= 36500UL * DAY_S)
			return ((long)n * units[i].s);
	}
	say_die(X_USAGE, "--%s=%s is not a time like 90s, 15m, 12h, 7d", option,
	    text);
}

static enum discard_steps
steps(const char *text)
{
	static const char *const names[] = {
	    [DISCARD_AUTO] = "auto",
	    [DISCARD_ALWAYS] = "always",
	    [DISCARD_NEVER] = "never",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0)
			return ((enum discard_steps)i);
	}
	say_die(X_USAGE, "--steps=%s is not auto, always or never", text);
}

static void
parse(struct tool *t, int argc, char **argv)
{
	opt_parse(argc, argv, items, t, &t->sql, usage);
	if (optind != argc)
		opt_usage(usage);
	if (t->retention != NULL)
		t->keep = seconds("retention", t->retention);
	if (t->grace != NULL)
		t->young = seconds("grace", t->grace);
	if (t->steps != NULL)
		t->discard.steps = steps(t->steps);
	t->discard.retries = t->retries;
}

/* stays(t, l): why it does, or NULL. */
static const char *
stays(const struct tool *t, const struct left *l)
{
	if (l->alive)
		return ("in use");
	if (l->age < (l->old ? t->keep : t->young))
		return ("too young");
	return (NULL);
}

static void
tell(const struct left *l, const char *why)
{
	printf("%s\t%s\t%s\t%s\t%" PRIi64 "\t%s\n",
	    why != NULL ? "keep" : "drop", l->old ? "old" : "run", l->db,
	    l->tables, l->age,
	    why != NULL ? why :
		l->old	? "kept long enough" :
			  "dead");
	fflush(stdout);
}

/* Nobody may begin to use it meanwhile. */
static int
drop_old(struct sql *s, const struct tool *t, const struct left *l)
{
	int rc;

	if (solo_take(s, l->db, l->table, 0) == -1)
		return (-1);
	rc = discard_table(s, l->db, l->table, &t->discard);
	if (rc == 1)
		printf("dropped `%s`.`%s`\n", l->db, l->table);
	if (rc != -1 && solo_give(s, l->db, l->table) == -1)
		return (-1);
	return (rc == -1 ? -1 : 0);
}

/* sweep(t, s, all): the exit code; what fails does not stop the rest. */
static int
sweep(const struct tool *t, struct sql *s, const struct lefts *all)
{
	const struct left *l;
	const char *why;
	int rc, code = X_DONE;

	for (l = all->item; l < all->item + all->n && sig_seen() == 0; l++) {
		why = stays(t, l);
		tell(l, why);
		if (why != NULL || !t->execute)
			continue;
		rc = l->old ? drop_old(s, t, l) : left_drop(s, l);
		if (rc == -1)
			code = s->fail;
		if (rc == -1 && sql_lost(s->error))
			break;
	}
	return (code);
}

int
main(int argc, char **argv)
{
	struct tool t = {.young = GRACE_S,
	    .keep = RETENTION_S,
	    .retries = AGAIN_RETRIES,
	    .discard = {.nice = 1}};
	struct sql s = {0};
	struct lefts all;
	int code;

	say_init(argv[0]);
	parse(&t, argc, argv);
	sig_catch();
	sig_ignore_pipe();
	if (sql_open(&s, &t.sql) == -1)
		return (s.fail);
	code = left_find(&s, t.database, &all) == -1 ? s.fail :
						       sweep(&t, &s, &all);
	left_free(&all);
	sql_close(&s);
	sig_die();
	if (fflush(stdout) == EOF && code == X_DONE)
		say_die(X_SYS, "cannot write:");
	return (code);
}
