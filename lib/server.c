/* What a migration has to know of the server, beyond its tables. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <mysqld_error.h>

#include "coord.h"
#include "say.h"
#include "server.h"

enum { SERVER_OLDEST = 80013 }; /* RENAME TABLE under LOCK TABLES */

static int
refuse(struct sql *s)
{
	s->fail = X_REFUSED;
	return (-1);
}

static int
server_version(struct sql *s, struct server *server)
{
	server->text = mem_str(mysql_get_server_info(s->my));
	server->version = mysql_get_server_version(s->my);
	if (strstr(server->text, "MariaDB") != NULL) {
		say_err("the server is %s; only MySQL is supported, MariaDB's"
			" binary log differs",
		    server->text);
		return (refuse(s));
	}
	if (server->version < SERVER_OLDEST) {
		say_err("the server is MySQL %s; 8.0.13 or later is needed,"
			" where tables can be renamed under their lock",
		    server->text);
		return (refuse(s));
	}
	return (0);
}

/* A variable of SHOW GLOBAL VARIABLES, or "" if this server has none. */
static const char *
server_var(const struct sql_rows *rows, const char *name)
{
	unsigned int i;

	for (i = 0; i < rows->nrow; i++) {
		if (strcasecmp(rows->cell[2 * i], name) == 0 &&
		    rows->cell[2 * i + 1] != NULL)
			return (rows->cell[2 * i + 1]);
	}
	return ("");
}

enum {
	SERVER_ANY = -1,
	SERVER_FOLLOWED = SERVER_ALONE | SERVER_READ | SERVER_REPLICA,
	SERVER_HAS_ROWS = SERVER_FOLLOWED | SERVER_WRITTEN,
};

/*
 * What variables must be; one that a server does not have is fine.  What the
 * source logs as statements a replica logs as rows, if its own format is ROW;
 * but READ COMMITTED, which we use there, wants another one than STATEMENT.
 * Galera's wsrep_on tells nothing here: it is one of the session, and ON in a
 * server without a cluster, too (Percona XtraDB Cluster, "Index of wsrep system
 * variables").
 */
static const struct {
	const char *name;
	const char *value;
	int roles;
	const char *why;
} server_needs[] = {
    {"log_bin", "ON", SERVER_ANY,
	"the binary log is needed, start the server with --log-bin"},
    {"binlog_format", "ROW", SERVER_FOLLOWED,
	"changes must be in the binary log as rows, SET GLOBAL "
	"binlog_format = ROW, or on a replica --switch-to-rbr"},
    {"binlog_format", "ROW,MIXED", SERVER_WRITTEN,
	"rows cannot be copied so, SET GLOBAL binlog_format = MIXED"},
    {"binlog_row_image", "FULL", SERVER_HAS_ROWS,
	"changes must be in the binary log with all columns, SET GLOBAL "
	"binlog_row_image = FULL"},
    {"binlog_row_value_options", "", SERVER_HAS_ROWS,
	"JSON must be in the binary log whole, SET GLOBAL "
	"binlog_row_value_options = ''"},
    {"wsrep_provider", "none", SERVER_ANY,
	"a Galera cluster may refuse a transaction at its commit, which "
	"is not supported"},
    {"group_replication_group_name", "", SERVER_ANY,
	"a group of servers may refuse a transaction at its commit, which "
	"is not supported"},
    {"read_only", "OFF", SERVER_ALONE | SERVER_WRITTEN,
	"the server takes no writes, connect to its source"},
    {"super_read_only", "OFF", SERVER_REPLICA,
	"nobody can write on this replica, SET GLOBAL super_read_only = OFF"},
};

/* server_listed(list, word): whether "a,b,c" has ${word}. */
static bool
server_listed(const char *list, const char *word)
{
	size_t n = strlen(word);
	const char *p;

	for (p = list; (p = strstr(p, word)) != NULL; p += n) {
		if ((p == list || p[-1] == ',') &&
		    (p[n] == '\0' || p[n] == ','))
			return (true);
	}
	return (false);
}

static int
server_judge(struct sql *s, enum server_role role, const struct sql_rows *rows)
{
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(server_needs) / sizeof(server_needs[0]); i++) {
		value = server_var(rows, server_needs[i].name);
		if (!(server_needs[i].roles & (int)role) || *value == '\0' ||
		    server_listed(server_needs[i].value, value))
			continue;
		say_err("%s is %s: %s", server_needs[i].name, value,
		    server_needs[i].why);
		return (refuse(s));
	}
	return (0);
}

static bool
server_is(const struct sql_rows *rows, const char *name, const char *value)
{
	return (strcasecmp(server_var(rows, name), value) == 0);
}

/* What a replica does; the second names are those of before 8.0.26. */
static void
server_replica(struct server *server, const struct sql_rows *rows)
{
	const char *workers = server_var(rows, "replica_parallel_workers");

	if (*workers == '\0')
		workers = server_var(rows, "slave_parallel_workers");
	server->read_only = server_is(rows, "read_only", "ON");
	server->logs_updates = server_is(rows, "log_replica_updates", "ON") ||
	    server_is(rows, "log_slave_updates", "ON");
	server->in_order = strtoul(workers, NULL, 10) <= 1 ||
	    server_is(rows, "replica_preserve_commit_order", "ON") ||
	    server_is(rows, "slave_preserve_commit_order", "ON");
}

