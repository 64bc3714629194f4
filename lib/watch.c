/* The watch of a run: all looks for reasons to wait. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "file.h"
#include "say.h"
#include "setting.h"
#include "tick.h"
#include "watch_in.h"

enum {
	WATCH_LAG_MIN = 100, /* gh-ost knows no less either */
	WATCH_LAG_MAX = 1000000000,
	WATCH_END_S = 1, /* for a thread that is to end */
	WATCH_TICK_MS = 100,
	WATCH_FIRST_MS = 10,
};

/* Every kind of look but the replicas', of which there may be many. */
static const struct look_kind *const watch_kinds[WATCH_KINDS] = {&look_beat,
    &look_flag, &look_load, &look_critical, &look_query, &look_http,
    &look_binlog, &look_busy, &look_window, &look_last_load, &look_lag,
    &look_connections, &look_disk, &look_feed};

static const char *
watch_dir(const struct watch *w, const struct look_kind *kind)
{
	if (kind->holds == LOOK_HOLDS_CUTOVER)
		return ("hold-cutover");
	if (kind->holds == LOOK_HOLDS_COPY ||
	    (kind->holds == LOOK_HOLDS_ASKED && w->conf->copy_only))
		return ("hold-copy");
	return ("hold");
}

static int
watch_prepare(struct watch *w, struct look *l, const struct look_kind *kind,
    const char *name)
{
	l->kind = kind;
	l->watch = w;
	l->conf = w->conf;
	l->sql.quiet = true;
	l->answered = tick_ms();
	l->lag = -1;
	snprintf(l->name, sizeof(l->name), "%s", name);
	if (kind->holds == LOOK_HOLDS_NONE)
		return (0);
	return (hold_open(&l->hold, w->conf->run, watch_dir(w, kind), l->name));
}

/* Signals are for the main thread. */
static void
watch_go(struct watch *w, struct look *l)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	if (pthread_create(&w->thread[l - w->look], NULL, watch_run, l) != 0)
		say_die(X_SYS, "cannot start a thread:");
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	l->started = true;
}

/* ---- Replicas ---- */

/*
 * Each address has a place, from the first on.  One that changes is taken
 * over by the place's thread, which only has to see that it did.
 */
static void
watch_place(struct watch *w, unsigned int i, const char *host,
    unsigned int port)
{
	struct look *l = &w->look[WATCH_KINDS + i];
	char *what = port == 0 ? mem_str("") : mem_fmt("%s:%u", host, port);
	char *name = mem_fmt("replica-%s", what);

	pthread_mutex_lock(&w->lock);
	if (strcmp(l->what, what) != 0) {
		if (l->started)
			watch_release(l);
		if (watch_prepare(w, l, &look_replica, name) == -1)
			exit(X_SYS);
		l->seen = false;
		l->turn++;
		snprintf(l->what, sizeof(l->what), "%s", what);
		if (!l->started)
			watch_go(w, l);
	}
	pthread_mutex_unlock(&w->lock);
	free(name);
	free(what);
}

static void
watch_replicas(struct watch *w)
{
	const char *list = w->list.what;
	char host[SETTING_HOST];
	unsigned int i = 0, port;

	if (!look_setting(&w->list, "throttle-control-replicas",
		w->conf->replicas, setting_replicas))
		return;
	while (i < WATCH_REPLICAS && setting_replica(&list, host, &port) == 1)
		watch_place(w, i++, host, port);
	if (*list != '\0')
		say_warn("only the first %u control replicas are looked at",
		    (unsigned int)WATCH_REPLICAS);
	for (; i < WATCH_REPLICAS; i++)
		watch_place(w, i, "", 0);
}

/* ---- The main thread ---- */

static void
watch_silent(struct watch *w, struct look *l)
{
	int64_t since = tick_ms() - l->answered;
	long most = l->kind->patience == NULL ?
	    l->kind->patience_ms :
	    l->kind->patience(l, (long)w->max_lag);
	char text[160];

	if (since <= most || (most == 0 && l->kind->patience == NULL))
		return;
	snprintf(text, sizeof(text), "%.100s: no answer for %.0fs", l->name,
	    (double)since / 1000);
	watch_hold(l, text);
}

