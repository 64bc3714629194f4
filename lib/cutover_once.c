/* The cut-over: one attempt, from the lock on. */

#include <poll.h>
#include <stdio.h>

#include "cutover.h"
#include "say.h"
#include "seam.h"
#include "sig.h"
#include "tick.h"

enum {
	LOOK_AGAIN_MS = 1000, /* at the tables, after a lost answer */
	LOOKS = 5,
	LOOKS_MAX = 300,
};

/* odd(t, state): what a table is, as nothing more is done. */
static void
odd(const struct cutover_table *t, enum swap_state state)
{
	const struct plan *p = t->plan;

	if (state == SWAP_ODD)
		say_err("%s.%s or its ghost %s is missing, or %s exists; "
			"nothing more is done",
		    p->db, p->table, p->ghost_table, p->old_table);
	else
		say_err("%s.%s is %s, other than the first of the tables; "
			"nothing more is done",
		    p->db, p->table,
		    state == SWAP_DONE ? "swapped" : "not swapped");
}

int
cutover_look(struct cutover *c, int (*how)(struct swap *, enum swap_state *),
    enum swap_state *state)
{
	struct swap *first = c->table[0].swap, *s;
	enum swap_state one;
	unsigned int i;

	for (i = 0; i < c->n; i++) {
		s = c->table[i].swap;
		if (how(s, &one) == -1) {
			first->error = s->error;
			return (cutover_fail(c, s->fail));
		}
		if (i == 0)
			*state = one;
		if (one == *state && one != SWAP_ODD)
			continue;
		odd(&c->table[i], one);
		*state = SWAP_ODD;
		return (0);
	}
	return (0);
}

/*
 * after_loss(c): the RENAME failed, or its answer was lost.  Says what is true
 * now.  A signal does not hurry it: the RENAME has been sent.
 */
static int
after_loss(struct cutover *c)
{
	const struct swap *first = c->table[0].swap;
	enum swap_state state = SWAP_ODD;
	unsigned int try;

	for (try = 0; cutover_look(c, swap_settle, &state) == -1; try++) {
		if (try >= LOOKS_MAX || (sig_seen() != 0 && try >= LOOKS)) {
			say_err("cannot tell whether the tables were swapped: "
				"they were if %s.%s is gone",
			    first->plan->db, first->plan->ghost_table);
			return (cutover_fail(c, X_AGAIN));
		}
		poll(NULL, 0, LOOK_AGAIN_MS);
	}
	if (state == SWAP_DONE)
		return (1);
	if (state == SWAP_NOT)
		return (0);
	return (cutover_fail(c, X_REFUSED));
}

/* mark_all(c): once, as applications wait: 0, -1. */
static int
mark_all(struct cutover *c)
{
	unsigned int i;

	for (i = 0; i < c->n; i++) {
		if (swap_mark(c->table[i].swap) == -1)
			return (-1);
	}
	return (0);
}

/*
 * under_lock(c): drains and swaps.  Returns 1 when the tables are swapped,
 * 0 when this attempt is given up and nothing has changed.
 */
static int
under_lock(struct cutover *c)
{
	struct swap *first = c->table[0].swap;
	int64_t locked = tick_ms(), marked, drained;
	bool refused;
	int rc;

	if (mark_all(c) == -1)
		return (0);
	marked = tick_ms();
	SEAM("cutover-marked");
	rc = cutover_follow(c, marked + swap_left(first), true);
	if (rc == -1 && c->fail != X_AGAIN)
		return (-1);
	if (rc != 1) {
		say_warn("the last events did not come in time under the "
			 "lock");
		return (0);
	}
	drained = tick_ms();
	SEAM("cutover-drained");
	rc = swap_rename(first);
	say_debug("lock %lld ms, mark %lld ms, last events %lld ms, rename "
		  "%lld ms",
	    (long long)(locked - first->asked), (long long)(marked - locked),
	    (long long)(drained - marked), (long long)(tick_ms() - drained));
	if (rc == 0)
		return (1);
	/* What the server says no to once it does not do later. */
	refused = first->fail == X_REFUSED;
	rc = after_loss(c);
	return (rc == 0 && refused ? cutover_fail(c, X_REFUSED) : rc);
}

/* tell(c, what, ms): to whom each table's changes are told. */
static void
tell(const struct cutover *c, const char *what, int64_t ms)
{
	unsigned int i;

	for (i = 0; i < c->n; i++)
		fprintf(c->table[i].a->out, "%s\t%lld\n", what, (long long)ms);
}

int
cutover_once(struct cutover *c)
{
	struct swap *first = c->table[0].swap;
	int64_t waited;
	int rc;

	if (cutover_flush(c) == -1)
		return (0);
	first->asked = tick_ms();
	if (swap_lock(first) == 0)
		rc = under_lock(c);
	else
		rc = first->fail == X_AGAIN ? 0 : cutover_fail(c, first->fail);
	swap_unlock(first);
	waited = tick_ms() - first->asked;
	if (waited > c->longest)
		c->longest = waited;
	if (rc == 1)
		tell(c, "swapped", c->longest);
	if (rc == 0) {
		tell(c, "waited", waited);
		say_warn("no cut-over this time, applications waited %lld "
			 "ms; %s untouched",
		    (long long)waited, buf_cstr(&c->names));
	}
	return (rc);
}
