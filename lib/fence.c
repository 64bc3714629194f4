/* Ends a lost session for sure. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <mysqld_error.h>

#include "fence.h"
#include "say.h"

enum {
	FENCE_POLL_MS = 20,
	FENCE_TRIES = 1000, /* 20 s: longer than any lock of ours is waited */
};

/* fence_holder(f, s, id): the session that holds it, 0 if none does. */
static int
fence_holder(const struct fence *f, struct sql *s, unsigned long *id)
{
	struct sql_rows rows;

	if (sql_ask(s, &rows, "SELECT IS_USED_LOCK(?)", f->name) == -1)
		return (-1);
	*id = rows.nrow == 1 && rows.cell[0] != NULL ?
	    strtoul(rows.cell[0], NULL, 10) :
	    0;
	sql_rows_free(&rows);
	return (0);
}

/* That it has just gone by itself is no failure. */
static int
fence_kill(struct sql *s, unsigned long id)
{
	bool quiet = s->quiet;
	int rc;

	s->quiet = true;
	rc = sql_run(s, "KILL %lu", id);
	s->quiet = quiet;
	return (rc == 0 || s->error == ER_NO_SUCH_THREAD ? 0 : -1);
}

int
fence_end(struct fence *f, struct sql *s)
{
	unsigned long id;
	int tries;

	for (tries = 0; f->name[0] != '\0'; tries++) {
		if (fence_holder(f, s, &id) == -1)
			return (-1);
		if (id == 0)
			break;
		if (tries == 0 && fence_kill(s, id) == -1)
			return (-1);
		if (tries == FENCE_TRIES) {
			sql_refuse(s, "session %lu was killed but does not end",
			    id);
			s->fail = X_AGAIN;
			return (-1);
		}
		/* Not sig_sleep(): this has an end of its own. */
		poll(NULL, 0, FENCE_POLL_MS);
	}
	f->name[0] = '\0';
	return (0);
}

int
fence_raise(struct fence *f, struct sql *s)
{
	unsigned long long r;

	if (fence_end(f, s) == -1)
		return (-1);
	while (getrandom(&r, sizeof(r), 0) != sizeof(r)) {
		if (errno != EINTR)
			say_die(X_SYS, "cannot get random bytes:");
	}
	snprintf(f->name, sizeof(f->name), "gho-%016llx", r);
	return (sql_ask(s, NULL, "SELECT GET_LOCK(?, 0)", f->name));
}
