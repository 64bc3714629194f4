/* gho-throttle -- writes the heartbeat and holds the others when need be. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "hold.h"
#include "opt.h"
#include "plan.h"
#include "say.h"
#include "sig.h"
#include "solo.h"
#include "sql.h"

enum {
	RETRY_MS = 100, /* before connecting again, then doubled */
	RETRY_MAX_MS = 5000,
	SOLO_WAIT_S = 5, /* for the run's named lock */
	LAG_MIN = 100,
	LAG_MAX = 1000000000,
	TIMEOUT_S = 10, /* of a statement, unless asked otherwise */
};

enum { HOLD_LAG, HOLD_FLAG, HOLD_N };

struct job {
	struct sql_opt opt;
	const char *run;
	const char *flag[2];
	const char *panic;
	long interval;	/* ms */
	double max_lag; /* ms */
	struct plan *plan;
	struct sql sql;
	char *beat;  /* the statement */
	char *first; /* the first heartbeat written */
	long retry;  /* ms, 0: connected */
	long waited; /* ms since the last attempt */
	struct hold hold[HOLD_N];
};

/* What the server writes, as gh-ost does; and how it reads it again. */
#define BEAT_FORMAT "'%Y-%m-%dT%H:%i:%s.%fZ'"

static const char usage[] =
    "usage: gho-throttle " SQL_USAGE "\n"
    "\t[--heartbeat-interval-millis=N] [--max-lag-millis=N]\n"
    "\t[--panic-flag-file=FILE] [--throttle-additional-flag-file=FILE]\n"
    "\t[--throttle-flag-file=FILE] [--verbose] --run=DIR PLAN\n";

/* ---- Files ---- */

static bool
exists(const char *path)
{
	return (path != NULL && path[0] != '\0' && access(path, F_OK) == 0);
}

static void
put(struct job *j, const char *dir, const char *name, const char *text)
{
	char *path = mem_fmt("%s/%s/%s", j->run, dir, name);
	char *line = mem_fmt("%s\n", text);

	if (file_replace(path, line, strlen(line)) == -1)
		exit(X_SYS);
	free(line);
	free(path);
}

static void
make_dir(struct job *j, const char *name)
{
	char *path = mem_fmt("%s/%s", j->run, name);

	if (mkdir(path, 0700) == -1 && errno != EEXIST)
		say_die(X_SYS, "cannot make %s:", path);
	free(path);
}

static void
tell(const char *line)
{
	if (file_write(STDOUT_FILENO, line, strlen(line)) == -1)
		say_die(errno == EPIPE ? X_BUG : X_SYS,
		    "cannot write to stdout:");
}

/* ---- Holding ---- */

static void
hold(struct hold *h, const char *text)
{
	int rc = hold_set(h, text);
	char *line;

	if (rc == -1)
		exit(X_SYS);
	if (rc == 0)
		return;
	line = mem_fmt("hold\t%s\t%s\n", h->name, h->text);
	tell(line);
	free(line);
}

static void
release(struct hold *h)
{
	int rc = hold_clear(h);
	char *line;

	if (rc == -1)
		exit(X_SYS);
	if (rc == 0)
		return;
	line = mem_fmt("release\t%s\n", h->name);
	tell(line);
	free(line);
}

static void
say_state(struct job *j)
{
	const char *text = "";
	int i;

	for (i = 0; i < HOLD_N; i++) {
		if (j->hold[i].on)
			text = j->hold[i].text;
	}
	put(j, "throttle", "state", text);
}

static void
begin_holds(struct job *j)
{
	make_dir(j, "throttle");
	if (hold_open(&j->hold[HOLD_LAG], j->run, "hold-copy", "lag") == -1 ||
	    hold_open(&j->hold[HOLD_FLAG], j->run, "hold", "flag-file") == -1)
		exit(X_SYS);
}

