/* Values that depend on when or where a row is written. */

#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "moment.h"
#include "tok.h"

enum {
	MOMENT_DATE = 10,   /* "2026-11-21" */
	MOMENT_SECOND = 19, /* "2026-11-21 12:00:00" */
};

bool
moment_text(const char *text)
{
	return (text[strspn(text, "0123456789-:. +")] == '\0');
}

/* ---- Expressions ---- */

/*
 * moment_calls(expr, words, bare): whether ${expr} calls one of these
 * functions; with ${bare} only a call without arguments counts.  What cannot
 * be read might.  information_schema has a backslash before each quote, but
 * none that escapes.
 */
static bool
moment_calls(const char *expr, const char *const *words, bool bare)
{
	struct token tok, call = {0}, before = {0};
	struct buf why = {0};
	struct toks l;
	const char *const *w;
	bool does = false;

	tok_open(&l, expr, strlen(expr), TOK_NO_BACKSLASH);
	do {
		if (tok_next(&l, &tok, &why) == -1) {
			does = true;
			break;
		}
		for (w = words; *w != NULL && !does; w++)
			does = bare ?
			    tok_is(&call, *w) && tok_sign(&before, '(') &&
				tok_sign(&tok, ')') :
			    tok_is(&before, *w) && tok_sign(&tok, '(');
		call = before;
		before = tok;
	} while (!does && tok.kind != TOK_END);
	buf_free(&why);
	return (does);
}

/* All that MySQL 9.7 allows in a default and that a later call may change. */
static bool
moment_depends(const char *expr)
{
	static const char *const any[] = {"connection_id", "curdate", "curtime",
	    "database", "now", "sysdate", "utc_date", "utc_time",
	    "utc_timestamp", NULL};
	static const char *const bare[] = {"unix_timestamp", NULL};

	return (
	    moment_calls(expr, any, false) || moment_calls(expr, bare, true));
}

static bool
moment_in_zone(const struct plan_table *t, const char *expr)
{
	static const char *const words[] = {"from_unixtime", "unix_timestamp",
	    NULL};
	unsigned int i;

	for (i = 0; i < t->ncol; i++) {
		if (t->col[i].kind == KIND_TIMESTAMP &&
		    map_mentions(expr, t->col[i].name))
			return (true);
	}
	return (moment_calls(expr, words, false));
}

/* ---- Columns ---- */

bool
moment_zoned(const struct plan *plan)
{
	const struct plan_col *c;
	const char *expr;
	unsigned int i;

	for (i = 0; i < plan->ghost.ncol; i++) {
		c = &plan->ghost.col[i];
		expr = c->generated ? c->expr : c->fallback;
		if (expr != NULL && map_carried(plan, i) == NULL &&
		    moment_in_zone(&plan->ghost, expr))
			return (true);
	}
	return (false);
}

/* moment_len(c): how much of a time the default is; 0: it is none. */
static size_t
moment_len(const struct plan_col *c)
{
	size_t len =
	    c->scale == 0 ? MOMENT_SECOND : MOMENT_SECOND + 1 + c->scale;
	struct buf want = {0};
	bool is;

	if (c->kind == KIND_DATE)
		return (
		    strcmp(c->fallback, "curdate()") == 0 ? MOMENT_DATE : 0);
	if (c->kind != KIND_DATETIME && c->kind != KIND_TIMESTAMP)
		return (0);
	if (c->scale > 0)
		buf_fmt(&want, "(%u)", c->scale);
	is = strncmp(c->fallback, "CURRENT_TIMESTAMP", 17) == 0 &&
	    strcmp(c->fallback + 17, buf_cstr(&want)) == 0;
	if (c->scale == 0)
		buf_str(&want, "()");
	is = is ||
	    (strncmp(c->fallback, "now", 3) == 0 &&
		strcmp(c->fallback + 3, buf_cstr(&want)) == 0);
	buf_free(&want);
	return (is ? len : 0);
}

/*
 * A TIMESTAMP is given as UTC, and says so if the session has another zone:
 * MySQL takes the offset since 8.0.19.
 */
static char *
moment_value(const struct plan_col *c, const char *local, const char *utc,
    bool zoned)
{
	bool stamp = c->kind == KIND_TIMESTAMP;

	return (mem_fmt("%.*s%s", (int)moment_len(c), stamp ? utc : local,
	    stamp && zoned ? "+00:00" : ""));
}

int
moment_given(struct plan *plan, const char *local, const char *utc,
    struct buf *why)
{
	bool zoned = strcmp(plan->time_zone, "+00:00") != 0;
	struct plan_col *c;
	unsigned int i;

	for (i = 0; i < plan->ghost.ncol; i++) {
		c = &plan->ghost.col[i];
		if (c->fallback == NULL || map_carried(plan, i) != NULL)
			continue;
		if (moment_len(c) > 0) {
			free(c->given);
			c->given = moment_value(c, local, utc, zoned);
		} else if (moment_depends(c->fallback)) {
			buf_fmt(why,
			    "--alter cannot be done: the default of the new "
			    "column %s, %s, depends on the time or the session,"
			    " and ALTER TABLE writes all rows in one; add it "
			    "without, or with DEFAULT CURRENT_TIMESTAMP",
			    c->name, c->fallback);
			return (-1);
		}
	}
	return (0);
}

int
moment_take(struct sql *s, struct plan *plan)
{
	struct buf why = {0};
	struct sql_rows rows;
	int rc;

	if (sql_ask(s, &rows, "SELECT /* gh-ost */ NOW(6), UTC_TIMESTAMP(6)") ==
	    -1)
		return (-1);
	rc = moment_given(plan, rows.cell[0], rows.cell[1], &why);
	if (rc == -1)
		sql_refuse(s, "%s", buf_cstr(&why));
	sql_rows_free(&rows);
	buf_free(&why);
	return (rc);
}
