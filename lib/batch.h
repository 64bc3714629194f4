#ifndef BATCH_H
#define BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "plan.h"
#include "rec.h"

/*
 * The changes that one transaction will write into the ghost table.
 *
 * A batch is a log of changes in the order of the stream; it never alters
 * what it has taken, so a transaction that failed is built from it again.
 * batch_settle() finds the last change of each key: only those are written,
 * first the deletes, then the whole rows.
 */

/* A value like struct val, its bytes in the batch's arena. */
struct cell {
	enum val_type type;
	uint32_t len;
	union {
		int64_t i;
		uint64_t u;
		float f;
		double d;
		size_t at; /* offset in the arena */
	};
};

enum change_kind {
	CHANGE_DELETE, /* the key's row is gone */
	CHANGE_PUT,    /* the key's row is this */
	CHANGE_REREAD, /* the key's row is what the original has now:
				 * the stream cannot say it exactly */
};

/* Which row of the ghost a change is about. */
enum change_of {
	CHANGE_NEW,   /* none, it is inserted */
	CHANGE_SAME,  /* that with its key */
	CHANGE_MOVED, /* that of the change before it, which deletes its key */
};

#define CHANGE_NOWHERE SIZE_MAX /* of .root */

struct change {
	enum change_kind kind;
	enum change_of of;
	bool last;    /* nothing later for this key */
	bool coming;  /* the copy will bring the row (ahead.h): for now it
		       * is as if it were gone */
	uint8_t lane; /* of ${lanes}, the same for all changes of a key */
	size_t key;   /* index of its first key cell */
	size_t row;   /* put: index of its first column cell */
	size_t root;  /* plan.keeps: index of the first key cell under which
		      * the ghost has the row before the batch */
};

struct batch {
	const struct plan *plan;
	bool scratch;	    /* there is no original: JSON goes as its text */
	size_t max_row;	    /* bytes; larger rows are re-read */
	unsigned int lanes; /* over which keys are spread; 1 if not set */
	struct buf arena;
	struct cell *cell;
	size_t ncell, cell_cap;
	struct change *change;
	size_t n, cap;
	size_t whole;	/* changes of complete transactions */
	uint32_t *slot; /* hash table of batch_settle() */
	size_t nslot;
};

/* batch_open(b, plan, max_row): an empty batch for the plan's table. */
void batch_open(struct batch *, const struct plan *, size_t);

void batch_close(struct batch *);

/* batch_add(b, rec): takes a row record of the plan's table. */
void batch_add(struct batch *, const struct rec *);

/* batch_whole(b): all that was added belongs to complete transactions. */
void batch_whole(struct batch *);

/* batch_undo(b): forgets what came after the last batch_whole(). */
void batch_undo(struct batch *);

/* batch_settle(b): sets ${last} and ${lane} of every change. */
void batch_settle(struct batch *);

/* batch_clear(b): forgets everything; memory is kept for the next one. */
void batch_clear(struct batch *);

#endif
