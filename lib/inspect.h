#ifndef INSPECT_H
#define INSPECT_H

#include <stdbool.h>

#include "alter.h"
#include "feed.h"
#include "plan.h"
#include "resume.h"
#include "server.h"
#include "sql.h"

/*
 * Whether a table can be migrated as asked, or a migration taken back; nothing
 * is changed.  gho-inspect(1) describes each option.
 */
struct inspect {
	struct sql_opt sql;
	const char *database;
	const char *table;
	const char *text;
	const char *suffix; /* of triggers */
	const char *names;  /* of the tables made, in place of the table's */
	const char *accept; /* columns */
	const char *run;
	double nice;
	bool nullable;
	bool approve;
	bool skip;
	bool exact;
	bool drop_ghost;
	bool drop_old;
	bool triggers;
	bool strip;
	bool discard;
	bool no_foreign;
	bool stamp;
	bool resume;
	bool not_strict;
	bool zero;
	bool no_check;
	bool gtid;
	bool on_replica;
	struct feed_opt how;
	bool revert;
	const char *old; /* table to go back to */

	struct sql s; /* the caller opens and closes it */
	struct server server;
	struct feed feed;
	struct alter alter;
	struct plan *plan;
	struct resume left;
};

/*
 * inspect(in): looks at everything.  Returns 0, or -1 after saying why not,
 * with the exit code in ${in->s.fail}.
 */
int inspect(struct inspect *);

/*
 * inspect_plan(in): the plan that was made, or that of an earlier run which
 * goes on; it is ${in}'s.
 */
struct plan *inspect_plan(struct inspect *);

void inspect_free(struct inspect *);

#endif
