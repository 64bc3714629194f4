/* gho-copy -- copies the old rows into the ghost table, chunk by chunk. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "copy.h"
#include "crew.h"
#include "file.h"
#include "opt.h"
#include "say.h"
#include "seam.h"
#include "sig.h"

enum {
	HOLD_POLL_MS = 100,
	DOUBT_PAUSE_MS = 1000,
};

struct job {
	struct sql_opt sql;
	const char *run;
	struct plan *plan;
	struct crew_pace pace;
	unsigned long retries;
	unsigned int sessions;
	bool ranges;
	bool again;
	struct crew crew;
	uint64_t lost; /* values changed, as was accepted */
};

static const char usage[] =
    "usage: gho-copy " SQL_USAGE "\n"
    "\t[--again] [--chunk-size=N] [--chunk-time=MS] [--courtesy=F]\n"
    "\t[--default-retries=N] [--nice-ratio=F] [--ranges] [--run=DIR]\n"
    "\t[--sessions=N] [--verbose] PLAN\n";

/* ---- Output ---- */

static void
say_line(const struct buf *line)
{
	if (file_write(STDOUT_FILENO, line->p, line->len) == 0)
		return;
	say_die(errno == EPIPE ? X_BUG : X_SYS, "cannot write to stdout:");
}

static void
say_copied(const struct job *j, const struct range *chunk)
{
	struct buf line = {0};

	buf_fmt(&line, "copied\t%llu\t", (unsigned long long)j->crew.todo.rows);
	bound_print(&line, &chunk->low, j->plan);
	buf_chr(&line, '\t');
	bound_print(&line, &chunk->high, j->plan);
	buf_chr(&line, '\n');
	say_line(&line);
	buf_free(&line);
}

static void
say_done(const struct job *j)
{
	struct buf line = {0};

	buf_fmt(&line, "done\t%llu\n", (unsigned long long)j->crew.todo.rows);
	say_line(&line);
	buf_free(&line);
}

/* ---- Copying ---- */

/* All ends but the good one: of the signal that came, or of a failure. */
static _Noreturn void
give_up(struct job *j, int code)
{
	crew_close(&j->crew);
	sig_die();
	exit(code);
}

static void
wait_while_held(struct crew *crew)
{
	const struct job *j = crew->arg;
	char reason[256];

	while (sig_seen() == 0 &&
	    (run_held(j->run, "hold", reason, sizeof(reason)) ||
		run_held(j->run, "hold-copy", reason, sizeof(reason))))
		sig_sleep(HOLD_POLL_MS);
}

static void
read_knobs(struct crew *crew)
{
	const struct job *j = crew->arg;

	crew_follow(crew, j->run);
}

static void
note_copied(struct crew *crew, struct hand *hand, const struct range *chunk)
{
	struct copy *copy = (struct copy *)hand;

	((struct job *)crew->arg)->lost += copy->lost;
	if (copy->doubtful) {
		todo_add(&crew->todo, &crew->todo.doubt, chunk);
		say_debug("to be looked at again: %s", copy->warn.first.p);
	}
	say_copied(crew->arg, chunk);
}

/* What is left, kept with the chunk; a doubt has a row of its own. */
static int
keep_left(struct copy *copy, const struct range *chunk)
{
	struct hand *hand = &copy->hand;
	struct buf text = {0};
	uint64_t version;
	int rc;

	version = crew_left(hand, chunk, &text);
	rc = todo_keep(&hand->sql, hand->plan, copy->no, buf_cstr(&text));
	buf_free(&text);
	if (rc == 0 && copy->doubtful)
		rc = todo_keep_doubt(&hand->sql, hand->plan, version, chunk);
	return (rc);
}

static struct hand *
hire(struct crew *crew, unsigned int no)
{
	struct copy *copy = mem_alloc(1, sizeof(*copy));
	const struct job *j = crew->arg;

	copy_open(copy, crew->opt, crew->plan, crew->retries, FENCE_COPY + no);
	copy->no = no;
	/* Ranges that somebody names are no part of what is left. */
	if (!j->ranges)
		copy->keep = keep_left;
	return (&copy->hand);
}

static void
fire(struct hand *hand)
{
	struct copy *copy = (struct copy *)hand;

	copy_close(copy);
	free(copy);
}

static int
copy_part(struct hand *hand, struct range *rest, struct range *done,
    unsigned long rows)
{
	return (copy_chunk((struct copy *)hand, rest, done, rows));
}

