/* What becomes of the original's keys in the ghost. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "carry.h"
#include "map.h"

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
		    map_fills(plan, (unsigned int)from, (unsigned int)to) ||
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

bool
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

/* map_carries(plan, key, to): fills ${to} with where its columns are. */
static bool
map_carries(const struct plan *plan, const struct key *key, unsigned int *to)
{
	unsigned int i, from;
	int col;

	for (i = 0; i < key->n; i++) {
		from = (unsigned int)plan_col(&plan->orig, key->part[i].col);
		col = map_stays(plan, from);
		if (col == -1 ||
		    map_merges(&plan->orig.col[from], &plan->ghost.col[col]))
			return (false);
		to[i] = (unsigned int)col;
	}
	return (true);
}

/* The first ${n} columns of ${key} are among the ${of} in ${to}. */
static bool
map_within(const struct plan *plan, const struct key *key, unsigned int n,
    const unsigned int *to, unsigned int of)
{
	const struct key_part *part;
	unsigned int i, k;

	for (i = 0; i < n; i++) {
		part = &key->part[i];
		if (part->col == NULL || part->prefix != 0)
			return (false);
		for (k = 0; k < of; k++) {
			if (plan_col(&plan->ghost, part->col) == (int)to[k])
				break;
		}
		if (k == of)
			return (false);
	}
	return (true);
}

static bool
map_shared(const struct plan *plan, const struct key *other,
    const unsigned int *to, unsigned int n)
{
	return (other->n == n && key_usable(&plan->ghost, other, NULL) &&
	    map_within(plan, other, n, to, n));
}

/* Whether the ghost's ${key} takes no row twice: without NULLs, and settled. */
static bool
map_once(const struct plan *plan, const struct key *key)
{
	unsigned int i, col;

	if (!key_usable(&plan->ghost, key, NULL))
		return (false);
	for (i = 0; i < key->n; i++) {
		col = (unsigned int)plan_col(&plan->ghost, key->part[i].col);
		if (plan->ghost.col[col].nullable || !map_settled(plan, col))
			return (false);
	}
	return (true);
}

/* Whether few more rows than those of a key are found by the ghost's ${by}. */
static bool
map_finds(const struct plan *plan, const struct key *by, const unsigned int *to,
    unsigned int n)
{
	if (!by->visible || !by->ordered || (by->n < n && !by->unique))
		return (false);
	return (map_within(plan, by, by->n < n ? by->n : n, to, n));
}

/*
 * map_by(plan, list, to, n): the ghost's index that finds rows by a key whose
 * columns are wider or narrower in its own; NULL if there is none, or if
 * nothing keeps the same row from being there twice.
 */
static const struct key *
map_by(struct plan *plan, const struct key_list *list, const unsigned int *to,
    unsigned int n)
{
	const struct key *by = NULL, *key;
	bool once = false;
	unsigned int i;

	plan->looser = true;
	for (i = 0; i < list->n; i++) {
		key = &list->key[i];
		if (map_once(plan, key)) {
			once = true;
			if (map_within(plan, key, key->n, to, n))
				plan->looser = false;
		}
		if (map_finds(plan, key, to, n) &&
		    (by == NULL || (key->unique && !by->unique)))
			by = key;
	}
	return (once ? by : NULL);
}

/* map_take(plan, key, list, same): by one on the ${same} columns, or not. */
static bool
map_take(struct plan *plan, const struct key *key, const struct key_list *list,
    bool same)
{
	unsigned int *to = mem_alloc(key->n, sizeof(*to)), i;
	const struct key *by = NULL;

	plan->looser = false;
	if (!map_carries(plan, key, to))
		goto err0;
	for (i = 0; same && by == NULL && i < list->n; i++) {
		if (map_shared(plan, &list->key[i], to, key->n))
			by = &list->key[i];
	}
	if (!same)
		by = map_by(plan, list, to, key->n);
	if (by == NULL)
		goto err0;
	key_fill(&plan->orig, key, &plan->key);
	plan->key.ghost_name = mem_str(by->name);
	plan->key.to = to;
	/* Rows that are there twice are looked for by the key as it is. */
	return (!plan->looser || carry_keys_alike(plan));
err0:
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

static void
map_none(const struct key_list *keys, const unsigned int *order, unsigned int n,
    struct buf *why)
{
	unsigned int i;

	buf_str(why,
	    "the ghost has no unique key on the same NOT NULL columns, with "
	    "values that stay different, as ");
	for (i = 0; i < n; i++) {
		buf_str(why, i == 0 ? "" : " or ");
		map_describe(&keys->key[order[i]], why);
	}
	buf_str(why,
	    "; a wider or narrower one will do if it is NOT NULL and of "
	    "columns that are kept, of the same types, and the ghost has an "
	    "index that begins with the columns of the old key");
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
		found = map_take(plan, &keys->key[order[i]], ghost_keys, true);
	for (i = 0; i < n && !found; i++)
		found = map_take(plan, &keys->key[order[i]], ghost_keys, false);
	if (!found)
		map_none(keys, order, n, why);
	plan->stricter = false;
	plan->lone_key = found && !plan->looser;
	for (i = 0; i < ghost_keys->n; i++) {
		if (!ghost_keys->key[i].unique)
			continue;
		if (!map_implied(plan, keys, &ghost_keys->key[i]))
			plan->stricter = true;
		if (found &&
		    strcmp(ghost_keys->key[i].name, plan->key.ghost_name) != 0)
			plan->lone_key = false;
	}
	/* A narrower key: rows of the original may meet in the ghost. */
	plan->lone_key = plan->lone_key && !plan->stricter;
	free(order);
	buf_free(&unused);
	return (found ? 0 : -1);
}
