#ifndef TRY_H
#define TRY_H

#include "key.h"
#include "plan.h"
#include "server.h"
#include "sql.h"

/*
 * The ghost as a temporary table: what the ALTER makes of columns and keys
 * is known before anything is made that others could see.  Such tables are
 * not in a binary log of rows and go with their session (Reference Manual,
 * "CREATE TEMPORARY TABLE Statement").
 */

/*
 * try_plan(s, server, plan, keys, ghost_keys): makes it in session ${s}, of
 * schema_begin(), and fills what gho-ghost fills later: ghost, map, key,
 * sql_mode, time_zone, and the keys of both tables.  Returns 1; 0 if a
 * temporary table cannot stand for this ghost, as with partitions that the
 * ALTER names, or if the ALTER is wrong, which gho-ghost will say; -1 after
 * saying that the server could not be asked, or what cannot be done.
 * key_free() both lists in any case.
 */
int try_plan(struct sql *, const struct server *, struct plan *,
    struct key_list *, struct key_list *);

/*
 * try_table(s, plan): only makes it, under the ghost's name, which then
 * means it in this session.  Returns 0, or -1 after sql_failed().
 */
int try_table(struct sql *, const struct plan *);

#endif
