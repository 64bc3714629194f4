/* The ghost as a temporary table. */

#include <ctype.h>
#include <string.h>

#include "choose.h"
#include "map.h"
#include "mode.h"
#include "moment.h"
#include "say.h"
#include "schema.h"
#include "try.h"

/* ---- The original's definition, as far as a temporary table goes ---- */

/*
 * SHOW CREATE TABLE has a line for each column, key and constraint; line
 * feeds in quotes are escaped.  try_line(p, n): the line at ${p} has ${n}
 * bytes without the comma; returns the next one, or NULL.
 */
static const char *
try_line(const char *p, size_t *n)
{
	size_t len = strcspn(p, "\n");

	*n = len > 0 && p[len - 1] == ',' ? len - 1 : len;
	return (p[len] == '\0' ? NULL : p + len + 1);
}

/* try_option(p, name): goes past " NAME=word", if it is there. */
static const char *
try_option(const char *p, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(p, name, n) != 0)
		return (p);
	for (p += n; isalnum((unsigned char)*p) || *p == '_';)
		p++;
	return (p);
}

/* What columns go by; before it are words, after it may be anything. */
static void
try_options(struct buf *out, const char *line)
{
	const char *p = strstr(line, " DEFAULT CHARSET=");

	buf_str(out, "\n) ENGINE=InnoDB");
	if (p != NULL)
		buf_add(out, p,
		    (size_t)(try_option(try_option(p, " DEFAULT CHARSET="),
				 " COLLATE=") -
			p));
}

/*
 * Left out are FULLTEXT keys, which InnoDB's temporary tables cannot have,
 * and what follows the last parenthesis.  Constraints keep their names, as
 * those of temporary tables are in nobody's way.
 */
static void
try_create(struct buf *out, const struct plan *p)
{
	const char *line, *next, *comma = "\n";
	size_t n;

	buf_str(out, "CREATE TEMPORARY TABLE ");
	sql_name2(out, p->db, p->ghost_table);
	buf_str(out, " (");
	next = try_line(p->orig.create, &n);
	while ((line = next) != NULL) {
		next = try_line(line, &n);
		if (*line == ')') {
			try_options(out, line);
			return;
		}
		if (strncmp(line, "  FULLTEXT ", 11) == 0)
			continue;
		buf_str(out, comma);
		buf_add(out, line, n);
		comma = ",\n";
	}
}

int
try_table(struct sql *s, const struct plan *p)
{
	struct buf create = {0}, mode = {0}, alter = {0};
	int rc = -1;

	try_create(&create, p);
	buf_str(&mode, "SET SESSION sql_mode = ");
	mode_alter(p, &mode);
	buf_str(&alter, "ALTER TABLE ");
	sql_name2(&alter, p->db, p->ghost_table);
	buf_fmt(&alter, " %s", p->alter);
	if (schema_begin(s, p->version) == 0 &&
	    sql_run(s, "%s", buf_cstr(&create)) == 0 &&
	    sql_run(s, "%s", buf_cstr(&mode)) == 0 &&
	    sql_run(s, "%s", buf_cstr(&alter)) == 0)
		rc = schema_begin(s, p->version);
	buf_free(&create);
	buf_free(&mode);
	buf_free(&alter);
	return (rc);
}

/* ---- What became of it ---- */

/* The line of a column in SHOW CREATE TABLE. */
static const char *
try_column(const struct plan_table *t, const char *name, size_t *n)
{
	struct buf begin = {0};
	const char *line = t->create, *next;

	buf_str(&begin, "  ");
	sql_name(&begin, name);
	buf_chr(&begin, ' ');
	do {
		next = try_line(line, n);
		if (*n >= begin.len && memcmp(line, begin.p, begin.len) == 0)
			break;
		line = next;
	} while (line != NULL);
	buf_free(&begin);
	return (line);
}

/* A generated column that is defined as before has its old expression. */
static void
try_expressions(struct plan *p)
{
	const char *old, *new;
	struct plan_col *c;
	size_t n, m;
	unsigned int i;
	int from;

	for (i = 0; i < p->ghost.ncol; i++) {
		c = &p->ghost.col[i];
		from = plan_col(&p->orig, c->name);
		if (!c->generated || from == -1)
			continue;
		old = try_column(&p->orig, p->orig.col[from].name, &n);
		new = try_column(&p->ghost, c->name, &m);
		if (old != NULL && new != NULL &&
		    n == m &&memcmp(old, new, n) == 0)
			c->expr = mem_str(p->orig.col[from].expr);
	}
}

static int
try_map(struct sql *s, struct plan *p, struct key_list *keys,
    struct key_list *ghost_keys, const struct server *server)
{
	struct buf why = {0};
	int rc;

	choose_known(p, keys, ghost_keys);
	try_expressions(p);
	rc = map_columns(p, &why);
	if (rc == 0 &&
	    (map_numbers(p, &why) == -1 || map_texts(p, &why) == -1 ||
		moment_named(p, &why) == -1)) {
		sql_refuse(s, "%s", buf_cstr(&why));
		buf_free(&why);
		return (-1);
	}
	if (rc == 0)
		rc = map_key(p, keys, ghost_keys, &why);
	if (rc == 0)
		mode_choose(p, server->sql_mode, server->time_zone);
	else
		say_debug("not tried: %s", buf_cstr(&why));
	buf_free(&why);
	return (rc == 0 ? 1 : 0);
}

int
try_plan(struct sql *s, const struct server *server, struct plan *p,
    struct key_list *keys, struct key_list *ghost_keys)
{
	int rc;

	memset(keys, 0, sizeof(*keys));
	memset(ghost_keys, 0, sizeof(*ghost_keys));
	s->quiet = true;
	if (try_table(s, p) == -1 ||
	    schema_shown(s, p->db, p->ghost_table, &p->ghost) == -1 ||
	    schema_keys(s, p->db, p->table, keys) == -1 ||
	    schema_shown_keys(s, p->db, p->ghost_table, ghost_keys) == -1)
		rc = s->fail == X_AGAIN ? -1 : 0;
	else
		rc = try_map(s, p, keys, ghost_keys, server);
	s->quiet = false;
	if (rc == -1)
		say_err("%s", s->text);
	else if (p->nmap == 0)
		say_debug("not tried: %s", s->text);
	return (rc);
}
