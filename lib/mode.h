#ifndef MODE_H
#define MODE_H

#include "plan.h"

/*
 * In which sql_mode and time zone rows are written.
 *
 * mode_choose(plan, sql_mode, time_zone): fills ${plan->sql_mode} and
 * ${plan->time_zone} from the global ones, which the server's ALTER TABLE
 * would use, and sets ${plan->convert} if columns are computed in that zone.
 * The mode is strict whatever the server is, unless the plan accepts
 * losses: then the server changes values as it does where it is not strict,
 * and says so in warnings, of which others are still an error.
 */
void mode_choose(struct plan *, const char *, const char *);

/*
 * mode_padding(plan, sql_mode, why): -1 with the reason in ${why} if the
 * server's ${sql_mode} has PAD_CHAR_TO_FULL_LENGTH and its ALTER TABLE would
 * write the blanks at the end of a CHAR into the new table: in our sessions
 * it is not set, since keys must be read without them.
 */
int mode_padding(const struct plan *, const char *, struct buf *);

/*
 * mode_alter(plan, out): appends an expression that is the sql_mode in which
 * the ALTER is to be read.
 */
void mode_alter(const struct plan *, struct buf *);

/* mode_strict(sql_mode): whether it makes the server refuse values. */
bool mode_strict(const char *);

#endif
