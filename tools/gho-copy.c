/* gho-copy -- copies the old rows into the ghost table, chunk by chunk. */

#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "ahead.h"
#include "copy.h"
#include "say.h"
#include "seam.h"
#include "sig.h"
#include "tick.h"
#include "walk.h"

enum { DOUBT_PAUSE_MS = 1000 };

struct job {
	struct walk walk; /* the first: options and crew lead here */
	bool again;
	struct ahead ahead;    /* what gho-apply is told of it */
	uint64_t lost;	       /* values changed, as was accepted */
	unsigned long retried; /* chunks; under the crew's lock */
	struct took {
		unsigned long chunks;
		double ms;	/* of all of them */
		double longest; /* of those since it was told */
		int64_t told;	/* monotonic ms */
	} took;
};

enum { TOOK_MS = 1000 }; /* between two lines about it */

static const char usage[] =
    "usage: gho-copy " SQL_USAGE "\n"
    "\t[--again] [--chunk-size=N] [--chunk-time=MS] [--courtesy=F]\n"
    "\t[--default-retries=N] [--nice-ratio=F] [--ranges] [--run=DIR]\n"
    "\t[--sessions=N] [--verbose] PLAN\n";

/* ---- Output ---- */

static void
say_done(const struct job *j)
{
	struct buf line = {0};

	buf_fmt(&line, "done\t%llu\n",
	    (unsigned long long)j->walk.crew.todo.rows);
	walk_say(&line);
	buf_free(&line);
}

/* For gho-report; nobody else wants to know. */
static void
say_took(struct job *j)
{
	struct took *t = &j->took;
	struct buf line = {0};

	if (j->walk.run == NULL || t->chunks == 0)
		return;
	buf_fmt(&line, "took\t%lu\t%.0f\t%.0f\n", t->chunks, t->ms, t->longest);
	walk_say(&line);
	buf_free(&line);
	t->longest = 0;
	t->told = tick_ms();
}

static void
note_took(struct job *j, double ms)
{
	j->took.chunks++;
	j->took.ms += ms;
	if (ms > j->took.longest)
		j->took.longest = ms;
	if (tick_ms() - j->took.told >= TOOK_MS)
		say_took(j);
}

/* For hooks; one call at a time, as the number has to be another each time. */
static void
say_retry(struct hand *h)
{
	struct crew *crew = ((struct crew_mate *)h->mate)->crew;
	struct job *j = crew->arg;
	struct buf line = {0};
	char *nl;

	pthread_mutex_lock(&crew->lock);
	buf_fmt(&line, "retry\t%lu\t%s", ++j->retried, buf_cstr(&h->why));
	/* The server's words may have line feeds. */
	while ((nl = memchr(line.p, '\n', line.len)) != NULL)
		*nl = ' ';
	buf_chr(&line, '\n');
	walk_say(&line);
	pthread_mutex_unlock(&crew->lock);
	buf_free(&line);
	crew_retries(h);
}

/* ---- Copying ---- */

static void
note_copied(struct crew *crew, struct hand *hand, const struct range *chunk)
{
	struct copy *copy = (struct copy *)hand;

	((struct job *)crew->arg)->lost += copy->lost;
	if (copy->doubtful) {
		todo_add(&crew->todo, &crew->todo.doubt, chunk);
		say_debug("to be looked at again: %s", copy->warn.first.p);
	}
	walk_say_chunk(&((struct job *)crew->arg)->walk, "copied",
	    crew->todo.rows, chunk);
	note_took(crew->arg, hand->took);
}

/* What is left, with the chunk; a doubt has a row of its own. */
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

/* Ranges that somebody names are no part of what is left. */
static int
before_commit(struct copy *copy, const struct range *chunk)
{
	const struct job *j = ((struct crew_mate *)copy->hand.mate)->crew->arg;

	return (j->walk.ranges ? 0 : keep_left(copy, chunk));
}

static struct hand *
hire(struct crew *crew, unsigned int no)
{
	struct copy *copy = mem_alloc(1, sizeof(*copy));

	copy_open(copy, crew->opt, crew->plan, crew->retries, FENCE_COPY + no);
	copy->no = no;
	/* Who walks ahead copies nothing. */
	if (no > 0)
		copy->hand.again = say_retry;
	copy->keep = before_commit;
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

static int
say_ahead_once(struct hand *h, void *arg)
{
	if (ahead_say(arg, &h->sql) == -1)
		return (-1);
	SEAM("copy-ahead-said");
	return (sql_run(&h->sql, "COMMIT"));
}

static int
say_ahead(struct crew *crew, const struct range *chunk)
{
	struct job *j = crew->arg;

	if (!ahead_can(crew->plan) || !ahead_widen(&j->ahead, chunk))
		return (0);
	if (hand_try(crew->scout, say_ahead_once, &j->ahead) == -1)
		return (-1);
	SEAM("copy-ahead");
	return (0);
}

static const struct crew_trade trade = {
    .hire = hire,
    .work = copy_part,
    .fire = fire,
    .found = say_ahead,
    .told = note_copied,
};

/* ---- What is left, in the checkpoint table ---- */

/* by_scout(j, once, arg): hand_try(), or the end. */
static int
by_scout(struct job *j, hand_once *once, void *arg)
{
	int rc = hand_try(j->walk.crew.scout, once, arg);

	if (rc == -1)
		walk_give_up(&j->walk, j->walk.crew.scout->fail);
	return (rc);
}

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
	by_scout(j, rewrite_once, &j->walk.crew.todo);
}

