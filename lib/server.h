#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>

#include "sql.h"

/* What a migration has to know of the server, beyond its tables. */
struct server {
	unsigned long version; /* 90704 for 9.7.4 */
	char *text;	       /* "9.7.4-2" */
	char *uuid;
	char *host; /* its own name */
	unsigned int port;
	char *sql_mode; /* global ones */
	char *time_zone;
	bool gtid;
	bool fold; /* names of tables have no case */
};

/*
 * server_check(s, server): fills ${server} and makes sure that a migration
 * can work here: version, no cluster, binary log with whole rows.  Returns
 * 0, or -1 after saying why not, with the exit code in ${s->fail}.
 */
int server_check(struct sql *, struct server *);

/*
 * server_position(s, server, db, start, gtid): where the binary log ends
 * now: "FILE:POS" and the executed GTID set (NULL without GTIDs).  Returns
 * -1 after saying why not, also when ${db} is filtered out of the log.
 */
int server_position(struct sql *, const struct server *, const char *, char **,
    char **);

/*
 * server_has(s, start, gtid): whether the binary log can still be read from
 * ${start} on, "FILE:POS", after which the executed set was ${gtid} (NULL:
 * unknown).  Returns 1, 0 if the files were purged or begun anew, or -1.
 */
int server_has(struct sql *, const char *, const char *);

void server_free(struct server *);

#endif
