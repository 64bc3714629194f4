#ifndef SNAP_H
#define SNAP_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "plan.h"
#include "proc.h"

/*
 * A snapshot of a run, read from the files of its directory (gho-run(5)),
 * and the forms in which it is shown.  What is missing is zero, empty or, as
 * said below, -1: a file may come later, or never when a tool is run by hand.
 */

enum {
	SNAP_WORD = 4096, /* of a setting */
	SNAP_HOLDS = 64,  /* reasons to wait that are shown */
};

/* A reason to wait. */
struct snap_hold {
	char name[256];
	const char *who; /* waits: "all", "copy", "apply" or "cut-over" */
	char text[320];
	int64_t since; /* s since 1970 */
};

/* How fast things go, smoothed; per second. */
struct snap_rate {
	double copy;  /* rows */
	double apply; /* changes */
	double fall;  /* of the lag, seconds */
};

struct snap {
	int64_t now;	 /* s since 1970 */
	int64_t total;	 /* s since the start */
	int64_t copying; /* s of the row copy */
	uint64_t copied;
	uint64_t rows;		/* to be copied; an estimate until all are */
	bool complete;		/* all are */
	uint64_t chunks;	/* copied */
	uint64_t chunks_ms;	/* that they took, together */
	uint64_t chunk_longest; /* ms, of those of about the last second */
	int64_t blocked;	/* ms that the last attempt to swap took; -1 */
	char at[640];		/* the stream's position; "-": none yet */
	char gtid[640];
	uint64_t applied;     /* changes */
	uint64_t backlog;     /* changes in the last transaction */
	uint64_t backlog_max; /* most that it may have */
	double lag;	      /* s, of the stream; -1: unknown */
	double server_lag;    /* s, of the server that is read; -1: unknown */
	char state[64];	      /* "migrating" */
	bool postponing;      /* a file keeps the cut-over from beginning */
	unsigned int nhold;
	struct snap_hold hold[SNAP_HOLDS];
	int64_t binlog_kept;  /* s; -1: for ever or unknown */
	int64_t binlog_left;  /* s; -1 */
	int64_t binlog_bytes; /* not applied yet; -1 */
	struct snap_rate rate;
	int64_t eta; /* s; -1: unknown */
	struct proc proc;
};

/* snap_read(s, run): also ${s->rate}, as snap_keep() left it. */
void snap_read(struct snap *, const char *);

/*
 * snap_wait(s): the reason to wait that counts now, or NULL: one for the copy
 * alone does not when nothing is copied or compared, one for the cut-over does
 * only then, and none does while the cut-over is postponed by a file.
 */
const struct snap_hold *snap_wait(const struct snap *);

/* snap_phase(s): "copy", "verify", "postpone", "cut-over" or "done". */
const char *snap_phase(const struct snap *);

/* snap_part(s): percent of the rows that are copied. */
double snap_part(const struct snap *);

/*
 * snap_setting(run, name, text): a setting's value in force, SNAP_WORD bytes:
 * knob/${name}, or flag/${name}, or "".
 */
void snap_setting(const char *, const char *, char *);

/* ---- Rates ---- */

struct snap_pace {
	bool begun;
	double at; /* monotonic s */
	uint64_t copied, applied;
	double lag;
	struct snap_rate rate;
};

/*
 * snap_pace(p, s): takes ${s} as the next sample, the first one at zero
 * rates; sets the rates of ${s} and what follows from them.  Held work has no
 * rate: the last one stays.
 */
void snap_pace(struct snap_pace *, struct snap *);

/* snap_keep(run, rate): writes them for others.  0, or -1 after saying why. */
int snap_keep(const char *, const struct snap_rate *);

/* ---- Forms: each is appended ---- */

/* snap_span(b, seconds): as "1h2m3s". */
void snap_span(struct buf *, int64_t);

/* snap_line(b, s): gh-ost's status line. */
void snap_line(struct buf *, const struct snap *);

/* snap_hints(b, plan, run): gh-ost's block of what is done. */
void snap_hints(struct buf *, const struct plan *, const char *);

/* snap_bar(b, s): a line with a bar, for a terminal. */
void snap_bar(struct buf *, const struct snap *);

/* snap_detail(b, plan, s): some lines with all there is, for people. */
void snap_detail(struct buf *, const struct plan *, const struct snap *);

/* snap_json(b, plan, s): one object on one line. */
void snap_json(struct buf *, const struct plan *, const struct snap *);

/* snap_metrics(b, plan, s): Prometheus' text format. */
void snap_metrics(struct buf *, const struct plan *, const struct snap *);

#endif
