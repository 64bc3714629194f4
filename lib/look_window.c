/* The times of the week in which the cut-over may happen, by the server. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "look.h"
#include "say.h"
#include "window.h"

enum {
	WINDOW_REST_MS = 1000,
	WINDOW_PATIENCE_MS = 10000,
};

/*
 * window_now(l, day, minute): where the window's zone is.  Returns 0, or -1
 * with the reason in ${l->sql.text}.  CONVERT_TZ() is NULL for a zone that the
 * server does not know.
 */
static int
window_now(struct look *l, unsigned int *day, unsigned int *minute)
{
	const char *zone = l->conf->cutover.zone;
	struct sql_rows rows;
	bool known;

	if (zone != NULL && zone[0] == '\0')
		zone = NULL;
	if (look_connect(l) == -1 ||
	    sql_ask(&l->sql, &rows,
		"SELECT /* gh-ost */ WEEKDAY(t), HOUR(t) * 60 + MINUTE(t)"
		" FROM (SELECT CONVERT_TZ(UTC_TIMESTAMP(), '+00:00',"
		" COALESCE(?, @@GLOBAL.time_zone)) AS t) AS now",
		zone) == -1)
		return (-1);
	known = rows.nrow == 1 && rows.cell[0] != NULL;
	if (known) {
		*day = (unsigned int)strtoul(rows.cell[0], NULL, 10);
		*minute = (unsigned int)strtoul(rows.cell[1], NULL, 10);
	} else {
		sql_refuse(&l->sql,
		    "the server does not know the time zone %s of "
		    "--cut-over-window-zone (see mysql_tzinfo_to_sql)",
		    zone == NULL ? "of its own" : zone);
	}
	sql_rows_free(&rows);
	return (known ? 0 : -1);
}

static int
window_look(struct look *l, struct buf *why)
{
	unsigned int day = 0, minute = 0;

	look_setting(l, "cut-over-window", l->conf->cutover.window,
	    window_check);
	if (l->what[0] == '\0')
		return (LOOK_GO);
	if (window_now(l, &day, &minute) == -1)
		return (look_failed(l, why));
	if (window_open(l->what, day, minute))
		return (LOOK_GO);
	buf_fmt(why, "cut-over-window %.200s: it is %s %02u:%02u", l->what,
	    window_day(day), minute / 60, minute % 60);
	return (LOOK_WAIT);
}

const struct look_kind look_window = {
    .name = "cut-over-window",
    .holds = LOOK_HOLDS_CUTOVER,
    .look = window_look,
    .rest_ms = WINDOW_REST_MS,
    .patience_ms = WINDOW_PATIENCE_MS,
};
