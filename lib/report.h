#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "buf.h"
#include "plan.h"

/*
 * A migration as one page of HTML: what it was like over time.  The input is
 * lines of snap_json(), oldest first; what is null or missing is NaN.
 */
enum report_series {
	REPORT_COPY,	/* rows a second */
	REPORT_APPLY,	/* changes a second */
	REPORT_BACKLOG, /* bytes of the binary log, not applied yet */
	REPORT_LAG,	/* s */
	REPORT_CHUNK,	/* ms, the mean */
	REPORT_BLOCK,	/* ms: the longest chunk, or the cut-over */
	REPORT_N
};

struct report_point {
	double at; /* s since the first */
	double v[REPORT_N];
	/* Counters, of which the rates are made. */
	double rows, changes, chunks, chunks_ms;
	char phase[16];
};

/* A reason to wait, from when to when. */
struct report_wait {
	char *reason;
	char *who;
	double from, to;
};

struct report {
	const struct plan *plan; /* NULL: unknown */
	int code;		 /* exit code of the migration; -1: unknown */
	double begin;		 /* s since 1970 */
	char *table;
	struct report_point *point;
	size_t n;
	struct report_wait *wait;
	size_t nwait;
	double cutover; /* ms */
};

/*
 * report_read(r, f, name): adds what ${f} has.  Returns 0, or -1 after saying
 * which line of ${name} makes no sense.
 */
int report_read(struct report *, FILE *, const char *);

/* report_free(r): frees all but the plan. */
void report_free(struct report *);

/* report_page(out, r): appends the page; there is at least one point. */
void report_page(struct buf *, const struct report *);

/* ---- For its parts ---- */

/* report_text(out, s): appends it as text of HTML. */
void report_text(struct buf *, const char *);

/* report_span(r): s from the first point to the last, never 0. */
double report_span(const struct report *);

/* report_most(r, series): the largest value, 0 if there is none. */
double report_most(const struct report *, enum report_series);

/* report_number(out, v): as "1.2 M"; report_bytes, report_time: with a unit. */
void report_number(struct buf *, double);
void report_bytes(struct buf *, double);
void report_time(struct buf *, double);

/* report_charts(out, r): the rows of charts that share one axis of time. */
void report_charts(struct buf *, const struct report *);

/* report_style: the page's CSS. */
extern const char report_style[];

#endif
