#ifndef LEFT_H
#define LEFT_H

#include <stdbool.h>
#include <stdint.h>

#include "sql.h"

/*
 * What runs have left in a server, as far as it has our mark (mark.h, old.h):
 * the tables of a run that has not ended well, or still lives, and the tables
 * that migrations have kept.  Functions return 0, or -1 after saying what
 * failed, with the exit code in ${s->fail}.
 */
struct left {
	bool old; /* a kept table; else the tables of a run */
	char *db;
	char *table;  /* it; or the ghost, which may be gone */
	char *tables; /* all that there is of it, with commas */
	char run[33];
	int64_t age; /* s: since the end of the migration; or since the
		       * youngest of the tables was made or altered */
	bool alive;  /* a session works on it: of its run, or of another
		       * one that uses it; or a revert may need it */
};

struct lefts {
	unsigned int n;
	struct left *item;
};

/* left_find(s, db, lefts): in ${db}, or NULL: everywhere.  left_free() it. */
int left_find(struct sql *, const char *, struct lefts *);

void left_free(struct lefts *);

/*
 * left_drop(s, l): drops the tables of a run that is dead; of one that was
 * swapped the old table is kept, and marked.  Says on stdout what is gone.
 */
int left_drop(struct sql *, const struct left *);

#endif
