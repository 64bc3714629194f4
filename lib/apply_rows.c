/* Applying: writes the rows of a settled batch into the ghost table. */

#include <string.h>

#include "apply.h"
#include "carry.h"

enum {
	APPLY_DELETE_ROWS = 256, /* keys in one DELETE */
	APPLY_PARAM_BYTES = 16,	 /* of a parameter, besides its value */
};

static void
apply_bind_key(struct apply *a, const struct change *ch)
{
	const struct plan *plan = a->plan;
	unsigned int i;

	for (i = 0; i < plan->key.n; i++)
		put_bind(&a->put, &plan->orig.col[plan->key.from[i]],
		    &a->batch.cell[ch->key + i], &a->batch.arena);
}

static void
apply_bind_row(struct apply *a, const struct change *ch)
{
	const struct plan *plan = a->plan;
	unsigned int i;

	for (i = 0; i < plan->nmap; i++)
		put_bind(&a->put, &plan->orig.col[plan->map[i].from],
		    &a->batch.cell[ch->row + i], &a->batch.arena);
}

/* apply_wanted(a, ch, kind): whether a statement of ${kind} takes it. */
static bool
apply_wanted(const struct apply *a, const struct change *ch, enum put_kind kind)
{
	if (!ch->last)
		return (false);
	switch (kind) {
	case PUT_DELETE:
	case PUT_KEYS:
		/*
		 * INSERT needs the place of the old row to be free, and
		 * REPLACE takes only the one with the same wider key.
		 */
		return (a->plan->stricter || a->plan->looser ||
		    ch->kind == CHANGE_DELETE);
	case PUT_REREAD:
		return (ch->kind == CHANGE_REREAD);
	default:
		return (ch->kind == CHANGE_PUT);
	}
}

/* apply_weight(a, ch, kind): bytes that it takes in a packet, or more. */
static size_t
apply_weight(const struct apply *a, const struct change *ch, enum put_kind kind)
{
	bool key = kind == PUT_DELETE || kind == PUT_REREAD;
	const struct cell *c = &a->batch.cell[key ? ch->key : ch->row];
	unsigned int i, n = key ? a->plan->key.n : a->plan->nmap;
	size_t bytes = 0;

	for (i = 0; i < n; i++)
		bytes += c[i].len + APPLY_PARAM_BYTES;
	return (bytes);
}

/* apply_fit(a, from, kind): how many changes one statement may take. */
static unsigned int
apply_fit(const struct apply *a, size_t from, enum put_kind kind)
{
	const struct batch *b = &a->batch;
	size_t i, bytes = 0, n = 0;
	size_t most = kind == PUT_DELETE ? APPLY_DELETE_ROWS : a->to;

	if (kind == PUT_REREAD)
		return (1);
	for (i = from; i < a->to && n < most; i++) {
		if (!apply_wanted(a, &b->change[i], kind))
			continue;
		bytes += apply_weight(a, &b->change[i], kind);
		if (n > 0 && bytes > b->max_row)
			break;
		n++;
	}
	return (put_rows(&a->put, kind, n));
}

/* apply_each(a, kind): all changes that ${kind} takes, many at a time. */
static int
apply_each(struct apply *a, enum put_kind kind)
{
	const struct batch *b = &a->batch;
	unsigned int n = 0, bound = 0;
	size_t i;

	for (i = a->from; i < a->to; i++) {
		if (!apply_wanted(a, &b->change[i], kind))
			continue;
		if (bound == 0)
			n = apply_fit(a, i, kind);
		if (kind == PUT_DELETE || kind == PUT_KEYS ||
		    kind == PUT_REREAD)
			apply_bind_key(a, &b->change[i]);
		else
			apply_bind_row(a, &b->change[i]);
		if (++bound < n)
			continue;
		if (put_exec(&a->put, kind, n) == -1)
			return (-1);
		bound = 0;
	}
	return (0);
}

static int
apply_zone(struct apply *a, const char *zone)
{
	if (strcmp(a->plan->time_zone, "+00:00") == 0)
		return (0);
	return (sql_run(&a->db, "SET SESSION time_zone = '%s'", zone));
}

/*
 * Values of the stream are in UTC, as the log has them; a conversion
 * between TIMESTAMP and other types happens in the zone in which ALTER
 * TABLE would have made it.
 */
static int
apply_in_zone(struct apply *a, enum put_kind kind)
{
	if (apply_zone(a, a->plan->time_zone) == -1)
		return (-1);
	if ((kind == PUT_REREAD ? apply_each(a, kind) :
				  put_exec(&a->put, kind, 1)) == -1)
		return (-1);
	return (apply_zone(a, "+00:00"));
}

