/* gho-replica: whom a server replicates from, and whether it does. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "opt.h"
#include "say.h"
#include "server.h"
#include "sig.h"
#include "sql.h"
#include "upstream.h"

enum { CHAIN_MAX = 32 }; /* servers one above the other */

static const char usage[] = "usage: gho-replica " SQL_USAGE "\n"
			    "\t[--allow-master-master] [--database=NAME]\n"
			    "\tid | rows | source | start | stop | stopped\n";

/* One of the servers from the one that was asked for on upwards. */
struct link {
	char *host; /* as its replica says; NULL: the first one */
	unsigned int port;
	char *uuid;
	bool writable;
};

struct tool {
	struct sql_opt sql;
	bool cycles;	/* sources may replicate from each other */
	const char *db; /* whose changes are to pass, or NULL */

	struct sql s;
	struct sql_opt up; /* the connection to the next one */
	struct link link[CHAIN_MAX];
	unsigned int n;
	unsigned int top; /* the source among them */
};

static const struct opt_item items[] = {
    OPT_ITEM(struct tool, cycles, OPT_SWITCH, "allow-master-master"),
    OPT_ITEM(struct tool, db, OPT_NAME, "database"),
    {.name = NULL},
};

/* ---- Upwards ---- */

/* note_link(t, server, from): the server of the session is the next link. */
static void
note_link(struct tool *t, const struct server *server,
    const struct upstream *from)
{
	struct link *l = &t->link[t->n];

	t->top = t->n++;
	l->host = from == NULL ? NULL : mem_str(from->host);
	l->port = from == NULL ? 0 : from->port;
	l->uuid = mem_str(server->uuid);
	l->writable = !server->read_only;
}

/* connect_up(t, from): to the server that another one says is its source. */
static int
connect_up(struct tool *t, const struct upstream *from)
{
	sql_close(&t->s);
	t->up = t->sql;
	/* "localhost" would be a Unix socket, and no server's port. */
	t->up.host =
	    strcmp(from->host, "localhost") == 0 ? "127.0.0.1" : from->host;
	t->up.port = from->port;
	t->up.socket = NULL;
	t->s.quiet = true;
	if (sql_open(&t->s, &t->up) == 0)
		return (0);
	say_err("the source %s:%u, as its replica calls it, cannot be reached "
		"from here: %s; --assume-master-host says how to get there",
	    from->host, from->port, t->s.text);
	return (-1);
}

/* Names and addresses may mean another server here than there. */
static int
check_link(struct tool *t, const struct server *server,
    const struct upstream *from)
{
	if (*from->uuid == '\0' || strcasecmp(from->uuid, server->uuid) == 0)
		return (0);
	sql_refuse(&t->s,
	    "%s:%u, as the replica calls its source, is the server %s from "
	    "here, but its source is %s; --assume-master-host says how to "
	    "get there",
	    from->host, from->port, server->uuid, from->uuid);
	return (-1);
}

static bool
seen(const struct tool *t, const char *uuid)
{
	unsigned int i;

	for (i = 0; i < t->n; i++) {
		if (strcasecmp(t->link[i].uuid, uuid) == 0)
			return (true);
	}
	return (false);
}

/*
 * close_cycle(t, uuid): of the servers that replicate from each other, the one
 * that takes writes is the source.
 */
static int
close_cycle(struct tool *t, const char *uuid)
{
	unsigned int i = 0, writable = 0;

	if (!t->cycles) {
		sql_refuse(&t->s,
		    "servers replicate from each other, among them %s; "
		    "--allow-master-master, if only one of them is written to",
		    uuid);
		return (-1);
	}
	while (strcasecmp(t->link[i].uuid, uuid) != 0)
		i++;
	for (; i < t->n; i++) {
		if (t->link[i].writable) {
			t->top = i;
			writable++;
		}
	}
	if (writable == 1)
		return (0);
	sql_refuse(&t->s,
	    "of the servers that replicate from each other %u take writes; "
	    "--assume-master-host says which of them applications write to",
	    writable);
	return (-1);
}

/*
 * step_up(t, from, up): looks at the server of the session, whose replica
 * said ${from}: 1 with the next one in ${up}, 0 if there is none, or -1.
 */
static int
step_up(struct tool *t, const struct upstream *from, struct upstreams *up)
{
	struct server server;
	int rc;

	t->s.quiet = false;
	rc = server_check(&t->s, SERVER_PASSED, &server);
	if (rc == 0 && from != NULL)
		rc = check_link(t, &server, from);
	if (rc == 0 && seen(t, server.uuid)) {
		rc = close_cycle(t, server.uuid);
		server_free(&server);
		return (rc);
	}
	if (rc == 0 && t->n == CHAIN_MAX) {
		sql_refuse(&t->s,
		    "there are more than %d sources, one above "
		    "the other",
		    CHAIN_MAX);
		rc = -1;
	}
	if (rc == 0)
		note_link(t, &server, from);
	if (rc == 0)
		rc = upstream_read(&t->s, t->db, up);
	if (rc == 0 && up->n > 0) {
		rc = upstream_one(&t->s, up);
		if (rc == 0)
			rc = upstream_faithful(&t->s, &server, up);
	}
	server_free(&server);
	return (rc == -1 ? -1 : up->n > 0);
}

