/* What becomes of the original's columns in the ghost. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "accept.h"
#include "map.h"
#include "sql.h"

/* ---- Columns ---- */

bool
map_equal(const char *a, const char *b)
{
	return (a == NULL || b == NULL ? a == b : strcmp(a, b) == 0);
}

static bool
map_listed(char *const *list, unsigned int n, const char *name)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (strcasecmp(list[i], name) == 0)
			return (true);
	}
	return (false);
}

int
map_source(const struct plan *plan, const char *name)
{
	unsigned int i;

	for (i = 0; i < plan->nrename; i++) {
		if (strcasecmp(plan->rename_to[i], name) == 0)
			return (plan_col(&plan->orig, plan->rename_from[i]));
	}
	/* A name that was given up and comes again is a new column. */
	if (map_listed(plan->rename_from, plan->nrename, name) ||
	    map_listed(plan->dropped, plan->ndropped, name))
		return (-1);
	return (plan_col(&plan->orig, name));
}

/*
 * information_schema shows labels in utf8mb3: what lies beyond is a '?'
 * there, so labels that look the same may differ.
 */
bool
map_labels_unsure(const struct plan_col *c)
{
	unsigned int i;

	if (c->charset == NULL ||
	    (strcmp(c->charset, "utf8mb4") != 0 &&
		strncmp(c->charset, "utf16", 5) != 0 &&
		strcmp(c->charset, "utf32") != 0 &&
		strcmp(c->charset, "gb18030") != 0))
		return (false);
	for (i = 0; i < c->nlabel; i++) {
		if (strchr(c->label[i], '?') != NULL)
			return (true);
	}
	return (false);
}

bool
map_converts(const struct plan_col *from, const struct plan_col *to)
{
	return (strcmp(from->type, to->type) != 0 ||
	    !map_equal(from->charset, to->charset) || map_labels_unsure(from));
}

bool
map_fills(const struct plan *plan, unsigned int from, unsigned int to)
{
	return (plan->orig.col[from].nullable &&
	    !plan->ghost.col[to].nullable && accept_listed(plan, from));
}

/* Every original column is carried, or dropped, or its value is computed. */
static int
map_check(const struct plan *plan, const bool *found, struct buf *why)
{
	const struct plan_col *c;
	unsigned int i;

	for (i = 0; i < plan->orig.ncol; i++) {
		c = &plan->orig.col[i];
		if (found[i] ||
		    map_listed(plan->dropped, plan->ndropped, c->name))
			continue;
		buf_fmt(why,
		    "column %s is gone from the ghost, but the ALTER "
		    "was not understood to drop or rename it",
		    c->name);
		return (-1);
	}
	if (plan->nmap == 0) {
		buf_str(why, "no column of the original is left");
		return (-1);
	}
	return (0);
}

int
map_columns(struct plan *plan, struct buf *why)
{
	bool *found = mem_alloc(plan->orig.ncol, sizeof(*found));
	struct plan_map *m;
	unsigned int i;
	int from, rc;

	free(plan->map);
	plan->map = mem_alloc(plan->ghost.ncol, sizeof(plan->map[0]));
	plan->nmap = 0;
	plan->convert = false;
	for (i = 0; i < plan->ghost.ncol; i++) {
		from = map_source(plan, plan->ghost.col[i].name);
		if (from == -1 || found[from])
			continue;
		found[from] = true;
		/*
		 * A generated column of the ghost computes its value; one of
		 * the original that is a plain column now keeps its value.
		 */
		if (plan->ghost.col[i].generated)
			continue;
		m = &plan->map[plan->nmap++];
		m->from = (unsigned int)from;
		m->to = i;
		m->convert =
		    map_converts(&plan->orig.col[from], &plan->ghost.col[i]) ||
		    map_fills(plan, m->from, i);
		plan->convert = plan->convert || m->convert;
	}
	rc = map_check(plan, found, why);
	free(found);
	return (rc);
}

/* ---- Values that stay ---- */

bool
map_mentions(const char *expr, const char *name)
{
	struct buf quoted = {0}, escaped = {0};
	const char *p;
	bool found;

	sql_name(&quoted, name);
	for (p = buf_cstr(&quoted); *p != '\0'; p++) {
		if (*p == '\'' || *p == '\\')
			buf_chr(&escaped, '\\');
		buf_chr(&escaped, *p);
	}
	found = strstr(expr, buf_cstr(&escaped)) != NULL;
	buf_free(&quoted);
	buf_free(&escaped);
	return (found);
}

/* Whether a column's values in the ghost are the same in every way. */
static bool
map_unchanged(const struct plan *plan, unsigned int from)
{
	const struct plan_col *a = &plan->orig.col[from];
	unsigned int i;

	if (a->generated)
		return (map_stays(plan, from) != -1);
	for (i = 0; i < plan->nmap; i++) {
		if (plan->map[i].from == from)
			return (!plan->map[i].convert &&
			    map_equal(a->collation,
				plan->ghost.col[plan->map[i].to].collation));
	}
	return (false);
}

