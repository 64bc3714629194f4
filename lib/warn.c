/* The warnings of a chunk: which are expected, and which are losses. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <mysqld_error.h>

#include "accept.h"
#include "carry.h"
#include "warn.h"

static void
warn_clear(struct warn *w)
{
	w->known = w->other = w->lost = 0;
	w->first.len = w->bad.len = w->any.len = 0;
}

void
warn_free(struct warn *w)
{
	buf_free(&w->first);
	buf_free(&w->bad);
	buf_free(&w->any);
	warn_clear(w);
}

static bool
warn_ends(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return (len >= n && strcasecmp(text + len - n, end) == 0);
}

/*
 * "Duplicate entry '...' for key 'table.key'", before 8.0.19 'key' alone.
 * The entry and both names may have quotes and dots in them, so nothing is
 * cut out of the message: its end is compared.  A message that the server
 * had to cut does not have this end and counts as another key's.
 */
static bool
warn_is_chunk_key(const struct plan *plan, const char *text)
{
	char *full, *bare;
	bool is;

	full = mem_fmt(" for key '%s.%s'", plan->ghost_table,
	    plan->key.ghost_name);
	bare = mem_fmt(" for key '%s'", plan->key.ghost_name);
	is = warn_ends(text, full) || warn_ends(text, bare);
	free(full);
	free(bare);
	return (is);
}

void
warn_note(struct warn *w, const struct plan *plan, unsigned long code,
    const char *text)
{
	if (w->any.len == 0)
		buf_str(&w->any, text);
	if (accept_warning(plan, code, text)) {
		w->lost++;
	} else if (code != ER_DUP_ENTRY) {
		if (w->bad.len == 0)
			buf_fmt(&w->bad, "%s (%lu)", text, code);
	} else if (warn_is_chunk_key(plan, text) && !carry_any_folds(plan)) {
		w->known++;
	} else {
		w->other++;
		if (w->first.len == 0)
			buf_str(&w->first, text);
	}
}

/* Asked as text: preparing a statement would change the answer. */
static MYSQL_RES *
warn_ask(struct sql *s, const char *text)
{
	MYSQL_RES *res = NULL;

	if (mysql_query(s->my, text) == 0)
		res = mysql_store_result(s->my);
	if (res == NULL)
		sql_failed(s, mysql_errno(s->my), mysql_error(s->my),
		    "cannot read warnings");
	return (res);
}

/* How many there were; the protocol's own count has 16 bits. */
static int
warn_count(struct sql *s, unsigned long *n)
{
	MYSQL_RES *res = warn_ask(s, "SHOW COUNT(*) WARNINGS");
	MYSQL_ROW row;

	if (res == NULL)
		return (-1);
	row = mysql_fetch_row(res);
	*n = row == NULL ? 0 : strtoul(row[0], NULL, 10);
	mysql_free_result(res);
	return (0);
}

void
warn_keep(struct sql *s)
{
	bool quiet = s->quiet;

	s->quiet = true;
	sql_run(s, "SET SESSION max_error_count = 65535");
	s->quiet = quiet;
}

int
warn_read(struct warn *w, struct sql *s, const struct plan *plan)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	unsigned long n, seen = 0;

	warn_clear(w);
	if (warn_count(s, &n) == -1 ||
	    (res = warn_ask(s, "SHOW WARNINGS")) == NULL)
		return (-1);
	while ((row = mysql_fetch_row(res)) != NULL) {
		warn_note(w, plan, strtoul(row[1], NULL, 10), row[2]);
		seen++;
	}
	mysql_free_result(res);
	return (seen == n && n > 0 ? 1 : 0);
}

int
warn_stop(struct sql *s, const struct plan *plan, bool converts)
{
	struct warn w = {0};
	int rc = warn_read(&w, s, plan);

	if (rc == 1 && converts && w.bad.len == 0 && w.known + w.other == 0) {
		warn_free(&w);
		return (0);
	}
	if (rc == 0 && w.bad.len == 0)
		sql_refuse(s,
		    "the server did not keep all warnings of a batch, so that "
		    "a loss could hide; raise its max_error_count, or let this "
		    "user have SESSION_VARIABLES_ADMIN");
	else if (rc != -1)
		sql_refuse(s,
		    "the ghost table's row is not what the original says: %s",
		    buf_cstr(w.bad.len > 0 ? &w.bad : &w.any));
	warn_free(&w);
	return (-1);
}