static const struct crew_trade trade = {
    .hire = hire,
    .work = copy_part,
    .fire = fire,
    .told = note_copied,
};

static void
copy_left(struct job *j)
{
	if (crew_work(&j->crew) == -1)
		give_up(j, j->crew.fail);
}

/* ---- What is left, in the checkpoint table ---- */

static int
rewrite_once(struct hand *h, void *arg)
{
	if (todo_rewrite(arg, &h->sql) == -1)
		return (-1);
	SEAM("copy-rewritten");
	return (sql_run(&h->sql, "COMMIT"));
}

static void
rewrite(struct job *j)
{
	if (hand_try(j->crew.ahead, rewrite_once, &j->crew.todo) == -1)
		give_up(j, j->crew.ahead->fail);
}

/* Sessions of a copy that died may still commit: they end first. */
static int
load_once(struct hand *h, void *arg)
{
	if (fence_clear(&h->sql, h->plan, FENCE_COPY + 1, FENCE_HANDS) == -1)
		return (-1);
	return (todo_load(arg, &h->sql));
}

/* Whether a copy was begun before; then what it has left is to be done. */
static bool
load(struct job *j)
{
	struct todo *todo = &j->crew.todo;
	int rc = hand_try(j->crew.ahead, load_once, todo);

	if (rc == -1)
		give_up(j, j->crew.ahead->fail);
	if (rc == 1)
		say_info("going on with the copy, %llu rows are there",
		    (unsigned long long)todo->rows);
	return (rc == 1);
}

static void
begin(struct job *j)
{
	struct range r;
	int rc;

	range_init(&r, j->plan);
	rc = hand_edges(j->crew.ahead, &r);
	if (rc == -1)
		give_up(j, j->crew.ahead->fail);
	if (rc == 1)
		todo_add(&j->crew.todo, &j->crew.todo.left, &r);
	range_free(&r);
}

static void
copy_table(struct job *j)
{
	if (j->again || !load(j))
		begin(j);
	rewrite(j);
	copy_left(j);
}

static int
parse_range(struct range *r, const struct plan *plan, char *line)
{
	const char *p = line;

	line[strcspn(line, "\n")] = '\0';
	r->with_low = true;
	if (bound_parse(&r->low, plan, &p) == -1 ||
	    bound_parse(&r->high, plan, &p) == -1)
		return (-1);
	return (p == NULL ? 0 : -1);
}

static void
copy_ranges(struct job *j)
{
	struct range r;
	char *line = NULL;
	size_t size = 0;
	unsigned long no = 0;

	range_init(&r, j->plan);
	while (getline(&line, &size, stdin) != -1) {
		no++;
		if (parse_range(&r, j->plan, line) == -1)
			say_die(X_DATA,
			    "stdin, line %lu: not a range of key "
			    "%s: %s",
			    no, j->plan->key.name, line);
		todo_add(&j->crew.todo, &j->crew.todo.left, &r);
		copy_left(j);
	}
	if (sig_seen() != 0)
		give_up(j, X_AGAIN);
	if (ferror(stdin))
		say_die(X_SYS, "cannot read ranges from stdin:");
	free(line);
	range_free(&r);
}

/* ---- Chunks in doubt ---- */

/* Looks at all of them once; those that are settled leave the list. */
static void
look_again(struct job *j)
{
	struct copy *copy = (struct copy *)j->crew.ahead;
	struct todo_list *doubt = &j->crew.todo.doubt;
	struct todo_item *i, *next;
	int rc;

	for (i = TAILQ_FIRST(doubt); i != NULL; i = next) {
		next = TAILQ_NEXT(i, link);
		wait_while_held(&j->crew);
		rc = copy_whole(copy, &i->range);
		if (rc == -1)
			give_up(j, j->crew.ahead->fail);
		if (rc == 1)
			todo_drop(doubt, i);
	}
}

