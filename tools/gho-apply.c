/* gho-apply: writes a stream's row events into the ghost table. */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "apply.h"
#include "file.h"
#include "opt.h"
#include "say.h"
#include "sig.h"

enum {
	GATHER_MS = 250,
	GATHER_MAX = 10000,
	LINGER_LOCKS_MS = 20, /* where a transaction may wait for locks */
	IDLE_MS = 500,
	HOLD_MS = 100,
	BATCH_MAX = 100000,
};

static const char usage[] =
    "usage: gho-apply " SQL_USAGE "\n"
    "\t[--default-retries=N] [--dml-batch-size=N] [--gather=MS] [--run=DIR]\n"
    "\t[--sessions=N] [--verbose] PLAN <records\n";

struct conf {
	struct sql_opt sql;
	const char *run;
	unsigned int batch;
	unsigned int gather;
	unsigned int retries;
	unsigned int sessions;
};

static const struct opt_item items[] = {
    OPT_RANGE(struct conf, retries, OPT_UINT, "default-retries", 0, 1e9),
    OPT_RANGE(struct conf, batch, OPT_UINT, "dml-batch-size", 1, BATCH_MAX),
    OPT_RANGE(struct conf, gather, OPT_UINT, "gather", 0, GATHER_MAX),
    OPT_ITEM(struct conf, run, OPT_TEXT, "run"),
    OPT_RANGE(struct conf, sessions, OPT_UINT, "sessions", 1, LANES_MAX + 1),
    {.name = "verbose", .kind = OPT_LOUD},
    {.name = NULL},
};

/* wait_turn(a): waits while somebody holds the run; a new knob counts. */
static void
wait_turn(struct apply *a)
{
	const struct conf *conf = a->arg;
	double batch = a->max_rows;

	while (sig_seen() == 0 && run_apply_held(conf->run))
		sig_sleep(HOLD_MS);
	run_knob(conf->run, "dml-batch-size", 1, BATCH_MAX, &batch);
	a->max_rows = (unsigned int)batch;
}

/*
 * linger(plan, most): few commits disturb others less; but what reads the
 * original or settles duplicates, with locks, is the more often in somebody's
 * way the more it is.
 */
static int
linger(const struct plan *plan, int most)
{
	bool locks = !plan->lone_key || plan->convert || plan->keeps;

	return (locks && most > LINGER_LOCKS_MS ? LINGER_LOCKS_MS : most);
}

static int
at_end(struct apply *a, const struct rec_reader *r)
{
	if (apply_cut(a) == -1)
		return (a->fail);
	if (rec_ended(r))
		return (X_DONE);
	say_err("the stream was cut; what was whole is applied up to %s",
	    a->pos.len == 0 ? "its start" : buf_cstr(&a->pos));
	return (X_AGAIN);
}

static int
loop(struct apply *a, struct rec_reader *r)
{
	struct rec rec;
	int rc;

	while (sig_seen() == 0) {
		rc = rec_read(r, &rec,
		    apply_idle(a) ? IDLE_MS : apply_patience(a));
		if (rc == -1)
			return (rec_fail(r));
		if (rc == REC_EOF)
			return (at_end(a, r));
		if (rc == REC_GOT && apply_take(a, &rec) == -1)
			return (a->fail);
		if ((rc == REC_NONE || apply_due(a)) && apply_flush(a) == -1)
			return (a->fail);
	}
	/* What a transaction has begun is void; the next run repeats it. */
	return (apply_cut(a) == -1 ? a->fail : X_DONE);
}

/* For a stream that is to go on from there. */
static void
tell_done(const struct apply *a)
{
	struct buf set = {0};

	if (apply_done(a, &set))
		printf("executed\t%s\n", buf_cstr(&set));
	buf_free(&set);
}

int
main(int argc, char **argv)
{
	struct conf conf = {.batch = APPLY_MAX_ROWS,
	    .gather = GATHER_MS,
	    .retries = AGAIN_RETRIES,
	    .sessions = 1};
	struct rec_reader *r;
	struct apply a;
	struct plan *plan;
	int rc;

	say_init(argv[0]);
	opt_parse(argc, argv, items, &conf, &conf.sql, usage);
	plan = plan_need(opt_one(argc, argv, usage));
	sig_catch();
	sig_ignore_pipe();
	apply_init(&a, plan, &conf.sql);
	a.max_rows = conf.batch;
	a.retries = conf.retries;
	a.linger = linger(plan, conf.gather);
	a.pause = wait_turn;
	a.arg = &conf;
	apply_share(&a, conf.sessions);
	r = rec_open(STDIN_FILENO);
	rc = apply_begin(&a) == -1 ? a.fail : loop(&a, r);
	tell_done(&a);
	if (a.left > 0)
		say_debug("%llu changes were left to the copy",
		    (unsigned long long)a.left);
	rec_close(r);
	apply_free(&a);
	plan_free(plan);
	if (rc == X_DONE)
		sig_die();
	return (rc);
}
