/* A lane writes its changes of a settled batch into the ghost table. */

#include <string.h>

#include "carry.h"
#include "lane_in.h"

enum {
	LANE_DELETE_ROWS = 256, /* keys in one DELETE */
	LANE_PARAM_BYTES = 16,	/* of a parameter, besides its value */
};

/* lane_bind_key(l, at): the key whose first cell is ${at}. */
static void
lane_bind_key(struct lane *l, size_t at)
{
	const struct plan *plan = l->plan;
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		if (at == CHANGE_NOWHERE)
			put_bind_null(&l->put);
		else
			put_bind(&l->put, &plan->orig.col[plan->key.from[i]],
			    &l->batch->cell[at + i], &l->batch->arena);
	}
}

static void
lane_bind_row(struct lane *l, const struct change *ch, enum put_kind kind)
{
	const struct plan *plan = l->plan;
	unsigned int i;

	for (i = 0; i < plan->nmap; i++)
		put_bind(&l->put, &plan->orig.col[plan->map[i].from],
		    &l->batch->cell[ch->row + i], &l->batch->arena);
	if (kind == PUT_STAGE && plan->keeps)
		lane_bind_key(l, ch->root);
}

static bool
lane_by_key(enum put_kind kind)
{
	return (kind == PUT_DELETE || kind == PUT_KEYS || kind == PUT_STASH ||
	    kind == PUT_REREAD);
}

/* What is written for a key, and by which lane. */
static bool
lane_owns(const struct lane *l, const struct change *ch)
{
	return (ch->last && (l->all || ch->lane == l->no));
}

/* lane_kind(ch): what becomes of its row now. */
static enum change_kind
lane_kind(const struct change *ch)
{
	return (ch->coming ? CHANGE_DELETE : ch->kind);
}

bool
lane_wanted(const struct lane *l, const struct change *ch, enum put_kind kind)
{
	if (!lane_owns(l, ch))
		return (false);
	switch (kind) {
	case PUT_DELETE:
	case PUT_KEYS:
		/*
		 * INSERT needs the place of the old row to be free, and
		 * REPLACE takes only the one with the same wider key.
		 */
		return (l->plan->stricter || l->plan->looser ||
		    l->plan->keeps || lane_kind(ch) == CHANGE_DELETE);
	case PUT_STASH:
		return (
		    lane_kind(ch) == CHANGE_PUT && ch->root != CHANGE_NOWHERE);
	case PUT_REREAD:
		return (lane_kind(ch) == CHANGE_REREAD);
	default:
		return (lane_kind(ch) == CHANGE_PUT);
	}
}

/* lane_weight(l, ch, kind): bytes that it takes in a packet, or more. */
static size_t
lane_weight(const struct lane *l, const struct change *ch, enum put_kind kind)
{
	bool key = lane_by_key(kind);
	const struct cell *c = &l->batch->cell[key ? ch->key : ch->row];
	unsigned int i, n = key ? l->plan->key.n : l->plan->nmap;
	size_t bytes = 0;

	for (i = 0; i < n; i++)
		bytes += c[i].len + LANE_PARAM_BYTES;
	return (bytes);
}

/* lane_fit(l, from, kind): how many changes one statement may take. */
static unsigned int
lane_fit(const struct lane *l, size_t from, enum put_kind kind)
{
	const struct batch *b = l->batch;
	size_t i, bytes = 0, n = 0;
	size_t most =
	    kind == PUT_DELETE || kind == PUT_STASH ? LANE_DELETE_ROWS : l->to;

	if (kind == PUT_REREAD)
		return (1);
	for (i = from; i < l->to && n < most; i++) {
		if (!lane_wanted(l, &b->change[i], kind))
			continue;
		bytes += lane_weight(l, &b->change[i], kind);
		if (n > 0 && bytes > l->max_row)
			break;
		n++;
	}
	return (put_rows(&l->put, kind, n));
}

static int
lane_missing(struct lane *l)
{
	sql_refuse(&l->db,
	    "a row that has been changed is not in `%s`.`%s`: somebody else has "
	    "written there, or the stream does not go on where it has come to",
	    l->plan->db, l->plan->ghost_table);
	return (-1);
}

/* lane_each(l, kind): all changes that ${kind} takes, many at a time. */
static int
lane_each(struct lane *l, enum put_kind kind)
{
	const struct batch *b = l->batch;
	unsigned int n = 0, bound = 0;
	size_t i;

	for (i = l->from; i < l->to; i++) {
		if (!lane_wanted(l, &b->change[i], kind))
			continue;
		if (bound == 0)
			n = lane_fit(l, i, kind);
		if (lane_by_key(kind))
			lane_bind_key(l,
			    kind == PUT_STASH ? b->change[i].root :
						b->change[i].key);
		else
			lane_bind_row(l, &b->change[i], kind);
		if (++bound < n)
			continue;
		if (put_exec(&l->put, kind, n) == -1)
			return (-1);
		if (kind == PUT_STASH && l->put.rows != n)
			return (lane_missing(l));
		bound = 0;
	}
	return (0);
}