/* map_default_charset(t, n): its name in SHOW CREATE TABLE, of ${n} bytes. */
static const char *
map_default_charset(const struct plan_table *t, size_t *n)
{
	const char *p = t->create == NULL ? NULL : strstr(t->create, "\n) ");

	p = p == NULL ? NULL : strstr(p, " DEFAULT CHARSET=");
	p = p == NULL ? "" : p + strlen(" DEFAULT CHARSET=");
	*n = strcspn(p, " \n");
	return (p);
}

/* Charsets in which no character is one byte, also none of ASCII. */
static bool
map_wide(const char *charset)
{
	return (strncmp(charset, "ucs2", 4) == 0 ||
	    strncmp(charset, "utf16", 5) == 0 ||
	    strncmp(charset, "utf32", 5) == 0);
}

/* map_recoded(plan): whether what HEX() and others give has other bytes. */
static bool
map_recoded(const struct plan *plan)
{
	size_t n, m;
	const char *from = map_default_charset(&plan->orig, &n);
	const char *to = map_default_charset(&plan->ghost, &m);

	return ((n != m || memcmp(from, to, n) != 0) &&
	    (map_wide(from) || map_wide(to)));
}

/* Whether a generated column gives the same in the ghost. */
static bool
map_gives_same(const struct plan *plan, const struct plan_col *a,
    const struct plan_col *b)
{
	unsigned int i;

	if (!map_equal(a->expr, b->expr) || map_converts(a, b) ||
	    map_recoded(plan))
		return (false);
	for (i = 0; i < plan->orig.ncol; i++) {
		if (map_mentions(a->expr, plan->orig.col[i].name) &&
		    !map_unchanged(plan, i))
			return (false);
	}
	return (true);
}

int
map_stays(const struct plan *plan, unsigned int from)
{
	const struct plan_col *a = &plan->orig.col[from], *b;
	unsigned int i;

	for (i = 0; i < plan->nmap; i++) {
		if (plan->map[i].from == from)
			return ((int)plan->map[i].to);
	}
	for (i = 0; a->generated && i < plan->ghost.ncol; i++) {
		b = &plan->ghost.col[i];
		if (b->generated && map_source(plan, b->name) == (int)from &&
		    map_gives_same(plan, a, b))
			return ((int)i);
	}
	return (-1);
}

const struct plan_map *
map_carried(const struct plan *plan, unsigned int to)
{
	unsigned int i;

	for (i = 0; i < plan->nmap; i++) {
		if (plan->map[i].to == to)
			return (&plan->map[i]);
	}
	return (NULL);
}

bool
map_kept(const struct plan *plan, unsigned int to)
{
	return (
	    !plan->ghost.col[to].generated && map_carried(plan, to) == NULL);
}

bool
map_keeps(const struct plan *plan)
{
	unsigned int i;

	for (i = 0; plan->revert && i < plan->ghost.ncol; i++) {
		if (map_kept(plan, i))
			return (true);
	}
	return (false);
}

bool
map_settled(const struct plan *plan, unsigned int to)
{
	const struct plan_col *col = &plan->ghost.col[to];
	unsigned int i;

	if (map_carried(plan, to) != NULL)
		return (true);
	if (!col->generated)
		return ((col->fallback == NULL || col->given != NULL) &&
		    !col->auto_increment);
	/* A table that was only tried does not say it. */
	if (col->expr == NULL)
		return (false);
	/* The server lets none be generated from itself. */
	for (i = 0; i < plan->ghost.ncol; i++) {
		if (i != to &&
		    map_mentions(col->expr, plan->ghost.col[i].name) &&
		    !map_settled(plan, i))
			return (false);
	}
	return (true);
}

int
map_texts(const struct plan *plan, struct buf *why)
{
	const struct plan_col *c;
	unsigned int i;
	int from;

	for (i = 0; i < plan->ghost.ncol && map_recoded(plan); i++) {
		c = &plan->ghost.col[i];
		from = map_source(plan, c->name);
		if (!c->generated || c->is_virtual || from == -1 ||
		    !map_equal(c->expr, plan->orig.col[from].expr))
			continue;
		buf_fmt(why,
		    "column %s is stored and generated, and functions like "
		    "HEX() give other bytes when the table's default charset "
		    "is wide, as utf16 or utf32: whether ALTER TABLE writes it "
		    "anew depends on the algorithm that it chooses; change the "
		    "charset of columns only",
		    c->name);
		return (-1);
	}
	return (0);
}

int
map_numbers(const struct plan *plan, struct buf *why)
{
	const struct plan_col *from, *to;
	const struct plan_map *m;
	unsigned int i;

	for (i = 0; i < plan->ghost.ncol; i++) {
		to = &plan->ghost.col[i];
		if (!to->auto_increment)
			continue;
		m = map_carried(plan, i);
		from = m == NULL ? NULL : &plan->orig.col[m->from];
		if (from != NULL && !from->nullable)
			return (0);
		buf_fmt(why,
		    "the ALTER numbers rows by the AUTO_INCREMENT column %s "
		    "%s: the server would do it in the order of the old table, "
		    "here they would get other numbers each time they are "
		    "written",
		    to->name,
		    from == NULL ? "that is new" : "where it is NULL");
		return (-1);
	}
	return (0);
}
