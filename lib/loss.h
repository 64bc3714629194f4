#ifndef LOSS_H
#define LOSS_H

#include <stdbool.h>

#include "key.h"
#include "plan.h"
#include "sql.h"

/*
 * What the ALTER would lose, counted before any row is copied: values that
 * the new columns cannot hold, NULLs for NOT NULL, digits, and rows that
 * become duplicates for a UNIQUE key that the original does not imply.
 *
 * Rows are read as they are, chunk by chunk and without locks.  The server
 * converts what may be lost into temporary tables, which others do not see,
 * and says in warnings what does not fit.  Where nothing can be lost by the
 * definitions alone, no row is read.
 *
 * It is a look before the leap, not the fence: what is written meanwhile is
 * not seen, and neither are CHECK constraints, partitions, and unique keys
 * on expressions.  The copy and the stream read their own warnings.
 */
struct loss_conf {
	const struct sql_opt *sql;
	const char
	    *run;	/* run directory, whose hold and knobs count; or NULL */
	double nice;	/* sleep so many times as long as each chunk took */
	bool temporary; /* the ghost is to be made as in try.h */
};

/*
 * loss_check(conf, plan, keys, ghost_keys): looks at all rows, in a session
 * of its own.  ${plan} has its ghost and its map, the lists are the keys of
 * both tables.  Returns X_DONE when nothing is lost that is not accepted;
 * X_REFUSED after saying what is, column by column; or the code of another
 * failure, after saying it.  When a signal has come it is X_AGAIN.
 */
int loss_check(const struct loss_conf *, const struct plan *,
    const struct key_list *, const struct key_list *);

#endif