int
lane_zone(struct lane *l, const char *zone)
{
	if (strcmp(l->plan->time_zone, "+00:00") == 0)
		return (0);
	return (sql_run(&l->db, "SET SESSION time_zone = '%s'", zone));
}

/*
 * Values of the stream are in UTC, as the log has them; a conversion
 * between TIMESTAMP and other types happens in the zone in which ALTER
 * TABLE would have made it.
 */
static int
lane_in_zone(struct lane *l, enum put_kind kind)
{
	if (lane_zone(l, l->plan->time_zone) == -1)
		return (-1);
	if ((kind == PUT_REREAD ? lane_each(l, kind) :
				  put_exec(&l->put, kind, 1)) == -1)
		return (-1);
	return (lane_zone(l, "+00:00"));
}

static int
lane_deletes(struct lane *l)
{
	if (carry_keys_alike(l->plan))
		return (lane_each(l, PUT_DELETE));
	if (put_exec(&l->put, PUT_UNKEY, 1) == -1 ||
	    lane_each(l, PUT_KEYS) == -1 || lane_in_zone(l, PUT_TURN) == -1)
		return (-1);
	return (put_exec(&l->put, PUT_DROP, 1));
}

int
lane_puts(struct lane *l)
{
	if (!l->plan->convert)
		return (lane_each(l, PUT_ROWS));
	if (put_exec(&l->put, PUT_UNSTAGE, 1) == -1 ||
	    lane_each(l, PUT_STAGE) == -1 || lane_in_zone(l, PUT_MOVE) == -1)
		return (-1);
	return (l->plan->keeps ? lane_in_zone(l, PUT_MOVE_KEPT) : 0);
}

/* What the ghost keeps of the rows that will be written again. */
static int
lane_stash(struct lane *l)
{
	if (!l->plan->keeps)
		return (0);
	if (put_exec(&l->put, PUT_UNSTASH, 1) == -1)
		return (-1);
	return (lane_each(l, PUT_STASH));
}

bool
lane_any(const struct lane *l, enum change_kind kind)
{
	size_t i;

	for (i = l->from; i < l->to; i++) {
		if (lane_owns(l, &l->batch->change[i]) &&
		    lane_kind(&l->batch->change[i]) == kind)
			return (true);
	}
	return (false);
}

/*
 * Under a zone that is not UTC a TIMESTAMP key has no spelling that is
 * always its own, so such a row cannot be found again.
 */
static int
lane_may_reread(struct lane *l)
{
	const struct plan *plan = l->plan;
	unsigned int i;

	if (plan_scratch(plan)) {
		sql_refuse(&l->db,
		    "a row has the error value of an ENUM, or fits into no "
		    "packet, and a scratch table has no original to read it "
		    "from");
		return (-1);
	}
	/* It may be newer, and the next change of it does not find it then. */
	if (plan->keeps) {
		sql_refuse(&l->db,
		    "a row has a value that the stream cannot say exactly, and "
		    "`%s`.`%s` has columns that are not in `%s`",
		    plan->db, plan->ghost_table, plan->table);
		return (-1);
	}
	for (i = 0; strcmp(plan->time_zone, "+00:00") != 0 && i < plan->key.n;
	     i++) {
		if (plan->orig.col[plan->key.from[i]].kind != KIND_TIMESTAMP)
			continue;
		sql_refuse(&l->db,
		    "a row has a value that the stream cannot say exactly, and "
		    "its TIMESTAMP key cannot be looked up while the ALTER "
		    "converts time zones");
		return (-1);
	}
	return (0);
}

int
lane_begin(struct lane *l)
{
	l->from = 0;
	l->to = l->batch->n;
	if (lane_stash(l) == -1)
		return (-1);
	return (lane_deletes(l));
}

int
lane_write(struct lane *l)
{
	if (lane_any(l, CHANGE_PUT) && lane_puts(l) == -1)
		return (-1);
	if (!lane_any(l, CHANGE_REREAD))
		return (0);
	if (lane_may_reread(l) == -1)
		return (-1);
	return (lane_in_zone(l, PUT_REREAD));
}

int
lane_rows(struct lane *l)
{
	if (lane_begin(l) == -1)
		return (-1);
	return (l->careful ? lane_carefully(l) : lane_write(l));
}
