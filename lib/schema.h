#ifndef SCHEMA_H
#define SCHEMA_H

#include "key.h"
#include "plan.h"
#include "sql.h"

/*
 * Definitions of tables, read from information_schema.  Functions return 0,
 * or -1 after saying what failed, with the exit code in ${s->fail}.
 */

/*
 * schema_begin(s, version): makes the session show everything, uncached, in
 * the same spelling whatever the server's sql_mode.
 */
int schema_begin(struct sql *, unsigned long);

/* schema_table(s, db, table, t): columns, comment and SHOW CREATE TABLE. */
int schema_table(struct sql *, const char *, const char *, struct plan_table *);

/* schema_keys(s, db, table, keys): all indexes.  key_free() them. */
int schema_keys(struct sql *, const char *, const char *, struct key_list *);

/*
 * schema_shown(s, db, table, t), schema_shown_keys(s, db, table, keys): the
 * same of a temporary table, which information_schema does not have, as SHOW
 * tells it: what columns are generated from is not known then.
 */
int schema_shown(struct sql *, const char *, const char *, struct plan_table *);
int schema_shown_keys(struct sql *, const char *, const char *,
    struct key_list *);

/*
 * schema_column(s, db, table, name, exact): the spelling that the table has
 * of a column, by the server's idea of equal names; ${*exact} is NULL if
 * there is no such column.  free() it.
 */
int schema_column(struct sql *, const char *, const char *, const char *,
    char **);

/*
 * schema_labels(type, n, label): the labels in a COLUMN_TYPE of an ENUM or
 * SET.  Returns 0, or -1 with none of them if ${type} is neither.
 */
int schema_labels(const char *, unsigned int *, char ***);

/*
 * schema_is(s, db, name, want): 1 if names and types of the table's columns are
 * those of ${want}, 0 if not, -1 on failure.
 */
int schema_is(struct sql *, const char *, const char *,
    const struct plan_table *);

/*
 * schema_same(a, b): whether two texts of SHOW CREATE TABLE say the same
 * but for the next AUTO_INCREMENT value.
 */
bool schema_same(const char *, const char *);

/*
 * schema_count(s, db, table, rows): counts them, which takes its time.
 * Returns 0, or -1 after saying why not.
 */
int schema_count(struct sql *, const char *, const char *, uint64_t *);

/*
 * For schema_shown.c:
 * schema_part(keys, cell): adds a part of an index: the index's name,
 * NON_UNIQUE, the column's name, SUB_PART, IS_VISIBLE and INDEX_TYPE.  Parts
 * of one index follow each other.
 * schema_create(s, db, table, t): SHOW CREATE TABLE.
 */
void schema_part(struct key_list *, char *const *);
int schema_create(struct sql *, const char *, const char *,
    struct plan_table *);

#endif
