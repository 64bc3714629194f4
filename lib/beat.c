/* The time that a heartbeat says. */

#include <stdlib.h>

#include "beat.h"

#define BEAT_SINCE "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', "

int
beat_time(struct sql *s, const char *text, int64_t *us)
{
	const char *ask = text == NULL ? BEAT_SINCE "UTC_TIMESTAMP(6))" :
					 BEAT_SINCE
	    "STR_TO_DATE(?, " BEAT_FORMAT "))";
	struct sql_rows rows;

	if (sql_ask(s, &rows, ask, text) == -1)
		return (-1);
	*us = -1;
	if (rows.nrow == 1 && rows.cell[0] != NULL)
		*us = strtoll(rows.cell[0], NULL, 10);
	sql_rows_free(&rows);
	return (0);
}

int
beat_last(struct sql *s, const struct plan *plan, int64_t *us)
{
	struct buf ask = {0};
	struct sql_rows rows;
	int rc;

	buf_str(&ask, "SELECT value FROM ");
	sql_name2(&ask, plan->db, plan->changelog_table);
	buf_str(&ask, " WHERE id = 1 AND hint = 'heartbeat'");
	rc = sql_ask(s, &rows, buf_cstr(&ask));
	buf_free(&ask);
	if (rc == -1)
		return (-1);
	if (rows.nrow == 1) {
		rc = beat_time(s, rows.cell[0], us);
	} else {
		sql_refuse(s, "it has no heartbeat");
		rc = -1;
	}
	sql_rows_free(&rows);
	return (rc);
}
