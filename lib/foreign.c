/* Foreign keys on a table, and to it. */

#include <string.h>
#include <strings.h>

#include "foreign.h"
#include "say.h"

/* The columns of both queries here. */
enum {
	NAME,
	SCHEMA,
	TABLE,
	PARENT_SCHEMA,
	PARENT,
	ON_UPDATE,
	ON_DELETE,
	NCELL
};

#define FOREIGN_SELECT                                                  \
	"SELECT /* gh-ost */ CONSTRAINT_NAME, CONSTRAINT_SCHEMA,"       \
	" TABLE_NAME, UNIQUE_CONSTRAINT_SCHEMA, REFERENCED_TABLE_NAME," \
	" UPDATE_RULE, DELETE_RULE"                                     \
	" FROM information_schema.REFERENTIAL_CONSTRAINTS"

static int
foreign_own(struct sql *s, struct sql_rows *rows, const char *db,
    const char *table)
{
	return (sql_ask(s, rows,
	    FOREIGN_SELECT " WHERE CONSTRAINT_SCHEMA = ? AND TABLE_NAME = ?",
	    db, table));
}

/* A table that refers to itself goes on doing so when it is renamed. */
static int
foreign_others(struct sql *s, const struct plan *p)
{
	struct sql_rows rows;
	int rc = 0;

	if (sql_ask(s, &rows,
		FOREIGN_SELECT
		" WHERE UNIQUE_CONSTRAINT_SCHEMA = ?"
		" AND REFERENCED_TABLE_NAME = ?"
		" AND NOT (CONSTRAINT_SCHEMA = ? AND TABLE_NAME = ?) LIMIT 1",
		p->db, p->table, p->db, p->table) == -1)
		return (-1);
	if (rows.nrow > 0) {
		sql_refuse(s,
		    "the foreign key %s of `%s`.`%s` refers to `%s`.`%s`, and "
		    "would refer to the old table after the swap; drop it "
		    "first",
		    rows.cell[NAME], rows.cell[SCHEMA], rows.cell[TABLE], p->db,
		    p->table);
		rc = -1;
	}
	sql_rows_free(&rows);
	return (rc);
}

/*
 * foreign_logged(s, logged): whether the binary log has what a cascade does.
 * MySQL's own layer does them since 9.6, unless this variable says InnoDB,
 * which logs nothing ("Foreign key constraint enforcement", release notes).
 */
static int
foreign_logged(struct sql *s, bool *logged)
{
	struct sql_rows rows;

	if (sql_list(s, &rows,
		"SHOW GLOBAL VARIABLES LIKE 'innodb\\_native\\_foreign\\_keys'") ==
	    -1)
		return (-1);
	*logged = rows.nrow == 1 && strcmp(rows.cell[1], "OFF") == 0;
	sql_rows_free(&rows);
	return (0);
}

static bool
foreign_cascades(const char *rule)
{
	return (
	    strcmp(rule, "NO ACTION") != 0 && strcmp(rule, "RESTRICT") != 0);
}

static int
foreign_judge(struct sql *s, const struct plan *p, char *const *cell,
    bool logged, bool discard)
{
	bool cascades = foreign_cascades(cell[ON_UPDATE]) ||
	    foreign_cascades(cell[ON_DELETE]);

	if (cascades && !logged)
		sql_refuse(s,
		    "the foreign key %s of `%s`.`%s` changes rows when `%s`.`%s` "
		    "changes, and this server's binary log does not have these "
		    "changes; drop it first",
		    cell[NAME], p->db, p->table, cell[PARENT_SCHEMA],
		    cell[PARENT]);
	else if (!discard)
		sql_refuse(s,
		    "`%s`.`%s` has the foreign key %s to `%s`.`%s`, which the new "
		    "table cannot have; --discard-foreign-keys does without it",
		    p->db, p->table, cell[NAME], cell[PARENT_SCHEMA],
		    cell[PARENT]);
	else {
		say_warn("foreign key %s is left out of the new table; the old "
			 "one keeps it, and until that is dropped its rows "
			 "bind those of `%s`.`%s`",
		    cell[NAME], cell[PARENT_SCHEMA], cell[PARENT]);
		return (0);
	}
	return (-1);
}

int
foreign_check(struct sql *s, const struct plan *p, bool discard, bool skip)
{
	struct sql_rows rows;
	bool logged = false;
	unsigned int i;
	int rc = 0;

	if ((!skip && foreign_others(s, p) == -1) ||
	    foreign_own(s, &rows, p->db, p->table) == -1)
		return (-1);
	if (rows.nrow > 0)
		rc = foreign_logged(s, &logged);
	for (i = 0; i < rows.nrow && rc == 0; i++)
		rc =
		    foreign_judge(s, p, &rows.cell[i * NCELL], logged, discard);
	sql_rows_free(&rows);
	return (rc);
}

/* Names of constraints are compared without regard to case. */
static bool
foreign_is(const struct sql_rows *own, const char *name)
{
	unsigned int i;

	for (i = 0; i < own->nrow; i++) {
		if (strcasecmp(own->cell[i * NCELL + NAME], name) == 0)
			return (true);
	}
	return (false);
}

int
foreign_dropped(struct sql *s, const struct plan *p, const struct alter *a)
{
	struct sql_rows own;
	unsigned int i;
	int rc = 0;

	if (a->nkey == 0)
		return (0);
	if (foreign_own(s, &own, p->db, p->table) == -1)
		return (-1);
	for (i = 0; i < a->nkey && rc == 0; i++) {
		if (!foreign_is(&own, a->key[i]))
			continue;
		sql_refuse(s, "--alter cannot be done: %s", ALTER_NO_FOREIGN);
		rc = -1;
	}
	sql_rows_free(&own);
	return (rc);
}

int
foreign_none(struct sql *s, const char *db, const char *table)
{
	struct sql_rows rows;
	int rc = 0;

	if (foreign_own(s, &rows, db, table) == -1)
		return (-1);
	if (rows.nrow > 0) {
		sql_refuse(s,
		    "--alter cannot be done: it adds the foreign key %s to "
		    "`%s`.`%s`, which would bind rows of that before the swap",
		    rows.cell[NAME], rows.cell[PARENT_SCHEMA],
		    rows.cell[PARENT]);
		rc = -1;
	}
	sql_rows_free(&rows);
	return (rc);
}
