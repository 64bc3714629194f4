/* Where the stream of a migration begins, and that this is kept. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ghost.h"
#include "keep.h"
#include "nulls.h"
#include "say.h"
#include "schema.h"

int
ghost_feed(struct sql *s, const struct plan *plan, const struct feed *f)
{
	const char *uuid = f->apart ? f->server.uuid : plan->server_uuid;

	if (strcasecmp(uuid, plan->stream_uuid) == 0)
		return (0);
	sql_refuse(s,
	    "this is the server %s, but the binary log of %s:%u, %s, is to "
	    "be followed; run gho-inspect again",
	    uuid, plan->stream_host, plan->stream_port, plan->stream_uuid);
	return (-1);
}

/* ghost_position(s, plan, feed, server): where the log ends now. */
static int
ghost_position(struct sql *s, struct plan *plan, struct feed *f,
    const struct server *server)
{
	free(plan->start);
	free(plan->start_gtid);
	if (server_position(f->s, f->apart ? &f->server : server, plan->db,
		&plan->start, &plan->start_gtid) == 0)
		return (0);
	s->fail = f->s->fail;
	return (-1);
}

int
ghost_by_set(struct sql *s, struct plan *plan)
{
	if (plan->start_gtid == NULL || *plan->start_gtid == '\0') {
		sql_refuse(s,
		    "--gtid: %s:%u has no GTIDs, SET GLOBAL gtid_mode = ON "
		    "there and on its source",
		    plan->stream_host, plan->stream_port);
		return (-1);
	}
	free(plan->start);
	plan->start = mem_str(plan->start_gtid);
	return (0);
}

/*
 * The stream begins after everything is made.  A change of the original's
 * definition after that is in the stream; one before it is seen here.
 */
int
ghost_start(struct sql *s, struct plan *plan, const struct server *server,
    struct feed *f, bool by_gtid)
{
	struct plan_table now;
	bool same;

	if (ghost_position(s, plan, f, server) == -1 ||
	    (by_gtid && ghost_by_set(s, plan) == -1) ||
	    nulls_again(s, plan) == -1 || feed_same_table(f, s, plan) == -1 ||
	    schema_table(s, plan->db, plan->table, &now) == -1)
		return (-1);
	same = schema_same(now.create, plan->orig.create);
	plan_table_free(&now);
	if (same)
		return (0);
	sql_refuse(s, "`%s`.`%s` was altered since gho-inspect; run that again",
	    plan->db, plan->table);
	return (-1);
}

int
ghost_keep(struct sql *s, struct plan *plan)
{
	int rc;

	plan->complete = true;
	rc = keep_plan(s, plan);
	plan->complete = rc == 0;
	return (rc);
}
