/* What tools that walk a table share. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "say.h"
#include "sig.h"
#include "walk.h"

enum {
	WALK_POLL_MS = 100,
};

/* ---- The crew ---- */

void
walk_wait(const struct walk *w)
{
	char reason[256];

	while (sig_seen() == 0 &&
	    (run_held(w->run, "hold", reason, sizeof(reason)) ||
		run_held(w->run, w->hold, reason, sizeof(reason))))
		sig_sleep(WALK_POLL_MS);
}

static void
walk_pause(struct crew *crew)
{
	walk_wait(crew->arg);
}

static void
walk_tune(struct crew *crew)
{
	const struct walk *w = crew->arg;

	pace_follow(&crew->pace, w->run);
}

void
walk_plan(struct walk *w, const char *path)
{
	w->plan = plan_need(path);
	if (range_check(w->plan) == -1)
		exit(X_REFUSED);
}

void
walk_open(struct walk *w, const struct crew_trade *trade)
{
	sig_catch();
	sig_ignore_pipe();
	crew_open(&w->crew, &w->sql, w->plan, w->retries, w->sessions, &w->pace,
	    trade, w);
	w->crew.pause = walk_pause;
	w->crew.tune = walk_tune;
}

void
walk_close(struct walk *w)
{
	crew_close(&w->crew);
	plan_free(w->plan);
}

/* ---- Input and output ---- */

void
walk_say(const struct buf *line)
{
	if (file_write(STDOUT_FILENO, line->p, line->len) == 0)
		return;
	say_die(errno == EPIPE ? X_BUG : X_SYS, "cannot write to stdout:");
}

/* walk_say_range(w, line, r): ends ${line} with ${r}, and says it. */
static void
walk_say_range(const struct walk *w, struct buf *line, const struct range *r)
{
	bound_print(line, &r->low, w->plan);
	buf_chr(line, '\t');
	bound_print(line, &r->high, w->plan);
	buf_chr(line, '\n');
	walk_say(line);
	buf_free(line);
}

void
walk_say_chunk(const struct walk *w, const char *word, uint64_t rows,
    const struct range *chunk)
{
	struct buf line = {0};

	buf_fmt(&line, "%s\t%" PRIu64 "\t", word, rows);
	walk_say_range(w, &line, chunk);
}

static void
walk_say_left(const struct walk *w, const struct range *r)
{
	struct buf line = {0};

	buf_str(&line, "left\t");
	walk_say_range(w, &line, r);
}

void
walk_on(struct walk *w)
{
	if (crew_work(&w->crew) == -1)
		walk_give_up(w, w->crew.fail);
}

void
walk_range(struct walk *w, const struct range *r)
{
	todo_add(&w->crew.todo, &w->crew.todo.left, r);
	walk_on(w);
}

static int
walk_parse(struct range *r, const struct plan *plan, char *line)
{
	const char *p = line;

	line[strcspn(line, "\n")] = '\0';
	r->with_low = true;
	if (bound_parse(&r->low, plan, &p) == -1 ||
	    bound_parse(&r->high, plan, &p) == -1)
		return (-1);
	return (p == NULL ? 0 : -1);
}

/* The ranges that were not begun, or not done to their end. */
static void
walk_leave(struct walk *w)
{
	const struct todo_item *i;
	struct range r;
	char *line = NULL;
	size_t size = 0;

	TAILQ_FOREACH (i, &w->crew.todo.left, link)
		walk_say_left(w, &i->range);
	range_init(&r, w->plan);
	while (getline(&line, &size, stdin) != -1) {
		if (walk_parse(&r, w->plan, line) == 0)
			walk_say_left(w, &r);
	}
	free(line);
	range_free(&r);
}

_Noreturn void
walk_give_up(struct walk *w, int code)
{
	if (w->ranges)
		walk_leave(w);
	crew_close(&w->crew);
	sig_die();
	exit(code);
}

void
walk_ranges(struct walk *w)
{
	struct range r;
	char *line = NULL;
	size_t size = 0;
	unsigned long no = 0;

	range_init(&r, w->plan);
	while (getline(&line, &size, stdin) != -1) {
		no++;
		if (walk_parse(&r, w->plan, line) == -1)
			say_die(X_DATA,
			    "stdin, line %lu: not a range of key %s: %s", no,
			    w->plan->key.name, line);
		walk_range(w, &r);
	}
	if (sig_seen() != 0)
		walk_give_up(w, X_AGAIN);
	if (ferror(stdin))
		say_die(X_SYS, "cannot read ranges from stdin:");
	free(line);
	range_free(&r);
}
