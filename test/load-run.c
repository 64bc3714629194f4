/* The writers, each a thread. */
#include <err.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "load-run.h"

static volatile sig_atomic_t stop;
static volatile sig_atomic_t laps; /* SIGUSR1: pauses count from now on */

static void
wait_until(int64_t when)
{
	struct timespec ts = {when / 1000000, when % 1000000 * 1000};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

static void
undo(struct writer *w)
{
	struct change *c;

	for (c = w->changes; c < w->changes + w->nchanges; c++)
		book_put(w->book, c->id, &c->before);
}

/* A new connection; the session of the old one is ended first. */
static int
reconnect(struct writer *w)
{
	char text[64];
	int64_t start = now();
	unsigned int error = 0;

	mysql_close(w->my);
	while ((w->my = load_connect(w->o, &error)) == NULL) {
		if (now() - start > (stop ? 5 : 60) * INT64_C(1000000))
			errx(1, "cannot connect any more: error %u", error);
		usleep(20000);
	}
	snprintf(text, sizeof(text), "KILL %lu", w->connection);
	mysql_query(w->my, text);
	usleep(50000);
	w->connection = mysql_thread_id(w->my);
	return 0;
}

/* The reply to COMMIT is lost; the rows tell whether it was done. */
static int
was_committed(struct writer *w)
{
	struct change *c;
	int after, before = 1;

	for (c = w->changes; c < w->changes + w->nchanges; c++) {
		while ((after = writer_is(w, c->id, &c->after)) == -1)
			reconnect(w);
		if (after)
			continue;
		while ((before = writer_is(w, c->id, &c->before)) == -1)
			reconnect(w);
		if (!before) {
			warnx("row %" PRId64 " is neither old nor new", c->id);
			tally_error(&w->tally, WRONG);
		}
		return 0;
	}
	return 1;
}

static int
transaction(struct writer *w)
{
	int i, n = writer_draw(w, 10) < 7 ? 1 : 2 + writer_draw(w, 5);

	if (writer_sql(w, "BEGIN") == -1)
		return -1;
	for (i = 0; i < n; i++)
		if (writer_do(w) == -1)
			return -1;
	if (writer_draw(w, 12) != 0)
		return writer_sql(w, "COMMIT") == -1 ? 1 : 0;
	if (writer_sql(w, "ROLLBACK") == -1)
		return -1;
	undo(w);
	w->nchanges = 0;
	return 0;
}

/* Does one transaction, and leaves the book as the table is. */
static void
step(struct writer *w)
{
	unsigned int error;
	int ret;

	w->nchanges = 0;
	if ((ret = transaction(w)) == 0) {
		book_commit(w->book, w->changes, w->nchanges);
		w->tally.transactions++;
		return;
	}
	error = w->error;
	tally_error(&w->tally, error);
	if (is_lost(error))
		reconnect(w);
	else
		mysql_rollback(w->my);
	if (ret == 1 && is_lost(error) && was_committed(w))
		book_commit(w->book, w->changes, w->nchanges);
	else
		undo(w);
}

static void *
writer_run(void *arg)
{
	struct writer *w = arg;
	double pause = w->o->rate > 0 ? w->o->threads * 1e6 / w->o->rate : 0;
	int64_t next = now() + pause * w->no / w->o->threads;

	while (!stop) {
		if (pause > 0) {
			wait_until(next);
			next += pause;
			if (next < now() - 1000000)
				next = now();
		}
		step(w);
	}
	mysql_close(w->my);
	return NULL;
}

static void
writer_start(struct writer *w, const struct opts *o, struct book *b, int no)
{
	unsigned int error;
	struct row row;
	int64_t id;

	w->o = o;
	w->laps = &laps;
	w->book = b;
	w->no = no;
	w->lowest = 0;
	w->random = mix(b->seed + no) ^ time(NULL) << 32;
	for (id = -b->nneg + 1; id < b->npos; id++) {
		row = book_get(b, id);
		if (!row.live && !row.touched)
			continue;
		if (id < w->lowest)
			w->lowest = id;
		if ((id % o->threads + o->threads) % o->threads != no)
			continue;
		row.owner = no;
		book_put(b, id, &row);
		writer_own(w, id);
	}
	w->lowest -= no;
	if ((w->my = load_connect(o, &error)) == NULL)
		errx(1, "cannot connect: error %u", error);
	w->connection = mysql_thread_id(w->my);
}

static void
on_signal(int sig)
{
	if (sig == SIGUSR1)
		laps++;
	else
		stop = 1;
}

int
load_run(const struct opts *o)
{
	struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	struct writer *w;
	struct tally sum = {0};
	struct book book;
	int64_t start;
	int i;

	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGALRM, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	mysql_library_init(0, NULL, NULL);
	book_open(&book, o->journal);
	if ((w = calloc(o->threads, sizeof(*w))) == NULL)
		err(1, NULL);
	for (i = 0; i < o->threads; i++)
		writer_start(&w[i], o, &book, i);
	start = now();
	alarm(o->seconds);
	for (i = 0; i < o->threads; i++)
		if (pthread_create(&w[i].thread, NULL, writer_run, &w[i]) != 0)
			errx(1, "cannot start a thread");
	for (i = 0; i < o->threads; i++) {
		pthread_join(w[i].thread, NULL);
		tally_add(&sum, &w[i].tally);
	}
	return tally_report(&sum, o, (now() - start) / 1e6);
}
