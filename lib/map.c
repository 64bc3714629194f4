/* What becomes of the original's columns and keys in the ghost. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "map.h"

/* ---- Columns ---- */

static bool
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

/* map_source(plan, name): the original's column behind a ghost's, or -1. */
static int
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
static bool
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

static bool
map_converts(const struct plan_col *from, const struct plan_col *to)
{
	return (strcmp(from->type, to->type) != 0 ||
	    !map_equal(from->charset, to->charset) || map_labels_unsure(from));
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
		    map_converts(&plan->orig.col[from], &plan->ghost.col[i]);
		plan->convert = plan->convert || m->convert;
	}
	rc = map_check(plan, found, why);
	free(found);
	return (rc);
}

/* ---- Keys ---- */

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
		    map_equal(a->expr, b->expr) && !map_converts(a, b))
			return ((int)i);
	}
	return (-1);
}

static unsigned int
map_width(const struct plan_col *c)
{
	static const char *const ints[] = {"tinyint", "smallint", "mediumint",
	    "int", "bigint"};
	unsigned int i;

	for (i = 0; i < sizeof(ints) / sizeof(ints[0]); i++) {
		if (strcasecmp(c->data_type, ints[i]) == 0)
			break;
	}
	return (i);
}

/* Whether all that a converted column can hold stays as different. */
static bool
map_widens(const struct plan_col *a, const struct plan_col *b)
{
	if (a->kind != b->kind)
		return (false);
	switch (a->kind) {
	case KIND_INT:
		if (a->is_unsigned == b->is_unsigned)
			return (map_width(a) <= map_width(b));
		return (a->is_unsigned && map_width(a) < map_width(b));
	case KIND_DECIMAL:
		return (a->is_unsigned >= b->is_unsigned &&
		    a->scale <= b->scale &&
		    a->precision - a->scale <= b->precision - b->scale);
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		return (a->scale <= b->scale);
	/* CHAR and BINARY lose or gain bytes at the end. */
	case KIND_TEXT:
	case KIND_BYTES:
		return (map_equal(a->charset, b->charset) &&
		    a->length <= b->length &&
		    strncasecmp(b->data_type, "var", 3) == 0);
	default:
		return (false);
	}
}

/* Whether values that differ in one column still differ in the other. */
static bool
map_keeps_apart(const struct plan_col *a, const struct plan_col *b)
{
	if (a->kind == KIND_TEXT && !map_equal(a->collation, b->collation))
		return (false);
	return (!map_converts(a, b) || map_widens(a, b));
}

static const struct key_part *
map_part(const struct plan *plan, const struct key *key, int col)
{
	unsigned int i;

	for (i = 0; i < key->n; i++) {
		if (key->part[i].col != NULL &&
		    plan_col(&plan->ghost, key->part[i].col) == col)
			return (&key->part[i]);
	}
	return (NULL);
}

/* Whether rows that differ in ${a} of the original differ in ${b}, too. */
static bool
map_implies(const struct plan *plan, const struct key *a, const struct key *b)
{
	const struct key_part *part, *other;
	unsigned int i;
	int from, to;

	for (i = 0; i < a->n; i++) {
		part = &a->part[i];
		if (part->col == NULL)
			return (false);
		from = plan_col(&plan->orig, part->col);
		to = from == -1 ? -1 : map_stays(plan, (unsigned int)from);
		if (to == -1 ||
		    !map_keeps_apart(&plan->orig.col[from],
			&plan->ghost.col[to]))
			return (false);
		other = map_part(plan, b, to);
		if (other == NULL)
			return (false);
		if (other->prefix != 0 &&
		    (part->prefix == 0 || part->prefix > other->prefix))
			return (false);
	}
	return (true);
}

static bool
map_implied(const struct plan *plan, const struct key_list *keys,
    const struct key *ghost_key)
{
	unsigned int i;

	for (i = 0; i < keys->n; i++) {
		if (keys->key[i].unique &&
		    map_implies(plan, &keys->key[i], ghost_key))
			return (true);
	}
	return (false);
}

static bool
map_is_text(const struct plan_col *c)
{
	return (c->kind == KIND_TEXT || c->kind == KIND_BYTES);
}

static bool
map_is_variable(const struct plan_col *c)
{
	return (strncasecmp(c->data_type, "binary", 6) != 0);
}

/*
 * Whether values that differ may become one without an error.  Text under
 * another collation does not: it is still told apart by its bytes.
 */
static bool
map_merges(const struct plan_col *a, const struct plan_col *b)
{
	switch (a->kind) {
	case KIND_TEXT:
		return (!map_is_text(b));
	case KIND_BYTES:
		return (b->kind != KIND_BYTES ||
		    (map_is_variable(a) && !map_is_variable(b)));
	case KIND_DECIMAL:
		return (!map_is_text(b) &&
		    (b->kind != KIND_DECIMAL || b->scale < a->scale));
	case KIND_TIME:
		return (!map_is_text(b) &&
		    (b->kind != KIND_TIME || b->scale < a->scale));
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		return (!map_is_text(b) &&
		    ((b->kind != KIND_DATETIME && b->kind != KIND_TIMESTAMP) ||
			b->scale < a->scale));
	default:
		return (false);
	}
}

