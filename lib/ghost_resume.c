/* Goes on with the tables of a run that died. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fence.h"
#include "ghost.h"
#include "keep.h"
#include "mark.h"
#include "resume.h"
#include "say.h"
#include "schema.h"
#include "seam.h"
#include "side.h"
#include "solo.h"

int
ghost_server(struct sql *s, const struct plan *plan, struct server *server)
{
	enum server_role role = SERVER_ALONE;

	if (plan->on_replica)
		role = SERVER_REPLICA;
	else if (strcasecmp(plan->server_uuid, plan->stream_uuid) != 0)
		role = SERVER_WRITTEN;
	if (server_check(s, role, server) == -1)
		return (-1);
	if (strcmp(server->uuid, plan->server_uuid) == 0)
		return (0);
	say_err("this is the server %s, but the plan was made on %s",
	    server->uuid, plan->server_uuid);
	s->fail = X_REFUSED;
	return (-1);
}

/*
 * From here on ${plan} starts where all is applied.  The positions that are
 * kept are of the log that was followed: of another server's, only the set of
 * transactions is true.
 */
static int
ghost_go_on(struct sql *s, struct plan *plan, const struct feed *f,
    bool by_gtid)
{
	char *before = mem_str(plan->stream_uuid);
	bool same;

	feed_plan(f, plan);
	same = strcasecmp(before, plan->stream_uuid) == 0;
	free(before);
	if (resume_position(s, plan) == -1)
		return (-1);
	if (plan_by_set(plan) ? same : same && !by_gtid)
		return (0);
	return (ghost_by_set(s, plan) == -1 ? -1 : ghost_keep(s, plan));
}

/*
 * ghost_turn(s, plan, left): a revert takes the place of its migration.  A
 * changelog that is there is of a revert that died here.
 */
static int
ghost_turn(struct sql *s, const struct plan *plan, const struct resume *left)
{
	struct mark mark;

	if (!plan->revert)
		return (0);
	/* It was begun; more may be accepted now. */
	if (strcmp(left->plan->ghost_table, plan->ghost_table) == 0)
		return (left->state == RESUME_GO ? keep_plan(s, plan) : 0);
	if (mark_look(s, plan, MARK_CHANGELOG, &mark) == -1)
		return (-1);
	if (mark.owner == MARK_OURS &&
	    mark_drop(s, plan->db, plan->changelog_table) == -1)
		return (-1);
	if (side_changelog(s, plan) == -1)
		return (-1);
	SEAM("ghost-turning");
	if (keep_turn(s, plan) == 0)
		return (0);
	if (s->my != NULL && !sql_lost(s->error))
		mark_drop(s, plan->db, plan->changelog_table);
	return (-1);
}

int
ghost_resume(struct sql *s, struct plan *plan, const struct ghost_conf *conf)
{
	struct server server;
	struct feed feed = {0};
	struct resume left = {0};
	int rc = -1;

	if (ghost_server(s, plan, &server) == -1 ||
	    feed_open(&feed, &conf->feed, s, &server, plan->db) == -1 ||
	    schema_begin(s, server.version) == -1 ||
	    solo_take(s, plan->db, plan->table, SOLO_WAIT_S) == -1 ||
	    resume_look(s, plan, &left) == -1)
		goto done;
	if (left.plan == NULL || strcmp(left.plan->run_id, plan->run_id) != 0) {
		sql_refuse(s,
		    "the tables of this plan are gone; gho-inspect "
		    "makes a new one");
		goto done;
	}
	SEAM("ghost-resuming");
	rc = ghost_turn(s, plan, &left);
	if (rc == 0 && (plan->revert || left.state != RESUME_SWAPPED))
		rc = fence_clear(s, plan, 0, FENCE_ALL);
	if (rc == 0)
		rc = ghost_go_on(s, plan, &feed, conf->by_gtid);
	if (rc == 0)
		rc = solo_give(s, plan->db, plan->table);
done:
	resume_free(&left);
	feed_close(&feed);
	server_free(&server);
	return (rc == 0 ? X_DONE : s->fail);
}
