#ifndef RULE_H
#define RULE_H

#include <stdbool.h>

#include "buf.h"
#include "plan.h"
#include "sql.h"

/*
 * The names of CHECK constraints.  They are unique in a database, so the
 * ghost's must differ from the original's while both tables exist.
 *
 * RENAME TABLE renames what is called TABLE_chk_ANYTHING along with TABLE:
 * so the ghost has _t_gho_chk_7 for t_chk_7, and after the swap the name is
 * what it was.  Any other name stays with the old table, as only a copy of
 * all rows, with writes blocked, can rename an enforced constraint; the new
 * table has the name with an underscore in front, or without it if it had
 * one, so that the next migration may give it back.
 */

/* A row of rule_list(). */
enum { RULE_NAME, RULE_CLAUSE, RULE_ENFORCED, RULE_NCELL };

/*
 * rule_list(s, db, table, rows): the constraints of a table by their names:
 * in this order CREATE TABLE ... LIKE counts them.
 */
int rule_list(struct sql *, const char *, const char *, struct sql_rows *);

/* rule_read(s, plan): the original's constraints, and names for the ghost. */
int rule_read(struct sql *, struct plan *);

/*
 * rule_clauses(plan, text, flags, out, why): appends the clauses ${text},
 * cut into tokens as TOK_* ${flags} say, to ${out}, as they are to be for
 * the ghost.  Returns 0, or -1 and the reason in ${why}.
 */
int rule_clauses(const struct plan *, const char *, int, struct buf *,
    struct buf *);

/*
 * rule_tell(plan, flags): warns of each name that the ALTER leaves in place
 * and that will be another one.
 */
void rule_tell(const struct plan *, int);

/*
 * rule_give(s, plan): gives the constraints of a ghost that is still LIKE
 * the original their names, in a session of schema_begin().
 */
int rule_give(struct sql *, const struct plan *);

#endif
