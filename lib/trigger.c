/* Makes the original's triggers again for the ghost. */

#include <stdlib.h>
#include <string.h>

#include "mark.h"
#include "trigger.h"

enum { TRIGGER_CHARS = 64 }; /* MySQL's limit for identifiers */

/*
 * A row of trigger_list().  From TIMING on, both tables' triggers must be
 * equal.
 */
enum {
	NAME,
	TIMING,
	EVENT,
	ORDER,
	DEFINER,
	MODE,
	CLIENT,
	CONNECTION,
	DATABASE,
	STATEMENT,
	NCELL
};

/* trigger_list(s, db, table, rows): in the order in which they fire. */
static int
trigger_list(struct sql *s, const char *db, const char *table,
    struct sql_rows *rows)
{
	return (sql_ask(s, rows,
	    "SELECT /* gh-ost */ TRIGGER_NAME, ACTION_TIMING,"
	    " EVENT_MANIPULATION, ACTION_ORDER, DEFINER, SQL_MODE,"
	    " CHARACTER_SET_CLIENT, COLLATION_CONNECTION, DATABASE_COLLATION,"
	    " ACTION_STATEMENT FROM information_schema.TRIGGERS"
	    " WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?"
	    " ORDER BY EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER",
	    db, table));
}

/* ---- Names ---- */

/* trigger_name(p, name): what it is called in the ghost.  free() it. */
static char *
trigger_name(const struct plan *p, const char *name)
{
	size_t n = strlen(name), suffix = strlen(p->trigger_suffix);

	if (p->trigger_strip && n > suffix &&
	    strcmp(name + n - suffix, p->trigger_suffix) == 0)
		return (mem_fmt("%.*s", (int)(n - suffix), name));
	return (mem_fmt("%s%s", name, p->trigger_suffix));
}

/* trigger_free(s, p, name, ghost, old): 1 if a trigger can be called so. */
static int
trigger_free(struct sql *s, const struct plan *p, const char *name, bool ghost,
    bool old)
{
	struct sql_rows rows;
	int rc;

	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ 1 FROM information_schema.TRIGGERS"
		" WHERE TRIGGER_SCHEMA = ? AND TRIGGER_NAME = ?"
		" AND EVENT_OBJECT_TABLE <> ? AND EVENT_OBJECT_TABLE <> ?",
		p->db, name, ghost ? p->ghost_table : "",
		old ? p->old_table : "") == -1)
		return (-1);
	rc = rows.nrow == 0;
	sql_rows_free(&rows);
	return (rc);
}

static size_t
trigger_chars(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return (n);
}

static int
trigger_judge(struct sql *s, const struct plan *p, const char *name, bool ghost,
    bool old)
{
	char *other = trigger_name(p, name);
	int ok = 1;

	if (trigger_chars(other) > TRIGGER_CHARS)
		sql_refuse(s,
		    "the trigger %s would be called %s, which is too long: at "
		    "most %d characters; take a shorter --trigger-suffix",
		    name, other, TRIGGER_CHARS);
	else if ((ok = trigger_free(s, p, other, ghost, old)) == 0)
		sql_refuse(s,
		    "the trigger %s would be called %s, but there is one of "
		    "this name in `%s` already; take another --trigger-suffix, "
		    "or drop that",
		    name, other, p->db);
	else if (ok == 1) {
		free(other);
		return (0);
	}
	free(other);
	return (-1);
}

int
trigger_check(struct sql *s, const struct plan *p, bool ghost, bool old)
{
	struct sql_rows rows;
	unsigned int i;
	int rc = 0;

	if (trigger_list(s, p->db, p->table, &rows) == -1)
		return (-1);
	if (rows.nrow > 0 && p->trigger_suffix == NULL) {
		sql_refuse(s,
		    "`%s`.`%s` has the trigger %s: --include-triggers with "
		    "--trigger-suffix makes it again for the new table, under "
		    "another name",
		    p->db, p->table, rows.cell[NAME]);
		rc = -1;
	}
	for (i = 0; i < rows.nrow && rc == 0; i++)
		rc = trigger_judge(s, p, rows.cell[i * NCELL + NAME], ghost,
		    old);
	sql_rows_free(&rows);
	return (rc);
}