static void
end(struct job *j, int code)
{
	int i;

	for (i = 0; i < HOLD_N; i++)
		hold_clear(&j->hold[i]);
	sql_close(&j->sql);
	sig_die();
	exit(code);
}

/* ---- Heartbeat and lag: all times are the server's ---- */

static void
make_beat(struct job *j)
{
	struct buf b = {0};

	buf_str(&b, "INSERT /* gh-ost */ INTO ");
	sql_name2(&b, j->plan->db, j->plan->changelog_table);
	buf_str(&b,
	    " (id, hint, value) VALUES (1, 'heartbeat',"
	    " DATE_FORMAT(UTC_TIMESTAMP(6), " BEAT_FORMAT "))"
	    " ON DUPLICATE KEY UPDATE last_update = NOW(),"
	    " value = VALUES(value)");
	j->beat = mem_str(buf_cstr(&b));
	buf_free(&b);
}

static int
connect_again(struct job *j)
{
	/* After a loss the old session may live for a moment. */
	unsigned int wait = j->first == NULL ? 0 : SOLO_WAIT_S;

	if (sql_open(&j->sql, &j->opt) == -1)
		return (-1);
	if (solo_take(&j->sql, j->plan->db, j->plan->table, wait) == -1)
		return (-1);
	return (sql_run(&j->sql,
	    "SET SESSION innodb_lock_wait_timeout = 3,"
	    " lock_wait_timeout = 3"));
}

static int
ask_one(struct job *j, const char *text, const char *arg, char **out)
{
	struct sql_rows rows;

	if (sql_ask(&j->sql, &rows, text, arg) == -1)
		return (-1);
	*out = rows.nrow == 1 ? mem_str(rows.cell[0]) : NULL;
	sql_rows_free(&rows);
	return (0);
}

/*
 * The lag is the age of the last heartbeat that came back through the
 * stream; before there is one, that of the first that was written.  A text
 * that is no time gives NULL, an unknown lag.
 */
static int
measure(struct job *j, double *ms)
{
	char *path = mem_fmt("%s/apply/heartbeat", j->run), *lag = NULL;
	char word[256];
	int rc;

	rc = file_word(path, word, sizeof(word));
	free(path);
	if (ask_one(j,
		"SELECT TIMESTAMPDIFF(MICROSECOND, STR_TO_DATE(?, " BEAT_FORMAT
		"), UTC_TIMESTAMP(6))",
		rc == 1 ? word : j->first, &lag) == -1)
		return (-1);
	*ms = rc == -1 || lag == NULL ? -1 : strtod(lag, NULL) / 1000;
	free(lag);
	return (0);
}

static int
beat(struct job *j, double *ms)
{
	if (j->sql.my == NULL && connect_again(j) == -1)
		return (-1);
	if (sql_run(&j->sql, "%s", j->beat) == -1)
		return (-1);
	if (j->first == NULL &&
	    ask_one(j,
		"SELECT DATE_FORMAT("
		"UTC_TIMESTAMP(6), " BEAT_FORMAT ")",
		NULL, &j->first) == -1)
		return (-1);
	return (measure(j, ms));
}

/* A lost session is opened again, at first soon and then every 5 s. */
static void
lose(struct job *j)
{
	if (j->sql.fail != X_AGAIN) {
		say_err("cannot write the heartbeat: %s", j->sql.text);
		end(j, j->sql.fail);
	}
	say_warn("no heartbeat: %s", j->sql.text);
	sql_close(&j->sql);
	j->waited = 0;
	j->retry = j->retry == 0 ? RETRY_MS : j->retry * 2;
	if (j->retry > RETRY_MAX_MS)
		j->retry = RETRY_MAX_MS;
}

static double
lag(struct job *j)
{
	double ms = -1;

	j->waited += j->interval;
	if (j->waited < j->retry)
		return (-1);
	if (beat(j, &ms) == -1) {
		lose(j);
		return (-1);
	}
	j->retry = 0;
	return (ms);
}

