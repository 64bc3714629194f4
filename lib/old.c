/* The table that a migration keeps. */

#include <stdlib.h>
#include <string.h>

#include "old.h"
#include "say.h"

enum {
	OLD_COMMENT = 2048, /* characters; "CREATE TABLE Statement" */
	OLD_WAIT_S = 3,	    /* for those who read it */
};

#define OLD_WORD "gho old "

static bool
old_digits(const char *s, size_t n, const char *of)
{
	return (strspn(s, of) == n);
}

bool
old_read(const char *comment, const char *table, struct old *old)
{
	const char *run = comment + strlen(OLD_WORD), *time;
	struct buf name = {0};
	size_t n;
	bool same;

	if (strncmp(comment, OLD_WORD, strlen(OLD_WORD)) != 0)
		return (false);
	n = strcspn(run, " ");
	if (n == 0 || n >= sizeof(old->run) || run[n] == '\0' ||
	    !old_digits(run, n, "0123456789abcdef"))
		return (false);
	time = run + n + 1;
	if (!old_digits(time, sizeof(old->time) - 1, "0123456789") ||
	    time[sizeof(old->time) - 1] != ' ')
		return (false);
	sql_name(&name, table);
	same =
	    strncmp(time + sizeof(old->time), buf_cstr(&name), name.len) == 0;
	buf_free(&name);
	memcpy(old->run, run, n);
	old->run[n] = '\0';
	memcpy(old->time, time, sizeof(old->time) - 1);
	old->time[sizeof(old->time) - 1] = '\0';
	return (same);
}

/*
 * old_look(s, plan, comment, time): the table's comment, NULL if it is not
 * there, and the server's time; free() both.
 */
static int
old_look(struct sql *s, const struct plan *plan, char **comment, char **time)
{
	struct sql_rows rows;

	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ DATE_FORMAT(UTC_TIMESTAMP(), '%Y%m%d%H%i%s'),"
		" (SELECT TABLE_COMMENT FROM information_schema.TABLES"
		" WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?)",
		plan->db, plan->old_table) == -1)
		return (-1);
	*time = mem_str(rows.cell[0]);
	*comment = mem_str(rows.cell[1]);
	sql_rows_free(&rows);
	return (0);
}

/* A comment that is too long with the mark is given up: the new table has it. */
static void
old_text(struct sql *s, const struct plan *plan, const char *comment,
    const char *time, struct buf *out)
{
	struct buf mark = {0};

	buf_fmt(&mark, OLD_WORD "%s %s ", plan->run_id, time);
	sql_name(&mark, plan->old_table);
	if (comment[0] != '\0' && mark.len + 1 + strlen(comment) <= OLD_COMMENT)
		buf_fmt(&mark, " %s", comment);
	buf_str(out, "ALTER /* gh-ost */ TABLE ");
	sql_name2(out, plan->db, plan->old_table);
	buf_str(out, " COMMENT = ");
	sql_quote(s, out, buf_cstr(&mark));
	/* It is in the dictionary only; no row is to be touched for it. */
	buf_str(out, ", ALGORITHM = INPLACE");
	buf_free(&mark);
}

static int
old_alter(struct sql *s, const struct plan *plan, const char *comment,
    const char *time)
{
	struct buf text = {0};
	bool quiet = s->quiet;
	int rc;

	old_text(s, plan, comment, time, &text);
	s->quiet = true;
	rc = sql_run(s, "SET SESSION lock_wait_timeout = %d", OLD_WAIT_S);
	if (rc == 0)
		rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	s->quiet = quiet;
	if (rc == 0 || sql_away(s->error))
		return (rc);
	say_warn("`%s`.`%s` is kept without a mark, so that gho-clean will not "
		 "know it: %s",
	    plan->db, plan->old_table, s->text);
	return (0);
}

int
old_mark(struct sql *s, const struct plan *plan)
{
	char *comment = NULL, *time = NULL;
	struct old old;
	int rc;

	rc = old_look(s, plan, &comment, &time);
	if (rc == 0 && comment != NULL &&
	    !old_read(comment, plan->old_table, &old))
		rc = old_alter(s, plan, comment, time);
	free(comment);
	free(time);
	return (rc);
}
