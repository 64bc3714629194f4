/* Which defaults and expressions depend on when or where a row is written. */

#include <stdlib.h>

#include "moment.h"
#include "tap.h"

static struct plan *
make(enum plan_kind kind, unsigned int scale, const char *fallback)
{
	struct plan *p = plan_new();
	struct plan_col *c;

	p->time_zone = mem_str("SYSTEM");
	p->ghost.ncol = 2;
	p->ghost.col = mem_alloc(2, sizeof(*c));
	c = p->ghost.col;
	c[0].name = mem_str("ts");
	c[0].kind = KIND_TIMESTAMP;
	c[1].name = mem_str("new");
	c[1].kind = kind;
	c[1].scale = scale;
	c[1].fallback = mem_str(fallback);
	return (p);
}

static void
given(enum plan_kind kind, unsigned int scale, const char *fallback,
    const char *want)
{
	struct plan *p = make(kind, scale, fallback);
	struct buf why = {0};
	const char *got;

	if (moment_given(p, "2026-11-21 12:00:00.123456",
		"2026-11-21 06:15:00.123456", &why) == -1)
		got = "refused";
	else
		got = p->ghost.col[1].given == NULL ? "none" :
						      p->ghost.col[1].given;
	is_str(got, want, fallback);
	ok(moment_text(want) == (p->ghost.col[1].given != NULL), "%s: a time",
	    want);
	plan_free(p);
	buf_free(&why);
}

static void
zoned(const char *expr, bool generated, bool want)
{
	struct plan *p = make(KIND_DATE, 0, expr);
	struct plan_col *c = &p->ghost.col[1];

	if (generated) {
		c->generated = true;
		c->expr = c->fallback;
		c->fallback = NULL;
	}
	ok(moment_zoned(p) == want, "%s: in the zone %d", expr, want);
	plan_free(p);
}

/* named(expr, stored, want): whether it has names in some language. */
static void
named(const char *expr, bool stored, bool want)
{
	struct plan *p = make(KIND_TEXT, 0, NULL);
	struct plan_col *c = &p->ghost.col[1];
	struct buf why = {0};

	c->generated = true;
	c->is_virtual = !stored;
	c->expr = mem_str(expr);
	ok((moment_named(p, &why) == -1) == want && (why.len > 0) == want,
	    "%s: has names %d", expr, want);
	buf_free(&why);
	plan_free(p);
}

int
main(void)
{
	const char *now = "CURRENT_TIMESTAMP", *now3 = "CURRENT_TIMESTAMP(3)";

	given(KIND_DATETIME, 0, now, "2026-11-21 12:00:00");
	given(KIND_DATETIME, 3, now3, "2026-11-21 12:00:00.123");
	given(KIND_TIMESTAMP, 3, now3, "2026-11-21 06:15:00.123+00:00");
	given(KIND_DATETIME, 0, "now()", "2026-11-21 12:00:00");
	given(KIND_TIMESTAMP, 6, "now(6)", "2026-11-21 06:15:00.123456+00:00");
	given(KIND_DATE, 0, "curdate()", "2026-11-21");
	given(KIND_DATETIME, 0, "now(6)", "refused");
	given(KIND_DATETIME, 0, "(now() + interval 1 day)", "refused");
	given(KIND_TEXT, 0, "now()", "refused");
	given(KIND_TIME, 0, "curtime()", "refused");
	given(KIND_INT, 0, "unix_timestamp()", "refused");
	given(KIND_INT, 0, "UNIX_TIMESTAMP(`ts`)", "none");
	given(KIND_INT, 0, "connection_id()", "refused");
	named("dayname(`ts`)", true, true);
	named("upper(monthname(`ts`))", true, true);
	named("dayname(`ts`)", false, false);
	named("date_format(`ts`,_utf8mb4\\'%Y-%m\\')", true, false);
	named("date_format(`ts`,_utf8mb4\\'%d %b\\')", true, true);
	named("date_format(`ts`,`format`)", true, true);
	named("concat(`dayname`,_utf8mb4\\'dayname(\\')", true, false);
	given(KIND_TEXT, 0, "concat(database(),_utf8mb4\\'x\\')", "refused");
	given(KIND_TEXT, 0, "_utf8mb4\\'now() (\\'", "none");
	given(KIND_INT, 0, "(`now` + 1)", "none");
	given(KIND_TEXT, 0, "_utf8mb4\\'no end", "refused");
	zoned("cast(`ts` as date)", false, true);
	zoned("cast(`ts` as date)", true, true);
	zoned("cast(`tss` as date)", true, false);
	zoned("from_unixtime(`id`)", true, true);
	zoned("CURRENT_TIMESTAMP", false, false);
	return (done_testing());
}
