/* Queries with small results, as strings. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "say.h"
#include "sql.h"

enum {
	SQL_MAX_PARAMS = 16,
	SQL_MAX_COLUMNS = 64,
};

/* sql_fetch(st, rows): all rows of an executed statement, as strings. */
static int
sql_fetch(MYSQL_STMT *st, struct sql_rows *rows)
{
	MYSQL_BIND bind[SQL_MAX_COLUMNS];
	unsigned long len[SQL_MAX_COLUMNS];
	bool null[SQL_MAX_COLUMNS];
	unsigned int i, at;

	memset(bind, 0, sizeof(bind));
	rows->ncol = mysql_stmt_field_count(st);
	if (rows->ncol > SQL_MAX_COLUMNS)
		say_die(X_BUG, "a query with %u columns", rows->ncol);
	for (i = 0; i < rows->ncol; i++) {
		bind[i].buffer_type = MYSQL_TYPE_STRING;
		bind[i].length = &len[i];
		bind[i].is_null = &null[i];
	}
	if (mysql_stmt_bind_result(st, bind) || mysql_stmt_store_result(st))
		return (-1);
	rows->nrow = (unsigned int)mysql_stmt_num_rows(st);
	rows->cell =
	    mem_alloc((size_t)rows->nrow * rows->ncol, sizeof(rows->cell[0]));
	/* The first fetch tells lengths only; columns are then taken whole. */
	for (at = 0; at < rows->nrow * rows->ncol; at += rows->ncol) {
		if (mysql_stmt_fetch(st) == 1)
			return (-1);
		for (i = 0; i < rows->ncol; i++) {
			if (null[i])
				continue;
			rows->cell[at + i] = mem_alloc(1, len[i] + 1);
			bind[i].buffer = rows->cell[at + i];
			bind[i].buffer_length = len[i];
			if (mysql_stmt_fetch_column(st, &bind[i], i, 0))
				return (-1);
			bind[i].buffer = NULL;
			bind[i].buffer_length = 0;
		}
	}
	return (0);
}

static int
sql_bind(MYSQL_STMT *st, va_list ap)
{
	MYSQL_BIND bind[SQL_MAX_PARAMS];
	unsigned long i, n = mysql_stmt_param_count(st);
	const char *arg;

	if (n > SQL_MAX_PARAMS)
		say_die(X_BUG, "a query with %lu parameters", n);
	memset(bind, 0, sizeof(bind));
	for (i = 0; i < n; i++) {
		arg = va_arg(ap, const char *);
		if (arg == NULL) {
			bind[i].buffer_type = MYSQL_TYPE_NULL;
			continue;
		}
		bind[i].buffer_type = MYSQL_TYPE_STRING;
		/* The library only reads parameters. */
		bind[i].buffer = (void *)(uintptr_t)arg;
		bind[i].buffer_length = strlen(arg);
	}
	if (mysql_stmt_bind_param(st, bind))
		return (-1);
	return (mysql_stmt_execute(st) ? -1 : 0);
}

int
sql_ask(struct sql *s, struct sql_rows *rows, const char *text, ...)
{
	struct sql_rows unused = {0};
	MYSQL_STMT *st;
	va_list ap;
	int rc;

	if (rows == NULL)
		rows = &unused;
	memset(rows, 0, sizeof(*rows));
	st = mysql_stmt_init(s->my);
	if (st == NULL)
		say_die(X_SYS, "out of memory");
	va_start(ap, text);
	rc = mysql_stmt_prepare(st, text, strlen(text)) ? -1 : 0;
	if (rc == 0)
		rc = sql_bind(st, ap);
	va_end(ap);
	if (rc == 0 && mysql_stmt_field_count(st) > 0)
		rc = sql_fetch(st, rows);
	if (rc == 0) {
		s->changed = mysql_stmt_affected_rows(st);
		s->warnings = mysql_warning_count(s->my);
	} else {
		sql_rows_free(rows);
		sql_failed(s, mysql_stmt_errno(st), mysql_stmt_error(st), text);
	}
	mysql_stmt_close(st);
	sql_rows_free(&unused);
	return (rc);
}

/* sql_store(res, rows): all rows of a text result. */
static void
sql_store(MYSQL_RES *res, struct sql_rows *rows)
{
	unsigned int i, at;
	MYSQL_ROW row;

	rows->ncol = mysql_num_fields(res);
	rows->nrow = (unsigned int)mysql_num_rows(res);
	rows->name = mem_alloc(rows->ncol, sizeof(rows->name[0]));
	for (i = 0; i < rows->ncol; i++)
		rows->name[i] = mem_str(mysql_fetch_field_direct(res, i)->name);
	rows->cell =
	    mem_alloc((size_t)rows->nrow * rows->ncol, sizeof(rows->cell[0]));
	for (at = 0; (row = mysql_fetch_row(res)) != NULL; at += rows->ncol) {
		for (i = 0; i < rows->ncol; i++)
			rows->cell[at + i] = mem_str(row[i]);
	}
}

int
sql_list(struct sql *s, struct sql_rows *rows, const char *text)
{
	MYSQL_RES *res = NULL;

	memset(rows, 0, sizeof(*rows));
	if (mysql_real_query(s->my, text, strlen(text)) == 0)
		res = mysql_store_result(s->my);
	if (res == NULL) {
		sql_failed(s, mysql_errno(s->my), mysql_error(s->my), text);
		return (-1);
	}
	sql_store(res, rows);
	mysql_free_result(res);
	return (0);
}

const char *
sql_cell(const struct sql_rows *rows, unsigned int row, const char *name)
{
	unsigned int i;

	for (i = 0; i < rows->ncol; i++) {
		if (strcasecmp(rows->name[i], name) == 0)
			return (rows->cell[row * rows->ncol + i]);
	}
	return (NULL);
}

void
sql_rows_free(struct sql_rows *rows)
{
	unsigned int i;

	for (i = 0; rows->name != NULL && i < rows->ncol; i++)
		free(rows->name[i]);
	free(rows->name);
	for (i = 0; rows->cell != NULL && i < rows->nrow * rows->ncol; i++)
		free(rows->cell[i]);
	free(rows->cell);
	memset(rows, 0, sizeof(*rows));
}
