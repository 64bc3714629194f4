/* One migration of a table at a time. */

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "solo.h"

enum { SOLO_POLL_MS = 50 };

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
	    "a migration of %s.%s is running already, session %s of this "
	    "server belongs to it; if its host is gone, the server ends that "
	    "session when it has been silent for some %d s, and the same "
	    "command goes on",
	    db, table, id, SOLO_SILENCE_S);
	s->fail = X_AGAIN;
}

/* solo_holder(s, db, table, id): who has it, NULL if nobody; free() it. */
static int
solo_holder(struct sql *s, const char *db, const char *table, char **id)
{
	struct sql_rows rows;

	if (solo_ask(s, &rows, "SELECT IS_USED_LOCK(" SOLO_NAME ")", db,
		table) == -1)
		return (-1);
	*id = mem_str(rows.cell[0]);
	sql_rows_free(&rows);
	return (0);
}

int
solo_held(struct sql *s, const char *db, const char *table)
{
	char *id = NULL;
	int held;

	if (solo_holder(s, db, table, &id) == -1)
		return (-1);
	held = id != NULL;
	free(id);
	return (held);
}

int
solo_check(struct sql *s, const char *db, const char *table)
{
	char *id = NULL;
	int tries;

	for (tries = 0; tries < SOLO_WAIT_S * 1000 / SOLO_POLL_MS; tries++) {
		free(id);
		if (solo_holder(s, db, table, &id) == -1)
			return (-1);
		if (id == NULL)
			return (0);
		poll(NULL, 0, SOLO_POLL_MS);
	}
	solo_busy(s, db, table, id);
	free(id);
	return (-1);
}

int
solo_end(struct sql *s, const char *db, const char *table, unsigned long id)
{
	char *holder = NULL;
	int rc = 0;

	if (solo_holder(s, db, table, &holder) == -1)
		return (-1);
	if (holder != NULL && strtoul(holder, NULL, 10) == id)
		rc = sql_kill(s, id) == -1 ? -1 : 1;
	free(holder);
	return (rc);
}

int
solo_take(struct sql *s, const char *db, const char *table, unsigned int wait)
{
	struct sql_rows rows;
	char text[160], *id = NULL;
	bool got;

	snprintf(text, sizeof(text), "SELECT GET_LOCK(" SOLO_NAME ", %u)",
	    wait);
	if (solo_ask(s, &rows, text, db, table) == -1)
		return (-1);
	got = rows.cell[0] != NULL && strcmp(rows.cell[0], "1") == 0;
	sql_rows_free(&rows);
	if (got)
		return (sql_run(s, "SET SESSION wait_timeout = %d",
		    SOLO_SILENCE_S));
	if (solo_holder(s, db, table, &id) == 0)
		solo_busy(s, db, table, id == NULL ? "(just ended)" : id);
	free(id);
	return (-1);
}

int
solo_give(struct sql *s, const char *db, const char *table)
{
	struct sql_rows rows;

	if (solo_ask(s, &rows, "SELECT RELEASE_LOCK(" SOLO_NAME ")", db,
		table) == -1)
		return (-1);
	sql_rows_free(&rows);
	return (0);
}
