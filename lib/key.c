/* Which index a table can be copied by. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "key.h"

void
key_free(struct key_list *keys)
{
	unsigned int i, j;

	for (i = 0; i < keys->n; i++) {
		for (j = 0; j < keys->key[i].n; j++)
			free(keys->key[i].part[j].col);
		free(keys->key[i].part);
		free(keys->key[i].name);
	}
	free(keys->key);
	memset(keys, 0, sizeof(*keys));
}

static const char *
key_part_flaw(const struct plan_table *t, const struct key *key,
    const struct key_part *part)
{
	const struct plan_col *c;
	int i;

	if (part->col == NULL)
		return ("is on an expression");
	if (part->prefix != 0)
		return ("is on a prefix of a column");
	i = plan_col(t, part->col);
	if (i == -1)
		return ("is on a column that is not visible");
	c = &t->col[i];
	if (c->nullable && key->nulls == KEY_SOME)
		return ("has a column that is NULL in some row");
	if (c->nullable && key->nulls == KEY_UNKNOWN)
		return ("has a column that may be NULL");
	switch (c->kind) {
	case KIND_FLOAT:
	case KIND_DOUBLE:
		return ("has a column of an approximate type");
	case KIND_JSON:
	case KIND_GEOMETRY:
	case KIND_VECTOR:
		return ("has a column of a type without an order");
	default:
		return (NULL);
	}
}

bool
key_usable(const struct plan_table *t, const struct key *key, struct buf *why)
{
	const char *flaw = NULL;
	unsigned int i;

	if (!key->unique)
		flaw = "is not unique";
	/* FORCE INDEX does not work on an invisible index. */
	else if (!key->visible)
		flaw = "is invisible";
	for (i = 0; i < key->n && flaw == NULL; i++)
		flaw = key_part_flaw(t, key, &key->part[i]);
	if (flaw != NULL && why != NULL)
		buf_fmt(why, "%s %s", key->name, flaw);
	return (flaw == NULL);
}

/* How wide a column is, and how far from a plain number. */
static unsigned int
key_col_cost(const struct plan_col *c)
{
	static const char *const ints[] = {"tinyint", "smallint", "mediumint",
	    "int", "bigint"};
	unsigned int i;

	for (i = 0; i < sizeof(ints) / sizeof(ints[0]); i++) {
		if (strcasecmp(c->data_type, ints[i]) == 0)
			return (i + 1);
	}
	switch (c->kind) {
	case KIND_YEAR:
	case KIND_DATE:
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
	case KIND_DECIMAL:
	case KIND_BIT:
		return (100);
	/* Their index is in the order of numbers, their values are text. */
	case KIND_ENUM:
	case KIND_SET:
		return (100000);
	default:
		return (1000 + (c->length < 50000 ? c->length : 50000));
	}
}

static unsigned int
key_cost(const struct plan_table *t, const struct key *key)
{
	unsigned int i, cost = 0;

	/* One that could get a NULL is the last choice. */
	if (key->nulls != KEY_UNKNOWN)
		cost = 10000000;
	if (strcasecmp(key->name, "PRIMARY") == 0)
		return (0);
	for (i = 0; i < key->n; i++)
		cost += key_col_cost(&t->col[plan_col(t, key->part[i].col)]);
	return (cost + 10 * (key->n - 1));
}

unsigned int
key_choose(const struct plan_table *t, const struct key_list *keys,
    unsigned int *order, struct buf *why)
{
	unsigned int i, at, n = 0, cost;

	for (i = 0; i < keys->n; i++) {
		if (!keys->key[i].unique)
			continue;
		if (why->len > 0 && buf_cstr(why)[why->len - 1] != ' ')
			buf_str(why, "; ");
		if (!key_usable(t, &keys->key[i], why))
			continue;
		cost = key_cost(t, &keys->key[i]);
		for (at = n++;
		     at > 0 && key_cost(t, &keys->key[order[at - 1]]) > cost;
		     at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	if (n == 0 && why->len == 0)
		buf_str(why, "it has none");
	return (n);
}

void
key_fill(const struct plan_table *t, const struct key *key, struct plan_key *to)
{
	unsigned int i;

	plan_key_free(to);
	to->name = mem_str(key->name);
	to->n = key->n;
	to->from = mem_alloc(key->n, sizeof(to->from[0]));
	for (i = 0; i < key->n; i++)
		to->from[i] = (unsigned int)plan_col(t, key->part[i].col);
}
