/* gho-cutover: applies the last records under a lock and swaps the tables. */

#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apply.h"
#include "opt.h"
#include "say.h"
#include "sig.h"
#include "swap.h"

enum {
	CLOSE_MS = 500, /* a mark that comes through so soon: close */
	WAIT_MS = 1000, /* for records, before looking around */
	BACKOFF_MS = 1000,
	BACKOFF_MAX_MS = 64000,
	LOOKS = 5, /* at the tables, a second apart, after a lost answer */
	LOOKS_MAX = 300,
};

static const char usage[] =
    "usage: gho-cutover " SQL_USAGE "\n"
    "\t[--check] [--cut-over-lock-timeout-seconds=N] [--default-retries=N]\n"
    "\t[--verbose] PLAN <records\n";

struct conf {
	struct sql_opt sql;
	unsigned int timeout;
	unsigned int retries;
	bool check; /* only tell whether the tables are swapped */
	const char *plan;
};

enum { OPT_CHECK = 1, OPT_TIMEOUT, OPT_RETRIES, OPT_VERBOSE };

static const struct option options[] = {SQL_OPTIONS, OPT_COMMON_OPTIONS,
    {"check", no_argument, NULL, OPT_CHECK},
    {"cut-over-lock-timeout-seconds", required_argument, NULL, OPT_TIMEOUT},
    {"default-retries", required_argument, NULL, OPT_RETRIES},
    {"verbose", no_argument, NULL, OPT_VERBOSE}, {NULL, 0, NULL, 0}};

static void
parse(struct conf *conf, int argc, char **argv)
{
	int c;

	while ((c = opt_next(argc, argv, options, &conf->sql, usage)) != -1) {
		switch (c) {
		case OPT_CHECK:
			conf->check = true;
			break;
		case OPT_TIMEOUT:
			conf->timeout = (unsigned int)opt_number(
			    "cut-over-lock-timeout-seconds", 1, 10);
			break;
		case OPT_RETRIES:
			conf->retries =
			    (unsigned int)opt_number("default-retries", 0, 1e9);
			break;
		case OPT_VERBOSE:
			say_verbose(1);
			break;
		}
	}
	conf->plan = opt_one(argc, argv, usage);
}