static int
apply_deletes(struct apply *a)
{
	if (carry_keys_alike(a->plan))
		return (apply_each(a, PUT_DELETE));
	if (put_exec(&a->put, PUT_UNKEY, 1) == -1 ||
	    apply_each(a, PUT_KEYS) == -1 || apply_in_zone(a, PUT_TURN) == -1)
		return (-1);
	return (put_exec(&a->put, PUT_DROP, 1));
}

static int
apply_puts(struct apply *a)
{
	if (!a->plan->convert)
		return (apply_each(a, PUT_ROWS));
	if (put_exec(&a->put, PUT_UNSTAGE, 1) == -1 ||
	    apply_each(a, PUT_STAGE) == -1)
		return (-1);
	return (apply_in_zone(a, PUT_MOVE));
}

static bool
apply_any(const struct apply *a, enum change_kind kind)
{
	size_t i;

	for (i = a->from; i < a->to; i++) {
		if (a->batch.change[i].last && a->batch.change[i].kind == kind)
			return (true);
	}
	return (false);
}

/*
 * Under a zone that is not UTC a TIMESTAMP key has no spelling that is
 * always its own, so such a row cannot be found again.
 */
static int
apply_may_reread(struct apply *a)
{
	const struct plan *plan = a->plan;
	unsigned int i;

	if (plan_scratch(plan)) {
		sql_refuse(&a->db,
		    "a row has the error value of an ENUM, or fits into no "
		    "packet, and a scratch table has no original to read it "
		    "from");
		return (-1);
	}
	for (i = 0; strcmp(plan->time_zone, "+00:00") != 0 && i < plan->key.n;
	     i++) {
		if (plan->orig.col[plan->key.from[i]].kind != KIND_TIMESTAMP)
			continue;
		sql_refuse(&a->db,
		    "a row has a value that the stream cannot say exactly, and "
		    "its TIMESTAMP key cannot be looked up while the ALTER "
		    "converts time zones");
		return (-1);
	}
	return (0);
}

/* ---- One row at a time, where rows are in each other's way ---- */

static void
apply_key(const struct apply *a, const struct change *ch, struct bound *key)
{
	const struct cell *c = &a->batch.cell[ch->key];
	unsigned int i;

	bound_init(key, a->plan);
	for (i = 0; i < key->n; i++, c++) {
		if (c->type == VAL_STR || c->type == VAL_BIN)
			buf_add(&key->v[i].b, a->batch.arena.p + c->at, c->len);
		else
			key->v[i].u = c->u;
	}
}

/* The row as the original has it now, and what is in its way. */
static int
apply_settle(struct apply *a, const struct change *ch)
{
	struct bound key;
	int rc;

	if (apply_zone(a, a->plan->time_zone) == -1)
		return (-1);
	apply_key(a, ch, &key);
	rc = rival_settle(&a->rival, &key);
	bound_free(&key);
	return (rc == -1 ? -1 : apply_zone(a, "+00:00"));
}

/*
 * apply_part(a, from, to): writes these changes, the ones that meet another
 * row of the ghost by apply_settle().
 */
static int
apply_part(struct apply *a, size_t from, size_t to)
{
	size_t half = from + (to - from) / 2;

	a->from = from;
	a->to = to;
	if (!apply_any(a, CHANGE_PUT))
		return (0);
	if (sql_run(&a->db, "SAVEPOINT gho_part") == -1)
		return (-1);
	if (apply_puts(a) == 0)
		return (0);
	a->put.nbind = 0;
	if (!sql_duplicate(a->db.error) ||
	    sql_run(&a->db, "ROLLBACK TO SAVEPOINT gho_part") == -1 ||
	    apply_zone(a, "+00:00") == -1)
		return (-1);
	if (to - from == 1)
		return (apply_settle(a, &a->batch.change[from]));
	if (apply_part(a, from, half) == -1)
		return (-1);
	return (apply_part(a, half, to));
}

static int
apply_carefully(struct apply *a)
{
	const struct batch *b = &a->batch;
	size_t i;

	if (apply_part(a, 0, b->n) == -1)
		return (-1);
	for (i = 0; i < b->n; i++) {
		if (apply_wanted(a, &b->change[i], PUT_REREAD) &&
		    apply_settle(a, &b->change[i]) == -1)
			return (-1);
	}
	return (0);
}

int
apply_rows(struct apply *a)
{
	a->from = 0;
	a->to = a->batch.n;
	if (apply_deletes(a) == -1)
		return (-1);
	if (a->careful)
		return (apply_carefully(a));
	if (apply_any(a, CHANGE_PUT) && apply_puts(a) == -1)
		return (-1);
	if (!apply_any(a, CHANGE_REREAD))
		return (0);
	if (apply_may_reread(a) == -1)
		return (-1);
	return (apply_in_zone(a, PUT_REREAD));
}
