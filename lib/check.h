#ifndef CHECK_H
#define CHECK_H

#include "plan.h"
#include "server.h"
#include "sql.h"

/*
 * Whether a table is one that can be migrated.  Functions return 0, or -1
 * after saying why not, with the exit code in ${s->fail}.
 */

/*
 * check_table(s, server, plan): the table of ${plan} exists under exactly
 * that name and is an InnoDB table.  Where the server folds names, ${plan}
 * takes the server's spelling.
 */
int check_table(struct sql *, const struct server *, struct plan *);

/*
 * check_options(s, plan): no option of the original is lost by CREATE TABLE
 * ... LIKE, as a DATA DIRECTORY of the whole table is, which ALTER TABLE
 * cannot give back (Reference Manual, "CREATE TABLE ... LIKE Statement").
 */
int check_options(struct sql *, const struct plan *);

/* check_engine(s, db, table): an InnoDB table. */
int check_engine(struct sql *, const char *, const char *);

/*
 * check_functional(s, db, table, t): no index over an expression of a BLOB or
 * TEXT column beside another UNIQUE key: writing such rows by INSERT or
 * REPLACE can end MySQL 9.7.4 by an assertion (row0ins.cc, line 271).  ${t} is
 * what is known of the table.
 */
int check_functional(struct sql *, const char *, const char *,
    const struct plan_table *);

/*
 * check_documents(s, db, table, t): no full-text index whose documents have
 * numbers of the table's own: these may only be inserted in their order
 * (Reference Manual, "InnoDB Full-Text Indexes").
 */
int check_documents(struct sql *, const char *, const char *,
    const struct plan_table *);

#endif
