#ifndef STMT_H
#define STMT_H

#include "batch.h"
#include "plan.h"
#include "sql.h"

/*
 * The statements that write changes into the ghost table.  All their texts
 * stand in stmt_text.c.  Each is prepared once per session and number of rows.
 */

enum stmt_kind {
	STMT_DELETE,	/* n keys from the ghost */
	STMT_PUT,	/* n rows into the ghost */
	STMT_STAGE,	/* n rows into the staging table */
	STMT_MOVE,	/* the staged rows into the ghost */
	STMT_UNSTAGE,	/* empties the staging table */
	STMT_REREAD,	/* one row from the original into the ghost */
	STMT_POSITION,	/* the applied position, into the checkpoint */
	STMT_NKIND
};

enum { STMT_NSIZE = 6 };	/* 1, 4, 16, 64, 256, 1024 rows */

struct stmt {
	struct sql	 *db;
	const struct plan *plan;
	MYSQL_STMT	 *st[STMT_NKIND][STMT_NSIZE];
	MYSQL_BIND	 *bind;
	unsigned int	  nbind, bind_cap;
};

/*
 * stmt_text(out, plan, kind, n): appends the text of a statement over ${n}
 * rows or keys.
 */
void	stmt_text(struct buf *, const struct plan *, enum stmt_kind,
	    unsigned int);

/*
 * stmt_key(out, plan, i): appends an expression with one '?' that is a
 * value of key column ${i}, to be compared with the ghost's column under
 * the ghost's collation.
 */
void	stmt_key(struct buf *, const struct plan *, unsigned int);

/* stmt_open(s, db, plan): no statement is prepared yet. */
void	stmt_open(struct stmt *, struct sql *, const struct plan *);

/* stmt_close(s): closes the statements; before the session is closed. */
void	stmt_close(struct stmt *);

/* stmt_rows(s, kind, n): how many of ${n} rows one statement may take. */
unsigned int stmt_rows(const struct stmt *, enum stmt_kind, size_t);

/*
 * stmt_bind(s, col, cell, arena): the next parameter is this value.  The
 * bytes must stay where they are until stmt_exec().
 */
void	stmt_bind(struct stmt *, const struct plan_col *,
	    const struct cell *, const struct buf *);

/* stmt_bind_str(s, text), stmt_bind_uint(s, v): the same for ours. */
void	stmt_bind_str(struct stmt *, const char *);
void	stmt_bind_uint(struct stmt *, const uint64_t *);

/*
 * stmt_exec(s, kind, n): runs the statement over ${n} rows, a number that
 * stmt_rows() gave, with the parameters bound since the last one.  A
 * statement that warns has not stored what we said: it fails, X_REFUSED.
 */
int	stmt_exec(struct stmt *, enum stmt_kind, unsigned int);

#endif
