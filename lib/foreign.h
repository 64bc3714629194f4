#ifndef FOREIGN_H
#define FOREIGN_H

#include <stdbool.h>

#include "alter.h"
#include "plan.h"
#include "sql.h"

/*
 * Foreign keys.  One on the table stays with the old table, as its name is
 * unique in a database and a ghost that is still being filled must not stand
 * in the way of the parent's rows; one that refers to the table would go with
 * the old table, too, which nobody can want.
 *
 * Functions return 0, or -1 after saying why not, with the exit code in
 * ${s->fail}.
 */

/*
 * foreign_check(s, plan, discard, skip): that no other table refers to
 * ${plan}'s, which is not looked at if ${skip}; and that it has no foreign
 * key itself, or that the user wants the new table without (${discard}) and
 * the binary log has all that they do to its rows.
 */
int foreign_check(struct sql *, const struct plan *, bool, bool);

/*
 * foreign_dropped(s, plan, alter): that no DROP CONSTRAINT of the ALTER is
 * about a foreign key of the table.
 */
int foreign_dropped(struct sql *, const struct plan *, const struct alter *);

/* foreign_none(s, db, table): that the ALTER has given this ghost none. */
int foreign_none(struct sql *, const char *, const char *);

#endif
