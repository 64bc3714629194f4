/* gho-cutover: applies the last records under a lock and swaps the tables. */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "apply.h"
#include "cutover.h"
#include "opt.h"
#include "say.h"
#include "sig.h"
#include "swap.h"

static const char usage[] =
    "usage: gho-cutover " SQL_USAGE "\n"
    "\t[--allow-setup-metadata-lock-instruments]\n"
    "\t[--analyze-ghost-table-before-cutover] [--check] [--cut-over=FORM]\n"
    "\t[--cut-over-exponential-backoff] [--cut-over-kill-blockers]\n"
    "\t[--cut-over-lock-timeout-seconds=N] [--default-retries=N]\n"
    "\t[--exponential-backoff-max-interval=N] [--run=DIR]\n"
    "\t[--skip-metadata-lock-check] [--test] [--verbose] PLAN <records\n";

struct conf {
	struct sql_opt sql;
	unsigned int timeout;
	unsigned int retries;
	unsigned int most; /* s between attempts */
	bool check;	   /* only tell whether the tables are swapped */
	bool exponential;
	bool skip_look;
	bool setup;
	bool analyze;
	bool test;
	bool kill;
	const char *form; /* NULL: what the server can */
	const char *run;
	const char *plan;
};

static const struct opt_item items[] = {
    OPT_ITEM(struct conf, setup, OPT_SWITCH,
	"allow-setup-metadata-lock-instruments"),
    OPT_ITEM(struct conf, analyze, OPT_SWITCH,
	"analyze-ghost-table-before-cutover"),
    OPT_ITEM(struct conf, check, OPT_SWITCH, "check"),
    OPT_ITEM(struct conf, form, OPT_TEXT, "cut-over"),
    OPT_ITEM(struct conf, exponential, OPT_SWITCH,
	"cut-over-exponential-backoff"),
    OPT_ITEM(struct conf, kill, OPT_SWITCH, "cut-over-kill-blockers"),
    OPT_RANGE(struct conf, timeout, OPT_UINT, "cut-over-lock-timeout-seconds",
	1, 10),
    OPT_RANGE(struct conf, retries, OPT_UINT, "default-retries", 0, 1e9),
    OPT_RANGE(struct conf, most, OPT_UINT, "exponential-backoff-max-interval",
	2, 86400),
    OPT_ITEM(struct conf, run, OPT_TEXT, "run"),
    OPT_ITEM(struct conf, skip_look, OPT_SWITCH, "skip-metadata-lock-check"),
    OPT_ITEM(struct conf, test, OPT_SWITCH, "test"),
    {.name = "verbose", .kind = OPT_LOUD},
    {.name = NULL},
};

/* gh-ost's names, and one for each form. */
static const char *
form(const char *name)
{
	if (strcmp(name, "one-session") == 0 ||
	    strcmp(name, "two-session") == 0)
		return (name);
	if (strcmp(name, "atomic") != 0 && strcmp(name, "default") != 0 &&
	    strcmp(name, "two-step") != 0)
		say_die(X_USAGE,
		    "--cut-over=%s: not atomic, default, two-step, "
		    "one-session or two-session",
		    name);
	if (strcmp(name, "two-step") == 0)
		say_warn("--cut-over=two-step leaves no table for a moment; "
			 "the swap is atomic here");
	return (NULL);
}

static void
parse(struct conf *conf, int argc, char **argv)
{
	opt_parse(argc, argv, items, conf, &conf->sql, usage);
	if (conf->form != NULL)
		conf->form = form(conf->form);
	conf->plan = opt_one(argc, argv, usage);
}

/* begin(conf, c): connects, and looks: an exit code, or -1 to go on. */
static int
begin(const struct conf *conf, struct cutover *c)
{
	struct swap *s = c->swap;
	enum swap_state state;

	/* Who only asks takes nobody's place. */
	if (!conf->check && apply_begin(c->a) == -1)
		return (c->a->fail);
	if (swap_open(s, c->plan, c->a, conf->timeout) == -1)
		return (s->fail);
	s->analyze = conf->analyze;
	s->back = conf->test;
	if (conf->form != NULL)
		s->form = strcmp(conf->form, "one-session") == 0 ? SWAP_ONE :
								   SWAP_TWO;
	if (swap_look(s, &state) == -1)
		return (s->fail);
	if (state == SWAP_DONE) {
		if (!conf->check)
			say_info("the tables were swapped before");
		return (X_DONE);
	}
	if (state == SWAP_ODD) {
		say_err("%s.%s or its ghost %s is missing, or %s exists",
		    c->plan->db, c->plan->table, c->plan->ghost_table,
		    c->plan->old_table);
		return (X_REFUSED);
	}
	if (conf->check)
		return (X_NO);
	return (swap_see(s, conf->skip_look, conf->setup) == -1 ? s->fail : -1);
}

/* begin_again(conf, c): the same, waiting for a server that is away. */
static int
begin_again(const struct conf *conf, struct cutover *c)
{
	struct sql lost = {0};
	struct again again;
	long ms;
	int rc;

	again_begin(&again, conf->check ? 0 : conf->retries);
	while ((rc = begin(conf, c)) == X_AGAIN && sql_away(c->swap->error)) {
		lost.fail = rc;
		lost.error = c->swap->error;
		if ((ms = again_next(&again, &lost)) == -1)
			break;
		swap_close(c->swap);
		sig_sleep(ms);
	}
	return (rc);
}

/* run(conf, c): the exit code. */
static int
run(const struct conf *conf, struct cutover *c)
{
	int rc = begin_again(conf, c);

	if (rc != -1)
		return (rc);
	switch (cutover_run(c)) {
	case 1:
		return (X_DONE);
	case 0:
		sig_die();
		return (X_AGAIN);
	default:
		return (c->fail);
	}
}

int
main(int argc, char **argv)
{
	struct conf conf = {.timeout = 3, .retries = 60, .most = 64};
	struct cutover c = {.fail = X_BUG};
	struct apply a;
	struct plan *plan;
	struct swap swap = {0};
	int rc;

	say_init(argv[0]);
	parse(&conf, argc, argv);
	plan = plan_need(conf.plan);
	sig_catch();
	sig_ignore_pipe();
	apply_init(&a, plan, &conf.sql);
	a.retries = conf.retries;
	c.plan = plan;
	c.a = &a;
	c.swap = &swap;
	c.retries = conf.retries;
	c.most = conf.exponential ? conf.most : 1;
	c.kill = conf.kill;
	c.run = conf.run;
	c.in = rec_open(STDIN_FILENO);
	rc = run(&conf, &c);
	swap_close(&swap);
	rec_close(c.in);
	apply_free(&a);
	plan_free(plan);
	return (rc);
}
