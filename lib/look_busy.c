/* How many sessions of others are at work: what copies is gentler then. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "look.h"
#include "pace.h"
#include "say.h"

enum {
	BUSY_REST_MS = 200,
	BUSY_UNABLE_MS = 10000, /* performance_schema may not be readable */
};

#define BUSY_WEIGHT 0.2	 /* of one look in the mean: that of a second */
#define BUSY_STEP   0.05 /* what is worth writing, beside idleness */

struct busy {
	double mean;
	double said;
	bool unable;
};

/*
 * Sessions that run a statement now and are not of a tool of ours, which say
 * so in their attributes.  performance_schema.threads takes no lock that
 * statements need, as INFORMATION_SCHEMA.PROCESSLIST does.
 */
static int
busy_count(struct sql *s, double *n)
{
	struct sql_rows rows;

	if (sql_ask(s, &rows,
		"SELECT COUNT(*) FROM performance_schema.threads AS t"
		" WHERE t.PROCESSLIST_COMMAND IN ('Query', 'Execute')"
		" AND NOT EXISTS (SELECT * FROM"
		" performance_schema.session_connect_attrs AS a"
		" WHERE a.PROCESSLIST_ID = t.PROCESSLIST_ID"
		" AND a.ATTR_NAME = 'program_name'"
		" AND a.ATTR_VALUE LIKE 'gho-%')") == -1)
		return (-1);
	*n = strtod(rows.cell[0], NULL);
	sql_rows_free(&rows);
	return (0);
}

static void
busy_put(struct look *l, struct busy *b)
{
	double mean = round(b->mean * 100) / 100;
	char text[32];

	if (fabs(mean - b->said) < BUSY_STEP &&
	    (mean < PACE_IDLE) == (b->said < PACE_IDLE))
		return;
	b->said = mean;
	snprintf(text, sizeof(text), "%.2f", mean);
	watch_put(l->watch, "busy", text);
}

static struct busy *
busy_new(void)
{
	struct busy *b = mem_alloc(1, sizeof(*b));

	/* That there is nobody is worth writing too. */
	b->said = -1;
	return (b);
}

static int
busy_look(struct look *l, struct buf *why)
{
	struct busy *b = l->own;
	double n;

	(void)why;
	if (b == NULL)
		b = l->own = busy_new();
	if (look_connect(l) == -1)
		return (LOOK_GO);
	b->unable = busy_count(&l->sql, &n) == -1;
	if (b->unable) {
		say_debug("how busy the server is: %s", l->sql.text);
		look_lost(l);
		n = 0;
	}
	b->mean += BUSY_WEIGHT * (n - b->mean);
	if (!b->unable || b->said != -1)
		busy_put(l, b);
	return (LOOK_GO);
}

static long
busy_rest(const struct look *l)
{
	const struct busy *b = l->own;

	return (b != NULL && b->unable ? BUSY_UNABLE_MS : BUSY_REST_MS);
}

const struct look_kind look_busy = {
    .name = "busy",
    .holds = LOOK_HOLDS_NONE,
    .look = busy_look,
    .rest = busy_rest,
};
