/* From whom a server gets what others write. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "say.h"
#include "upstream.h"

enum { UPSTREAM_REPLICA_WORDS = 80022 }; /* SHOW REPLICA STATUS, since then */

/* ---- Filters ---- */

enum upstream_way {
	WAY_TAKES,	  /* names of databases: no others pass */
	WAY_TAKES_TABLES, /* DB.TABLE, or patterns of that: no others pass */
	WAY_LEAVES,	  /* these do not pass */
	WAY_LEAVES_TABLES,
	WAY_RENAMES, /* (FROM,TO) */
};

static const struct {
	const char *name;
	enum upstream_way way;
} upstream_filters[] = {
    {"Replicate_Do_DB", WAY_TAKES},
    {"Replicate_Ignore_DB", WAY_LEAVES},
    {"Replicate_Do_Table", WAY_TAKES_TABLES},
    {"Replicate_Ignore_Table", WAY_LEAVES_TABLES},
    {"Replicate_Wild_Do_Table", WAY_TAKES_TABLES},
    {"Replicate_Wild_Ignore_Table", WAY_LEAVES_TABLES},
    {"Replicate_Rewrite_DB", WAY_RENAMES},
};

/*
 * upstream_like(s, item, db): whether a pattern of tables may be of that
 * database; the server's LIKE says so.
 */
static int
upstream_like(struct sql *s, const char *item, const char *db)
{
	size_t n = strcspn(item, ".");
	struct sql_rows rows;
	char *pattern;
	int rc;

	pattern = mem_fmt("%.*s", (int)n, item);
	rc = sql_ask(s, &rows, "SELECT ? LIKE ?", db, pattern);
	free(pattern);
	if (rc == -1)
		return (-1);
	rc = strcmp(rows.cell[0], "1") == 0;
	sql_rows_free(&rows);
	return (rc);
}

/* 1: this item lets all of the database pass, or keeps some of it away. */
static int
upstream_hits(struct sql *s, enum upstream_way way, const char *item,
    const char *db)
{
	size_t n = strlen(db);

	switch (way) {
	case WAY_TAKES:
	case WAY_LEAVES:
		return (strcmp(item, db) == 0);
	case WAY_TAKES_TABLES:
		return (
		    strncmp(item, db, n) == 0 && strcmp(item + n, ".%") == 0);
	case WAY_LEAVES_TABLES:
		return (upstream_like(s, item, db));
	case WAY_RENAMES:
		return (strncmp(item + (*item == '('), db, n) == 0);
	}
	return (0);
}

/* upstream_blocks(s, way, list, db): whether this filter is in the way. */
static int
upstream_blocks(struct sql *s, enum upstream_way way, const char *list,
    const char *db)
{
	bool wanted = way == WAY_TAKES || way == WAY_TAKES_TABLES;
	char *copy, *item, *rest;
	int hit = 0;

	if (list == NULL || *list == '\0')
		return (0);
	copy = mem_str(list);
	for (item = strtok_r(copy, ", ", &rest); hit == 0 && item != NULL;
	     item = strtok_r(NULL, ", ", &rest))
		hit = upstream_hits(s, way, item, db);
	free(copy);
	return (hit == -1 ? -1 : (hit == 1) != wanted);
}

static int
upstream_filter(struct sql *s, const struct sql_rows *rows, unsigned int row,
    const char *db, const char **name)
{
	size_t i;
	int rc;

	for (i = 0; i < sizeof(upstream_filters) / sizeof(upstream_filters[0]);
	     i++) {
		rc = upstream_blocks(s, upstream_filters[i].way,
		    sql_cell(rows, row, upstream_filters[i].name), db);
		if (rc == -1)
			return (-1);
		if (rc == 1)
			*name = upstream_filters[i].name;
	}
	return (0);
}

/* ---- The status ---- */

/* A cell by its name of now, or by the one of before 8.0.22; never NULL. */
static const char *
upstream_cell(const struct sql_rows *rows, unsigned int row, const char *now,
    const char *then)
{
	const char *cell = sql_cell(rows, row, now);

	if (cell == NULL)
		cell = sql_cell(rows, row, then);
	return (cell == NULL ? "" : cell);
}

