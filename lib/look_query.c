/* A query of the user's: a result above 0 means to wait. */

#include <stdlib.h>

#include "look.h"
#include "say.h"
#include "setting.h"

enum {
	QUERY_REST_MS = 1000,
	QUERY_PATIENCE_MS = 5000,
	QUERY_MAX_MS = 3000, /* the server ends it then */
};

static int
query_connect(struct look *l)
{
	if (l->sql.my != NULL)
		return (0);
	if (look_connect(l) == -1)
		return (-1);
	return (sql_run(&l->sql,
	    "SET SESSION transaction_read_only = 1,"
	    " max_execution_time = %d, lock_wait_timeout = 3",
	    QUERY_MAX_MS));
}

static int
query_look(struct look *l, struct buf *why)
{
	struct sql_rows rows;
	bool above;

	look_setting(l, "throttle-query", l->conf->query, setting_query);
	if (l->what[0] == '\0')
		return (LOOK_GO);
	/* One statement: the server prepares no more. */
	if (query_connect(l) == -1 || sql_ask(&l->sql, &rows, l->what) == -1) {
		buf_fmt(why, "throttle-query %s", l->sql.text);
		if (l->sql.fail == X_AGAIN)
			look_lost(l);
		return (LOOK_WAIT);
	}
	above = rows.nrow > 0 && rows.cell[0] != NULL &&
	    strtod(rows.cell[0], NULL) > 0;
	sql_rows_free(&rows);
	if (!above)
		return (LOOK_GO);
	buf_str(why, "throttle-query");
	return (LOOK_WAIT);
}

const struct look_kind look_query = {
    .name = "throttle-query",
    .holds = LOOK_HOLDS_ASKED,
    .look = query_look,
    .rest_ms = QUERY_REST_MS,
    .patience_ms = QUERY_PATIENCE_MS,
};
