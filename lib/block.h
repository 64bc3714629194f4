#ifndef BLOCK_H
#define BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "plan.h"
#include "sql.h"

/*
 * Who is in the way of a cut-over: sessions that hold a metadata lock on the
 * original, the ghost or the checkpoint table, and those that let nobody
 * rename at all (LOCK INSTANCE FOR BACKUP, FLUSH TABLES WITH READ LOCK).
 * While a lock is asked for and one of them does not give way, applications
 * wait behind it: so they are looked for before.
 *
 * It is read from performance_schema.metadata_locks (Reference Manual, "The
 * metadata_locks Table"), for which the user needs SELECT there.
 */
struct block {
	const struct plan *plan;
	struct sql *side; /* the session that looks */
	bool blind;	  /* it cannot */
	struct sql_rows rows;
	unsigned int n; /* locks found by the last look */
	uint64_t ms;	/* for which the oldest has been held, at most;
			 * UINT64_MAX: one that stops every RENAME */
};

/*
 * block_open(b, plan, side, setup): finds out whether locks can be seen.  With
 * ${setup} the instrument that shows them is enabled where it is not.  When
 * they cannot be seen, says why, and ${b->blind} is set.
 */
void block_open(struct block *, const struct plan *, struct sql *, bool);

void block_close(struct block *);

/*
 * block_look(b, own): looks, through the side session, for others than that
 * and ${own}.  Returns 0 with ${b->n} and ${b->ms} set (0 when blind), or -1
 * after saying why.
 */
int block_look(struct block *, unsigned long);

/*
 * block_say(b, ms): names those of the last look that have held a lock for
 * longer than ${ms} milliseconds, the oldest first.
 */
void block_say(const struct block *, uint64_t);

/*
 * block_kill(b, ms): ends those of the last look that have held a lock for
 * longer than ${ms} milliseconds, and says so for each.  Never ends sessions
 * that have said LOCK TABLES or the like, nor any that change a definition,
 * nor threads of replication or of the event scheduler.
 */
void block_kill(struct block *, uint64_t);

/*
 * block_waits(side, plan, id, waits): whether session ${id} waits for the
 * exclusive lock on the original.  Returns 0, or -1 after saying why.
 */
int block_waits(struct sql *, const struct plan *, unsigned long, bool *);

#endif
