/* Commands that tell of a run, hold it, let it go or end it. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command_in.h"
#include "snap.h"

/* ---- Information ---- */

int
command_status(struct command *c)
{
	(void)c;
	return (COMMAND_FULL);
}

int
command_sup(struct command *c)
{
	(void)c;
	return (COMMAND_LINE);
}

int
command_coordinates(struct command *c)
{
	struct snap snap;

	if (c->arg[0] != '\0' && !command_asks(c)) {
		buf_str(c->out, "coordinates are read-only\n");
		return (COMMAND_REFUSED);
	}
	snap_read(&snap, c->run);
	buf_fmt(c->out, "%s\n", snap.at);
	return (COMMAND_DONE);
}

int
command_server(struct command *c)
{
	buf_fmt(c->out, "Host: %s:%u, Version: %s\n", c->plan->server_host,
	    c->plan->server_port, c->plan->server_version);
	return (COMMAND_DONE);
}

int
command_stream(struct command *c)
{
	buf_fmt(c->out, "Host: %s:%u, Version: %s\n", c->plan->stream_host,
	    c->plan->stream_port, c->plan->stream_version);
	return (COMMAND_DONE);
}

int
command_json(struct command *c)
{
	struct snap snap;

	snap_read(&snap, c->run);
	if (strcmp(c->name, "json") == 0)
		snap_json(c->out, c->plan, &snap);
	else
		snap_metrics(c->out, c->plan, &snap);
	return (COMMAND_DONE);
}

int
command_cpu_profile(struct command *c)
{
	buf_str(c->out,
	    "cpu-profile is of gh-ost's runtime; the processes are "
	    "in pid/ of the run, for perf(1)\n");
	return (COMMAND_REFUSED);
}

int
command_lag_query(struct command *c)
{
	buf_str(c->out,
	    "replication-lag-query is deprecated. gh-ost uses an internal, "
	    "subsecond resolution query\n");
	return (COMMAND_REFUSED);
}

/* ---- Control ---- */

/* A name that is given has to be the table's: it may be the wrong socket. */
static bool
command_named(struct command *c)
{
	if (c->arg[0] == '\0' || strcmp(c->arg, c->plan->table) == 0)
		return (true);
	buf_fmt(c->out,
	    "user commanded '%s' on %s, but migrated table is %s; ignoring "
	    "request\n",
	    c->verb, c->arg, c->plan->table);
	return (false);
}

/* command_forced(c, flag): whether a name is missing that ${flag} wants. */
static bool
command_forced(struct command *c, const char *flag)
{
	char text[SNAP_WORD];

	snap_setting(c->run, flag, text);
	if (c->arg[0] != '\0' || strcmp(text, "true") != 0)
		return (false);
	buf_fmt(c->out,
	    "user commanded '%s' without specifying table name, but --%s is "
	    "set\n",
	    c->verb, flag);
	return (true);
}

/* "throttle" holds all, "throttle-copy" and "throttle-apply" one of them. */
static const char *
command_dir(const struct command *c)
{
	const char *p = strstr(c->verb, "throttle-");

	return (p == NULL			? "hold" :
		strcmp(p, "throttle-copy") == 0 ? "hold-copy" :
						  "hold-apply");
}

int
command_throttle(struct command *c)
{
	char text[80];

	if (!command_named(c))
		return (COMMAND_REFUSED);
	snprintf(text, sizeof(text), "commanded by user\n%lld\n",
	    (long long)time(NULL));
	if (command_put(c, command_dir(c), "user", text) == -1)
		return (COMMAND_REFUSED);
	buf_str(c->out, COMMAND_NOTE);
	return (COMMAND_FULL);
}

int
command_no_throttle(struct command *c)
{
	char *file;
	int rc;

	if (!command_named(c))
		return (COMMAND_REFUSED);
	file = mem_fmt("%s/user", command_dir(c));
	rc = command_remove(c, file);
	free(file);
	return (rc == -1 ? COMMAND_REFUSED : COMMAND_FULL);
}

/* The file is made if it is not there; one that is there is not touched. */
int
command_postpone(struct command *c)
{
	char *line;
	int fd, rc;

	if (c->arg[0] == '\0') {
		buf_fmt(c->out,
		    "user commanded '%s' without specifying file path\n",
		    c->verb);
		return (COMMAND_REFUSED);
	}
	fd = open(c->arg, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1 && errno != EEXIST) {
		buf_fmt(c->out,
		    "failed to create postpone cut-over flag file %s: %s\n",
		    c->arg, strerror(errno));
		return (COMMAND_REFUSED);
	}
	if (fd != -1)
		close(fd);
	line = mem_fmt("%s\n", c->arg);
	rc = command_put(c, "knob", c->verb, line);
	free(line);
	if (rc == -1 || command_remove(c, "unpostpone") == -1)
		return (COMMAND_REFUSED);
	buf_str(c->out, "Postponed\n");
	return (COMMAND_FULL);
}

int
command_unpostpone(struct command *c)
{
	struct snap snap;

	if (command_forced(c, "force-named-cut-over") || !command_named(c))
		return (COMMAND_REFUSED);
	snap_read(&snap, c->run);
	if (!snap.postponing) {
		buf_str(c->out,
		    "You may only invoke this when gh-ost is actively "
		    "postponing migration. At this time it is not\n");
		return (COMMAND_DONE);
	}
	if (command_put(c, ".", "unpostpone", "commanded by user\n") == -1)
		return (COMMAND_REFUSED);
	buf_str(c->out, "Unpostponed\n");
	return (COMMAND_FULL);
}

int
command_panic(struct command *c)
{
	if (command_forced(c, "force-named-panic") || !command_named(c))
		return (COMMAND_REFUSED);
	if (command_put(c, ".", "panic", "commanded by user\n") == 0)
		buf_str(c->out,
		    "user commanded 'panic'. The migration will be "
		    "aborted\n");
	return (COMMAND_REFUSED);
}