int
server_check(struct sql *s, enum server_role role, struct server *server)
{
	struct sql_rows rows;
	int rc;

	memset(server, 0, sizeof(*server));
	if (server_version(s, server) == -1)
		return (-1);
	if (sql_ask(s, &rows,
		"SHOW GLOBAL VARIABLES WHERE Variable_name IN"
		" ('log_bin', 'binlog_format', 'binlog_row_image',"
		" 'binlog_row_value_options', 'wsrep_provider', 'read_only',"
		" 'group_replication_group_name', 'gtid_mode', 'server_uuid',"
		" 'hostname', 'port', 'super_read_only',"
		" 'log_replica_updates', 'log_slave_updates',"
		" 'replica_parallel_workers', 'slave_parallel_workers',"
		" 'replica_preserve_commit_order',"
		" 'slave_preserve_commit_order',"
		" 'sql_mode', 'time_zone', 'lower_case_table_names')") == -1)
		return (-1);
	server->uuid = mem_str(server_var(&rows, "server_uuid"));
	server->host = mem_str(server_var(&rows, "hostname"));
	server->port =
	    (unsigned int)strtoul(server_var(&rows, "port"), NULL, 10);
	server->sql_mode = mem_str(server_var(&rows, "sql_mode"));
	server->time_zone = mem_str(server_var(&rows, "time_zone"));
	server->gtid = strcmp(server_var(&rows, "gtid_mode"), "ON") == 0;
	server->fold =
	    strcmp(server_var(&rows, "lower_case_table_names"), "0") != 0;
	server_replica(server, &rows);
	rc = server_judge(s, role, &rows);
	sql_rows_free(&rows);
	return (rc);
}

/* A database that the server does not log changes unseen. */
static int
server_logs(struct sql *s, const char *only, const char *ignored,
    const char *db)
{
	bool logged = *only == '\0' || server_listed(only, db);

	if (logged && !server_listed(ignored, db))
		return (0);
	say_err("changes of %s are not in the binary log: %s is set", db,
	    logged ? "binlog-ignore-db" : "binlog-do-db");
	return (refuse(s));
}

static char *
server_one_line(const char *set)
{
	char *out = mem_str(set), *to = out;

	for (; *set != '\0'; set++) {
		if (*set != '\n' && *set != ' ')
			*to++ = *set;
	}
	*to = '\0';
	return (out);
}

int
server_position(struct sql *s, const struct server *server, const char *db,
    char **start, char **gtid)
{
	struct sql_rows rows;
	int rc;

	*start = *gtid = NULL;
	if (sql_ask(s, &rows,
		server->version >= 80200 ? "SHOW BINARY LOG STATUS" :
					   "SHOW MASTER STATUS") == -1)
		return (-1);
	if (rows.nrow == 0) {
		sql_rows_free(&rows);
		say_err("the server's binary log is off");
		return (refuse(s));
	}
	rc = server_logs(s, rows.cell[2], rows.cell[3], db);
	if (rc == 0) {
		*start = mem_fmt("%s:%s", rows.cell[0], rows.cell[1]);
		if (server->gtid)
			*gtid = server_one_line(rows.cell[4]);
	}
	sql_rows_free(&rows);
	return (rc);
}

/* server_has_file(s, at): whether ${at} is within one of the files. */
static int
server_has_file(struct sql *s, const struct coord *at)
{
	struct sql_rows rows;
	unsigned int i;
	int found = 0;

	if (sql_ask(s, &rows, "SHOW BINARY LOGS") == -1)
		return (-1);
	for (i = 0; i < rows.nrow; i++) {
		if (strcmp(rows.cell[i * rows.ncol], at->file) == 0)
			found = strtoull(rows.cell[i * rows.ncol + 1], NULL,
				    10) >= at->pos;
	}
	sql_rows_free(&rows);
	return (found);
}

/* Files that were begun anew have other events, and other ends of them. */
static int
server_has_event(struct sql *s, const struct coord *at)
{
	bool quiet = s->quiet;
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	buf_str(&text, "SHOW BINLOG EVENTS IN ");
	sql_quote(s, &text, at->file);
	buf_fmt(&text, " FROM %llu LIMIT 1", (unsigned long long)at->pos);
	s->quiet = true;
	rc = sql_list(s, &rows, buf_cstr(&text));
	s->quiet = quiet;
	buf_free(&text);
	if (rc == 0)
		sql_rows_free(&rows);
	return (rc == 0 || s->error != ER_ERROR_WHEN_EXECUTING_COMMAND);
}

static int
server_has_set(struct sql *s, const char *gtid)
{
	struct sql_rows rows;
	int has;

	if (sql_ask(s, &rows, "SELECT GTID_SUBSET(?, @@GLOBAL.gtid_executed)",
		gtid) == -1)
		return (-1);
	has = rows.cell[0] != NULL && strcmp(rows.cell[0], "1") == 0;
	sql_rows_free(&rows);
	return (has);
}

int
server_has_after(struct sql *s, const char *gtid)
{
	struct sql_rows rows;
	int has;

	if (sql_ask(s, &rows, "SELECT GTID_SUBSET(@@GLOBAL.gtid_purged, ?)",
		gtid) == -1)
		return (-1);
	has = rows.cell[0] != NULL && strcmp(rows.cell[0], "1") == 0;
	sql_rows_free(&rows);
	return (has == 1 ? server_has_set(s, gtid) : has);
}

int
server_has(struct sql *s, const char *start, const char *gtid)
{
	struct coord at;
	int rc;

	if (coord_parse(&at, start) == -1)
		return (0);
	rc = server_has_file(s, &at);
	if (rc == 1)
		rc = server_has_event(s, &at);
	if (rc == 1 && gtid != NULL && *gtid != '\0')
		rc = server_has_set(s, gtid);
	return (rc);
}

void
server_free(struct server *server)
{
	free(server->text);
	free(server->uuid);
	free(server->host);
	free(server->sql_mode);
	free(server->time_zone);
	memset(server, 0, sizeof(*server));
}