static void
check_lag(struct job *j)
{
	double ms = lag(j);
	char text[64];

	run_knob(j->run, "max-lag-millis", LAG_MIN, LAG_MAX, &j->max_lag);
	if (ms < 0) {
		put(j, "throttle", "lag", "unknown");
		hold(&j->hold[HOLD_LAG], "lag unknown");
		return;
	}
	snprintf(text, sizeof(text), "%.3f", ms / 1000);
	put(j, "throttle", "lag", text);
	snprintf(text, sizeof(text), "lag=%.3fs", ms / 1000);
	if (ms > j->max_lag)
		hold(&j->hold[HOLD_LAG], text);
	else
		release(&j->hold[HOLD_LAG]);
}

/* ---- Flag files ---- */

static void
check_flags(struct job *j)
{
	if (exists(j->panic)) {
		say_err("panic: %s exists", j->panic);
		end(j, X_NO);
	}
	if (exists(j->flag[0]) || exists(j->flag[1]))
		hold(&j->hold[HOLD_FLAG], "flag-file");
	else
		release(&j->hold[HOLD_FLAG]);
}

/* ---- Options ---- */

enum {
	OPT_INTERVAL = 1,
	OPT_LAG,
	OPT_FLAG,
	OPT_FLAG2,
	OPT_PANIC,
	OPT_RUN,
	OPT_VERBOSE
};

static const struct option options[] = {
    SQL_OPTIONS,
    OPT_COMMON_OPTIONS,
    {"heartbeat-interval-millis", required_argument, NULL, OPT_INTERVAL},
    {"max-lag-millis", required_argument, NULL, OPT_LAG},
    {"panic-flag-file", required_argument, NULL, OPT_PANIC},
    {"run", required_argument, NULL, OPT_RUN},
    {"throttle-additional-flag-file", required_argument, NULL, OPT_FLAG2},
    {"throttle-flag-file", required_argument, NULL, OPT_FLAG},
    {"verbose", no_argument, NULL, OPT_VERBOSE},
    {NULL, 0, NULL, 0},
};

static void
parse(struct job *j, int argc, char **argv)
{
	int c;

	while ((c = opt_next(argc, argv, options, &j->opt, usage)) != -1) {
		switch (c) {
		case OPT_INTERVAL:
			j->interval = (long)opt_number(
			    "heartbeat-interval-millis", 10, 60000);
			break;
		case OPT_LAG:
			j->max_lag = opt_number("max-lag-millis", 0, LAG_MAX);
			break;
		case OPT_FLAG:
			j->flag[0] = optarg;
			break;
		case OPT_FLAG2:
			j->flag[1] = optarg;
			break;
		case OPT_PANIC:
			j->panic = optarg;
			break;
		case OPT_RUN:
			j->run = optarg;
			break;
		case OPT_VERBOSE:
			say_verbose(1);
			break;
		}
	}
}

int
main(int argc, char **argv)
{
	struct job j = {.interval = 100, .max_lag = 1500};
	const char *plan;

	say_init(argv[0]);
	j.flag[1] = "/tmp/gh-ost.throttle";
	parse(&j, argc, argv);
	plan = opt_one(argc, argv, usage);
	if (j.run == NULL)
		opt_usage(usage);
	if (j.opt.timeout == 0)
		j.opt.timeout = TIMEOUT_S;
	/* gh-ost knows no less either. */
	if (j.max_lag < LAG_MIN)
		j.max_lag = LAG_MIN;
	sig_catch();
	sig_ignore_pipe();
	j.plan = plan_need(plan);
	j.sql.quiet = true;
	make_beat(&j);
	begin_holds(&j);
	if (connect_again(&j) == -1) {
		say_err("%s", j.sql.text);
		end(&j, j.sql.fail);
	}
	while (sig_seen() == 0) {
		check_flags(&j);
		check_lag(&j);
		say_state(&j);
		sig_sleep(j.interval);
	}
	end(&j, X_DONE);
}
