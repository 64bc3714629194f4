/* gho-throttle -- writes the heartbeat and holds the others when need be. */

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "load.h"
#include "look.h"
#include "opt.h"
#include "say.h"
#include "setting.h"
#include "sig.h"

enum {
	LAG_MIN = 100,
	LAG_MAX = 1000000000,
	TIMEOUT_S = 10, /* of a statement, unless asked otherwise */
	TICK_MS = 100,
};

static const char usage[] =
    "usage: gho-throttle " SQL_USAGE "\n"
    "\t[--check] [--critical-load=NAME=N,...]\n"
    "\t[--critical-load-hibernate-seconds=S]\n"
    "\t[--critical-load-interval-millis=N]\n"
    "\t[--heartbeat-interval-millis=N] [--ignore-http-errors]\n"
    "\t[--max-lag-millis=N] [--max-load=NAME=N,...]\n"
    "\t[--panic-flag-file=FILE] [--throttle-additional-flag-file=FILE]\n"
    "\t[--throttle-control-replicas=HOST:PORT,...]\n"
    "\t[--throttle-copy-only] [--throttle-flag-file=FILE]\n"
    "\t[--throttle-http=URL] [--throttle-http-interval-millis=N]\n"
    "\t[--throttle-http-timeout-millis=N] [--throttle-query=SELECT]\n"
    "\t[--verbose] --run=DIR PLAN\n";

enum {
	OPT_CHECK = 1,
	OPT_CRITICAL,
	OPT_HIBERNATE,
	OPT_AGAIN,
	OPT_INTERVAL,
	OPT_IGNORE,
	OPT_LAG,
	OPT_LOAD,
	OPT_PANIC,
	OPT_RUN,
	OPT_FLAG2,
	OPT_REPLICAS,
	OPT_COPY_ONLY,
	OPT_FLAG,
	OPT_HTTP,
	OPT_HTTP_INTERVAL,
	OPT_HTTP_TIMEOUT,
	OPT_QUERY,
	OPT_VERBOSE
};

static const struct option options[] = {
    SQL_OPTIONS,
    OPT_COMMON_OPTIONS,
    {"check", no_argument, NULL, OPT_CHECK},
    {"critical-load", required_argument, NULL, OPT_CRITICAL},
    {"critical-load-hibernate-seconds", required_argument, NULL, OPT_HIBERNATE},
    {"critical-load-interval-millis", required_argument, NULL, OPT_AGAIN},
    {"heartbeat-interval-millis", required_argument, NULL, OPT_INTERVAL},
    {"ignore-http-errors", no_argument, NULL, OPT_IGNORE},
    {"max-lag-millis", required_argument, NULL, OPT_LAG},
    {"max-load", required_argument, NULL, OPT_LOAD},
    {"panic-flag-file", required_argument, NULL, OPT_PANIC},
    {"run", required_argument, NULL, OPT_RUN},
    {"throttle-additional-flag-file", required_argument, NULL, OPT_FLAG2},
    {"throttle-control-replicas", required_argument, NULL, OPT_REPLICAS},
    {"throttle-copy-only", no_argument, NULL, OPT_COPY_ONLY},
    {"throttle-flag-file", required_argument, NULL, OPT_FLAG},
    {"throttle-http", required_argument, NULL, OPT_HTTP},
    {"throttle-http-interval-millis", required_argument, NULL,
	OPT_HTTP_INTERVAL},
    {"throttle-http-timeout-millis", required_argument, NULL, OPT_HTTP_TIMEOUT},
    {"throttle-query", required_argument, NULL, OPT_QUERY},
    {"verbose", no_argument, NULL, OPT_VERBOSE},
    {NULL, 0, NULL, 0},
};

/* Options whose value is a text that a module knows to judge. */
static const struct {
	int c;
	const char *name;
	size_t at;
	int (*check)(const char *, struct buf *);
} texts[] = {
    {OPT_CRITICAL, "critical-load", offsetof(struct watch_conf, critical_load),
	load_check},
    {OPT_LOAD, "max-load", offsetof(struct watch_conf, max_load), load_check},
    {OPT_REPLICAS, "throttle-control-replicas",
	offsetof(struct watch_conf, replicas), setting_replicas},
    {OPT_HTTP, "throttle-http", offsetof(struct watch_conf, http),
	setting_http},
    {OPT_QUERY, "throttle-query", offsetof(struct watch_conf, query),
	setting_query},
};

