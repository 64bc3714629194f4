#ifndef PUT_H
#define PUT_H

#include "batch.h"
#include "plan.h"
#include "sql.h"

/*
 * The statements that write changes into the ghost table.  All their texts
 * stand in put_text.c.  Each is prepared once per session and number of rows.
 */

enum put_kind {
	PUT_DELETE,    /* n keys from the ghost */
	PUT_KEYS,      /* n keys into the table of keys */
	PUT_TURN,      /* makes the ghost's keys of them */
	PUT_DROP,      /* these from the ghost */
	PUT_UNKEY,     /* empties the table of keys */
	PUT_ROWS,      /* n rows into the ghost */
	PUT_STAGE,     /* n rows into the staging table */
	PUT_MOVE,      /* the staged rows into the ghost */
	PUT_UNSTAGE,   /* empties the staging table */
	PUT_STASH,     /* what the ghost keeps of n of its rows, aside */
	PUT_MOVE_KEPT, /* the staged rows that have a part there, with it */
	PUT_UNSTASH,   /* forgets these parts */
	PUT_REREAD,    /* one row from the original into the ghost */
	PUT_POSITION,  /* the applied position, into the checkpoint */
	PUT_NKIND
};

enum { PUT_NSIZE = 6 }; /* 1, 4, 16, 64, 256, 1024 rows */

struct put {
	struct sql *db;
	const struct plan *plan;
	MYSQL_STMT *st[PUT_NKIND][PUT_NSIZE];
	MYSQL_BIND *bind;
	unsigned int nbind, bind_cap;
	uint64_t rows; /* changed by the last statement */
};

/* The temporary tables of a session that writes rows. */
enum put_table {
	PUT_TABLE_STAGE, /* the original's columns */
	PUT_TABLE_KEYS,	 /* those of the original's key and of the ghost's */
	PUT_TABLE_STASH, /* those of the ghost's key, and what it keeps */
};

/*
 * put_text(out, plan, kind, n): appends the text of a statement over ${n}
 * rows or keys.
 */
void put_text(struct buf *, const struct plan *, enum put_kind, unsigned int);

/*
 * put_create(out, plan, table, keyed): appends the statement that makes it,
 * ${keyed} with a primary key (rowid.h).  Where
 * the ghost keeps columns (map_keeps()) the stage has the key, too, under which
 * each row's part is in the stash: gho_f0, gho_f1, ..., NULL for a new row.
 */
void put_create(struct buf *, const struct plan *, enum put_table, bool);

/* put_table(out, plan, table): its name.  put_stashed(): what goes into it. */
void put_table(struct buf *, const struct plan *, enum put_table);
void put_stashed(struct buf *, const struct plan *);

/*
 * put_key(out, plan, i): appends an expression with one '?' that is a
 * value of key column ${i}, to be compared with the ghost's column under
 * the ghost's collation.
 */
void put_key(struct buf *, const struct plan *, unsigned int);

/* put_open(s, db, plan): no statement is prepared yet. */
void put_open(struct put *, struct sql *, const struct plan *);

/* put_close(s): closes the statements; before the session is closed. */
void put_close(struct put *);

/* put_rows(s, kind, n): how many of ${n} rows one statement may take. */
unsigned int put_rows(const struct put *, enum put_kind, size_t);

/*
 * put_bind(s, col, cell, arena): the next parameter is this value.  The
 * bytes must stay where they are until put_exec().
 */
void put_bind(struct put *, const struct plan_col *, const struct cell *,
    const struct buf *);

/* put_bind_str(s, text), put_bind_uint(s, v), put_bind_null(s): for ours. */
void put_bind_null(struct put *);
void put_bind_str(struct put *, const char *);
void put_bind_uint(struct put *, const uint64_t *);

/*
 * put_exec(s, kind, n): runs the statement over ${n} rows, a number that
 * put_rows() gave, with the parameters bound since the last one.  A
 * statement that warns has not stored what we said: it fails, X_REFUSED,
 * but where all warnings are about losses that the plan accepts.
 */
int put_exec(struct put *, enum put_kind, unsigned int);

#endif
