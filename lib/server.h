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
	bool read_only;
	bool logs_updates; /* what it gets as a replica */
	bool in_order;	   /* it applies that in the source's order */
};

/* What a server is to a migration. */
enum server_role {
	SERVER_ALONE = 1 << 0,	 /* it is written to, and its log is read */
	SERVER_WRITTEN = 1 << 1, /* it is written to, a replica's log is read */
	SERVER_READ = 1 << 2,	 /* the replica whose log is read */
	SERVER_REPLICA = 1 << 3, /* as ALONE, and all is to stay on a replica */
	SERVER_PASSED = 1 << 4,	 /* it is between the source and the replica */
};

/*
 * server_check(s, role, server): fills ${server} and makes sure that a
 * migration can work here: version, no cluster, binary log with whole rows.
 * Returns 0, or -1 after saying why not, with the exit code in ${s->fail}.
 */
int server_check(struct sql *, enum server_role, struct server *);

/*
 * server_position(s, server, db, start, gtid): where the binary log ends
 * now: "FILE:POS" and the executed GTID set (NULL without GTIDs).  Returns
 * -1 after saying why not, also when ${db} is filtered out of the log.
 */
int server_position(struct sql *, const struct server *, const char *, char **,
    char **);

/*
 * server_has_after(s, gtid): whether the log has all that came after the set
 * ${gtid}, and that set as well: then it can be followed from there by GTIDs,
 * whichever server ${gtid} comes from.  Returns as server_has().
 */
int server_has_after(struct sql *, const char *);

/*
 * server_has(s, start, gtid): whether the binary log can still be read from
 * ${start} on, "FILE:POS", after which the executed set was ${gtid} (NULL:
 * unknown).  Returns 1, 0 if the files were purged or begun anew, or -1.
 */
int server_has(struct sql *, const char *, const char *);

void server_free(struct server *);

#endif
