#ifndef ROWID_H
#define ROWID_H

#include "plan.h"
#include "sql.h"

/*
 * A primary key for temporary tables that need none, where the server wants
 * one of every table (Reference Manual, "sql_require_primary_key"; to set it
 * for a session takes a privilege).  It is a column that statements do not see
 * unless they name it, and none does.
 */
#define ROWID_COLUMN                                                  \
	"gho_row BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY" \
	" INVISIBLE"

/*
 * rowid_wanted(s, plan): 1 if the server wants it, 0 if not, or if it is older
 * than invisible columns and will say so itself, or -1.
 */
int rowid_wanted(struct sql *, const struct plan *);

#endif
