/* The swap by one session: it locks, applies, renames, unlocks. */

#include "seam.h"
#include "swap.h"

int
swap_limits(struct swap *s, struct sql *db, unsigned int lock,
    unsigned int idle)
{
	int rc = sql_run(db,
	    "SET SESSION lock_wait_timeout = %u,"
	    " wait_timeout = %u, information_schema_stats_expiry = 0",
	    lock, idle);

	return (rc == -1 ? swap_failed(s, db) : 0);
}

void
swap_lock_text(const struct swap *s, struct buf *text)
{
	const struct plan *p;

	buf_str(text, "LOCK /* gh-ost */ TABLES ");
	for (; s != NULL; s = s->with) {
		p = s->plan;
		sql_name2(text, p->db, p->table);
		buf_str(text, " WRITE, ");
		sql_name2(text, p->db, p->ghost_table);
		buf_str(text, " WRITE, ");
		sql_name2(text, p->db, p->checkpoint_table);
		buf_str(text, s->with == NULL ? " WRITE" : " WRITE, ");
	}
}

int
swap_rename_by(struct swap *first, struct sql *db)
{
	struct buf text = {0};
	const struct swap *s;
	int rc;

	SEAM("cutover-rename");
	buf_str(&text, "RENAME /* gh-ost */ TABLE ");
	for (s = first; s != NULL; s = s->with) {
		swap_rename_text(s, &text, s->plan->old_table);
		buf_str(&text, s->with == NULL ? "" : ", ");
	}
	rc = swap_run(first, db, &text);
	SEAM("cutover-renamed");
	return (rc);
}

int
swap_one_lock(struct swap *s)
{
	struct buf text = {0};

	if (apply_connect(s->a) == -1)
		return (swap_failed(s, &s->a->lane.db));
	if (swap_limits(s, &s->a->lane.db, s->timeout, s->timeout + 1) == -1 ||
	    swap_arm(s, &s->a->lane.db.id, 1) == -1)
		return (-1);
	SEAM("cutover-lock");
	swap_lock_text(s, &text);
	if (swap_run(s, &s->a->lane.db, &text) == -1)
		return (-1);
	s->a->locked = true;
	SEAM("cutover-locked");
	return (0);
}

int
swap_one_rename(struct swap *s)
{
	return (swap_rename_by(s, &s->a->lane.db));
}

void
swap_one_unlock(struct swap *s)
{
	struct sql *db = &s->a->lane.db;

	s->a->locked = false;
	/* Also when the lock was not granted in time, but just after it. */
	if (db->my != NULL && sql_run(db, "UNLOCK TABLES") == -1)
		apply_disconnect(s->a);
	SEAM("cutover-unlocked");
	if (swap_side(s) == -1 || guard_disarm(&s->guard, &s->side) == -1 ||
	    (db->my != NULL && swap_limits(s, db, 30, FENCE_SILENCE_S) == -1))
		apply_disconnect(s->a);
	/* It may live on in the server, and with it the lock. */
	if (db->my == NULL && s->side.my != NULL)
		fence_end(&s->a->lane.fence, &s->side);
}
