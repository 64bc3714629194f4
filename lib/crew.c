/* Working on ranges with several sessions at once. */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "buf.h"
#include "crew.h"
#include "say.h"
#include "sig.h"
#include "tick.h"

enum {
	CREW_AHEAD = 2, /* chunks found before a hand is free for them */
	CREW_NAP_MS = 100,
};

/* ---- Under the lock ---- */

static void
crew_fail(struct crew *c, int code)
{
	if (c->fail == 0)
		c->fail = code;
	pthread_cond_broadcast(&c->change);
}

static bool
crew_over(const struct crew *c)
{
	return (c->stop || c->fail != 0 || sig_seen() != 0);
}

/* crew_closed(c): whether one hand keeps all others from theirs. */
static bool
crew_closed(const struct crew *c)
{
	return (c->turns > 0 && pace_alone(&c->pace));
}

/* crew_turn(m, has): from now on it has its turn, or has not. */
static void
crew_turn(struct crew_mate *m, bool has)
{
	struct crew *c = m->crew;

	if (m->turn == has)
		return;
	m->turn = has;
	if (has)
		c->turns++;
	else
		c->turns--;
}

/* crew_first(c): the chunk to be done next, or NULL if none may be now. */
static struct todo_item *
crew_first(struct crew *c)
{
	struct todo_item *i;

	if (crew_closed(c))
		return (NULL);
	TAILQ_FOREACH (i, &c->todo.left, link) {
		if (i->rows != 0 && !i->taken)
			return (i);
	}
	return (NULL);
}

static struct todo_item *
crew_take(struct crew_mate *m)
{
	struct crew *c = m->crew;
	struct todo_item *item;

	while ((item = crew_first(c)) == NULL && !crew_over(c))
		pthread_cond_wait(&c->change, &c->lock);
	if (crew_over(c))
		return (NULL);
	item->taken = true;
	c->waiting--;
	c->busy++;
	crew_turn(m, true);
	pthread_cond_broadcast(&c->change);
	return (item);
}

/* ---- A hand ---- */

static bool
crew_ended(struct crew *c)
{
	bool over;

	pthread_mutex_lock(&c->lock);
	over = crew_over(c);
	pthread_mutex_unlock(&c->lock);
	return (over);
}

/* crew_nice(c, tune): how long to rest for, times the work that was done. */
static double
crew_nice(struct crew *c, bool tune)
{
	double nice;

	pthread_mutex_lock(&c->lock);
	if (tune)
		c->tune(c);
	nice = pace_rest(&c->pace);
	pthread_mutex_unlock(&c->lock);
	return (nice);
}

/*
 * crew_rest(c, took): after work of so many ms, as a part of the turn.  It looks
 * up now and then, also whether the pace is another one, as a chunk that had to
 * wait for long is rested from for longer.  A signal would wake one thread only.
 */
static void
crew_rest(struct crew *c, double took)
{
	double rested = 0, left = took * crew_nice(c, false);

	while (left > 0 && !crew_ended(c)) {
		if (left > CREW_NAP_MS)
			left = CREW_NAP_MS;
		sig_sleep((long)left);
		rested += left;
		left = took * crew_nice(c, true) - rested;
	}
}

uint64_t
crew_left(struct hand *h, const struct range *done, struct buf *text)
{
	struct crew_mate *m = h->mate;
	struct crew *c = m->crew;
	uint64_t version;

	pthread_mutex_lock(&c->lock);
	todo_text(&c->todo, m->item, done, h->rows, text);
	version = c->todo.version;
	pthread_mutex_unlock(&c->lock);
	return (version);
}

void
crew_retries(struct hand *h)
{
	struct crew_mate *m = h->mate;
	struct crew *c = m->crew;

	pthread_mutex_lock(&c->lock);
	crew_turn(m, false);
	pthread_cond_broadcast(&c->change);
	pthread_mutex_unlock(&c->lock);
}

/*
 * crew_took(h, begin): ms that the work took that was begun then.  How long
 * the server was away says nothing of how heavy the work is.
 */
static double
crew_took(const struct hand *h, int64_t begin)
{
	return ((double)(tick_us() - begin - h->lost) / 1000);
}

/* crew_part(m, rest, rows, done): what goes in one transaction. */
static int
crew_part(struct crew_mate *m, struct range *rest, unsigned long rows,
    struct range *done)
{
	struct crew *c = m->crew;
	struct hand *h = m->hand;
	int64_t begin;
	int left;

	begin = tick_us();
	h->lost = 0;
	left = c->trade->work(h, rest, done, rows);
	h->took = crew_took(h, begin);
	pthread_mutex_lock(&c->lock);
	if (left == -1) {
		crew_fail(c, h->fail == 0 ? X_AGAIN : h->fail);
	} else {
		pace_steer(&c->pace, rows, h->rows, h->took);
		todo_done(&c->todo, m->item, done, h->rows);
		c->trade->told(c, h, done);
	}
	pthread_mutex_unlock(&c->lock);
	crew_rest(c, h->took);
	return (left);
}

/* crew_chunk(m, rest, done): works on the chunk that it has; with the lock. */
static void
crew_chunk(struct crew_mate *m, struct range *rest, struct range *done)
{
	struct crew *c = m->crew;
	unsigned long rows = m->item->rows;

	range_copy(rest, &m->item->range);
	pthread_mutex_unlock(&c->lock);
	do {
		c->pause(c);
	} while (sig_seen() == 0 && crew_part(m, rest, rows, done) == 1);
	pthread_mutex_lock(&c->lock);
}

