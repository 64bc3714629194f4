/* gho-status -- prints how a run is doing, in gh-ost's words and in others. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "opt.h"
#include "plan.h"
#include "say.h"
#include "sig.h"
#include "snap.h"
#include "trail.h"

enum {
	TICK_MS = 1000,
	HINTS_S = 600, /* between two blocks of hints */
};

enum form {
	FORM_LINE,
	FORM_BAR,
	FORM_HINT,
	FORM_FULL,
	FORM_TEXT,
	FORM_JSON,
	FORM_METRICS
};

static const char *const forms[] = {"line", "bar", "hint", "full", "text",
    "json", "metrics", NULL};

struct job {
	const char *run;
	struct plan *plan;
	enum form form;
	bool once;
	bool keep;
	const char *metrics;
	struct snap snap;
	struct snap_pace pace;
	struct trail trail; /* with keep */
	int64_t last;	    /* s since 1970: the last line */
	int64_t hinted;	    /* the last block of hints */
	int64_t point;	    /* the state has changed */
	char state[64];
};

static const char usage[] =
    "usage: gho-status [--format=FORM] [--keep] [--metrics-file=FILE] [--once]\n"
    "\tRUN\n";

/* ---- Output ---- */

static void
print(struct job *j, struct buf *b)
{
	if (file_write(STDOUT_FILENO, b->p, b->len) == -1)
		say_die(errno == EPIPE ? X_BUG : X_SYS,
		    "cannot write to stdout:");
	buf_free(b);
	j->last = j->snap.now;
}

/* A line that is longer than the terminal is wide would not move. */
static void
print_bar(struct job *j)
{
	struct buf b = {0};
	struct winsize w;
	size_t wide = 0;

	buf_str(&b, "\r\033[K");
	snap_bar(&b, &j->snap);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		wide = strlen("\r\033[K") + w.ws_col - 1U;
	if (wide > 0 && b.len > wide)
		b.len = wide;
	print(j, &b);
}

static void
print_form(struct job *j, enum form form)
{
	struct buf b = {0};

	switch (form) {
	case FORM_LINE:
		snap_line(&b, &j->snap);
		break;
	case FORM_BAR:
		print_bar(j);
		return;
	case FORM_HINT:
		snap_hints(&b, j->plan, j->run);
		break;
	case FORM_FULL:
		snap_hints(&b, j->plan, j->run);
		snap_line(&b, &j->snap);
		break;
	case FORM_TEXT:
		snap_detail(&b, j->plan, &j->snap);
		break;
	case FORM_JSON:
		snap_json(&b, j->plan, &j->snap);
		break;
	case FORM_METRICS:
		snap_metrics(&b, j->plan, &j->snap);
		break;
	}
	print(j, &b);
}

/* ---- When ---- */

/*
 * How many seconds are between two lines, as gh-ost does it; there an unknown
 * time that is left counts as short.
 */
static int64_t
every(const struct job *j)
{
	const struct snap *s = &j->snap;

	if (s->total <= 60 || s->eta <= 60)
		return (1);
	if (s->eta <= 180 || s->total <= 180 || s->now - j->point <= 60)
		return (5);
	return (30);
}

static bool
due(struct job *j)
{
	if (strcmp(j->state, j->snap.state) != 0) {
		snprintf(j->state, sizeof(j->state), "%s", j->snap.state);
		j->point = j->snap.now;
	}
	return (j->form != FORM_LINE || j->snap.now - j->last >= every(j));
}

static void
keep_trail(struct job *j, bool last)
{
	struct buf b = {0};

	snap_json(&b, j->plan, &j->snap);
	if (snap_keep(j->run, &j->snap.rate) == -1 ||
	    trail_add(&j->trail, j->snap.now, &b, last) == -1)
		exit(X_SYS);
	buf_free(&b);
}

static void
keep(struct job *j, bool last)
{
	struct buf b = {0};

	if (j->keep)
		keep_trail(j, last);
	if (j->metrics == NULL)
		return;
	snap_metrics(&b, j->plan, &j->snap);
	if (file_replace(j->metrics, b.p, b.len) == -1)
		exit(X_SYS);
	buf_free(&b);
}

/* The script that began this has printed the first block of hints. */
static void
hint(struct job *j)
{
	if (j->form != FORM_LINE || !j->keep)
		return;
	if (j->hinted == 0)
		j->hinted = j->snap.now;
	if (j->snap.now - j->hinted < HINTS_S)
		return;
	j->hinted = j->snap.now;
	print_form(j, FORM_HINT);
}

static void
tick(struct job *j, bool last)
{
	snap_read(&j->snap, j->run);
	if (!j->once)
		snap_pace(&j->pace, &j->snap);
	keep(j, last);
	hint(j);
	if (last || due(j))
		print_form(j, j->form);
}

/* ---- Options ---- */

enum { OPT_FORMAT = 1, OPT_KEEP, OPT_METRICS, OPT_ONCE };

static const struct option options[] = {
    OPT_COMMON_OPTIONS,
    {"format", required_argument, NULL, OPT_FORMAT},
    {"keep", no_argument, NULL, OPT_KEEP},
    {"metrics-file", required_argument, NULL, OPT_METRICS},
    {"once", no_argument, NULL, OPT_ONCE},
    {NULL, 0, NULL, 0},
};

static enum form
parse_form(const char *name)
{
	int i;

	for (i = 0; forms[i] != NULL; i++) {
		if (strcmp(forms[i], name) == 0)
			return ((enum form)i);
	}
	say_die(X_USAGE,
	    "--format=%s: not one of line, bar, hint, full, text, "
	    "json and metrics",
	    name);
}

static void
parse(struct job *j, int argc, char **argv)
{
	int c;

	while ((c = opt_next(argc, argv, options, NULL, usage)) != -1) {
		switch (c) {
		case OPT_FORMAT:
			j->form = parse_form(optarg);
			break;
		case OPT_KEEP:
			j->keep = true;
			break;
		case OPT_METRICS:
			j->metrics = optarg;
			break;
		case OPT_ONCE:
			j->once = true;
			break;
		}
	}
	j->run = opt_one(argc, argv, usage);
}

static void
open_run(struct job *j)
{
	char *plan = mem_fmt("%s/plan", j->run);
	char *dir = mem_fmt("%s/status", j->run);
	struct stat st;

	if (stat(j->run, &st) == -1)
		say_die(X_SYS, "there is no run directory %s:", j->run);
	j->plan = plan_need(plan);
	if (j->keep && mkdir(dir, 0700) == -1 && errno != EEXIST)
		say_die(X_SYS, "cannot make %s:", dir);
	free(dir);
	free(plan);
}

int
main(int argc, char **argv)
{
	struct job j = {.form = isatty(STDOUT_FILENO) ? FORM_BAR : FORM_LINE};

	say_init(argv[0]);
	parse(&j, argc, argv);
	open_run(&j);
	trail_open(&j.trail, j.run);
	sig_catch();
	sig_ignore_pipe();
	tick(&j, true);
	while (!j.once && sig_seen() == 0) {
		sig_sleep(TICK_MS);
		tick(&j, sig_seen() != 0);
	}
	if (j.form == FORM_BAR && write(STDOUT_FILENO, "\n", 1) == -1)
		return (X_SYS);
	trail_close(&j.trail);
	plan_free(j.plan);
	return (X_DONE);
}
