#ifndef LANE_H
#define LANE_H

#include <stdbool.h>
#include <stddef.h>

#include "batch.h"
#include "fence.h"
#include "plan.h"
#include "put.h"
#include "rival.h"
#include "sql.h"

/*
 * A session that writes changes into the ghost table: those of a settled
 * batch, or of a share of its keys while other lanes write the rest
 * (lanes.h).
 */
struct lane {
	const struct plan *plan;
	const struct sql_opt *opt;
	const struct batch *batch; /* settled before the lane writes */
	unsigned int no;	   /* changes with this number are its own */
	bool all;		   /* it writes those of the others, too */
	bool careful;		   /* a duplicate is to be settled row by row */
	bool ready;		   /* session is set up */
	const struct sql *lent; /* the session that is used, which is somebody
				 * else's; NULL: one of its own */
	struct sql db;
	struct fence fence; /* of db */
	struct put put;
	struct rival rival;
	size_t from, to;	/* the changes to be written next */
	size_t max_row;		/* bytes of one that fits into a packet */
	unsigned int warn_rows; /* rows that may warn at once, so that no
				 * warning about an accepted loss is lost */
};

/* lane_open(l, plan, opt, batch, no): does not connect. */
void lane_open(struct lane *, const struct plan *, const struct sql_opt *,
    const struct batch *, unsigned int);

/*
 * lane_connect(l): connects if it is not, as the only session in its place,
 * and sets the session up.  Returns 0, or -1 with the reason in ${l->db}.
 */
int lane_connect(struct lane *);

/* lane_close(l): closes the session; the lane may connect again. */
void lane_close(struct lane *);

/*
 * lane_rows(l): writes its changes in the transaction at hand; a pure
 * function of the batch.  Returns 0, or -1 with the reason in ${l->db}.  A
 * duplicate for a UNIQUE key that only the ghost has fails it, unless
 * ${l->careful} lets rival_settle() decide.
 */
int lane_rows(struct lane *);

/*
 * lane_blame(l, key): after lane_rows() was refused and lane_undo(): finds the
 * row that is, and appends its key as bound_show() has it.  Returns whether it
 * was found; then the reason in ${l->db} is about this row alone.  What it
 * writes on the way is for lane_undo().
 */
bool lane_blame(struct lane *, struct buf *);

/* lane_undo(l): rolls back, or closes a session that cannot. */
void lane_undo(struct lane *);

#endif
