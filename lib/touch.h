#ifndef TOUCH_H
#define TOUCH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Statements in the binary log: what they mean for a transaction, and
 * whether they may touch our table.  It errs towards TOUCH_OURS.
 *
 * A definition (CREATE, ALTER, DROP, ...) says which table it changes.  What
 * changes rows does not: INSERT INTO other may do so by a view, a trigger or
 * a function.  For these the log lists the databases of all tables that are
 * changed, and ours among them is enough to stop.
 */
enum touch_kind {
	TOUCH_OTHER, /* not on our table */
	TOUCH_BEGIN,
	TOUCH_COMMIT,
	TOUCH_ROLLBACK,
	TOUCH_ROLLBACK_TO,
	TOUCH_SAVEPOINT, /* also RELEASE */
	TOUCH_XA_START,
	TOUCH_XA_END,
	TOUCH_XA_OTHER, /* COMMIT, ROLLBACK */
	TOUCH_OURS,
	TOUCH_ROWS,    /* changes rows, maybe ours */
	TOUCH_RENAMED, /* our own cut-over */
};

/* Names are compared without regard to case, as some servers do. */
struct touch_table {
	const char *db;
	const char *table;
	const char *ghost;
	const char *old;
	const char *after; /* the same for a moment: name_after(); or NULL */

	/*
	 * Of a revert: the swap that it takes back, which made the ghost of the
	 * table, is at the beginning of the stream, and TOUCH_OTHER.
	 */
	bool revert;
	const char *ghost_after; /* as .after, of the ghost */
};

/* Whether our database is among those whose rows a statement changes. */
enum touch_where { TOUCH_ANYWHERE, TOUCH_HERE, TOUCH_ELSEWHERE };

/* A statement, and the default database that it ran with. */
struct touch_text {
	const char *db;
	size_t db_len;
	const char *p;
	size_t len;
	int flags; /* TOK_*: the session's sql_mode */
	enum touch_where rows;
};

enum touch_kind touch_kind(const struct touch_table *,
    const struct touch_text *);

#endif
