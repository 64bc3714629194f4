/* Working on ranges with several sessions at once. */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "buf.h"
#include "crew.h"
#include "say.h"
#include "sig.h"

enum {
	CREW_AHEAD = 2, /* chunks found before a hand is free for them */
	CREW_NAP_MS = 100,
};

static double
crew_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6);
}

static double
crew_between(double v, double min, double max)
{
	return (v < min ? min : v > max ? max : v);
}

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

/*
 * A chunk that took too long or too short makes the next ones smaller or
 * larger, by no more than half each time.
 */
static void
crew_steer(struct crew *c, unsigned long rows, uint64_t done, double ms)
{
	if (c->pace.time == 0 || done < rows / 2 || ms <= 0)
		return;
	c->pace.chunk = crew_between((double)rows *
		crew_between(c->pace.time / ms, 0.5, 1.5),
	    CREW_CHUNK_MIN, CREW_CHUNK_MAX);
}

static struct crew_chunk *
crew_take(struct crew *c)
{
	struct crew_chunk *chunk;

	while (c->first == NULL && !crew_over(c))
		pthread_cond_wait(&c->change, &c->lock);
	if (crew_over(c))
		return (NULL);
	chunk = c->first;
	c->first = chunk->next;
	if (c->first == NULL)
		c->last = &c->first;
	c->waiting--;
	c->busy++;
	pthread_cond_broadcast(&c->change);
	return (chunk);
}

/* ---- A hand ---- */

static void
crew_chunk_free(struct crew_chunk *chunk)
{
	range_free(&chunk->range);
	free(chunk);
}

static bool
crew_ended(struct crew *c)
{
	bool over;

	pthread_mutex_lock(&c->lock);
	over = crew_over(c);
	pthread_mutex_unlock(&c->lock);
	return (over);
}

/*
 * Nobody waits for a hand that rests: it looks up now and then.  A signal
 * would wake one thread only.
 */
static void
crew_rest(struct crew *c, double ms)
{
	for (; ms > 0 && !crew_ended(c); ms -= CREW_NAP_MS)
		sig_sleep(ms < CREW_NAP_MS ? (long)ms : CREW_NAP_MS);
}

/* crew_part(c, my, chunk, done): what goes in one transaction. */
static int
crew_part(struct crew *c, struct hand *my, struct crew_chunk *chunk,
    struct range *done)
{
	double begin = crew_now(), nice;
	int left;

	left = c->trade->work(my, &chunk->range, done, chunk->rows);
	pthread_mutex_lock(&c->lock);
	if (left == -1) {
		crew_fail(c, my->fail == 0 ? X_AGAIN : my->fail);
	} else {
		crew_steer(c, chunk->rows, my->rows, crew_now() - begin);
		c->trade->told(c, my, done);
	}
	nice = c->pace.nice;
	pthread_mutex_unlock(&c->lock);
	crew_rest(c, (crew_now() - begin) * nice);
	return (left);
}

static void *
crew_hand(void *arg)
{
	struct crew *c = arg;
	struct crew_chunk *chunk;
	struct hand *my = c->trade->hire(c);
	struct range done;

	range_init(&done, c->plan);
	pthread_mutex_lock(&c->lock);
	while ((chunk = crew_take(c)) != NULL) {
		pthread_mutex_unlock(&c->lock);
		do {
			c->pause(c);
		} while (
		    sig_seen() == 0 && crew_part(c, my, chunk, &done) == 1);
		crew_chunk_free(chunk);
		pthread_mutex_lock(&c->lock);
		c->busy--;
		pthread_cond_broadcast(&c->change);
	}
	pthread_mutex_unlock(&c->lock);
	range_free(&done);
	c->trade->fire(my);
	mysql_thread_end();
	return (NULL);
}

/* ---- The one who walks ahead ---- */

static void
crew_give(struct crew *c, struct crew_chunk *chunk)
{
	pthread_mutex_lock(&c->lock);
	while (c->waiting >= c->nhand + CREW_AHEAD && !crew_over(c))
		pthread_cond_wait(&c->change, &c->lock);
	*c->last = chunk;
	c->last = &chunk->next;
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

static int
crew_find(struct crew *c, struct range *r)
{
	struct crew_chunk *chunk = mem_alloc(1, sizeof(*chunk));
	int left;

	range_init(&chunk->range, c->plan);
	pthread_mutex_lock(&c->lock);
	c->tune(c);
	chunk->rows = (unsigned long)c->pace.chunk;
	pthread_mutex_unlock(&c->lock);
	left = hand_find(c->ahead, r, &chunk->range, chunk->rows);
	if (left == -1) {
		crew_chunk_free(chunk);
		pthread_mutex_lock(&c->lock);
		crew_fail(c, c->ahead->fail == 0 ? X_AGAIN : c->ahead->fail);
		pthread_mutex_unlock(&c->lock);
		return (-1);
	}
	crew_give(c, chunk);
	return (left);
}

int
crew_work(struct crew *c, struct range *r)
{
	do {
		c->pause(c);
	} while (!crew_ended(c) && crew_find(c, r) == 1);
	crew_join(c);
	return (crew_ended(c) ? -1 : 0);
}

void
crew_open(struct crew *c, const struct sql_opt *opt, const struct plan *plan,
    unsigned long retries, unsigned int hands, const struct crew_pace *pace,
    const struct crew_trade *trade)
{
	unsigned int i;

	memset(c, 0, sizeof(*c));
	c->opt = opt;
	c->plan = plan;
	c->retries = retries;
	c->pace = *pace;
	c->trade = trade;
	c->last = &c->first;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->change, NULL);
	/* Not safe to be left to the first of several threads. */
	if (mysql_library_init(0, NULL, NULL) != 0)
		say_die(X_SYS, "cannot initialise libmysqlclient");
	c->ahead = trade->hire(c);
	c->hand = mem_alloc(hands, sizeof(c->hand[0]));
	for (i = 0; i < hands; i++) {
		if (pthread_create(&c->hand[i], NULL, crew_hand, c) != 0)
			say_die(X_SYS, "cannot start thread %u:", i);
		c->nhand++;
	}
}

void
crew_close(struct crew *c)
{
	struct crew_chunk *chunk;
	unsigned int i;

	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_broadcast(&c->change);
	pthread_mutex_unlock(&c->lock);
	for (i = 0; i < c->nhand; i++)
		pthread_join(c->hand[i], NULL);
	free(c->hand);
	while ((chunk = c->first) != NULL) {
		c->first = chunk->next;
		crew_chunk_free(chunk);
	}
	c->trade->fire(c->ahead);
	pthread_cond_destroy(&c->change);
	pthread_mutex_destroy(&c->lock);
}
