/* Statements in the log, and what was noted beside them. */

#include <string.h>

#include "ev.h"

/* Status variables: statement_events.h, Query_event. */
enum {
	STATUS_SQL_MODE = 1,
	STATUS_CATALOG = 2,
	STATUS_TIME_ZONE = 5,
	STATUS_CATALOG_NZ = 6,
	STATUS_INVOKER = 11,
	STATUS_DBS = 12,
	STATUS_MAX_DBS = 16, /* above that the names are left out */
};

/* Takes a string that its length, of one byte, precedes. */
static int
ev_skip_string(struct cur *c)
{
	uint8_t n;

	return (cur_u8(c, &n) == -1 ? -1 : cur_skip(c, n));
}

static int
ev_dbs(struct cur *c, struct ev_query *q)
{
	const uint8_t *end;
	uint8_t n;

	if (cur_u8(c, &n) == -1)
		return (-1);
	if (n > STATUS_MAX_DBS)
		return (0);
	q->dbs.p = c->p;
	for (; n > 0; n--) {
		end = memchr(c->p, '\0', cur_left(c));
		if (end == NULL)
			return (-1);
		c->p = end + 1;
	}
	q->dbs.end = c->p;
	q->dbs_known = true;
	return (0);
}

static int
ev_status_one(struct cur *c, uint8_t code, struct ev_query *q)
{
	/* Of those that come before the databases. */
	static const uint8_t size[] =
	    {[0] = 4, [3] = 4, [4] = 6, [7] = 2, [8] = 2, [9] = 8, [10] = 4};

	switch (code) {
	case STATUS_SQL_MODE:
		return (cur_le(c, 8, &q->sql_mode));
	case STATUS_CATALOG:
		return (ev_skip_string(c) == -1 ? -1 : cur_skip(c, 1));
	case STATUS_TIME_ZONE:
	case STATUS_CATALOG_NZ:
		return (ev_skip_string(c));
	case STATUS_INVOKER:
		return (ev_skip_string(c) == -1 ? -1 : ev_skip_string(c));
	case STATUS_DBS:
		return (ev_dbs(c, q));
	}
	if (code >= sizeof(size) || size[code] == 0)
		return (-1);
	return (cur_skip(c, size[code]));
}

/* What is not understood leaves the databases unknown. */
static void
ev_status(struct cur c, struct ev_query *q)
{
	uint8_t code;

	while (!q->dbs_known && cur_u8(&c, &code) == 0) {
		if (ev_status_one(&c, code, q) == -1)
			return;
	}
}

/*
 * Post-header: thread 4, seconds 4, length of db 1, error 2, length of
 * status variables 2; EXECUTE_LOAD_QUERY has 13 more.  Then status
 * variables, db, a zero byte, and the text.  statement_events.h.
 */
int
ev_query(const struct ev *ev, struct ev_query *q)
{
	struct cur c = ev->body;
	const uint8_t *db;
	struct cur vars;
	uint16_t size;
	uint8_t n;

	memset(q, 0, sizeof(*q));
	if (cur_skip(&c, 8) == -1 || cur_u8(&c, &n) == -1 ||
	    cur_skip(&c, 2) == -1 || cur_u16(&c, &size) == -1)
		return (-1);
	if (ev->type == EV_EXECUTE_LOAD && cur_skip(&c, 13) == -1)
		return (-1);
	if (cur_sub(&c, size, &vars) == -1 || cur_bytes(&c, n, &db) == -1 ||
	    cur_skip(&c, 1) == -1)
		return (-1);
	q->db = (const char *)db;
	q->db_len = n;
	q->text = (const char *)c.p;
	q->text_len = cur_left(&c);
	ev_status(vars, q);
	return (0);
}
