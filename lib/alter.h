#ifndef ALTER_H
#define ALTER_H

#include <stdbool.h>

#include "buf.h"

/*
 * What the clauses of an ALTER TABLE do to the columns' names.  All clauses
 * of one statement speak of the table as it was before it, so chains and
 * swaps of names need no order.
 *
 * This is a reader, not a judge: what MySQL's grammar does not allow is left
 * for the server to refuse.  Refused here is what would do something to
 * another table than meant, or what a ghost table cannot stand for.
 */
struct alter_pair {
	char *from;
	char *to;
	bool modify; /* MODIFY: ${to} is the same name, respelled */
};

struct alter {
	char *db;      /* of a whole statement, or */
	char *table;   /* NULL */
	char *clauses; /* without ALTER TABLE t */
	unsigned int npair;
	struct alter_pair *pair; /* CHANGE, RENAME COLUMN, MODIFY */
	unsigned int ndrop;
	char **drop;
	unsigned int nadd;
	char **add;
	unsigned int nkey;
	char **key;	     /* DROP CONSTRAINT, may be foreign keys */
	bool auto_increment; /* AUTO_INCREMENT=n */
};

/* Why a foreign key is not dropped, by whichever of its two clauses. */
#define ALTER_NO_FOREIGN                                               \
	"the new table has no foreign key to drop, as "                \
	"--discard-foreign-keys says; leave DROP FOREIGN KEY or DROP " \
	"CONSTRAINT out, or run it alone with ALTER TABLE, which takes no time"

/*
 * alter_parse(a, text, flags, why): reads ${text}, clauses or a whole ALTER
 * TABLE statement, cut into tokens as TOK_* ${flags} say.  Returns 0, or -1
 * and the reason in ${why}.  alter_free() it in both cases.
 */
int alter_parse(struct alter *, const char *, int, struct buf *);

void alter_free(struct alter *);

#endif
