/*
 * The writers.  Each owns a share of the rows, so it knows at any time what
 * its rows must be; one that is not so is an error, seen while it happens.
 */
#include <err.h>
#include <errmsg.h>
#include <inttypes.h>
#include <mysqld_error.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

#define MAXCHANGES 32
#define NLAT	   2048 /* buckets of 1/64 of an octave */
#define NERR	   16
#define WRONG	   1 /* not of MySQL: a row was not what it had to be */

struct writer {
	const struct opts *o;
	struct book *book;
	pthread_t thread;
	MYSQL *my;
	unsigned long connection;
	int no;
	uint64_t random;
	int64_t *ids; /* all it ever had; the book knows which are live */
	int64_t nids, space;
	int64_t lowest; /* of the ids below zero that it made */
	struct change changes[MAXCHANGES];
	int nchanges;
	unsigned int error; /* of the last statement */

	int64_t transactions, statements, retried, missing, lost, errors;
	int64_t latency[NLAT];
	int64_t longest; /* microseconds */
	sig_atomic_t lap;
	struct {
		unsigned int number;
		int64_t count;
	} by_number[NERR];
};

static volatile sig_atomic_t stop;
static volatile sig_atomic_t laps; /* SIGUSR1: pauses count from now on */

static int64_t
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000000) + ts.tv_nsec / 1000;
}

