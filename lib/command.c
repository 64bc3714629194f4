/* gh-ost's interactive commands, on the files of a run. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_in.h"
#include "hook.h"
#include "snap.h"

static int command_help(struct command *);

enum { ASKS = 1, CHANGES = 2 };

/* Several names of one command have its verb and its help once. */
static const struct {
	const char *name;
	const char *verb;
	int (*call)(struct command *);
	int flags; /* ASKS: =? shows the setting of that name */
	const char *help;
} verbs[] = {
    {"help", "help", command_help, 0, "show this"},
    {"status", "status", command_status, 0, "hints and status line"},
    {"info", "status", command_status, 0, NULL},
    {"sup", "sup", command_sup, 0, "status line"},
    {"json", "json", command_json, 0, "status as a JSON object"},
    {"metrics", "metrics", command_json, 0, "status as Prometheus wants it"},
    {"coordinates", "coordinates", command_coordinates, 0,
	"position up to which all is applied"},
    {"applier", "applier", command_server, 0, "the server that is written"},
    {"inspector", "inspector", command_stream, 0, "the server that is read"},
    {"chunk-size", "chunk-size", command_chunk_size, ASKS | CHANGES,
	"rows of a chunk, 10 to 100000"},
    {"dml-batch-size", "dml-batch-size", command_dml_batch_size, ASKS | CHANGES,
	"changes of a transaction, 1 to 1000"},
    {"max-lag-millis", "max-lag-millis", command_max_lag_millis, ASKS | CHANGES,
	"lag to wait at, 100 or more"},
    {"nice-ratio", "nice-ratio", command_nice_ratio, ASKS | CHANGES,
	"pause after a chunk, as a multiple of its time"},
    {"max-load", "max-load", command_load, ASKS | CHANGES,
	"load to wait at, NAME=N,NAME=N"},
    {"critical-load", "critical-load", command_load, ASKS | CHANGES,
	"load to end at, NAME=N,NAME=N"},
    {"throttle-query", "throttle-query", command_throttle_query, ASKS | CHANGES,
	"SELECT whose result above 0 is to be waited for"},
    {"throttle-http", "throttle-http", command_throttle_http, ASKS | CHANGES,
	"URL whose answer other than 200 is to be waited for"},
    {"throttle-control-replicas", "throttle-control-replicas", command_replicas,
	ASKS | CHANGES, "replicas whose lag counts, HOST:PORT,HOST:PORT"},
    {"replication-lag-query", "replication-lag-query", command_lag_query, 0,
	NULL},
    {"cpu-profile", "cpu-profile", command_cpu_profile, 0, NULL},
    {"throttle", "throttle", command_throttle, CHANGES, "wait"},
    {"pause", "throttle", command_throttle, CHANGES, NULL},
    {"suspend", "throttle", command_throttle, CHANGES, NULL},
    {"no-throttle", "no-throttle", command_no_throttle, CHANGES,
	"go on, as far as that goes"},
    {"unthrottle", "no-throttle", command_no_throttle, CHANGES, NULL},
    {"resume", "no-throttle", command_no_throttle, CHANGES, NULL},
    {"continue", "no-throttle", command_no_throttle, CHANGES, NULL},
    {"throttle-copy", "throttle-copy", command_throttle, CHANGES,
	"wait with the copy alone"},
    {"no-throttle-copy", "no-throttle-copy", command_no_throttle, CHANGES,
	"go on with it"},
    {"throttle-apply", "throttle-apply", command_throttle, CHANGES,
	"wait with applying changes alone"},
    {"no-throttle-apply", "no-throttle-apply", command_no_throttle, CHANGES,
	"go on with it"},
    {"postpone-cut-over-flag-file", "postpone-cut-over-flag-file",
	command_postpone, ASKS | CHANGES,
	"no cut-over while this file exists; it is made"},
    {"cut-over-window", "cut-over-window", command_cutover_window,
	ASKS | CHANGES, "when it may happen, as Mon-Fri@22:00-05:00"},
    {"cut-over-max-lag-millis", "cut-over-max-lag-millis",
	command_cutover_count, ASKS | CHANGES, "no cut-over above this lag"},
    {"cut-over-max-load", "cut-over-max-load", command_load, ASKS | CHANGES,
	"no cut-over at this load, NAME=N,NAME=N"},
    {"cut-over-min-connections", "cut-over-min-connections",
	command_cutover_count, ASKS | CHANGES,
	"no cut-over with fewer free connections"},
    {"cut-over-min-disk", "cut-over-min-disk", command_cutover_disk,
	ASKS | CHANGES, "no cut-over with less free disk, as 10G"},
    {"unpostpone", "unpostpone", command_unpostpone, CHANGES,
	"do not postpone the cut-over any longer"},
    {"no-postpone", "unpostpone", command_unpostpone, CHANGES, NULL},
    {"cut-over", "unpostpone", command_unpostpone, CHANGES, NULL},
    {"panic", "panic", command_panic, CHANGES, "end the migration at once"},
};

enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

static int
command_help(struct command *c)
{
	unsigned int i;
	char left[64];

	buf_str(c->out, "available commands:\n");
	for (i = 0; i < VERBS; i++) {
		if (verbs[i].help == NULL)
			continue;
		snprintf(left, sizeof(left), "%s%s", verbs[i].name,
		    verbs[i].flags & ASKS ? "=<value>" : "");
		buf_fmt(c->out, "%-36s # %s\n", left, verbs[i].help);
	}
	buf_str(c->out,
	    "- use '?' as value to see the one in force, as in "
	    "\"max-load=?\"\n");
	return (COMMAND_DONE);
}

/* ---- A line ---- */

/* command_trim(p, len): less blanks around it. */
static const char *
command_trim(const char *p, size_t *len)
{
	while (*len > 0 && strchr(" \t\r\n", *p) != NULL) {
		p++;
		(*len)--;
	}
	while (*len > 0 && strchr(" \t\r\n", p[*len - 1]) != NULL)
		(*len)--;
	return (p);
}

/* The argument may stand in quotes, with a backslash before some bytes. */
static void
command_arg(struct command *c, const char *p, size_t len)
{
	char quote = len > 1 ? *p : '\0';
	size_t i, n = 0;

	if ((quote != '"' && quote != '`') || p[len - 1] != quote) {
		memcpy(c->arg, p, len);
		c->arg[len] = '\0';
		return;
	}
	for (i = 1; i < len - 1; i++) {
		if (quote == '"' && p[i] == '\\' && i + 1 < len - 1)
			i++;
		c->arg[n++] = p[i];
	}
	c->arg[n] = '\0';
}

/* command_parse(c, line): the index of its verb, or -1. */
static int
command_parse(struct command *c, const char *line)
{
	size_t len = strlen(line), name = strcspn(line, "=");
	size_t rest = len > name ? len - name - 1 : 0;
	const char *p = command_trim(line, &name);
	const char *arg = line + len - rest;
	unsigned int i;

	arg = command_trim(arg, &rest);
	command_arg(c, arg, rest);
	snprintf(c->name, sizeof(c->name), "%.*s", (int)name, p);
	for (i = 0; i < VERBS; i++) {
		if (strcmp(verbs[i].name, c->name) == 0)
			return ((int)i);
	}
	return (-1);
}

static void
command_show(const struct command *c, int rc)
{
	struct snap snap;

	if (rc == COMMAND_FULL)
		snap_hints(c->out, c->plan, c->run);
	if (rc == COMMAND_FULL || rc == COMMAND_LINE) {
		snap_read(&snap, c->run);
		snap_line(c->out, &snap);
	}
}

/* command_line(c, line): the same, of a line that may be too long. */
static int
command_line(struct command *c, const char *line)
{
	return (strlen(line) < COMMAND_MAX ? command_parse(c, line) : -1);
}

/* As with gh-ost hooks are told the command's name alone. */
pid_t
command_ask(const char *run, const char *line)
{
	struct command c = {0};
	char *variable;
	pid_t pid;

	if (command_line(&c, line) == -1)
		return (0);
	variable = mem_fmt("GH_OST_COMMAND='%s'", c.name);
	pid = hook_start(run, "interactive-command", variable);
	free(variable);
	return (pid);
}

int
command_do(const struct plan *plan, const char *run, const char *line, int code,
    struct buf *answer)
{
	struct command c = {.plan = plan, .run = run, .out = answer};
	int i = command_line(&c, line), rc;

	if (i == -1 && strlen(line) >= COMMAND_MAX)
		buf_fmt(answer, "longer than %d bytes\n", COMMAND_MAX - 1);
	else if (i == -1)
		buf_fmt(answer, "unknown command: %s\n", c.name);
	else if (code != 0)
		buf_fmt(answer,
		    "'%s' is not done: a hook of interactive-command failed "
		    "with %d\n",
		    c.name, code);
	if (i == -1 || code != 0)
		return (-1);
	c.verb = verbs[i].verb;
	if ((verbs[i].flags & ASKS) && command_asks(&c))
		rc = command_tell(&c);
	else
		rc = verbs[i].call(&c);
	command_show(&c, rc);
	return (rc == COMMAND_REFUSED ? -1 : 0);
}

int
command_changes(const char *line)
{
	struct command c = {0};
	int i = command_line(&c, line);

	return (i != -1 && (verbs[i].flags & CHANGES) && !command_asks(&c));
}
