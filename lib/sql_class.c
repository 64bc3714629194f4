/* What may be done about an error of the server or the client library. */

#include <errmsg.h>
#include <mysqld_error.h>

#include "say.h"
#include "sql.h"

/*
 * Errors that a retry may cure.  The numbers are stable across versions.
 * First those of others who use the same tables.
 */
static const unsigned int sql_again[] = {
    ER_ERROR_DURING_COMMIT, /* 1180 */
    ER_LOCK_WAIT_TIMEOUT,   /* 1205 */
    ER_LOCK_TABLE_FULL,	    /* 1206 */
    ER_LOCK_DEADLOCK,	    /* 1213 */
    ER_QUERY_INTERRUPTED,   /* 1317 */
    ER_TABLE_DEF_CHANGED,   /* 1412 */
    ER_NEED_REPREPARE,	    /* 1615 */
    ER_QUERY_TIMEOUT,	    /* 3024 */
    ER_LOCK_NOWAIT,	    /* 3572 */
};

/* The server is there, but can do nothing for us now. */
static const unsigned int sql_unable[] = {
    1021,			  /* ER_DISK_FULL of older servers */
    ER_CON_COUNT_ERROR,		  /* 1040 */
    ER_OUT_OF_RESOURCES,	  /* 1041 */
    ER_RECORD_FILE_FULL,	  /* 1114 */
    ER_CANT_CREATE_THREAD,	  /* 1135 */
    ER_TOO_MANY_USER_CONNECTIONS, /* 1203 */
    ER_OPTION_PREVENTS_STATEMENT, /* 1290: read_only for a while */
    ER_READ_ONLY_MODE,		  /* 1836 */
    ER_SERVER_OFFLINE_MODE,	  /* 3032 */
    ER_DISK_FULL_NOWAIT,	  /* 3675 */
};

/* Errors that mean the session is gone; all of them may be retried. */
static const unsigned int sql_gone[] = {
    ER_SERVER_SHUTDOWN,	      /* 1053 */
    ER_NET_READ_ERROR,	      /* 1158 */
    ER_NET_READ_INTERRUPTED,  /* 1159 */
    ER_NET_ERROR_ON_WRITE,    /* 1160 */
    ER_NET_WRITE_INTERRUPTED, /* 1161 */
    CR_CONNECTION_ERROR,
    CR_CONN_HOST_ERROR,
    CR_UNKNOWN_HOST, /* name servers have bad moments, too */
    CR_SERVER_GONE_ERROR,
    CR_SERVER_HANDSHAKE_ERR,
    CR_SERVER_LOST,
    CR_SERVER_LOST_EXTENDED,
    CR_COMMANDS_OUT_OF_SYNC,
    CR_SSL_CONNECTION_ERROR, /* of a server that died meanwhile */
    ER_CLIENT_INTERACTION_TIMEOUT,
};

static bool
sql_listed(const unsigned int *list, size_t n, unsigned int error)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (list[i] == error)
			return (true);
	}
	return (false);
}

#define LISTED(list, error) \
	sql_listed(list, sizeof(list) / sizeof((list)[0]), error)

bool
sql_duplicate(unsigned int error)
{
	return (error == ER_DUP_ENTRY);
}

bool
sql_lost(unsigned int error)
{
	return (LISTED(sql_gone, error));
}

bool
sql_away(unsigned int error)
{
	return (sql_lost(error) || LISTED(sql_unable, error));
}

int
sql_class(unsigned int error)
{
	if (sql_away(error) || LISTED(sql_again, error))
		return (X_AGAIN);
	return (X_REFUSED);
}
