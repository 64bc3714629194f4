#ifndef LANE_IN_H
#define LANE_IN_H

#include "lane.h"

/*
 * What the modules of a lane share: lane_rows.c writes all of its changes,
 * lane_part.c some of them.  All of these return 0, or -1 with the reason in
 * ${l->db}; the changes at hand are ${l->from} to ${l->to} - 1.
 *
 * lane_begin(l): what comes before any row, for the whole batch: deletes, and
 * what the ghost keeps of rows that will be written again.
 */
int lane_begin(struct lane *);

/* lane_write(l): the rows of the changes at hand. */
int lane_write(struct lane *);

/* lane_puts(l): the same for those whose row is in the batch. */
int lane_puts(struct lane *);

/* lane_carefully(l): all rows; lane_rows() with ${l->careful}. */
int lane_carefully(struct lane *);

/* lane_wanted(l, ch, kind): whether a statement of ${kind} takes it. */
bool lane_wanted(const struct lane *, const struct change *, enum put_kind);

/* lane_any(l, kind): whether one of the changes at hand is of ${kind}. */
bool lane_any(const struct lane *, enum change_kind);

/* lane_zone(l, zone): the session's time zone, where the plan has another. */
int lane_zone(struct lane *, const char *);

#endif