/* The source at the top: X_DONE and its address, or X_NO: it is this one. */
static int
find_source(struct tool *t)
{
	struct upstreams from = {0}, up = {0};
	const struct link *top;
	int rc;

	while ((rc = step_up(t, from.item, &up)) == 1) {
		upstream_free(&from);
		from = up;
		memset(&up, 0, sizeof(up));
		if (connect_up(t, from.item) == -1) {
			rc = -1;
			break;
		}
	}
	upstream_free(&from);
	upstream_free(&up);
	if (rc == -1)
		return (t->s.fail);
	top = &t->link[t->top];
	if (top->host == NULL)
		return (X_NO);
	printf("%s\t%u\n", top->host, top->port);
	return (X_DONE);
}

/* ---- One server ---- */

static int
show_id(struct tool *t)
{
	struct sql_rows rows;

	if (sql_ask(&t->s, &rows, "SELECT @@GLOBAL.server_uuid") == -1)
		return (t->s.fail);
	printf("%s\n", rows.cell[0]);
	sql_rows_free(&rows);
	return (X_DONE);
}

/* say_to(t, verb): to the replication of all channels. */
static int
say_to(struct tool *t, const char *verb)
{
	const char *noun =
	    mysql_get_server_version(t->s.my) < 80022 ? "SLAVE" : "REPLICA";

	return (sql_run(&t->s, "%s /* gh-ost */ %s", verb, noun) == -1 ?
		t->s.fail :
		X_DONE);
}

static int
start(struct tool *t)
{
	return (say_to(t, "START"));
}

static int
stop(struct tool *t)
{
	return (say_to(t, "STOP"));
}

static int
stopped(struct tool *t)
{
	struct upstreams list;
	int code = X_DONE;
	unsigned int i;

	if (upstream_read(&t->s, NULL, &list) == -1)
		code = t->s.fail;
	for (i = 0; code == X_DONE && i < list.n; i++) {
		if (list.item[i].applies)
			code = X_NO;
	}
	upstream_free(&list);
	return (code);
}

/* How many replicas there are of a server: their dumps are sessions. */
static int
has_replicas(struct tool *t)
{
	struct sql_rows rows;
	int n;

	if (sql_ask(&t->s, &rows,
		mysql_get_server_version(t->s.my) < 80022 ?
		    "SHOW SLAVE HOSTS" :
		    "SHOW REPLICAS") == -1)
		return (-1);
	n = (int)rows.nrow;
	sql_rows_free(&rows);
	return (n);
}

static int
set_rows(struct tool *t)
{
	if (sql_run(&t->s, "SET GLOBAL binlog_format = ROW") == -1)
		return (t->s.fail);
	say_info("binlog_format is ROW from now on, and stays so");
	return (X_DONE);
}

/*
 * log_rows(t): from now on the server logs rows.  The format cannot be changed
 * while it applies as a replica (Reference Manual, "Setting The Binary Log
 * Format").
 */
static int
log_rows(struct tool *t)
{
	struct sql_rows rows;
	bool already;
	int n, code;

	if (sql_ask(&t->s, &rows, "SELECT @@GLOBAL.binlog_format") == -1)
		return (t->s.fail);
	already = strcasecmp(rows.cell[0], "ROW") == 0;
	sql_rows_free(&rows);
	if (already)
		return (X_DONE);
	if ((n = has_replicas(t)) == -1)
		return (t->s.fail);
	if (n > 0) {
		sql_refuse(&t->s,
		    "binlog_format is not ROW, and is not changed, as the "
		    "server has replicas of its own: %d",
		    n);
		return (t->s.fail);
	}
	code = stopped(t);
	if (code == X_DONE)
		return (set_rows(t));
	if (code != X_NO || (code = stop(t)) != X_DONE)
		return (code);
	code = set_rows(t);
	return (start(t) == X_DONE ? code : t->s.fail);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct tool *);
	} verbs[] = {{"id", show_id}, {"rows", log_rows},
	    {"source", find_source}, {"start", start}, {"stop", stop},
	    {"stopped", stopped}};
	struct tool t = {0};
	const char *verb;
	int code = X_USAGE;
	size_t i;

	say_init(argv[0]);
	sig_ignore_pipe();
	opt_parse(argc, argv, items, &t, &t.sql, usage);
	verb = opt_one(argc, argv, usage);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].name, verb) != 0)
			continue;
		code =
		    sql_open(&t.s, &t.sql) == -1 ? t.s.fail : verbs[i].run(&t);
	}
	if (code == X_USAGE)
		opt_usage(usage);
	for (i = 0; i < t.n; i++) {
		free(t.link[i].host);
		free(t.link[i].uuid);
	}
	sql_close(&t.s);
	if (fflush(stdout) == EOF && code == X_DONE)
		say_die(X_SYS, "cannot write:");
	return (code);
}
