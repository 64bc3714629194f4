#ifndef QUERY_H
#define QUERY_H

#include "range.h"
#include "sql.h"

/*
 * A statement of range.h, prepared once and kept as long as its text stays
 * the same.
 */
struct query {
	MYSQL_STMT *st;
	struct buf text; /* of st */
	MYSQL_BIND *bind;
	unsigned int cap; /* of bind */
};

/*
 * query_run(q, s, r): runs ${r} in session ${s}.  Functions here return -1
 * after sql_failed(); a failure to prepare is prepared again next time.
 */
int query_run(struct query *, struct sql *, const struct range_sql *);

/*
 * query_key(q, s, plan, b): the one row that query_run() found.  Returns 1
 * and fills ${b}, or 0 if there is none.
 */
int query_key(struct query *, struct sql *, const struct plan *,
    struct bound *);

/* Keys that a statement has found. */
struct query_keys {
	size_t n;
	struct bound *key;
};

/*
 * query_keys(q, s, plan, keys): all rows that query_run() found, added to
 * ${keys}, which is to be freed with query_keys_free().  Returns 0.
 */
int query_keys(struct query *, struct sql *, const struct plan *,
    struct query_keys *);

void query_keys_add(struct query_keys *, const struct bound *,
    const struct plan *);
void query_keys_free(struct query_keys *);

/*
 * query_texts(q, s, n, text): the one row that query_run() found, as ${n}
 * texts of at most QUERY_TEXT bytes; NULL is an empty one.  Returns as
 * query_key().
 */
enum { QUERY_TEXT = 16384 };
int query_texts(struct query *, struct sql *, unsigned int, struct buf *);

/* query_close(q): before the session is closed. */
void query_close(struct query *);

#endif
