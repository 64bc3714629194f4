/* One moment of a table. */

#include <stdlib.h>

#include "freeze.h"
#include "say.h"
#include "server.h"
#include "sig.h"

enum {
	FREEZE_TRIES = 3,
	FREEZE_REST_MS = 1000, /* between them: applications go on */
	FREEZE_READ_S = 86400,
};

static int
freeze_snapshot(struct sql *s, struct freeze *moment)
{
	struct sql_rows rows;

	if (sql_run(s,
		"SET SESSION time_zone = '+00:00', sql_mode = '',"
		" net_write_timeout = %d,"
		" transaction_isolation = 'REPEATABLE-READ'",
		FREEZE_READ_S) == -1 ||
	    sql_run(s,
		"START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY") ==
		-1 ||
	    sql_ask(s, &rows,
		"SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)") ==
		-1)
		return (-1);
	moment->time = strtoll(rows.cell[0], NULL, 10);
	sql_rows_free(&rows);
	return (0);
}

static int
freeze_lock(struct sql *lock, const struct plan *p, unsigned int timeout)
{
	struct buf text = {0};
	int rc, try;

	buf_str(&text, "LOCK /* gh-ost */ TABLES ");
	sql_name2(&text, p->db, p->table);
	buf_str(&text, " READ");
	rc = sql_run(lock, "SET SESSION lock_wait_timeout = %u", timeout);
	lock->quiet = true;
	for (try = 1; rc == 0; try++) {
		rc = sql_run(lock, "%s", buf_cstr(&text));
		if (rc == 0 || lock->fail != X_AGAIN || try == FREEZE_TRIES ||
		    sig_seen() != 0)
			break;
		sig_sleep(FREEZE_REST_MS);
		rc = 0;
	}
	lock->quiet = false;
	if (rc == -1)
		say_err("%s", lock->text);
	buf_free(&text);
	return (rc);
}

/* freeze_both(s, lock, p, timeout, moment): which of the two has failed. */
static struct sql *
freeze_both(struct sql *s, struct sql *lock, const struct plan *p,
    unsigned int timeout, struct freeze *moment)
{
	struct server server = {.version = p->version, .gtid = p->gtid};
	char *gtid = NULL;

	if (freeze_lock(lock, p, timeout) == -1)
		return (lock);
	if (freeze_snapshot(s, moment) == -1)
		return (s);
	if (server_position(lock, &server, p->db, &moment->at, &gtid) == -1)
		return (lock);
	free(gtid);
	return (NULL);
}

int
freeze_open(struct sql *s, const struct sql_opt *opt, const struct plan *p,
    unsigned int timeout, struct freeze *moment)
{
	struct sql lock = {0}, *failed = &lock;

	moment->at = NULL;
	if (sql_open_same(s, opt, p->server_uuid) == -1)
		return (-1);
	if (sql_open_same(&lock, opt, p->server_uuid) == 0)
		failed = freeze_both(s, &lock, p, timeout, moment);
	if (failed == &lock)
		s->fail = lock.fail;
	/* The end of the session is the end of its lock. */
	sql_close(&lock);
	if (failed == NULL)
		return (0);
	sql_close(s);
	return (-1);
}