/* All that one cut-over needs. */
struct cutover {
	struct conf conf;
	struct plan *plan;
	struct rec_reader *in;
	struct apply a;
	struct swap swap;
	int rc; /* exit code after a function returned -1 */
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

/*
 * follow(c, until, mark): applies records until ${mark} has been applied
 * (returns 1), or until the time ${until} (returns 0).  Without a mark it
 * follows the stream for that long.
 */
static int
follow(struct cutover *c, int64_t until, const char *mark)
{
	struct rec rec;
	int64_t left;
	int rc;

	while ((left = until - now_ms()) > 0 && sig_seen() == 0) {
		rc = rec_read(c->in, &rec,
		    !apply_idle(&c->a) ? 0 :
			left < WAIT_MS ? (int)left :
					 WAIT_MS);
		if (rc == -1) {
			c->rc = rec_fail(c->in);
			return (-1);
		}
		if (rc == REC_EOF) {
			say_err("the stream ended before the cut-over; the "
				"original is untouched");
			c->rc = X_AGAIN;
			return (-1);
		}
		if ((rc == REC_GOT ? apply_take(&c->a, &rec) :
				     apply_flush(&c->a)) == -1) {
			c->rc = c->a.fail;
			return (-1);
		}
		if (mark != NULL && strcmp(buf_cstr(&c->a.mark), mark) == 0)
			return (1);
	}
	return (0);
}

/*
 * mark_now(c): writes a mark, trying again when that may help; records are
 * applied meanwhile.  Returns 1, 0 if a signal came, -1.
 */
static int
mark_now(struct cutover *c)
{
	unsigned int try;

	for (try = 0; swap_mark(&c->swap) == -1; try++) {
		c->rc = c->swap.fail;
		if (c->rc != X_AGAIN || try >= c->conf.retries)
			return (-1);
		if (follow(c, now_ms() + BACKOFF_MS, NULL) == -1)
			return (-1);
		if (sig_seen() != 0)
			return (0);
	}
	return (1);
}

/* A mark that comes through quickly shows that the lock would be short. */
static int
come_close(struct cutover *c)
{
	int64_t start;
	int rc;

	do {
		rc = mark_now(c);
		start = now_ms();
		if (rc == 1)
			rc = follow(c, INT64_MAX, c->swap.mark);
		if (rc != 1)
			return (rc);
		say_debug("a mark came through in %lld ms",
		    (long long)(now_ms() - start));
	} while (now_ms() - start > CLOSE_MS);
	return (1);
}

/*
 * after_loss(c): the session's answer was lost.  Says what is true now.  A
 * signal does not hurry it: the RENAME has been sent.
 */
static int
after_loss(struct cutover *c)
{
	enum swap_state state = SWAP_ODD;
	unsigned int try;

	for (try = 0; swap_settle(&c->swap, &state) == -1; try++) {
		if (try >= LOOKS_MAX || (sig_seen() != 0 && try >= LOOKS)) {
			say_err("cannot tell whether the tables were swapped: "
				"they were if %s.%s is gone",
			    c->plan->db, c->plan->ghost_table);
			c->rc = X_AGAIN;
			return (-1);
		}
		poll(NULL, 0, BACKOFF_MS);
	}
	if (state == SWAP_DONE)
		return (1);
	if (state == SWAP_NOT)
		return (0);
	say_err("%s.%s, %s or %s is not where it was; nothing more is done",
	    c->plan->db, c->plan->table, c->plan->ghost_table,
	    c->plan->old_table);
	c->rc = X_REFUSED;
	return (-1);
}

/*
 * under_lock(c): drains and swaps.  Returns 1 when the tables are swapped,
 * 0 when this attempt is given up and nothing has changed.
 */
static int
under_lock(struct cutover *c)
{
	int64_t until = now_ms() + c->conf.timeout * 1000;
	bool refused;
	int rc;

	say_debug("locked");
	if (swap_mark(&c->swap) == -1)
		return (0);
	rc = follow(c, until, c->swap.mark);
	if (rc == -1 && c->rc != X_AGAIN)
		return (-1);
	if (rc == 1)
		say_debug("the last mark is applied");
	if (rc != 1) {
		say_warn("the last events did not come within %u s under the "
			 "lock",
		    c->conf.timeout);
		return (0);
	}
	if (swap_rename(&c->swap) == 0)
		return (1);
	refused = c->swap.fail == X_REFUSED;
	rc = after_loss(c);
	/* What the server says no to once it does not do later. */
	if (rc == 0 && refused) {
		c->rc = X_REFUSED;
		return (-1);
	}
	return (rc);
}

/* attempt(c): 1 swapped, 0 given up for now, -1 failed. */
static int
attempt(struct cutover *c)
{
	int64_t start;
	int rc;

	if (swap_prepare(&c->swap) == -1 || apply_flush(&c->a) == -1)
		return (0);
	start = now_ms();
	rc = swap_lock(&c->swap) == -1 ? 0 : under_lock(c);
	swap_unlock(&c->swap);
	if (rc == 1)
		printf("swapped\t%lld\n", (long long)(now_ms() - start));
	else if (rc == 0)
		say_warn("no cut-over this time, applications waited %lld "
			 "ms; %s.%s is untouched",
		    (long long)(now_ms() - start), c->plan->db, c->plan->table);
	return (rc);
}

/* cut_over(c): 1 swapped, 0 a signal came, -1 failed. */
static int
cut_over(struct cutover *c)
{
	int64_t wait = BACKOFF_MS;
	unsigned int try;
	int rc;

	for (try = 0; sig_seen() == 0; try++) {
		rc = come_close(c);
		if (rc != 1)
			return (rc);
		rc = attempt(c);
		if (rc != 0)
			return (rc);
		if (try >= c->conf.retries) {
			say_err("no cut-over after %u attempts; %s.%s is "
				"untouched",
			    try + 1, c->plan->db, c->plan->table);
			c->rc = X_AGAIN;
			return (-1);
		}
		if (follow(c, now_ms() + wait, NULL) == -1)
			return (-1);
		wait = wait * 2 > BACKOFF_MAX_MS ? BACKOFF_MAX_MS : wait * 2;
	}
	return (0);
}

/* run(c): the exit code. */
static int
run(struct cutover *c)
{
	enum swap_state state;

	if (swap_look(&c->swap, &state) == -1)
		return (c->swap.fail);
	if (state == SWAP_DONE) {
		if (!c->conf.check)
			say_info("the tables were swapped before");
		return (X_DONE);
	}
	if (state == SWAP_NOT && c->conf.check)
		return (X_NO);
	if (state == SWAP_ODD) {
		say_err("%s.%s or its ghost %s is missing, or %s exists",
		    c->plan->db, c->plan->table, c->plan->ghost_table,
		    c->plan->old_table);
		return (X_REFUSED);
	}
	switch (cut_over(c)) {
	case 1:
		return (X_DONE);
	case 0:
		sig_die();
		return (X_AGAIN);
	default:
		return (c->rc);
	}
}

int
main(int argc, char **argv)
{
	struct cutover c = {.conf = {.timeout = 3, .retries = 60}, .rc = X_BUG};
	int rc;

	say_init(argv[0]);
	parse(&c.conf, argc, argv);
	c.plan = plan_need(c.conf.plan);
	sig_catch();
	sig_ignore_pipe();
	apply_init(&c.a, c.plan, &c.conf.sql);
	c.a.retries = c.conf.retries;
	c.in = rec_open(STDIN_FILENO);
	if (apply_connect(&c.a) == -1)
		rc = c.a.fail;
	else if (swap_open(&c.swap, c.plan, &c.a, c.conf.timeout) == -1)
		rc = c.swap.fail;
	else
		rc = run(&c);
	swap_close(&c.swap);
	rec_close(c.in);
	apply_free(&c.a);
	plan_free(c.plan);
	return (rc);
}
