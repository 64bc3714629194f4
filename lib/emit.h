#ifndef EMIT_H
#define EMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "cell.h"
#include "plan.h"
#include "rec.h"
#include "rows.h"

/*
 * The writing half of the stream: which record is due when.  A transaction
 * that has no row of ours leaves nothing but, now and then, a progress
 * record; the first row is preceded by begin, and after a head by table.
 */
struct emit {
	struct pen pen;
	struct buf out;
	struct buf notes; /* marks of the open transaction */
	struct cell_out cells;
	struct rec_table table;
	const struct plan *plan;
	const char *tool;
	bool told;    /* table record since the head */
	bool open;    /* begin is written, commit is not */
	int64_t said; /* ms of the last position record */
	int (*put)(void *, struct buf *);
	void *arg;
};

enum {
	EMIT_BYTES = 256 * 1024, /* flushed above this */
	EMIT_PROGRESS = 1000,	 /* ms between idle positions */
};

/*
 * emit_table(t, plan): the table record of the original.  It borrows all from
 * ${plan} but ${t->col}, which is to be freed.
 */
void emit_table(struct rec_table *, const struct plan *);

/*
 * emit_open(e, tool, plan, put, arg): ${put} is called as put(arg, out) to
 * write what there is and empty ${out}; it returns 0, or -1 after saying
 * why.  ${e} must not move afterwards.
 */
void emit_open(struct emit *, const char *, const struct plan *,
    int (*)(void *, struct buf *), void *);

void emit_close(struct emit *);

/* emit_flush(e): writes all that there is. */
int emit_flush(struct emit *);

/* emit_head(e): begins the stream, or again; voids an open transaction. */
void emit_head(struct emit *);

/* emit_rows(e, rows, gtid, time, bad): -1 with bad->code 0: put failed. */
int emit_rows(struct emit *, struct rows *, const char *, int64_t,
    struct bad *);

/* emit_notes(e, rows, bad): heartbeats and marks of the changelog. */
int emit_notes(struct emit *, struct rows *, struct bad *);

/* emit_hurry(e): a progress record is due at once. */
void emit_hurry(struct emit *);

/* emit_commit(e, pos, gtid, time, set): the transaction has ended. */
int emit_commit(struct emit *, const char *, const char *, int64_t,
    const char *);

/* emit_void(e): the transaction did not happen. */
void emit_void(struct emit *);

/* emit_due(e): whether a progress record is due. */
bool emit_due(const struct emit *);

void emit_progress(struct emit *, const char *, const char *);

/* emit_end(e, why): the last record, and a flush. */
int emit_end(struct emit *, const char *);

#endif