/* Whole numbers, and their range. */
static const struct {
	int c;
	const char *name;
	size_t at;
	long min, max;
} numbers[] = {
    {OPT_HIBERNATE, "critical-load-hibernate-seconds",
	offsetof(struct watch_conf, hibernate), 0, 31536000},
    {OPT_AGAIN, "critical-load-interval-millis",
	offsetof(struct watch_conf, critical_again), 0, 3600000},
    {OPT_INTERVAL, "heartbeat-interval-millis",
	offsetof(struct watch_conf, interval), 10, 60000},
    {OPT_HTTP_INTERVAL, "throttle-http-interval-millis",
	offsetof(struct watch_conf, http_interval), 10, 3600000},
    {OPT_HTTP_TIMEOUT, "throttle-http-timeout-millis",
	offsetof(struct watch_conf, http_timeout), 1, 3600000},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
take_text(struct watch_conf *conf, int c)
{
	struct buf why = {0};
	size_t i;

	for (i = 0; i < COUNT(texts); i++) {
		if (texts[i].c != c)
			continue;
		if (strlen(optarg) >= LOOK_TEXT)
			say_die(X_USAGE, "--%s is longer than %d bytes",
			    texts[i].name, LOOK_TEXT - 1);
		if (texts[i].check(optarg, &why) == -1)
			say_die(X_USAGE, "--%s=%s: %s", texts[i].name, optarg,
			    buf_cstr(&why));
		*(const char **)((char *)conf + texts[i].at) = optarg;
		return (true);
	}
	return (false);
}

static bool
take_number(struct watch_conf *conf, int c)
{
	size_t i;

	for (i = 0; i < COUNT(numbers); i++) {
		if (numbers[i].c != c)
			continue;
		*(long *)(void *)((char *)conf + numbers[i].at) =
		    (long)opt_number(numbers[i].name, (double)numbers[i].min,
			(double)numbers[i].max);
		return (true);
	}
	return (false);
}

/* parse(conf, argc, argv): whether the options are only to be checked. */
static bool
parse(struct watch_conf *conf, int argc, char **argv)
{
	bool check = false;
	int c;

	while ((c = opt_next(argc, argv, options, &conf->sql, usage)) != -1) {
		if (take_text(conf, c) || take_number(conf, c))
			continue;
		switch (c) {
		case OPT_CHECK:
			check = true;
			break;
		case OPT_LAG:
			/* gh-ost knows no less either. */
			conf->max_lag =
			    opt_number("max-lag-millis", 0, LAG_MAX);
			if (conf->max_lag < LAG_MIN)
				conf->max_lag = LAG_MIN;
			break;
		case OPT_FLAG:
			conf->flag[0] = optarg;
			break;
		case OPT_FLAG2:
			conf->flag[1] = optarg;
			break;
		case OPT_PANIC:
			conf->panic = optarg;
			break;
		case OPT_RUN:
			conf->run = optarg;
			break;
		case OPT_IGNORE:
			conf->http_ignore = true;
			break;
		case OPT_COPY_ONLY:
			conf->copy_only = true;
			break;
		case OPT_VERBOSE:
			say_verbose(1);
			break;
		}
	}
	return (check);
}

int
main(int argc, char **argv)
{
	struct watch_conf conf = {
	    .interval = 100,
	    .max_lag = 1500,
	    .http_interval = 100,
	    .http_timeout = 1000,
	    .flag = {NULL, "/tmp/gh-ost.throttle"},
	};
	struct watch *w;
	const char *plan;
	int fail = X_DONE;
	bool check;

	say_init(argv[0]);
	check = parse(&conf, argc, argv);
	plan = opt_one(argc, argv, usage);
	if (conf.run == NULL)
		opt_usage(usage);
	if (check)
		return (X_DONE);
	if (conf.sql.timeout == 0)
		conf.sql.timeout = TIMEOUT_S;
	sig_catch();
	sig_ignore_pipe();
	conf.plan = plan_need(plan);
	w = watch_start(&conf, &fail);
	while (w != NULL && sig_seen() == 0 && fail == X_DONE) {
		fail = watch_tick(w);
		sig_sleep(TICK_MS);
	}
	if (w != NULL)
		watch_end(w);
	sig_die();
	/* A thread that is stuck is not to see its libraries go. */
	_exit(fail);
}
