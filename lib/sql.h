#ifndef SQL_H
#define SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mysql.h>

#include "buf.h"

/*
 * One session of a MySQL server.
 *
 * Functions return 0, or -1 after saying what failed; then ${s->fail} is
 * the exit code that fits (X_AGAIN: retry may help; X_REFUSED: the server
 * said no; X_SYS) and ${s->error} the server's or client's error number.
 * Nobody but sql_class.c looks at error numbers to class them.
 */

/* Options that every tool takes; see SQL_OPTIONS. */
struct sql_opt {
	const char *defaults_file;
	const char *login_path;
	const char *host;
	unsigned int port;
	const char *socket;
	const char *user;
	unsigned int timeout;  /* connect/read/write, s; 0: none */
	unsigned int ssl_mode; /* enum mysql_ssl_mode; 0: the library's */
};

enum {
	SQL_OPT_FIRST = 1000,
	SQL_OPT_DEFAULTS_FILE = SQL_OPT_FIRST,
	SQL_OPT_SUFFIX,
	SQL_OPT_LOGIN_PATH,
	SQL_OPT_HOST,
	SQL_OPT_PORT,
	SQL_OPT_SOCKET,
	SQL_OPT_USER,
	SQL_OPT_TIMEOUT,
	SQL_OPT_SSL_MODE,
	SQL_OPT_LAST,
};

/* Entries for a tool's table of long options. */
#define SQL_OPTIONS                                                        \
	{"defaults-file", required_argument, NULL, SQL_OPT_DEFAULTS_FILE}, \
	    {"defaults-group-suffix", required_argument, NULL,             \
		SQL_OPT_SUFFIX},                                           \
	    {"login-path", required_argument, NULL, SQL_OPT_LOGIN_PATH},   \
	    {"host", required_argument, NULL, SQL_OPT_HOST},               \
	    {"port", required_argument, NULL, SQL_OPT_PORT},               \
	    {"socket", required_argument, NULL, SQL_OPT_SOCKET},           \
	    {"user", required_argument, NULL, SQL_OPT_USER},               \
	    {"mysql-timeout", required_argument, NULL, SQL_OPT_TIMEOUT},   \
	{                                                                  \
		"ssl-mode", required_argument, NULL, SQL_OPT_SSL_MODE      \
	}

/* The same for usage lines. */
#define SQL_USAGE                                                          \
	"[--defaults-file=FILE] [--defaults-group-suffix=S]\n"             \
	"\t[--login-path=NAME] [--host=HOST] [--port=N] [--socket=FILE]\n" \
	"\t[--user=USER] [--mysql-timeout=S] [--ssl-mode=MODE]"

struct sql {
	MYSQL *my; /* NULL: not connected */
	const struct sql_opt *opt;
	unsigned long id;      /* connection id, to KILL it */
	unsigned int error;    /* of the last failure */
	int fail;	       /* X_* of the last failure */
	bool quiet;	       /* failures are noted, not said */
	char text[400];	       /* of the last failure, as a message */
	uint64_t changed;      /* rows, of the last statement */
	unsigned int warnings; /* of the last statement */
};

/* Rows of a small result, all as strings; NULL is SQL's NULL. */
struct sql_rows {
	unsigned int nrow;
	unsigned int ncol;
	char **cell; /* cell[row * ncol + col] */
	char **name; /* of the columns; sql_list() alone has them */
};

/*
 * sql_opt_take(opt, c, arg): takes one option that getopt_long(3) returned.
 * Returns 1 if it was one of SQL_OPTIONS, 0 if not, -1 after saying that
 * ${arg} makes no sense (the tool exits with X_USAGE).
 */
int sql_opt_take(struct sql_opt *, int, const char *);

/*
 * sql_open(s, opt): connects.  The password comes from option files, the
 * login path or MYSQL_PWD, never from an option.  The session says
 * program_name, has utf8mb4, messages in English (some of them are read),
 * lock_wait_timeout and innodb_lock_wait_timeout bounded, autocommit on, and
 * the server's defaults for what else decides whether a statement does all
 * that it says.
 * From then on the process leaves no core dump, which would have the password.
 */
int sql_open(struct sql *, const struct sql_opt *);

/*
 * sql_open_same(s, opt, uuid): the same, and the server must be the one with
 * this server_uuid: what a plan says is true of that one only.
 */
int sql_open_same(struct sql *, const struct sql_opt *, const char *);

void sql_close(struct sql *);

/* sql_run(s, fmt, ...): a statement without parameters or result. */
int sql_run(struct sql *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * sql_ask(s, rows, text, ...): runs the query ${text} as a prepared
 * statement and binds one string (const char *, NULL for SQL's NULL) for
 * each '?' in it.  ${rows} is to be freed with sql_rows_free(); it may be
 * NULL for statements without a result.  ${text} must not have '?' in
 * quotes or comments.
 */
int sql_ask(struct sql *, struct sql_rows *, const char *, ...);

/*
 * sql_kill(s, id): tells the server to end session ${id}, without a message.
 * That it has just gone by itself is no failure.  It may go on for a while:
 * see fence.h.
 */
int sql_kill(struct sql *, unsigned long);

/*
 * sql_list(s, rows, text): the same for a query without parameters that the
 * server does not prepare, or whose preparing would change its answer, as
 * with SHOW WARNINGS.
 */
int sql_list(struct sql *, struct sql_rows *, const char *);

/*
 * sql_cell(rows, row, name): a cell by the name of its column, for results of
 * sql_list() whose columns differ from version to version; NULL: there is no
 * such column, or it is SQL's NULL.
 */
const char *sql_cell(const struct sql_rows *, unsigned int, const char *);

void sql_rows_free(struct sql_rows *);

/*
 * sql_failed(s, errno, message, what): classes a failure that the caller
 * got from libmysqlclient itself (a prepared statement), and says it.
 */
void sql_failed(struct sql *, unsigned int, const char *, const char *);

/*
 * sql_refuse(s, fmt, ...): the same for a reason of our own: X_REFUSED.
 */
void sql_refuse(struct sql *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * sql_class(errno): X_AGAIN for errors that a retry may cure (lock wait,
 * deadlock, lost connection, shutdown, read-only server, too many
 * connections, disk full), X_REFUSED for all others.
 */
int sql_class(unsigned int);

/* sql_duplicate(errno): whether a row is in the way of another. */
bool sql_duplicate(unsigned int);

/*
 * sql_away(errno): whether the server is not there, or cannot do anything for
 * us, for a while: lost, shutting down, read-only, full.
 */
bool sql_away(unsigned int);

/* sql_lost(errno): whether the error means that the session is gone. */
bool sql_lost(unsigned int);

/*
 * sql_quote(s, b, text): appends ${text} as a quoted string of this
 * session, for the few statements that take no parameters.
 */
void sql_quote(struct sql *, struct buf *, const char *);

/* sql_name(b, name): appends ${name} as a quoted identifier. */
void sql_name(struct buf *, const char *);

/* sql_name2(b, db, name): appends `db`.`name`. */
void sql_name2(struct buf *, const char *, const char *);

#endif