/* ---- Making one ---- */

/* `user`@`host`; only a user's name can have an @. */
static void
trigger_definer(struct buf *out, const char *definer)
{
	const char *at = strrchr(definer, '@');
	char *user;

	if (at == NULL)
		at = definer + strlen(definer);
	user = mem_fmt("%.*s", (int)(at - definer), definer);
	sql_name(out, user);
	buf_chr(out, '@');
	sql_name(out, *at == '@' ? at + 1 : at);
	free(user);
}

/* ${name} and ${table} are quoted. */
static void
trigger_head(struct buf *out, char *const *cell, struct buf *name,
    struct buf *table)
{
	buf_str(out, "CREATE DEFINER=");
	trigger_definer(out, cell[DEFINER]);
	buf_fmt(out, " TRIGGER %s %s %s ON %s FOR EACH ROW ", buf_cstr(name),
	    cell[TIMING], cell[EVENT], buf_cstr(table));
	buf_free(name);
	buf_free(table);
}

/*
 * trigger_body(s, p, cell, out): what the trigger does, in the bytes of its
 * character_set_client: information_schema has it in UTF-8 only, where a
 * string without an introducer would be another one.
 */
static int
trigger_body(struct sql *s, const struct plan *p, char *const *cell,
    struct buf *out)
{
	struct buf text = {0}, head = {0}, name = {0}, table = {0};
	struct sql_rows rows;
	int rc;

	sql_name(&name, cell[NAME]);
	sql_name(&table, p->table);
	trigger_head(&head, cell, &name, &table);
	buf_str(&text, "SHOW CREATE /* gh-ost */ TRIGGER ");
	sql_name2(&text, p->db, cell[NAME]);
	rc = sql_run(s,
	    "SET SESSION sql_mode = '', character_set_results = NULL");
	if (rc == 0)
		rc = sql_ask(s, &rows, buf_cstr(&text));
	if (rc == 0) {
		if (strncmp(rows.cell[2], buf_cstr(&head), head.len) == 0)
			buf_str(out, rows.cell[2] + head.len);
		else {
			sql_refuse(s,
			    "the trigger %s cannot be made again for the new "
			    "table: the server shows it in an unknown form",
			    cell[NAME]);
			rc = -1;
		}
		sql_rows_free(&rows);
	}
	buf_free(&text);
	buf_free(&head);
	return (rc);
}

/* Names, which are UTF-8 here, as bytes of the trigger's charset. */
static int
trigger_convert(struct sql *s, const char *charset, struct buf *text)
{
	struct buf ask = {0};
	struct sql_rows rows;
	int rc;

	buf_fmt(&ask, "SELECT CONVERT(? USING %s)", charset);
	rc = sql_ask(s, &rows, buf_cstr(&ask), buf_cstr(text));
	buf_free(&ask);
	if (rc == -1)
		return (-1);
	text->len = 0;
	buf_str(text, rows.cell[0]);
	sql_rows_free(&rows);
	return (0);
}

static int
trigger_text(struct sql *s, const struct plan *p, char *const *cell,
    struct buf *text)
{
	struct buf body = {0}, name = {0}, table = {0};
	char *other = trigger_name(p, cell[NAME]);
	int rc = -1;

	sql_name2(&name, p->db, other);
	sql_name2(&table, p->db, p->ghost_table);
	free(other);
	trigger_head(text, cell, &name, &table);
	if (trigger_body(s, p, cell, &body) == 0 &&
	    trigger_convert(s, cell[CLIENT], text) == 0) {
		buf_str(text, buf_cstr(&body));
		rc = 0;
	}
	buf_free(&body);
	return (rc);
}

