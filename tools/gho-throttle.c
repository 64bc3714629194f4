/* gho-throttle -- writes the heartbeat and holds the others when need be. */

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "feed.h"
#include "load.h"
#include "look.h"
#include "opt.h"
#include "say.h"
#include "setting.h"
#include "sig.h"
#include "window.h"

enum {
	LAG_MIN = 100,
	LAG_MAX = 1000000000,
	TIMEOUT_S = 10, /* of a statement, unless asked otherwise */
};

static const char usage[] =
    "usage: gho-throttle " SQL_USAGE "\n"
    "\t[--check] [--critical-load=NAME=N,...]\n"
    "\t[--critical-load-hibernate-seconds=S]\n"
    "\t[--critical-load-interval-millis=N]\n"
    "\t[--cut-over-max-lag-millis=N] [--cut-over-max-load=NAME=N,...]\n"
    "\t[--cut-over-min-connections=N] [--cut-over-min-disk=SIZE]\n"
    "\t[--cut-over-window=TIMES] [--cut-over-window-zone=ZONE]\n"
    "\t[--heartbeat-interval-millis=N] [--ignore-http-errors]\n"
    "\t[--max-lag-millis=N] [--max-load=NAME=N,...]\n"
    "\t[--panic-flag-file=FILE] " FEED_USAGE "\n"
    "\t[--throttle-additional-flag-file=FILE]\n"
    "\t[--throttle-control-replicas=HOST:PORT,...]\n"
    "\t[--throttle-copy-only] [--throttle-flag-file=FILE]\n"
    "\t[--throttle-http=URL] [--throttle-http-interval-millis=N]\n"
    "\t[--throttle-http-timeout-millis=N] [--throttle-query=SELECT]\n"
    "\t[--verbose] --run=DIR PLAN\n";

struct tool {
	struct watch_conf conf;
	struct feed_opt how;
	bool check; /* the options, no more */
};

/* A text that a module knows to judge. */
#define JUDGED(member, option, judge)                     \
	{                                                 \
		.name = option, .kind = OPT_TEXT,         \
		.at = offsetof(struct tool, conf.member), \
		.size = LOOK_TEXT - 1, .check = judge     \
	}

static const struct opt_item items[] = {
    OPT_ITEM(struct tool, check, OPT_SWITCH, "check"),
    JUDGED(critical_load, "critical-load", load_check),
    OPT_RANGE(struct tool, conf.hibernate, OPT_LONG,
	"critical-load-hibernate-seconds", 0, 31536000),
    OPT_RANGE(struct tool, conf.critical_again, OPT_LONG,
	"critical-load-interval-millis", 0, 3600000),
    JUDGED(cutover.lag, "cut-over-max-lag-millis", setting_count),
    JUDGED(cutover.load, "cut-over-max-load", load_check),
    JUDGED(cutover.connections, "cut-over-min-connections", setting_count),
    JUDGED(cutover.disk, "cut-over-min-disk", setting_size),
    JUDGED(cutover.window, "cut-over-window", window_check),
    OPT_ITEM(struct tool, conf.cutover.zone, OPT_TEXT, "cut-over-window-zone"),
    OPT_RANGE(struct tool, conf.interval, OPT_LONG, "heartbeat-interval-millis",
	10, 60000),
    OPT_ITEM(struct tool, conf.http_ignore, OPT_SWITCH, "ignore-http-errors"),
    OPT_RANGE(struct tool, conf.max_lag, OPT_REAL, "max-lag-millis", 0,
	LAG_MAX),
    JUDGED(max_load, "max-load", load_check),
    OPT_ITEM(struct tool, conf.panic, OPT_TEXT, "panic-flag-file"),
    OPT_ITEM(struct tool, conf.run, OPT_TEXT, "run"),
    FEED_ITEMS(struct tool, how),
    OPT_ITEM(struct tool, conf.flag[1], OPT_TEXT,
	"throttle-additional-flag-file"),
    JUDGED(replicas, "throttle-control-replicas", setting_replicas),
    OPT_ITEM(struct tool, conf.copy_only, OPT_SWITCH, "throttle-copy-only"),
    OPT_ITEM(struct tool, conf.flag[0], OPT_TEXT, "throttle-flag-file"),
    JUDGED(http, "throttle-http", setting_http),
    OPT_RANGE(struct tool, conf.http_interval, OPT_LONG,
	"throttle-http-interval-millis", 10, 3600000),
    OPT_RANGE(struct tool, conf.http_timeout, OPT_LONG,
	"throttle-http-timeout-millis", 1, 3600000),
    JUDGED(query, "throttle-query", setting_query),
    {.name = "verbose", .kind = OPT_LOUD},
    {.name = NULL},
};

/* parse(t, argc, argv): returns the plan's path. */
static const char *
parse(struct tool *t, int argc, char **argv)
{
	struct watch_conf *conf = &t->conf;
	const char *plan;

	opt_parse(argc, argv, items, t, &conf->sql, usage);
	plan = opt_one(argc, argv, usage);
	if (conf->run == NULL)
		opt_usage(usage);
	/* gh-ost knows no less either. */
	if (conf->max_lag < LAG_MIN)
		conf->max_lag = LAG_MIN;
	if (conf->sql.timeout == 0)
		conf->sql.timeout = TIMEOUT_S;
	conf->apart = feed_opt(&t->how, &conf->sql, &conf->feed);
	return (plan);
}

int
main(int argc, char **argv)
{
	struct tool t = {.conf = {.interval = 100,
			     .max_lag = 1500,
			     .http_interval = 100,
			     .http_timeout = 1000,
			     .flag = {NULL, "/tmp/gh-ost.throttle"}}};
	struct watch *w;
	const char *plan;
	int fail = X_DONE;

	say_init(argv[0]);
	plan = parse(&t, argc, argv);
	if (t.check)
		return (X_DONE);
	sig_catch();
	sig_ignore_pipe();
	t.conf.plan = plan_need(plan);
	w = watch_start(&t.conf, &fail);
	while (w != NULL && sig_seen() == 0 && fail == X_DONE) {
		fail = watch_tick(w);
		sig_sleep(watch_rest(w));
	}
	if (w != NULL)
		watch_end(w);
	sig_die();
	/* A thread that is stuck is not to see its libraries go. */
	_exit(fail);
}
