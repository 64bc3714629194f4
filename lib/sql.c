/* One session of a MySQL server. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <mysqld_error.h>

#include "say.h"
#include "sql.h"

enum {
	SQL_CONNECT_TIMEOUT = 10, /* seconds */
	SQL_SHOWN = 60,		  /* bytes of a statement in a message */
	SQL_QUIET = 10,		  /* s of silence until the peer is asked */
	SQL_ASK = 4,		  /* s between two questions */
	SQL_ASKS = 3,		  /* without an answer: it is gone */
	SQL_UNHEARD = 20000,	  /* ms that bytes may lack an answer */
};

static void
sql_say(struct sql *s)
{
	if (!s->quiet)
		say_err("%s", s->text);
}

void
sql_failed(struct sql *s, unsigned int error, const char *message,
    const char *what)
{
	s->error = error;
	s->fail = sql_class(error);
	/* The reason is never cut off by a long statement. */
	snprintf(s->text, sizeof(s->text), "%.*s%s: %s (%u)", SQL_SHOWN, what,
	    strlen(what) > SQL_SHOWN ? "..." : "", message, error);
	sql_say(s);
}

void
sql_refuse(struct sql *s, const char *fmt, ...)
{
	va_list ap;

	s->error = 0;
	s->fail = X_REFUSED;
	va_start(ap, fmt);
	vsnprintf(s->text, sizeof(s->text), fmt, ap);
	va_end(ap);
	sql_say(s);
}

static int
sql_number(const char *arg, unsigned long max, unsigned int *out)
{
	unsigned long v;
	char *end;

	v = strtoul(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || *end != '\0' || v > max)
		return (-1);
	*out = (unsigned int)v;
	return (0);
}

/* The names of the mysql client's option; others are no mode: 0. */
static unsigned int
sql_ssl_mode(const char *name)
{
	static const struct {
		const char *name;
		enum mysql_ssl_mode mode;
	} modes[] = {
	    {"DISABLED", SSL_MODE_DISABLED},
	    {"PREFERRED", SSL_MODE_PREFERRED},
	    {"REQUIRED", SSL_MODE_REQUIRED},
	    {"VERIFY_CA", SSL_MODE_VERIFY_CA},
	    {"VERIFY_IDENTITY", SSL_MODE_VERIFY_IDENTITY},
	};
	size_t i;

	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcasecmp(modes[i].name, name) == 0)
			return (modes[i].mode);
	}
	return (0);
}

int
sql_opt_take(struct sql_opt *o, int c, const char *arg)
{
	switch (c) {
	case SQL_OPT_DEFAULTS_FILE:
		o->defaults_file = arg;
		return (1);
	case SQL_OPT_SUFFIX:
		/* The library reads it from the environment only. */
		setenv("MYSQL_GROUP_SUFFIX", arg, 1);
		return (1);
	case SQL_OPT_LOGIN_PATH:
		o->login_path = arg;
		return (1);
	case SQL_OPT_HOST:
		o->host = arg;
		return (1);
	case SQL_OPT_SOCKET:
		o->socket = arg;
		return (1);
	case SQL_OPT_USER:
		o->user = arg;
		return (1);
	case SQL_OPT_PORT:
		if (sql_number(arg, 65535, &o->port) == 0)
			return (1);
		say_err("--port=%s: not a port number", arg);
		return (-1);
	case SQL_OPT_TIMEOUT:
		if (sql_number(arg, 86400, &o->timeout) == 0)
			return (1);
		say_err("--mysql-timeout=%s: not a number of seconds", arg);
		return (-1);
	case SQL_OPT_SSL_MODE:
		if ((o->ssl_mode = sql_ssl_mode(arg)) != 0)
			return (1);
		say_err("--ssl-mode=%s: not DISABLED, PREFERRED, REQUIRED, "
			"VERIFY_CA or VERIFY_IDENTITY",
		    arg);
		return (-1);
	}
	return (0);
}

static void
sql_options(MYSQL *my, const struct sql_opt *o)
{
	unsigned int connect = SQL_CONNECT_TIMEOUT;
	bool yes = true;

	if (o->defaults_file != NULL)
		mysql_options(my, MYSQL_READ_DEFAULT_FILE, o->defaults_file);
	/* A login path is a group of the login file. */
	mysql_options(my, MYSQL_READ_DEFAULT_GROUP,
	    o->login_path != NULL ? o->login_path : "gho");
	/* The library reads ssl-ca and the like, but not ssl-mode. */
	if (o->ssl_mode != 0)
		mysql_options(my, MYSQL_OPT_SSL_MODE, &o->ssl_mode);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(my, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &yes);
	mysql_options4(my, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name",
	    say_name());
	if (o->timeout != 0) {
		connect = o->timeout;
		mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &o->timeout);
		mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &o->timeout);
	}
	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
}

/*
 * A peer whose machine or network is gone says nothing any more, and by itself
 * TCP waits for a quarter of an hour or for ever: tcp(7).  On a Unix socket
 * these options mean nothing.
 */
static void
sql_watch_peer(MYSQL *my)
{
	int fd = my->net.fd, quiet = SQL_QUIET, ask = SQL_ASK, asks = SQL_ASKS;
	unsigned int unheard = SQL_UNHEARD;
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &quiet, sizeof(quiet));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &ask, sizeof(ask));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &asks, sizeof(asks));
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unheard,
	    sizeof(unheard));
}

