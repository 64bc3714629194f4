/*
 * The swap of several tables: one session locks all of them, writes what is
 * left of each, renames all by one statement, and unlocks.
 *
 * RENAME TABLE under LOCK TABLES wants all that it renames locked by its own
 * session, and what a session has locked nobody else writes.  So each table's
 * changes, which have a session of their own until then, are written through
 * this one from the lock to the end.  It takes the place of each run (fence.h),
 * so that whoever takes up one of them ends this session first, and with it
 * the swap of all.
 *
 * A RENAME of several tables is done as a whole or not at all, also when the
 * server dies (Reference Manual, "Atomic Data Definition Statement Support").
 */

#include <string.h>

#include "seam.h"
#include "swap.h"

static int
swap_refuse(struct swap *first)
{
	first->fail = first->side.fail;
	return (-1);
}

/* swap_fits(first, a, b): whether the two may be swapped together. */
static int
swap_fits(struct swap *first, const struct plan *a, const struct plan *b)
{
	if (strcmp(a->db, b->db) == 0 && strcmp(a->table, b->table) == 0) {
		sql_refuse(&first->side, "%s.%s is there twice", a->db,
		    a->table);
		return (swap_refuse(first));
	}
	if (strcmp(a->sql_mode, b->sql_mode) == 0)
		return (0);
	sql_refuse(&first->side,
	    "%s.%s and %s.%s were planned with other flags, so that one "
	    "session cannot write both: sql_mode is '%s' and '%s'",
	    a->db, a->table, b->db, b->table, a->sql_mode, b->sql_mode);
	return (swap_refuse(first));
}

int
swap_join(struct swap **s, unsigned int n)
{
	unsigned int i, k;

	for (i = 0; i < n; i++) {
		if (s[i]->form != SWAP_ONE) {
			sql_refuse(&s[0]->side,
			    "several tables are swapped at once only where "
			    "RENAME TABLE is allowed under LOCK TABLES, since "
			    "MySQL 8.0.13; this server is %s",
			    mysql_get_server_info(s[0]->side.my));
			return (swap_refuse(s[0]));
		}
		for (k = 0; k < i; k++) {
			if (swap_fits(s[0], s[k]->plan, s[i]->plan) == -1)
				return (-1);
		}
	}
	for (i = 0; i + 1 < n; i++)
		s[i]->with = s[i + 1];
	if (n > 1)
		s[0]->form = SWAP_MANY;
	return (0);
}

/* All are written through the session. */
static int
swap_many_lend(struct swap *first)
{
	struct swap *s;

	for (s = first; s != NULL; s = s->with) {
		apply_lend(s->a, &first->lock);
		if (apply_connect(s->a) == -1)
			return (swap_failed(first, &s->a->lane.db));
	}
	return (0);
}

/* Each is written through a session of its own, as before. */
static void
swap_many_return(struct swap *first)
{
	struct swap *s;

	for (s = first; s != NULL; s = s->with) {
		s->a->locked = false;
		apply_lend(s->a, NULL);
	}
}

int
swap_many_lock(struct swap *first)
{
	struct buf text = {0};
	struct swap *s;

	sql_close(&first->lock);
	if (sql_open_same(&first->lock, first->a->opt,
		first->plan->server_uuid) == -1)
		return (swap_failed(first, &first->lock));
	if (swap_many_lend(first) == -1 ||
	    swap_limits(first, &first->lock, first->timeout,
		first->timeout + 1) == -1 ||
	    swap_arm(first, &first->lock.id, 1) == -1)
		return (-1);
	SEAM("cutover-lock");
	swap_lock_text(first, &text);
	if (swap_run(first, &first->lock, &text) == -1)
		return (-1);
	for (s = first; s != NULL; s = s->with)
		s->a->locked = true;
	SEAM("cutover-locked");
	return (0);
}

int
swap_many_rename(struct swap *first)
{
	return (swap_rename_by(first, &first->lock));
}

/*
 * The session ends with the attempt; it may live on in the server, and with
 * it the lock, until it is ended there.
 */
void
swap_many_unlock(struct swap *first)
{
	bool given = first->lock.my != NULL &&
	    sql_run(&first->lock, "UNLOCK TABLES") == 0;

	SEAM("cutover-unlocked");
	swap_many_return(first);
	sql_close(&first->lock);
	if (swap_side(first) == -1)
		return;
	guard_disarm(&first->guard, &first->side);
	if (!given)
		fence_end(&first->a->lane.fence, &first->side);
}