/*
 * The first reason there is: those that hold all go before the others, and
 * those that hold the cut-over are not of the state.
 */
static const char *
watch_reason(const struct watch *w)
{
	const struct look *l, *found = NULL;

	for (l = w->look; l < w->look + WATCH_LOOKS; l++) {
		if (l->hold.on && l->kind->holds != LOOK_HOLDS_CUTOVER &&
		    (found == NULL || strcmp(found->hold.dir, "hold") != 0))
			found = l;
	}
	return (found == NULL ? "" : found->hold.text);
}

static void
watch_state(struct watch *w)
{
	struct look *l;
	/* In hibernation the others do not look, but the reason is known. */
	bool looked = true, asleep = tick_ms() < w->asleep;

	for (l = w->look; l < w->look + WATCH_LOOKS; l++) {
		if (!l->started)
			continue;
		watch_silent(w, l);
		if (!l->seen && !l->hold.on && !asleep)
			looked = false;
	}
	w->looked = w->looked || looked;
	if (!w->looked ||
	    (w->said != NULL && strcmp(w->said, watch_reason(w)) == 0))
		return;
	free(w->said);
	w->said = mem_str(watch_reason(w));
	watch_put(w, "state", w->said);
}

int
watch_tick(struct watch *w)
{
	double lag = watch_max_lag(w);
	int fail;

	run_knob(w->conf->run, "max-lag-millis", WATCH_LAG_MIN, WATCH_LAG_MAX,
	    &lag);
	watch_replicas(w);
	pthread_mutex_lock(&w->lock);
	w->max_lag = lag;
	watch_state(w);
	fail = w->fail;
	pthread_mutex_unlock(&w->lock);
	return (fail);
}

long
watch_rest(const struct watch *w)
{
	return (w->looked ? WATCH_TICK_MS : WATCH_FIRST_MS);
}

static struct watch *
watch_new(const struct watch_conf *conf)
{
	struct watch *w = mem_alloc(1, sizeof(*w));
	pthread_condattr_t attr;
	char *dir = mem_fmt("%s/throttle", conf->run);
	unsigned int i;

	if (mkdir(dir, 0700) == -1 && errno != EEXIST)
		say_die(X_SYS, "cannot make %s:", dir);
	free(dir);
	w->conf = conf;
	w->max_lag = conf->max_lag;
	w->list.conf = conf;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->change, &attr);
	pthread_condattr_destroy(&attr);
	for (i = 0; i < WATCH_KINDS; i++) {
		if (watch_prepare(w, &w->look[i], watch_kinds[i],
			watch_kinds[i]->name) == -1)
			exit(X_SYS);
	}
	return (w);
}

struct watch *
watch_start(const struct watch_conf *conf, int *fail)
{
	struct watch *w;
	unsigned int i;

	/* Not safe to be left to the first of several threads. */
	if (mysql_library_init(0, NULL, NULL) != 0)
		say_die(X_SYS, "cannot initialise libmysqlclient");
	w = watch_new(conf);
	if (look_beat_first(&w->look[0]) == -1) {
		*fail = w->look[0].fail;
		watch_end(w);
		return (NULL);
	}
	for (i = 0; i < WATCH_KINDS; i++)
		watch_go(w, &w->look[i]);
	return (w);
}

static bool
watch_join(struct watch *w)
{
	struct timespec until;
	bool all = true;
	unsigned int i;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WATCH_END_S;
	for (i = 0; i < WATCH_LOOKS; i++) {
		if (w->look[i].started &&
		    pthread_timedjoin_np(w->thread[i], NULL, &until) != 0)
			all = false;
	}
	return (all);
}

void
watch_end(struct watch *w)
{
	unsigned int i;

	pthread_mutex_lock(&w->lock);
	w->over = true;
	for (i = 0; i < WATCH_LOOKS; i++) {
		if (w->look[i].hold.name != NULL)
			hold_clear(&w->look[i].hold);
	}
	pthread_cond_broadcast(&w->change);
	pthread_mutex_unlock(&w->lock);
	if (!watch_join(w))
		return;
	sql_close(&w->look[0].sql);
	pthread_cond_destroy(&w->change);
	pthread_mutex_destroy(&w->lock);
	free(w->said);
	free(w);
}