/* Sessions of a copy that died may still commit: they end first. */
static int
end_former(struct hand *h)
{
	return (fence_clear(&h->sql, h->plan, FENCE_COPY + 1, FENCE_HANDS));
}

static int
load_once(struct hand *h, void *arg)
{
	if (end_former(h) == -1)
		return (-1);
	return (todo_load(arg, &h->sql));
}

static int
forget_once(struct hand *h, void *arg)
{
	if (end_former(h) == -1 || ahead_forget(arg, &h->sql) == -1)
		return (-1);
	return (sql_run(&h->sql, "COMMIT"));
}

/* The table may end before what a copy before this one was going to reach. */
static void
forget(struct job *j)
{
	by_scout(j, forget_once, &j->ahead);
	SEAM("copy-forgotten");
}

/* Whether a copy was begun before; then what it has left is to be done. */
static bool
load(struct job *j)
{
	struct todo *todo = &j->walk.crew.todo;
	int rc = by_scout(j, load_once, todo);

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

	range_init(&r, j->walk.plan);
	rc = hand_edges(j->walk.crew.scout, &r);
	if (rc == -1)
		walk_give_up(&j->walk, j->walk.crew.scout->fail);
	if (rc == 1)
		todo_add(&j->walk.crew.todo, &j->walk.crew.todo.left, &r);
	range_free(&r);
}

static void
copy_table(struct job *j)
{
	const struct todo_item *end;

	if (j->again)
		forget(j);
	if (j->again || !load(j))
		begin(j);
	end = TAILQ_LAST(&j->walk.crew.todo.left, todo_list);
	if (end != NULL && ahead_can(j->walk.plan))
		ahead_whole(&j->ahead, &end->range);
	rewrite(j);
	walk_on(&j->walk);
}

/* ---- Chunks in doubt ---- */

/* Looks at all of them once; those that are settled leave the list. */
static void
look_again(struct job *j)
{
	struct copy *copy = (struct copy *)j->walk.crew.scout;
	struct todo_list *doubt = &j->walk.crew.todo.doubt;
	struct todo_item *i, *next;
	int rc;

	for (i = TAILQ_FIRST(doubt); i != NULL; i = next) {
		next = TAILQ_NEXT(i, link);
		walk_wait(&j->walk);
		rc = copy_whole(copy, &i->range);
		if (rc == -1)
			walk_give_up(&j->walk, j->walk.crew.scout->fail);
		if (rc == 1)
			todo_drop(doubt, i);
	}
}

static void
settle_doubts(struct job *j)
{
	struct copy *copy = (struct copy *)j->walk.crew.scout;
	const struct todo_list *doubt = &j->walk.crew.todo.doubt;
	const struct todo_item *i;
	unsigned long n = 0, tries;

	TAILQ_FOREACH (i, doubt, link)
		n++;
	if (n > 0)
		say_info("%lu chunks have a duplicate for a new UNIQUE key, "
			 "it may pass",
		    n);
	for (tries = 0; !TAILQ_EMPTY(doubt) && tries <= j->walk.retries;
	     tries++) {
		look_again(j);
		if (!TAILQ_EMPTY(doubt))
			sig_sleep(DOUBT_PAUSE_MS);
		if (sig_seen() != 0)
			walk_give_up(&j->walk, X_AGAIN);
	}
	if (TAILQ_EMPTY(doubt))
		return;
	say_err("%s: the new UNIQUE key does not hold; the original is "
		"untouched",
	    buf_cstr(&copy->warn.first));
	walk_give_up(&j->walk, X_REFUSED);
}

/* ---- All of it ---- */

static const struct opt_item items[] = {
    WALK_ITEMS,
    OPT_ITEM(struct job, again, OPT_SWITCH, "again"),
    {.name = NULL},
};

int
main(int argc, char **argv)
{
	struct job j = {.walk = {.pace = {.chunk = 1000},
			    .hold = "hold-copy",
			    .retries = AGAIN_RETRIES,
			    .sessions = 1}};

	say_init(argv[0]);
	opt_parse(argc, argv, items, &j, &j.walk.sql, usage);
	walk_plan(&j.walk, opt_one(argc, argv, usage));
	ahead_init(&j.ahead, j.walk.plan);
	walk_open(&j.walk, &trade);
	if (j.walk.ranges)
		walk_ranges(&j.walk);
	else
		copy_table(&j);
	settle_doubts(&j);
	if (!j.walk.ranges)
		rewrite(&j);
	if (j.lost > 0)
		say_info("%llu values did not fit and were changed, as was "
			 "accepted",
		    (unsigned long long)j.lost);
	say_took(&j);
	say_done(&j);
	walk_close(&j.walk);
	return (X_DONE);
}