/* map_shared(plan, key, other): the same columns; fills ${to} if so. */
static bool
map_shared(const struct plan *plan, const struct key *key,
    const struct key *other, unsigned int *to)
{
	unsigned int i;
	int col;

	if (key->n != other->n || !key_usable(&plan->ghost, other, NULL))
		return (false);
	for (i = 0; i < key->n; i++) {
		col = map_stays(plan,
		    (unsigned int)plan_col(&plan->orig, key->part[i].col));
		if (col == -1 || map_part(plan, other, col) == NULL ||
		    map_merges(&plan->orig.col[plan_col(&plan->orig,
				   key->part[i].col)],
			&plan->ghost.col[col]))
			return (false);
		to[i] = (unsigned int)col;
	}
	return (true);
}

static bool
map_take(struct plan *plan, const struct key *key,
    const struct key_list *ghost_keys)
{
	unsigned int *to = mem_alloc(key->n, sizeof(*to)), i;

	for (i = 0; i < ghost_keys->n; i++) {
		if (!map_shared(plan, key, &ghost_keys->key[i], to))
			continue;
		key_fill(&plan->orig, key, &plan->key);
		plan->key.ghost_name = mem_str(ghost_keys->key[i].name);
		plan->key.to = to;
		return (true);
	}
	free(to);
	return (false);
}

static void
map_describe(const struct key *key, struct buf *out)
{
	unsigned int i;

	buf_fmt(out, "%s (", key->name);
	for (i = 0; i < key->n; i++)
		buf_fmt(out, "%s%s", i == 0 ? "" : ", ", key->part[i].col);
	buf_chr(out, ')');
}

int
map_key(struct plan *plan, const struct key_list *keys,
    const struct key_list *ghost_keys, struct buf *why)
{
	unsigned int *order = mem_alloc(keys->n, sizeof(*order)), i, n;
	struct buf unused = {0};
	bool found = false;

	n = key_choose(&plan->orig, keys, order, &unused);
	for (i = 0; i < n && !found; i++)
		found = map_take(plan, &keys->key[order[i]], ghost_keys);
	if (!found) {
		buf_str(why,
		    "the ghost has no unique key on the same NOT NULL"
		    " columns, with values that stay different, as ");
		for (i = 0; i < n; i++) {
			buf_str(why, i == 0 ? "" : " or ");
			map_describe(&keys->key[order[i]], why);
		}
	}
	plan->stricter = false;
	for (i = 0; i < ghost_keys->n; i++) {
		if (ghost_keys->key[i].unique &&
		    !map_implied(plan, keys, &ghost_keys->key[i]))
			plan->stricter = true;
	}
	free(order);
	buf_free(&unused);
	return (found ? 0 : -1);
}

/* ---- Sessions ---- */

static bool
map_is_temporal(enum plan_kind kind)
{
	return (kind == KIND_DATE || kind == KIND_TIME ||
	    kind == KIND_DATETIME || kind == KIND_TIMESTAMP ||
	    kind == KIND_YEAR);
}

/* Modes of the parser, or of reading, must not change our statements. */
static void
map_add_modes(struct buf *out, const char *sql_mode)
{
	static const char *const carried[] = {"NO_ZERO_IN_DATE", "NO_ZERO_DATE",
	    "ERROR_FOR_DIVISION_BY_ZERO", "ALLOW_INVALID_DATES",
	    "TIME_TRUNCATE_FRACTIONAL"};
	unsigned int i;

	for (i = 0; i < sizeof(carried) / sizeof(carried[0]); i++) {
		if (strstr(sql_mode, carried[i]) != NULL)
			buf_fmt(out, ",%s", carried[i]);
	}
}

void
map_modes(struct plan *plan, const char *sql_mode, const char *time_zone)
{
	struct buf mode = {0};
	bool temporal = false, stamp = false;
	const struct plan_col *a, *b;
	unsigned int i;

	for (i = 0; i < plan->nmap; i++) {
		if (!plan->map[i].convert)
			continue;
		a = &plan->orig.col[plan->map[i].from];
		b = &plan->ghost.col[plan->map[i].to];
		if (map_is_temporal(a->kind) || map_is_temporal(b->kind))
			temporal = true;
		if (a->kind == KIND_TIMESTAMP || b->kind == KIND_TIMESTAMP)
			stamp = true;
	}
	buf_str(&mode, "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES");
	if (temporal)
		map_add_modes(&mode, sql_mode);
	else
		buf_str(&mode, ",ALLOW_INVALID_DATES");
	free(plan->sql_mode);
	free(plan->time_zone);
	plan->sql_mode = mem_str(buf_cstr(&mode));
	plan->time_zone = mem_str(stamp ? time_zone : "+00:00");
	buf_free(&mode);
}
