/* gho-cutover: applies the last records under a lock and swaps the tables. */

#include <fcntl.h>
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
    "\t[--skip-metadata-lock-check] [--test] [--verbose] PLAN <records\n"
    "       gho-cutover [flag ...] --together RUN ...\n";

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
	bool together;
	const char *form; /* NULL: what the server can */
	const char *run;
};

/* One of the tables, and all that is its own. */
struct part {
	struct plan *plan;
	struct apply a;
	struct swap swap;
	int in;
	FILE *out;
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
    OPT_ITEM(struct conf, together, OPT_SWITCH, "together"),
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
	if (!conf->together)
		opt_one(argc, argv, usage);
	else if (optind == argc || conf->run != NULL)
		opt_usage(usage);
}

/* connect_table(conf, t): an exit code, or -1 to go on. */
static int
connect_table(const struct conf *conf, struct cutover_table *t)
{
	struct swap *s = t->swap;

	/* Who only asks takes nobody's place. */
	if (!conf->check && apply_begin(t->a) == -1)
		return (t->a->fail);
	if (swap_open(s, t->plan, t->a, conf->timeout) == -1)
		return (s->fail);
	s->analyze = conf->analyze;
	s->back = conf->test;
	if (conf->form != NULL)
		s->form = strcmp(conf->form, "one-session") == 0 ? SWAP_ONE :
								   SWAP_TWO;
	return (-1);
}

/* join(c): several become one; an exit code, or -1 to go on. */
static int
join(struct cutover *c)
{
	struct swap **all = mem_alloc(c->n, sizeof(struct swap *));
	unsigned int i;
	int rc;

	for (i = 0; i < c->n; i++)
		all[i] = c->table[i].swap;
	rc = swap_join(all, c->n) == -1 ? all[0]->fail : -1;
	free(all);
	return (rc);
}

/* see(conf, c): the same for who is in the way. */
static int
see(const struct conf *conf, struct cutover *c)
{
	struct swap *s;
	unsigned int i;

	for (i = 0; i < c->n; i++) {
		s = c->table[i].swap;
		if (swap_see(s, conf->skip_look, conf->setup) == -1)
			return (s->fail);
	}
	return (-1);
}

/* begin(conf, c): connects, and looks: an exit code, or -1 to go on. */
static int
begin(const struct conf *conf, struct cutover *c)
{
	enum swap_state state;
	unsigned int i;
	int rc;

	for (i = 0; i < c->n; i++) {
		if ((rc = connect_table(conf, &c->table[i])) != -1)
			return (rc);
	}
	if (cutover_look(c, swap_look, &state) == -1)
		return (c->fail);
	if (state == SWAP_DONE) {
		if (!conf->check)
			say_info("the tables were swapped before");
		return (X_DONE);
	}
	if (state == SWAP_ODD)
		return (X_REFUSED);
	if (conf->together && (rc = join(c)) != -1)
		return (rc);
	return (conf->check ? X_NO : see(conf, c));
}

static void
disconnect(struct cutover *c)
{
	unsigned int i;

	for (i = 0; i < c->n; i++)
		swap_close(c->table[i].swap);
}

/* begin_again(conf, c): the same, waiting for a server that is away. */
static int
begin_again(const struct conf *conf, struct cutover *c)
{
	struct sql away = {0};
	struct again again;
	long ms;
	int rc;

	again_begin(&again, conf->check ? 0 : conf->retries);
	while ((rc = begin(conf, c)) == X_AGAIN &&
	    (away.error = cutover_away(c)) != 0) {
		away.fail = rc;
		if ((ms = again_next(&again, &away)) == -1)
			break;
		disconnect(c);
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

/*
 * open_run(p, run, check): the plan, the stream and whom to tell, of a run
 * directory; with ${check} the plan alone.  FIFOs open when somebody has
 * opened their other end.
 */
static void
open_run(struct part *p, const char *run, bool check)
{
	char *plan = mem_fmt("%s/plan", run);
	char *in = mem_fmt("%s/together/records", run);
	char *out = mem_fmt("%s/together/told", run);

	p->plan = plan_need(plan);
	if (!check && (p->in = open(in, O_RDONLY | O_CLOEXEC)) == -1)
		say_die(X_SYS, "cannot open %s:", in);
	if (!check && (p->out = fopen(out, "we")) == NULL)
		say_die(X_SYS, "cannot open %s:", out);
	free(plan);
	free(in);
	free(out);
}

/* open_all(conf, c, args): what each argument names. */
static struct part *
open_all(struct conf *conf, struct cutover *c, char **args)
{
	struct part *parts = mem_alloc(c->n, sizeof(*parts)), *p;
	unsigned int i;

	c->table = mem_alloc(c->n, sizeof(*c->table));
	for (i = 0, p = parts; i < c->n; i++, p++) {
		p->in = STDIN_FILENO;
		p->out = stdout;
		if (conf->together)
			open_run(p, args[i], conf->check);
		else
			p->plan = plan_need(args[i]);
		apply_init(&p->a, p->plan, &conf->sql);
		p->a.retries = conf->retries;
		p->a.out = p->out;
		c->table[i] = (struct cutover_table){.plan = p->plan,
		    .in = rec_open(p->in),
		    .fd = p->in,
		    .a = &p->a,
		    .swap = &p->swap,
		    .run = conf->together ? args[i] : conf->run};
	}
	return (parts);
}

static void
close_all(struct cutover *c, struct part *parts)
{
	unsigned int i;

	disconnect(c);
	for (i = 0; i < c->n; i++) {
		rec_close(c->table[i].in);
		apply_free(&parts[i].a);
		plan_free(parts[i].plan);
	}
	free(c->table);
	free(parts);
}

int
main(int argc, char **argv)
{
	struct conf conf = {.timeout = 3, .retries = 60, .most = 64};
	struct cutover c = {.fail = X_BUG};
	struct part *parts;
	int rc;

	say_init(argv[0]);
	parse(&conf, argc, argv);
	c.n = (unsigned int)(argc - optind);
	c.retries = conf.retries;
	c.most = conf.exponential ? conf.most : 1;
	c.kill = conf.kill;
	parts = open_all(&conf, &c, argv + optind);
	sig_catch();
	sig_ignore_pipe();
	rc = run(&conf, &c);
	close_all(&c, parts);
	return (rc);
}
