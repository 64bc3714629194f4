/* A look's thread, and what the watch does for it. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "say.h"
#include "tick.h"
#include "watch_in.h"

/* ---- For looks ---- */

bool
watch_over(struct watch *w)
{
	bool over;

	pthread_mutex_lock(&w->lock);
	over = w->over;
	pthread_mutex_unlock(&w->lock);
	return (over);
}

void
watch_sleep(struct watch *w, long ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&w->lock);
	while (!w->over &&
	    pthread_cond_timedwait(&w->change, &w->lock, &until) == 0)
		continue;
	pthread_mutex_unlock(&w->lock);
}

double
watch_max_lag(struct watch *w)
{
	double ms;

	pthread_mutex_lock(&w->lock);
	ms = w->max_lag;
	pthread_mutex_unlock(&w->lock);
	return (ms);
}

void
watch_what(struct watch *w, const struct look *l, char *what)
{
	pthread_mutex_lock(&w->lock);
	strcpy(what, l->what);
	pthread_mutex_unlock(&w->lock);
}

void
watch_set_clock(struct watch *w, int64_t us)
{
	pthread_mutex_lock(&w->lock);
	w->clock = us - tick_ms() * 1000;
	w->clock_known = true;
	pthread_mutex_unlock(&w->lock);
}

int64_t
watch_clock(struct watch *w)
{
	int64_t us;

	pthread_mutex_lock(&w->lock);
	us = w->clock_known ? w->clock + tick_ms() * 1000 : -1;
	pthread_mutex_unlock(&w->lock);
	return (us);
}

void
watch_set_lag(struct look *l, double ms)
{
	pthread_mutex_lock(&l->watch->lock);
	l->lag = ms;
	pthread_mutex_unlock(&l->watch->lock);
}

double
watch_laggard(struct watch *w, char *what)
{
	const struct look *l;
	double worst = 0;

	what[0] = '\0';
	pthread_mutex_lock(&w->lock);
	for (l = w->look + WATCH_KINDS; l < w->look + WATCH_LOOKS; l++) {
		if (!l->started || l->what[0] == '\0' || worst == -1 ||
		    (l->lag != -1 && l->lag < worst))
			continue;
		worst = l->lag;
		strcpy(what, l->what);
	}
	pthread_mutex_unlock(&w->lock);
	return (worst);
}

void
watch_hibernate(struct watch *w, long ms)
{
	pthread_mutex_lock(&w->lock);
	w->asleep = tick_ms() + ms;
	pthread_mutex_unlock(&w->lock);
}

bool
watch_hibernates(struct watch *w)
{
	bool asleep;

	pthread_mutex_lock(&w->lock);
	asleep = tick_ms() < w->asleep;
	pthread_mutex_unlock(&w->lock);
	return (asleep);
}

/* ---- Files ---- */

void
watch_put(const struct watch *w, const char *name, const char *text)
{
	char *path = mem_fmt("%s/throttle/%s", w->conf->run, name);
	char *line = mem_fmt("%s\n", text);

	if (file_replace(path, line, strlen(line)) == -1)
		exit(X_SYS);
	free(line);
	free(path);
}

static void
watch_tell(const char *verb, const struct hold *h, const char *text)
{
	char *line = mem_fmt("%s\t%s%s%s\n", verb, h->name,
	    text == NULL ? "" : "\t", text == NULL ? "" : text);

	if (file_write(STDOUT_FILENO, line, strlen(line)) == -1)
		say_die(errno == EPIPE ? X_BUG : X_SYS,
		    "cannot write to stdout:");
	free(line);
}

void
watch_hold(struct look *l, const char *text)
{
	int rc = l->hold.name == NULL ? 0 : hold_set(&l->hold, text);

	if (rc == -1)
		exit(X_SYS);
	if (rc == 1)
		watch_tell("hold", &l->hold, l->hold.text);
}

void
watch_release(struct look *l)
{
	int rc = l->hold.name == NULL ? 0 : hold_clear(&l->hold);

	if (rc == -1)
		exit(X_SYS);
	if (rc == 1)
		watch_tell("release", &l->hold, NULL);
}

/* ---- A look's thread ---- */

/* The place of a replica may have been given to another one meanwhile. */
static void
watch_settle(struct watch *w, struct look *l, unsigned int turn, int found,
    struct buf *why)
{
	pthread_mutex_lock(&w->lock);
	l->answered = tick_ms();
	if (w->over || turn != l->turn) {
		/* The end lets everybody go on. */
		pthread_mutex_unlock(&w->lock);
		return;
	}
	l->seen = true;
	if (found == LOOK_END) {
		if (w->fail == 0)
			w->fail = l->fail;
	} else if (found == LOOK_WAIT) {
		watch_hold(l, buf_cstr(why));
	} else {
		watch_release(l);
	}
	pthread_mutex_unlock(&w->lock);
}

/* In hibernation only what does not need a server is looked at. */
static bool
watch_resting(struct watch *w, const struct look *l)
{
	return (l->kind != &look_flag && l->kind != &look_critical &&
	    watch_hibernates(w));
}

static unsigned int
watch_turn(struct watch *w, struct look *l)
{
	unsigned int turn;

	pthread_mutex_lock(&w->lock);
	turn = l->turn;
	pthread_mutex_unlock(&w->lock);
	return (turn);
}

static void
watch_rested(struct watch *w, struct look *l)
{
	pthread_mutex_lock(&w->lock);
	l->answered = tick_ms();
	pthread_mutex_unlock(&w->lock);
}

void *
watch_run(void *arg)
{
	struct look *l = arg;
	struct watch *w = l->watch;
	struct buf why = {0};
	unsigned int turn;
	int found = LOOK_GO;

	while (!watch_over(w) && found != LOOK_END) {
		if (watch_resting(w, l)) {
			watch_rested(w, l);
		} else {
			why.len = 0;
			turn = watch_turn(w, l);
			found = l->kind->look(l, &why);
			watch_settle(w, l, turn, found, &why);
		}
		watch_sleep(w,
		    l->kind->rest == NULL ? l->kind->rest_ms :
					    l->kind->rest(l));
	}
	if (l->kind->close != NULL)
		l->kind->close(l);
	else
		free(l->own);
	sql_close(&l->sql);
	buf_free(&why);
	mysql_thread_end();
	return (NULL);
}
