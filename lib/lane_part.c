/* A lane writes some of its changes: where rows are in each other's way. */

#include "lane_in.h"
#include "say.h"

/* ---- Which of two rows it is ---- */

static void
lane_key(const struct lane *l, const struct change *ch, struct bound *key)
{
	const struct cell *c = &l->batch->cell[ch->key];
	unsigned int i;

	bound_init(key, l->plan);
	for (i = 0; i < key->n; i++, c++) {
		if (c->type == VAL_STR || c->type == VAL_BIN)
			buf_add(&key->v[i].b, l->batch->arena.p + c->at,
			    c->len);
		else
			key->v[i].u = c->u;
	}
}

/* The row as the original has it now, and what is in its way. */
static int
lane_settle(struct lane *l, const struct change *ch)
{
	struct bound key;
	int rc;

	if (lane_zone(l, l->plan->time_zone) == -1)
		return (-1);
	lane_key(l, ch, &key);
	rc = rival_settle(&l->rival, &key);
	bound_free(&key);
	return (rc == -1 ? -1 : lane_zone(l, "+00:00"));
}

/* To where the part began, and to the zone in which rows are written. */
static int
lane_back(struct lane *l)
{
	l->put.nbind = 0;
	if (sql_run(&l->db, "ROLLBACK TO SAVEPOINT gho_part") == -1)
		return (-1);
	return (lane_zone(l, "+00:00"));
}

/*
 * lane_part(l, from, to): writes these changes, the ones that meet another
 * row of the ghost by lane_settle().
 */
static int
lane_part(struct lane *l, size_t from, size_t to)
{
	size_t half = from + (to - from) / 2;

	l->from = from;
	l->to = to;
	if (!lane_any(l, CHANGE_PUT))
		return (0);
	if (sql_run(&l->db, "SAVEPOINT gho_part") == -1)
		return (-1);
	if (lane_puts(l) == 0)
		return (0);
	if (!sql_duplicate(l->db.error) || lane_back(l) == -1)
		return (-1);
	if (to - from == 1)
		return (lane_settle(l, &l->batch->change[from]));
	if (lane_part(l, from, half) == -1)
		return (-1);
	return (lane_part(l, half, to));
}

int
lane_carefully(struct lane *l)
{
	const struct batch *b = l->batch;
	size_t i;

	if (lane_part(l, 0, b->n) == -1)
		return (-1);
	for (i = 0; i < b->n; i++) {
		if (lane_wanted(l, &b->change[i], PUT_REREAD) &&
		    lane_settle(l, &b->change[i]) == -1)
			return (-1);
	}
	return (0);
}

/* ---- Which row is refused ---- */

/* lane_refuses(l, from, to): 1 and nothing is written, 0 all is, or -1. */
static int
lane_refuses(struct lane *l, size_t from, size_t to)
{
	l->from = from;
	l->to = to;
	if (sql_run(&l->db, "SAVEPOINT gho_part") == -1)
		return (-1);
	if (lane_write(l) == 0)
		return (0);
	return (l->db.fail != X_REFUSED || lane_back(l) == -1 ? -1 : 1);
}

/* What is before ${from} is written, so the first one is found. */
bool
lane_blame(struct lane *l, struct buf *key)
{
	size_t half, from = 0, to = l->batch->n;
	struct bound b;
	int rc;

	if (to == 0 || lane_begin(l) == -1)
		return (false);
	while (to - from > 1) {
		half = from + (to - from) / 2;
		rc = lane_refuses(l, from, half);
		if (rc == -1)
			return (false);
		if (rc == 1)
			to = half;
		else
			from = half;
	}
	if (lane_refuses(l, from, to) != 1)
		return (false);
	lane_key(l, &l->batch->change[from], &b);
	bound_show(key, &b, l->plan);
	bound_free(&b);
	return (true);
}
