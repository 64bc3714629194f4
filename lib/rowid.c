/* Primary keys for temporary tables, where they must have one. */

#include <string.h>

#include "rowid.h"

enum { ROWID_SINCE = 80023 }; /* the first server with invisible columns */

int
rowid_wanted(struct sql *s, const struct plan *plan)
{
	struct sql_rows rows;
	int wanted;

	if (plan->version < ROWID_SINCE)
		return (0);
	if (sql_ask(s, &rows, "SELECT @@sql_require_primary_key") == -1)
		return (-1);
	wanted = strcmp(rows.cell[0], "1") == 0;
	sql_rows_free(&rows);
	return (wanted);
}