static void
settle_doubts(struct job *j)
{
	struct copy *copy = (struct copy *)j->crew.ahead;
	const struct todo_list *doubt = &j->crew.todo.doubt;
	const struct todo_item *i;
	unsigned long n = 0, tries;

	TAILQ_FOREACH (i, doubt, link)
		n++;
	if (n > 0)
		say_info("%lu chunks have a duplicate for a new UNIQUE key, "
			 "it may pass",
		    n);
	for (tries = 0; !TAILQ_EMPTY(doubt) && tries <= j->retries; tries++) {
		look_again(j);
		if (!TAILQ_EMPTY(doubt))
			sig_sleep(DOUBT_PAUSE_MS);
		if (sig_seen() != 0)
			give_up(j, X_AGAIN);
	}
	if (TAILQ_EMPTY(doubt))
		return;
	say_err("%s: the new UNIQUE key does not hold; the original is "
		"untouched",
	    buf_cstr(&copy->warn.first));
	give_up(j, X_REFUSED);
}

/* ---- Options ---- */

enum {
	OPT_AGAIN = 1,
	OPT_CHUNK,
	OPT_TIME,
	OPT_NICE,
	OPT_COURTESY,
	OPT_RETRIES,
	OPT_RUN,
	OPT_RANGES,
	OPT_SESSIONS,
	OPT_VERBOSE
};

static const struct option options[] = {
    SQL_OPTIONS,
    OPT_COMMON_OPTIONS,
    {"again", no_argument, NULL, OPT_AGAIN},
    {"chunk-size", required_argument, NULL, OPT_CHUNK},
    {"chunk-time", required_argument, NULL, OPT_TIME},
    {"courtesy", required_argument, NULL, OPT_COURTESY},
    {"default-retries", required_argument, NULL, OPT_RETRIES},
    {"nice-ratio", required_argument, NULL, OPT_NICE},
    {"ranges", no_argument, NULL, OPT_RANGES},
    {"run", required_argument, NULL, OPT_RUN},
    {"sessions", required_argument, NULL, OPT_SESSIONS},
    {"verbose", no_argument, NULL, OPT_VERBOSE},
    {NULL, 0, NULL, 0},
};

static double
clamp(double v, double min, double max)
{
	return (v < min ? min : v > max ? max : v);
}

static void
parse(struct job *j, int argc, char **argv)
{
	int c;

	while ((c = opt_next(argc, argv, options, &j->sql, usage)) != -1) {
		switch (c) {
		case OPT_AGAIN:
			j->again = true;
			break;
		case OPT_CHUNK:
			/* As gh-ost: what is too much is as much as goes. */
			j->pace.chunk = clamp(opt_number("chunk-size", 0, 1e9),
			    CREW_CHUNK_MIN, CREW_CHUNK_MAX);
			break;
		case OPT_TIME:
			j->pace.time = opt_number("chunk-time", 0, 10000);
			break;
		case OPT_SESSIONS:
			j->sessions = (unsigned int)opt_number("sessions", 1,
			    CREW_HANDS_MAX);
			break;
		case OPT_NICE:
			j->pace.nice = clamp(opt_number("nice-ratio", 0, 1e9),
			    0, CREW_NICE_MAX);
			break;
		case OPT_COURTESY:
			j->pace.courtesy =
			    opt_number("courtesy", 0, CREW_NICE_MAX);
			break;
		case OPT_RETRIES:
			j->retries = (unsigned long)opt_number(
			    "default-retries", 0, 1e9);
			break;
		case OPT_RUN:
			j->run = optarg;
			break;
		case OPT_RANGES:
			j->ranges = true;
			break;
		case OPT_VERBOSE:
			say_verbose(1);
			break;
		}
	}
}

int
main(int argc, char **argv)
{
	struct job j = {.pace = {.chunk = 1000},
	    .retries = AGAIN_RETRIES,
	    .sessions = 1};

	say_init(argv[0]);
	parse(&j, argc, argv);
	j.plan = plan_need(opt_one(argc, argv, usage));
	if (range_check(j.plan) == -1)
		exit(X_REFUSED);
	sig_catch();
	sig_ignore_pipe();
	crew_open(&j.crew, &j.sql, j.plan, j.retries, j.sessions, &j.pace,
	    &trade, &j);
	j.crew.pause = wait_while_held;
	j.crew.tune = read_knobs;
	if (j.ranges)
		copy_ranges(&j);
	else
		copy_table(&j);
	settle_doubts(&j);
	if (!j.ranges)
		rewrite(&j);
	if (j.lost > 0)
		say_info("%llu values did not fit and were changed, as was "
			 "accepted",
		    (unsigned long long)j.lost);
	say_done(&j);
	crew_close(&j.crew);
	plan_free(j.plan);
	return (X_DONE);
}