static void
wait_until(int64_t when)
{
	struct timespec ts = {when / 1000000, when % 1000000 * 1000};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

static uint64_t
draw(struct writer *w, uint64_t n)
{
	w->random++;
	return mix(w->random) % n;
}

/* 64 exact microseconds, then 64 buckets for each doubling. */
static int
bucket(int64_t us)
{
	int octave, i;

	if (us < 64)
		return us;
	octave = 63 - __builtin_clzll(us);
	i = (octave - 5) * 64 + (us >> (octave - 6)) - 64;
	return i < NLAT ? i : NLAT - 1;
}

static double
bucket_ms(int i)
{
	if (i < 64)
		return i / 1e3;
	return (double)((64 + i % 64) * (INT64_C(1) << (i / 64 - 1))) / 1e3;
}

static int
is_lost(unsigned int error)
{
	return (error >= CR_MIN_ERROR && error <= CR_MAX_ERROR) ||
	    error == ER_SERVER_SHUTDOWN ||
	    error == ER_CLIENT_INTERACTION_TIMEOUT;
}

static int
is_retried(unsigned int error)
{
	return error == ER_LOCK_DEADLOCK || error == ER_LOCK_WAIT_TIMEOUT;
}

static void
count_error(struct writer *w, unsigned int error)
{
	int i;

	for (i = 0; i < NERR - 1; i++)
		if (w->by_number[i].number == error ||
		    w->by_number[i].number == 0)
			break;
	w->by_number[i].number = error;
	w->by_number[i].count++;
	if (is_retried(error))
		w->retried++;
	else if (error == ER_NO_SUCH_TABLE)
		w->missing++;
	else if (is_lost(error))
		w->lost++;
	else
		w->errors++;
}

/* Runs a statement that must touch so many rows (any number: -1). */
static int
run_text(struct writer *w, const char *text, size_t len, int64_t rows)
{
	int64_t us = now();

	w->error = 0;
	if (mysql_real_query(w->my, text, len) != 0)
		w->error = mysql_errno(w->my);
	us = now() - us;
	w->latency[bucket(us)]++;
	w->statements++;
	if (w->lap != laps) {
		w->lap = laps;
		w->longest = 0;
	}
	if (us > w->longest)
		w->longest = us;
	if (w->error != 0) {
		if (!is_retried(w->error) && !w->o->survive)
			warnx("%.60s: %s", text, mysql_error(w->my));
		return -1;
	}
	if (rows >= 0 && mysql_affected_rows(w->my) != (uint64_t)rows) {
		warnx("%.60s: touched %" PRId64 " rows, not %" PRId64, text,
		    (int64_t)mysql_affected_rows(w->my), rows);
		w->error = WRONG;
		return -1;
	}
	return 0;
}

static int
run(struct writer *w, const char *text)
{
	return run_text(w, text, strlen(text), -1);
}

/* The statement that f wrote into *text; frees it. */
static int
run_stream(struct writer *w, FILE *f, char **text, size_t *len)
{
	int ret;

	if (fclose(f) != 0)
		err(1, NULL);
	ret = run_text(w, *text, *len, 1);
	free(*text);
	return ret;
}

static FILE *
stream(char **text, size_t *len)
{
	FILE *f;

	if ((f = open_memstream(text, len)) == NULL)
		err(1, NULL);
	return f;
}

static void
own(struct writer *w, int64_t id)
{
	if (w->nids == w->space) {
		w->space = 2 * w->space + 1000;
		w->ids = realloc(w->ids, w->space * sizeof(*w->ids));
		if (w->ids == NULL)
			err(1, NULL);
	}
	w->ids[w->nids++] = id;
}

/* Notes what a row has become in the open transaction. */
static void
change(struct writer *w, int64_t id, struct row after)
{
	struct change *c;

	after.touched = 1;
	after.owner = w->no;
	for (c = w->changes; c < w->changes + w->nchanges; c++)
		if (c->id == id)
			break;
	if (c == w->changes + w->nchanges) {
		c->id = id;
		c->before = book_get(w->book, id);
		w->nchanges++;
	}
	c->after = after;
	book_put(w->book, id, &after);
}

/* One of our rows that is live, or is not; 0 when none was found. */
static int64_t
pick(struct writer *w, int live, struct row *row)
{
	int64_t id;
	int tries;

	for (tries = 0; tries < 50 && w->nids > 0; tries++) {
		id = w->ids[draw(w, w->nids)];
		*row = book_get(w->book, id);
		if (row->owner != w->no || row->live != live)
			continue;
		/* What AUTO_INCREMENT gave, it may give again. */
		if (!live && id > w->book->rows)
			continue;
		return id;
	}
	return 0;
}

/* An id for a row that gets one of ours: one that was deleted, or a new one. */
static int64_t
pick_free(struct writer *w)
{
	struct row row;
	int64_t id;

	if (draw(w, 2) == 0 && (id = pick(w, 0, &row)) != 0)
		return id;
	w->lowest -= w->o->threads;
	own(w, w->lowest);
	return w->lowest;
}

static struct row
fresh(struct writer *w)
{
	struct row row = {.live = 1};

	w->random++;
	row.salt = mix(w->random);
	row.token = mix(row.salt ^ w->random << 20);
	return row;
}

/* An id of 0 takes the next of AUTO_INCREMENT. */
static int
insert_row(struct writer *w, int64_t id, struct row row)
{
	char *text;
	size_t len;
	FILE *f = stream(&text, &len);

	fprintf(f, "INSERT INTO `%s` (" COLUMNS ") VALUES ", w->o->table);
	row_values(f, id, &row);
	if (run_stream(w, f, &text, &len) == -1)
		return -1;
	if (id == 0) {
		id = mysql_insert_id(w->my);
		own(w, id);
	}
	change(w, id, row);
	return 0;
}

static int
update_row(struct writer *w, int64_t id, struct row row)
{
	char *text;
	size_t len;
	FILE *f = stream(&text, &len);

	fprintf(f, "UPDATE `%s` SET ", w->o->table);
	row_assign(f, &row);
	fprintf(f, " WHERE id = %" PRId64, id);
	if (run_stream(w, f, &text, &len) == -1)
		return -1;
	change(w, id, row);
	return 0;
}

static int
delete_row(struct writer *w, int64_t id, struct row row)
{
	char *text;
	size_t len;
	FILE *f = stream(&text, &len);

	fprintf(f, "DELETE FROM `%s` WHERE id = %" PRId64, w->o->table, id);
	if (run_stream(w, f, &text, &len) == -1)
		return -1;
	row.live = 0;
	change(w, id, row);
	return 0;
}

/* What the row with that id is: 1 as given, 0 not so, -1 error. */
static int
is_row(struct writer *w, int64_t id, const struct row *row)
{
	char text[256];
	MYSQL_RES *res;
	MYSQL_ROW got;
	int n, ret;

	n = snprintf(text, sizeof(text),
	    "SELECT " COLUMNS " FROM `%s` WHERE id = %" PRId64, w->o->table,
	    id);
	if (run_text(w, text, n, -1) == -1)
		return -1;
	if ((res = mysql_store_result(w->my)) == NULL) {
		w->error = mysql_errno(w->my);
		return -1;
	}
	got = mysql_fetch_row(res);
	ret = row->live ?
	    got != NULL && row_equal(row, got, mysql_fetch_lengths(res)) :
	    got == NULL;
	mysql_free_result(res);
	return ret;
}

static int
do_insert(struct writer *w)
{
	return insert_row(w, draw(w, 2) ? 0 : pick_free(w), fresh(w));
}

static int
do_update(struct writer *w)
{
	struct row row, new = fresh(w);
	int64_t id = pick(w, 1, &row);

	if (id == 0)
		return 0;
	if (draw(w, 4) != 0)
		new.token = row.token;
	return update_row(w, id, new);
}

static int
do_delete(struct writer *w)
{
	struct row row;
	int64_t id = pick(w, 1, &row);

	return id == 0 ? 0 : delete_row(w, id, row);
}

static int
do_read(struct writer *w)
{
	struct row row;
	int64_t id = pick(w, draw(w, 8) != 0, &row);

	if (id == 0)
		return 0;
	switch (is_row(w, id, &row)) {
	case 1:
		return 0;
	case 0:
		warnx("row %" PRId64 " is not what was written", id);
		w->error = WRONG;
	}
	return -1;
}

/* Moves a row to another id. */
static int
do_move(struct writer *w)
{
	char text[256];
	struct row row;
	int64_t id = pick(w, 1, &row), to;
	int n;

	if (id == 0)
		return 0;
	to = pick_free(w);
	n = snprintf(text, sizeof(text),
	    "UPDATE `%s` SET id = %" PRId64 " WHERE id = %" PRId64, w->o->table,
	    to, id);
	if (run_text(w, text, n, 1) == -1)
		return -1;
	change(w, to, row);
	row.live = 0;
	change(w, id, row);
	return 0;
}

/* Two rows change their values of the UNIQUE column. */
static int
do_swap(struct writer *w)
{
	struct row a, b, spare, new;
	int64_t ida = pick(w, 1, &a), idb = pick(w, 1, &b);

	if (ida == 0 || idb == 0 || ida == idb)
		return 0;
	spare = a;
	spare.token = fresh(w).token;
	new = b;
	new.token = a.token;
	a.token = b.token;
	if (draw(w, 2) == 0) {
		if (update_row(w, ida, spare) == -1 ||
		    update_row(w, idb, new) == -1)
			return -1;
		return update_row(w, ida, a);
	}
	if (delete_row(w, ida, a) == -1 || delete_row(w, idb, b) == -1 ||
	    insert_row(w, idb, new) == -1)
		return -1;
	return insert_row(w, ida, a);
}

static int
do_something(struct writer *w)
{
	uint64_t r = draw(w, 100);

	if (r < 35)
		return do_update(w);
	if (r < 54)
		return do_insert(w);
	if (r < 70)
		return do_delete(w);
	if (r < 80)
		return do_move(w);
	if (r < 90)
		return do_swap(w);
	return do_read(w);
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
		while ((after = is_row(w, c->id, &c->after)) == -1)
			reconnect(w);
		if (after)
			continue;
		while ((before = is_row(w, c->id, &c->before)) == -1)
			reconnect(w);
		if (!before) {
			warnx("row %" PRId64 " is neither old nor new", c->id);
			count_error(w, WRONG);
		}
		return 0;
	}
	return 1;
}

