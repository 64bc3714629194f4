/* The rows that the copy has not come to yet. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ahead.h"
#include "keep.h"

enum { AHEAD_CHUNKS = 50 }; /* that may begin before more is said */

static const struct plan_col *
ahead_col(const struct plan *plan)
{
	return (&plan->orig.col[plan->key.from[0]]);
}

/* ahead_order(plan, u): the bits of a key, so that they compare as it does. */
static uint64_t
ahead_order(const struct plan *plan, uint64_t u)
{
	return (bound_order(ahead_col(plan), u));
}

bool
ahead_can(const struct plan *plan)
{
	return (ahead_col(plan)->kind == KIND_INT && plan->lone_key &&
	    !plan->keeps && !plan_scratch(plan));
}

void
ahead_init(struct ahead *a, const struct plan *plan)
{
	memset(a, 0, sizeof(*a));
	a->plan = plan;
}

void
ahead_whole(struct ahead *a, const struct range *r)
{
	a->last = ahead_order(a->plan, r->high.v[0].u);
}

bool
ahead_widen(struct ahead *a, const struct range *chunk)
{
	uint64_t low = ahead_order(a->plan, chunk->low.v[0].u);
	uint64_t high = ahead_order(a->plan, chunk->high.v[0].u);

	if (a->known && high <= a->past)
		return (false);
	a->past = high - low > (UINT64_MAX - high) / AHEAD_CHUNKS ?
	    UINT64_MAX :
	    high + (high - low) * AHEAD_CHUNKS;
	a->known = true;
	return (true);
}

/* ---- The row: two numbers, as the key has them ---- */

static void
ahead_print(const struct ahead *a, struct buf *out, uint64_t order)
{
	uint64_t u = ahead_order(a->plan, order);

	if (ahead_col(a->plan)->is_unsigned)
		buf_fmt(out, "%" PRIu64, u);
	else
		buf_fmt(out, "%" PRId64, (int64_t)u);
}

static int
ahead_parse(const struct ahead *a, const char **p, char end, uint64_t *order)
{
	char *q;
	uint64_t u;

	errno = 0;
	u = ahead_col(a->plan)->is_unsigned ? strtoull(*p, &q, 10) :
					      (uint64_t)strtoll(*p, &q, 10);
	if (errno != 0 || q == *p || *q != end)
		return (-1);
	*p = q + 1;
	*order = ahead_order(a->plan, u);
	return (0);
}

/* ahead_read(a, s, tail): what the row says; 1, 0: there is none, -1. */
static int
ahead_read(struct ahead *a, struct sql *s, const char *tail)
{
	struct sql_rows rows;
	const char *p;
	int rc;

	if (keep_row(s, a->plan, "value", KEEP_AHEAD, tail, &rows) == -1)
		return (-1);
	rc = rows.nrow == 1;
	p = rc == 1 ? rows.cell[0] : NULL;
	if (rc == 1 &&
	    (p == NULL || ahead_parse(a, &p, '\t', &a->past) == -1 ||
		ahead_parse(a, &p, '\0', &a->last) == -1))
		rc = keep_damaged(s, a->plan);
	sql_rows_free(&rows);
	return (rc);
}

int
ahead_say(struct ahead *a, struct sql *s)
{
	struct ahead was = {.plan = a->plan};
	struct buf text = {0};
	int rc;

	rc = ahead_read(&was, s, "FOR UPDATE");
	if (rc == -1)
		return (-1);
	if (rc == 1 && was.past > a->past)
		a->past = was.past;
	if (rc == 1 && was.last > a->last)
		a->last = was.last;
	ahead_print(a, &text, a->past);
	buf_chr(&text, '\t');
	ahead_print(a, &text, a->last);
	rc = keep_put(s, a->plan, KEEP_AHEAD, "ahead", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

int
ahead_ask(struct ahead *a, struct sql *s)
{
	int rc = ahead_read(a, s, "LOCK IN SHARE MODE");

	a->known = rc == 1;
	return (rc == -1 ? -1 : 0);
}

int
ahead_forget(struct ahead *a, struct sql *s)
{
	return (keep_drop(s, a->plan, "ahead"));
}

/* ---- A batch ---- */

size_t
ahead_leave(const struct ahead *a, struct batch *b)
{
	struct change *ch;
	uint64_t at;
	size_t i, n = 0;

	for (i = 0; i < b->n; i++) {
		ch = &b->change[i];
		at = ahead_order(a->plan, b->cell[ch->key].u);
		ch->coming = a->known && a->past < at && at < a->last &&
		    ch->last && ch->kind != CHANGE_DELETE;
		n += ch->coming;
	}
	return (n);
}

bool
ahead_over(const struct ahead *a)
{
	return (a->known && a->last > 0 && a->past >= a->last);
}
