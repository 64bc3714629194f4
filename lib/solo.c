/* One migration of a table at a time. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "solo.h"

/* Names of locks are at most 64 characters, and know no case. */
#define SOLO_NAME "CONCAT('gho:', LEFT(SHA2(CONCAT(?, '/', ?), 256), 48))"

static int
solo_ask(struct sql *s, struct sql_rows *rows, const char *text, const char *db,
    const char *table)
{
	if (sql_ask(s, rows, text, db, table) == -1)
		return (-1);
	if (rows->nrow == 1 && rows->ncol >= 1)
		return (0);
	sql_rows_free(rows);
	sql_refuse(s, "the server does not answer about named locks");
	return (-1);
}

static void
solo_busy(struct sql *s, const char *db, const char *table, const char *id)
{
	sql_refuse(s,
	    "a migration of %s.%s is running already, session %s of "
	    "this server belongs to it",
	    db, table, id);
	s->fail = X_AGAIN;
}

int
solo_check(struct sql *s, const char *db, const char *table)
{
	struct sql_rows rows;
	int rc = 0;

	if (solo_ask(s, &rows, "SELECT IS_USED_LOCK(" SOLO_NAME ")", db,
		table) == -1)
		return (-1);
	if (rows.cell[0] != NULL) {
		solo_busy(s, db, table, rows.cell[0]);
		rc = -1;
	}
	sql_rows_free(&rows);
	return (rc);
}

int
solo_take(struct sql *s, const char *db, const char *table, unsigned int wait)
{
	struct sql_rows rows;
	char text[160];
	bool got;

	snprintf(text, sizeof(text), "SELECT GET_LOCK(" SOLO_NAME ", %u)",
	    wait);
	if (solo_ask(s, &rows, text, db, table) == -1)
		return (-1);
	got = rows.cell[0] != NULL && strcmp(rows.cell[0], "1") == 0;
	sql_rows_free(&rows);
	if (got)
		return (0);
	if (solo_check(s, db, table) == 0)
		solo_busy(s, db, table, "(just ended)");
	return (-1);
}