static int
transaction(struct writer *w)
{
	int i, n = draw(w, 10) < 7 ? 1 : 2 + draw(w, 5);

	if (run(w, "BEGIN") == -1)
		return -1;
	for (i = 0; i < n; i++)
		if (do_something(w) == -1)
			return -1;
	if (draw(w, 12) != 0)
		return run(w, "COMMIT") == -1 ? 1 : 0;
	if (run(w, "ROLLBACK") == -1)
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
		w->transactions++;
		return;
	}
	error = w->error;
	count_error(w, error);
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
		own(w, id);
	}
	w->lowest -= no;
	if ((w->my = load_connect(o, &error)) == NULL)
		errx(1, "cannot connect: error %u", error);
	w->connection = mysql_thread_id(w->my);
}

static double
quantile(const struct writer *w, double q)
{
	int64_t n = 0;
	int i;

	for (i = 0; i < NLAT - 1; i++)
		if ((n += w->latency[i]) > q * w->statements)
			break;
	return bucket_ms(i);
}

static void
add_up(struct writer *sum, const struct writer *w)
{
	int i;

	sum->transactions += w->transactions;
	sum->statements += w->statements;
	for (i = 0; i < NLAT; i++)
		sum->latency[i] += w->latency[i];
	if (w->longest > sum->longest)
		sum->longest = w->longest;
	for (i = 0; i < NERR; i++)
		for (int64_t n = 0; n < w->by_number[i].count; n++)
			count_error(sum, w->by_number[i].number);
}

static int
report(const struct writer *sum, const struct opts *o, double seconds)
{
	int i;

	printf("%" PRId64 " transactions, %.1f tps, p50 %.2f ms, p99 %.2f ms, "
	       "longest pause %.1f ms, retried %" PRId64 ", lost %" PRId64
	       ", no table %" PRId64 ", errors %" PRId64,
	    sum->transactions, sum->transactions / seconds, quantile(sum, 0.5),
	    quantile(sum, 0.99), sum->longest / 1e3, sum->retried, sum->lost,
	    sum->missing, sum->errors);
	for (i = 0; i < NERR && sum->by_number[i].number != 0; i++)
		printf("%s%u x %" PRId64, i == 0 ? " (" : ", ",
		    sum->by_number[i].number, sum->by_number[i].count);
	puts(i > 0 ? ")" : "");
	return sum->errors + sum->missing + (o->survive ? 0 : sum->lost) > 0;
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
	struct writer *w, sum = {0};
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
		add_up(&sum, &w[i]);
	}
	return report(&sum, o, (now() - start) / 1e6);
}