static int
upstream_row(struct sql *s, const struct sql_rows *rows, unsigned int row,
    const char *db, struct upstream *u)
{
	const char *io, *apply;

	io = upstream_cell(rows, row, "Replica_IO_Running", "Slave_IO_Running");
	apply = upstream_cell(rows, row, "Replica_SQL_Running",
	    "Slave_SQL_Running");
	u->host =
	    mem_str(upstream_cell(rows, row, "Source_Host", "Master_Host"));
	u->port = (unsigned int)strtoul(
	    upstream_cell(rows, row, "Source_Port", "Master_Port"), NULL, 10);
	u->uuid =
	    mem_str(upstream_cell(rows, row, "Source_UUID", "Master_UUID"));
	u->channel =
	    mem_str(upstream_cell(rows, row, "Channel_Name", "Channel_Name"));
	u->applies = strcmp(apply, "No") != 0;
	u->runs = strcmp(io, "Yes") == 0 && strcmp(apply, "Yes") == 0;
	u->why =
	    mem_str(upstream_cell(rows, row, "Last_IO_Error", "Last_IO_Error"));
	if (*u->why == '\0') {
		free(u->why);
		u->why = mem_str(upstream_cell(rows, row, "Last_SQL_Error",
		    "Last_SQL_Error"));
	}
	return (db == NULL ? 0 : upstream_filter(s, rows, row, db, &u->filter));
}

int
upstream_read(struct sql *s, const char *db, struct upstreams *list)
{
	struct sql_rows rows;
	unsigned int i;
	int rc = 0;

	memset(list, 0, sizeof(*list));
	if (sql_list(s, &rows,
		mysql_get_server_version(s->my) < UPSTREAM_REPLICA_WORDS ?
		    "SHOW SLAVE STATUS" :
		    "SHOW REPLICA STATUS") == -1)
		return (-1);
	list->item = mem_alloc(rows.nrow, sizeof(list->item[0]));
	for (i = 0; rc == 0 && i < rows.nrow; i++)
		rc = upstream_row(s, &rows, i, db, &list->item[list->n++]);
	sql_rows_free(&rows);
	return (rc);
}

void
upstream_free(struct upstreams *list)
{
	unsigned int i;

	for (i = 0; i < list->n; i++) {
		free(list->item[i].host);
		free(list->item[i].uuid);
		free(list->item[i].channel);
		free(list->item[i].why);
	}
	free(list->item);
	memset(list, 0, sizeof(*list));
}

/* ---- What it has to be ---- */

int
upstream_one(struct sql *s, const struct upstreams *list)
{
	const struct upstream *u = list->item;

	if (list->n != 1) {
		sql_refuse(s,
		    "the server replicates from %u others; "
		    "--assume-master-host says which of them to write to",
		    list->n);
		return (-1);
	}
	if (u->runs)
		return (0);
	sql_refuse(s,
	    "replication from %s:%u is broken or stopped%s%.200s; START "
	    "REPLICA, or --assume-master-host, if the server is no replica "
	    "any more",
	    u->host, u->port, *u->why == '\0' ? "" : ": ", u->why);
	return (-1);
}

int
upstream_logged(struct sql *s, const struct server *server,
    const struct upstreams *list)
{
	if (list->n == 0 || server->logs_updates)
		return (0);
	sql_refuse(s,
	    "log_replica_updates is OFF on %s:%u: what it gets from its "
	    "source is not in its own binary log; restart it with "
	    "--log-replica-updates",
	    server->host, server->port);
	return (-1);
}

int
upstream_faithful(struct sql *s, const struct server *server,
    const struct upstreams *list)
{
	unsigned int i;

	if (upstream_logged(s, server, list) == -1)
		return (-1);
	if (list->n > 0 && !server->in_order) {
		sql_refuse(s,
		    "replica_preserve_commit_order is OFF on %s:%u, which "
		    "applies in parallel: marks could overtake changes; STOP "
		    "REPLICA, SET GLOBAL replica_preserve_commit_order = ON, "
		    "START REPLICA",
		    server->host, server->port);
		return (-1);
	}
	for (i = 0; i < list->n; i++) {
		if (list->item[i].filter == NULL)
			continue;
		sql_refuse(s, "%s is set on %s:%u, so changes may be missing",
		    list->item[i].filter, server->host, server->port);
		return (-1);
	}
	return (0);
}
