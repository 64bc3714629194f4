#ifndef FREEZE_H
#define FREEZE_H

#include <stdint.h>

#include "plan.h"
#include "sql.h"

/*
 * One moment of a table.  LOCK TABLES ... READ waits for those who have written
 * to the table until their COMMIT is done, and lets nobody write; under it
 * another session begins a consistent snapshot, and the end of the binary log
 * is read.  Then the lock is given back (Reference Manual, "LOCK TABLES and
 * UNLOCK TABLES Statements", "Consistent Nonlocking Reads").
 */
struct freeze {
	char *at;     /* "FILE:POS" of that moment; free() it */
	int64_t time; /* us since 1970, by the server's clock */
};

/*
 * freeze_open(s, opt, plan, timeout, moment): connects, and ${s} sees the
 * plan's original as it was at ${moment}, in UTC, until it is closed; its
 * reader may take a day.  ${timeout}: seconds to wait for the lock, while
 * those who write wait, too; it is asked for three times.  Returns 0, or -1
 * after saying why.
 */
int freeze_open(struct sql *, const struct sql_opt *, const struct plan *,
    unsigned int, struct freeze *);

#endif
