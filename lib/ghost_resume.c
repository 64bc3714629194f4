/* Goes on with the tables of a run that died. */

#include <string.h>

#include "fence.h"
#include "ghost.h"
#include "resume.h"
#include "say.h"
#include "schema.h"
#include "seam.h"
#include "solo.h"

int
ghost_server(struct sql *s, const struct plan *plan, struct server *server)
{
	if (server_check(s, server) == -1)
		return (-1);
	if (strcmp(server->uuid, plan->server_uuid) == 0)
		return (0);
	say_err("this is the server %s, but the plan was made on %s",
	    server->uuid, plan->server_uuid);
	s->fail = X_REFUSED;
	return (-1);
}

int
ghost_resume(struct sql *s, struct plan *plan)
{
	struct server server;
	struct resume left = {0};
	int rc = -1;

	if (ghost_server(s, plan, &server) == -1 ||
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
	rc = left.state == RESUME_SWAPPED ? 0 :
					    fence_clear(s, plan, 0, FENCE_ALL);
	if (rc == 0)
		rc = resume_position(s, plan);
	if (rc == 0)
		rc = solo_give(s, plan->db, plan->table);
done:
	resume_free(&left);
	server_free(&server);
	return (rc == 0 ? X_DONE : s->fail);
}