static int
trigger_one(struct sql *s, const struct plan *p, char *const *cell)
{
	struct buf text = {0};
	int rc = -1;

	if (trigger_text(s, p, cell, &text) == 0 &&
	    sql_run(s,
		"SET SESSION sql_mode = '%s', character_set_client = %s,"
		" collation_connection = %s",
		cell[MODE], cell[CLIENT], cell[CONNECTION]) == 0)
		rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

/* ---- All of them ---- */

static bool
trigger_same(const struct plan *p, char *const *a, char *const *b)
{
	char *name = trigger_name(p, a[NAME]);
	bool same = strcmp(name, b[NAME]) == 0;
	int i;

	for (i = TIMING; i < NCELL; i++)
		same = same && strcmp(a[i], b[i]) == 0;
	free(name);
	return (same);
}

/* What was made must be what was meant. */
static int
trigger_verify(struct sql *s, const struct plan *p, const struct sql_rows *want)
{
	struct sql_rows have;
	unsigned int i = 0;

	if (trigger_list(s, p->db, p->ghost_table, &have) == -1)
		return (-1);
	if (have.nrow == want->nrow) {
		while (i < want->nrow &&
		    trigger_same(p, &want->cell[i * NCELL],
			&have.cell[i * NCELL]))
			i++;
	}
	sql_rows_free(&have);
	if (i == want->nrow)
		return (0);
	sql_refuse(s,
	    "the trigger %s is not the same when it is made again; this is so "
	    "if the database had another collation than %s then: make it anew",
	    want->cell[i * NCELL + NAME], want->cell[i * NCELL + DATABASE]);
	return (-1);
}

static int
trigger_all(struct sql *s, const struct plan *p, const struct sql_rows *rows)
{
	unsigned int i;

	if (rows->nrow > 0 && p->trigger_suffix == NULL) {
		sql_refuse(s,
		    "`%s`.`%s` has got the trigger %s since gho-inspect; drop "
		    "it, or begin again with --include-triggers",
		    p->db, p->table, rows->cell[NAME]);
		return (-1);
	}
	for (i = 0; i < rows->nrow; i++) {
		if (trigger_one(s, p, &rows->cell[i * NCELL]) == -1 ||
		    sql_run(s, "SET NAMES utf8mb4") == -1)
			return (-1);
	}
	return (rows->nrow > 0 ? trigger_verify(s, p, rows) : 0);
}

int
trigger_make(struct sql *s, const struct plan *p)
{
	struct sql_rows rows;
	int rc;

	if (trigger_list(s, p->db, p->table, &rows) == -1)
		return (-1);
	rc = trigger_all(s, p, &rows);
	sql_rows_free(&rows);
	return (rc);
}

static int
trigger_drop(struct sql *s, const struct plan *p)
{
	struct buf text = {0};
	struct sql_rows rows;
	unsigned int i;
	int rc = 0;

	if (trigger_list(s, p->db, p->ghost_table, &rows) == -1)
		return (-1);
	for (i = 0; i < rows.nrow && rc == 0; i++) {
		buf_str(&text, "DROP /* gh-ost */ TRIGGER ");
		sql_name2(&text, p->db, rows.cell[i * NCELL + NAME]);
		rc = sql_run(s, "%s", buf_cstr(&text));
		buf_free(&text);
	}
	sql_rows_free(&rows);
	return (rc);
}

/*
 * Under a lock: a RENAME of a session that is just being ended must not move
 * the triggers to the live table between the look and the drop.
 */
int
trigger_clear(struct sql *s, const struct plan *p)
{
	struct buf text = {0};
	int rc;

	if (p->trigger_suffix == NULL)
		return (0);
	rc = mark_exists(s, p->db, p->ghost_table);
	if (rc != 1)
		return (rc);
	buf_str(&text, "LOCK /* gh-ost */ TABLES ");
	sql_name2(&text, p->db, p->ghost_table);
	buf_str(&text, " WRITE");
	rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	if (rc == 0)
		rc = trigger_drop(s, p);
	if (sql_run(s, "UNLOCK TABLES") == -1)
		return (-1);
	return (rc);
}

int
trigger_trial(struct sql *s, const struct plan *p)
{
	return (trigger_make(s, p) == -1 ? -1 : trigger_clear(s, p));
}
