/* The cut-over: follows the streams of its tables, whichever has something. */

#include <poll.h>
#include <string.h>

#include "cutover.h"
#include "say.h"
#include "sig.h"
#include "tick.h"

enum {
	WAIT_MS = 1000, /* for records, before looking around */
};

int
cutover_fail(struct cutover *c, int code)
{
	c->fail = code;
	return (-1);
}

/*
 * take(c, t): takes a record that is there, or writes what was taken: 1; 0:
 * there is nothing to do; -1.
 */
static int
take(struct cutover *c, struct cutover_table *t)
{
	struct rec rec;
	int rc = rec_read(t->in, &rec, 0);

	if (rc == -1)
		return (cutover_fail(c, rec_fail(t->in)));
	if (rc == REC_EOF) {
		say_err("the stream of %s.%s ended before the cut-over; the "
			"original is untouched",
		    t->plan->db, t->plan->table);
		return (cutover_fail(c, X_AGAIN));
	}
	if (rc == REC_NONE && apply_idle(t->a))
		return (0);
	rc = rc == REC_GOT ? apply_take(t->a, &rec) : apply_flush(t->a);
	return (rc == -1 ? cutover_fail(c, t->a->fail) : 1);
}

int
cutover_flush(struct cutover *c)
{
	unsigned int i;

	for (i = 0; i < c->n; i++) {
		if (apply_flush(c->table[i].a) == -1)
			return (cutover_fail(c, c->table[i].a->fail));
	}
	return (0);
}

/* marked(c): whether the last mark of each has come back. */
static bool
marked(const struct cutover *c)
{
	unsigned int i;

	for (i = 0; i < c->n; i++) {
		if (strcmp(buf_cstr(&c->table[i].a->mark),
			c->table[i].swap->mark) != 0)
			return (false);
	}
	return (true);
}

/* quiet(c, ms): waits so long for anything: 0, -1. */
static int
quiet(struct cutover *c, int64_t ms)
{
	unsigned int i;

	for (i = 0; i < c->n; i++)
		c->poll[i] = (struct pollfd){c->table[i].fd, POLLIN, 0};
	if (poll(c->poll, c->n, ms < WAIT_MS ? (int)ms : WAIT_MS) != 0)
		return (0);
	return (cutover_flush(c));
}

int
cutover_follow(struct cutover *c, int64_t until, bool marks)
{
	int64_t left;
	unsigned int i, busy;
	int rc;

	while ((left = until - tick_ms()) > 0 && sig_seen() == 0) {
		for (busy = i = 0; i < c->n; i++) {
			if ((rc = take(c, &c->table[i])) == -1)
				return (-1);
			busy += (unsigned int)rc;
		}
		if (marks && marked(c))
			return (1);
		if (busy == 0 && quiet(c, left) == -1)
			return (-1);
	}
	return (0);
}
