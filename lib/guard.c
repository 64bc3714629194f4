/* A guard in the server, which ends our sessions when we do not. */

#include "guard.h"

#include <string.h>

#include "buf.h"
#include "say.h"

int
guard_arm(struct guard *g, const struct sql_opt *opt, unsigned int ms,
    const unsigned long *id, unsigned int n)
{
	struct buf text = {0};
	unsigned int i;
	int rc = -1;

	sql_close(&g->sql);
	if (sql_open(&g->sql, opt) == -1)
		return (-1);
	buf_fmt(&text, "DO /* gh-ost */ SLEEP(%u.%03u)", ms / 1000, ms % 1000);
	for (i = 0; i < n; i++)
		buf_fmt(&text, "; KILL %lu", id[i]);
	if (mysql_set_server_option(g->sql.my,
		MYSQL_OPTION_MULTI_STATEMENTS_ON) == 0 &&
	    mysql_send_query(g->sql.my, text.p, text.len) == 0)
		rc = 0;
	if (rc == -1)
		sql_failed(&g->sql, mysql_errno(g->sql.my),
		    mysql_error(g->sql.my), buf_cstr(&text));
	g->armed = rc == 0;
	buf_free(&text);
	return (rc);
}

int
guard_disarm(struct guard *g, struct sql *side)
{
	int rc = 0;

	if (g->armed)
		rc = side->my == NULL ? -1 : sql_kill(side, g->sql.id);
	g->armed = false;
	sql_close(&g->sql);
	return (rc);
}