static void *
crew_hand(void *arg)
{
	struct crew_mate *m = arg;
	struct crew *c = m->crew;
	struct range rest, done;

	range_init(&rest, c->plan);
	range_init(&done, c->plan);
	pthread_mutex_lock(&c->lock);
	while ((m->item = crew_take(m)) != NULL) {
		crew_chunk(m, &rest, &done);
		c->busy--;
		crew_turn(m, false);
		pthread_cond_broadcast(&c->change);
	}
	pthread_mutex_unlock(&c->lock);
	range_free(&rest);
	range_free(&done);
	c->trade->fire(m->hand);
	mysql_thread_end();
	return (NULL);
}

/* ---- The one who walks ahead ---- */

/* crew_uncut(c): what is to be cut next, or NULL. */
static struct todo_item *
crew_uncut(struct crew *c)
{
	struct todo_item *i;

	TAILQ_FOREACH (i, &c->todo.left, link) {
		if (i->rows == 0)
			return (i);
	}
	return (NULL);
}

/*
 * crew_next(c, rest): waits until hands may be free soon.  Returns how many
 * rows the first chunk of ${rest} is to have, or 0 if all is cut, or over.
 */
static unsigned long
crew_next(struct crew *c, struct range *rest)
{
	struct todo_item *item;
	unsigned long rows = 0;

	pthread_mutex_lock(&c->lock);
	while (c->waiting >= c->nhand + CREW_AHEAD && !crew_over(c))
		pthread_cond_wait(&c->change, &c->lock);
	item = crew_uncut(c);
	if (item != NULL && !crew_over(c)) {
		c->tune(c);
		rows = (unsigned long)c->pace.chunk;
		range_copy(rest, &item->range);
	}
	pthread_mutex_unlock(&c->lock);
	return (rows);
}

static void
crew_give(struct crew *c, const struct range *chunk, unsigned long rows,
    const struct range *rest)
{
	pthread_mutex_lock(&c->lock);
	todo_cut(&c->todo, crew_uncut(c), chunk, rows, rest);
	c->waiting++;
	pthread_cond_broadcast(&c->change);
	pthread_mutex_unlock(&c->lock);
}

/* Signals do not wake a condition, so it is looked at now and then. */
static void
crew_join(struct crew *c)
{
	struct timespec until;

	pthread_mutex_lock(&c->lock);
	while (c->busy > 0 || (c->waiting > 0 && !crew_over(c))) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		pthread_cond_timedwait(&c->change, &c->lock, &until);
	}
	pthread_mutex_unlock(&c->lock);
}

/* crew_find(c, rest, chunk): cuts one chunk, if there is any; 1, 0, or -1. */
static int
crew_find(struct crew *c, struct range *rest, struct range *chunk)
{
	unsigned long rows = crew_next(c, rest);
	int left;

	if (rows == 0)
		return (0);
	left = hand_find(c->scout, rest, chunk, rows);
	if (left != -1 &&
	    (c->trade->found == NULL || c->trade->found(c, chunk) == 0)) {
		crew_give(c, chunk, rows, left ? rest : NULL);
		return (1);
	}
	pthread_mutex_lock(&c->lock);
	crew_fail(c, c->scout->fail == 0 ? X_AGAIN : c->scout->fail);
	pthread_mutex_unlock(&c->lock);
	return (-1);
}

int
crew_work(struct crew *c)
{
	struct range rest, chunk;

	range_init(&rest, c->plan);
	range_init(&chunk, c->plan);
	do {
		c->pause(c);
	} while (!crew_ended(c) && crew_find(c, &rest, &chunk) == 1);
	range_free(&rest);
	range_free(&chunk);
	crew_join(c);
	return (crew_ended(c) ? -1 : 0);
}

static void
crew_hire(struct crew *c, unsigned int no)
{
	struct crew_mate *m = &c->mate[no];

	m->crew = c;
	m->hand = c->trade->hire(c, no + 1);
	m->hand->mate = m;
	if (pthread_create(&m->thread, NULL, crew_hand, m) != 0)
		say_die(X_SYS, "cannot start thread %u:", no);
	c->nhand++;
}

void
crew_open(struct crew *c, const struct sql_opt *opt, const struct plan *plan,
    unsigned long retries, unsigned int hands, const struct pace *pace,
    const struct crew_trade *trade, void *arg)
{
	unsigned int i;

	memset(c, 0, sizeof(*c));
	c->opt = opt;
	c->plan = plan;
	c->retries = retries;
	c->pace = *pace;
	c->pace.busy = -1;
	c->trade = trade;
	c->arg = arg;
	todo_init(&c->todo, plan);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->change, NULL);
	/* Not safe to be left to the first of several threads. */
	if (mysql_library_init(0, NULL, NULL) != 0)
		say_die(X_SYS, "cannot initialise libmysqlclient");
	c->scout = trade->hire(c, 0);
	c->mate = mem_alloc(hands, sizeof(c->mate[0]));
	for (i = 0; i < hands; i++)
		crew_hire(c, i);
}

void
crew_close(struct crew *c)
{
	unsigned int i;

	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_broadcast(&c->change);
	pthread_mutex_unlock(&c->lock);
	for (i = 0; i < c->nhand; i++)
		pthread_join(c->mate[i].thread, NULL);
	free(c->mate);
	todo_free(&c->todo);
	c->trade->fire(c->scout);
	pthread_cond_destroy(&c->change);
	pthread_mutex_destroy(&c->lock);
}
