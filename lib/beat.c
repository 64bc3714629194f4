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