/*
 * The library keeps the password in memory, so there is to be no core dump.
 * A limit of 1 also holds where core(5) has a program that takes the dump; 0
 * does not: the kernel's fs/coredump.c.
 */
static void
sql_no_core(void)
{
	struct rlimit one = {1, 1};

	if (setrlimit(RLIMIT_CORE, &one) == -1)
		say_debug("cannot forbid core dumps:");
}

/*
 * What SET GLOBAL may have made of sessions, where it would end our
 * statements, cut their results or hide a warning.  Nobody needs a privilege
 * to have these otherwise ("System Variable Privileges").
 */
static int
sql_settle(struct sql *s)
{
	return (sql_run(s,
	    "SET SESSION lock_wait_timeout = 30,"
	    " innodb_lock_wait_timeout = 10, autocommit = 1,"
	    " lc_messages = 'en_US', completion_type = 'NO_CHAIN',"
	    " max_execution_time = 0, sql_auto_is_null = 0,"
	    " sql_big_selects = 1, sql_notes = 1, sql_safe_updates = 0,"
	    " sql_select_limit = 18446744073709551615,"
	    " transaction_read_only = 0, unique_checks = 1"));
}

int
sql_open(struct sql *s, const struct sql_opt *opt)
{
	bool quiet = s->quiet;

	memset(s, 0, sizeof(*s));
	s->quiet = quiet;
	s->opt = opt;
	sql_no_core();
	s->my = mysql_init(NULL);
	if (s->my == NULL)
		say_die(X_SYS, "out of memory");
	sql_options(s->my, opt);
	if (mysql_real_connect(s->my, opt->host, opt->user, NULL, NULL,
		opt->port, opt->socket, 0) == NULL) {
		sql_failed(s, mysql_errno(s->my), mysql_error(s->my),
		    "cannot connect");
		goto err0;
	}
	sql_watch_peer(s->my);
	s->id = mysql_thread_id(s->my);
	if (sql_settle(s) == -1)
		goto err0;
	return (0);
err0:
	sql_close(s);
	return (-1);
}

/* sql_here(s, uuid): whether the server has this UUID. */
static int
sql_here(struct sql *s, const char *uuid)
{
	struct sql_rows rows;
	int rc = 0;

	if (sql_ask(s, &rows, "SELECT @@global.server_uuid") == -1)
		return (-1);
	if (strcasecmp(rows.cell[0], uuid) != 0) {
		sql_refuse(s,
		    "this is the server %s, but the plan was made on %s",
		    rows.cell[0], uuid);
		rc = -1;
	}
	sql_rows_free(&rows);
	return (rc);
}

int
sql_open_same(struct sql *s, const struct sql_opt *opt, const char *uuid)
{
	if (sql_open(s, opt) == -1)
		return (-1);
	if (sql_here(s, uuid) == 0)
		return (0);
	sql_close(s);
	return (-1);
}

void
sql_close(struct sql *s)
{
	if (s->my != NULL)
		mysql_close(s->my);
	s->my = NULL;
}

static int
sql_drop_result(struct sql *s)
{
	MYSQL_RES *res = mysql_store_result(s->my);

	if (res != NULL) {
		mysql_free_result(res);
		return (0);
	}
	return (mysql_errno(s->my) == 0 ? 0 : -1);
}

int
sql_run(struct sql *s, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n, rc = -1;

	va_start(ap, fmt);
	n = vasprintf(&p, fmt, ap);
	va_end(ap);
	if (n == -1)
		say_die(X_SYS, "out of memory");
	if (mysql_real_query(s->my, p, (unsigned long)n) == 0 &&
	    sql_drop_result(s) == 0) {
		s->changed = mysql_affected_rows(s->my);
		s->warnings = mysql_warning_count(s->my);
		rc = 0;
	} else {
		sql_failed(s, mysql_errno(s->my), mysql_error(s->my), p);
	}
	free(p);
	return (rc);
}

int
sql_kill(struct sql *s, unsigned long id)
{
	bool quiet = s->quiet;
	int rc;

	s->quiet = true;
	rc = sql_run(s, "KILL %lu", id);
	s->quiet = quiet;
	return (rc == 0 || s->error == ER_NO_SUCH_THREAD ? 0 : -1);
}

void
sql_quote(struct sql *s, struct buf *b, const char *text)
{
	size_t len = strlen(text);

	buf_chr(b, '\'');
	/* The function knows the charset and NO_BACKSLASH_ESCAPES. */
	b->len += mysql_real_escape_string_quote(s->my,
	    buf_room(b, len * 2 + 1), text, len, '\'');
	buf_chr(b, '\'');
}

void
sql_name(struct buf *b, const char *name)
{
	buf_chr(b, '`');
	for (; *name != '\0'; name++) {
		if (*name == '`')
			buf_chr(b, '`');
		buf_chr(b, *name);
	}
	buf_chr(b, '`');
}

void
sql_name2(struct buf *b, const char *db, const char *name)
{
	sql_name(b, db);
	buf_chr(b, '.');
	sql_name(b, name);
}
