/* A session that writes changes: how it is set up and given back. */

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "carry.h"
#include "lane.h"
#include "rowid.h"
#include "warn.h"

enum {
	LANE_WARNINGS = 2, /* of one value, at most */
};

void
lane_open(struct lane *l, const struct plan *plan, const struct sql_opt *opt,
    const struct batch *batch, unsigned int no)
{
	memset(l, 0, sizeof(*l));
	l->plan = plan;
	l->opt = opt;
	l->batch = batch;
	l->no = no;
	l->max_row = SIZE_MAX;
	l->warn_rows = UINT_MAX;
	l->db.quiet = true;
	fence_init(&l->fence, plan,
	    no == 0 ? FENCE_APPLY : FENCE_LANE + no - 1);
}

void
lane_close(struct lane *l)
{
	put_close(&l->put);
	rival_close(&l->rival);
	if (l->lent != NULL)
		l->db.my = NULL;
	sql_close(&l->db);
	l->ready = false;
}

/* lane_session(l): a new one, or the one that is lent. */
static int
lane_session(struct lane *l)
{
	bool quiet = l->db.quiet;

	if (l->lent == NULL)
		return (sql_open_same(&l->db, l->opt, l->plan->server_uuid));
	l->db = *l->lent;
	l->db.quiet = quiet;
	return (0);
}

/*
 * The staging table has the original's columns, without keys, so that the
 * server itself converts an event's values as ALTER TABLE would.  So does the
 * table of keys, where a converted key has to be found in the ghost.
 */
static int
lane_make_table(struct lane *l, enum put_table table)
{
	int rc, keyed = rowid_wanted(&l->db, l->plan);
	struct buf text = {0};

	if (keyed == -1)
		return (-1);
	put_create(&text, l->plan, table, keyed == 1);
	rc = sql_run(&l->db, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

static unsigned int
lane_warn_rows(const struct lane *l, unsigned long kept)
{
	unsigned long rows;

	if (l->plan->naccept == 0)
		return (UINT_MAX);
	rows = kept / (LANE_WARNINGS * l->plan->naccept);
	return (rows == 0 ? 1 : (unsigned int)rows);
}

static int
lane_limits(struct lane *l)
{
	struct sql_rows rows;
	size_t packet;

	if (l->plan->naccept > 0)
		warn_keep(&l->db);
	if (sql_ask(&l->db, &rows,
		"SELECT @@max_allowed_packet, @@max_error_count") == -1)
		return (-1);
	packet = strtoul(rows.cell[0], NULL, 10);
	l->warn_rows = lane_warn_rows(l, strtoul(rows.cell[1], NULL, 10));
	sql_rows_free(&rows);
	/* A row that fits into no packet with its key and our words. */
	l->max_row = packet > 65536 ? packet - 65536 : packet / 2;
	return (0);
}

int
lane_connect(struct lane *l)
{
	if (l->ready)
		return (0);
	lane_close(l);
	if (lane_session(l) == -1 || fence_raise(&l->fence, &l->db) == -1)
		goto err0;
	put_open(&l->put, &l->db, l->plan);
	rival_open(&l->rival, &l->db, l->plan);
	if (sql_run(&l->db,
		"SET SESSION sql_mode = '%s',"
		" time_zone = '+00:00', autocommit = 0,"
		" transaction_isolation = 'READ-COMMITTED'",
		l->plan->sql_mode) == -1 ||
	    lane_limits(l) == -1 ||
	    (l->plan->convert && lane_make_table(l, PUT_TABLE_STAGE) == -1) ||
	    (l->plan->keeps && lane_make_table(l, PUT_TABLE_STASH) == -1) ||
	    (!carry_keys_alike(l->plan) &&
		lane_make_table(l, PUT_TABLE_KEYS) == -1) ||
	    /* What they were made of is not to be locked until the first row. */
	    sql_run(&l->db, "COMMIT") == -1)
		goto err0;
	l->ready = true;
	return (0);
err0:
	lane_close(l);
	return (-1);
}

/* A statement that failed may have left the session in the ALTER's zone. */
void
lane_undo(struct lane *l)
{
	l->put.nbind = 0;
	if (!l->ready)
		return;
	if (sql_lost(l->db.error) || sql_run(&l->db, "ROLLBACK") == -1 ||
	    sql_run(&l->db, "SET SESSION time_zone = '+00:00'") == -1)
		lane_close(l);
}
