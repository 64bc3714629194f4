/*
 * Charts of a migration: small ones below each other, with one axis of time.
 *
 * A drawing is stretched to the width of its place, its lines are not (the
 * CSS says so), and all words are HTML beside it or on it.  So it can be read
 * on a telephone and on a wall.
 */

#include <math.h>
#include <string.h>

#include "report.h"

enum {
	CHART_WIDE = 1000,
	CHART_HIGH = 100,
	CHART_BINS = 500, /* points that are drawn; of more, the largest */
};

static const struct chart {
	enum report_series series;
	const char *class;
	const char *title;
	const char *what;
	const char *unit;
	void (*number)(struct buf *, double);
	bool stems; /* moments, instead of what goes on */
} charts[] = {
    {REPORT_COPY, "copy", "Rows copied", "a second", "/s", report_number,
	false},
    {REPORT_APPLY, "apply", "Changes applied", "a second", "/s", report_number,
	false},
    {REPORT_BACKLOG, "backlog", "Backlog", "binary log not applied yet", "",
	report_bytes, false},
    {REPORT_LAG, "lag", "Lag", "of the stream", " s", report_number, false},
    {REPORT_CHUNK, "chunk", "Chunk time", "mean of each second", " ms",
	report_number, false},
    {REPORT_BLOCK, "block", "Longest block",
	"locks of a chunk, and of the cut-over", " ms", report_number, true},
};

/* A point of a drawing. */
struct chart_dot {
	double x, y;
	double v;
};

/* chart_next(r, s, i, top, dot): the next one from point ${*i} on. */
static bool
chart_next(const struct report *r, enum report_series s, size_t *i, double top,
    struct chart_dot *dot)
{
	double span = report_span(r), v, x;
	long bin = -1, here;

	dot->v = NAN;
	for (; *i < r->n; (*i)++) {
		x = r->point[*i].at / span;
		here = (long)(x * CHART_BINS);
		if (bin >= 0 && here != bin)
			break;
		bin = here;
		v = r->point[*i].v[s];
		dot->x = x * CHART_WIDE;
		if (isnan(dot->v) || v > dot->v)
			dot->v = v;
	}
	dot->y = CHART_HIGH - dot->v / top * CHART_HIGH;
	return (bin >= 0);
}

/* ---- Phases ---- */

static const char *
chart_phase_name(const char *phase)
{
	static const char *const names[][2] = {{"copy", "copy"},
	    {"verify", "compare"}, {"postpone", "postponed"},
	    {"cut-over", "swap"}, {"done", ""}};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(phase, names[i][0]) == 0)
			return (names[i][1]);
	}
	return ("");
}

/* chart_phase(r, i, from, to): the phase from point ${*i} on; s. */
static const char *
chart_phase(const struct report *r, size_t *i, double *from, double *to)
{
	const char *phase;

	if (*i >= r->n)
		return (NULL);
	phase = r->point[*i].phase;
	*from = *i == 0 ? 0 : r->point[*i - 1].at;
	while (*i < r->n && strcmp(r->point[*i].phase, phase) == 0)
		(*i)++;
	*to = r->point[*i - 1].at;
	return (phase);
}

static void
chart_shade(struct buf *out, const struct report *r)
{
	double from, to, span = report_span(r);
	const char *phase;
	size_t i = 0;

	while ((phase = chart_phase(r, &i, &from, &to)) != NULL)
		buf_fmt(out,
		    "<rect class=\"%s\" x=\"%.1f\" width=\"%.1f\""
		    " height=\"%d\"/>",
		    phase, from / span * CHART_WIDE,
		    (to - from) / span * CHART_WIDE, CHART_HIGH);
}

static void
chart_phase_names(struct buf *out, const struct report *r)
{
	double from, to, span = report_span(r);
	const char *phase;
	size_t i = 0;

	buf_str(out, "<div class=\"row head\"><h2></h2><div class=\"plot\">");
	while ((phase = chart_phase(r, &i, &from, &to)) != NULL) {
		if (to - from < span / 12)
			continue;
		buf_fmt(out,
		    "<span class=\"phase\" style=\"left:%.1f%%;"
		    "width:%.1f%%\">%s</span>",
		    from / span * 100, (to - from) / span * 100,
		    chart_phase_name(phase));
	}
	buf_str(out, "</div></div>\n");
}

/* ---- Drawings ---- */

/* chart_piece(out, line, first, last): a line without gaps, and what is below. */
static void
chart_piece(struct buf *out, struct buf *line, double first, double last)
{
	if (line->len > 0)
		buf_fmt(out,
		    "<path class=\"area\" d=\"%sL%.1f %dL%.1f %dZ\"/>"
		    "<path class=\"line\" d=\"%s\"/>",
		    buf_cstr(line), last, CHART_HIGH, first, CHART_HIGH,
		    buf_cstr(line));
	line->len = 0;
}

static void
chart_line(struct buf *out, const struct report *r, enum report_series s,
    double top)
{
	double first = 0, last = 0;
	struct chart_dot dot;
	struct buf line = {0};
	size_t i = 0;

	while (chart_next(r, s, &i, top, &dot)) {
		if (isnan(dot.v)) {
			chart_piece(out, &line, first, last);
			continue;
		}
		if (line.len == 0)
			first = dot.x;
		last = dot.x;
		buf_fmt(&line, "%c%.1f %.1f", line.len == 0 ? 'M' : 'L', dot.x,
		    dot.y);
	}
	chart_piece(out, &line, first, last);
	buf_free(&line);
}

static void
chart_stems(struct buf *out, const struct report *r, enum report_series s,
    double top)
{
	struct chart_dot dot;
	size_t i = 0;

	buf_str(out, "<path class=\"line\" d=\"");
	while (chart_next(r, s, &i, top, &dot)) {
		if (dot.v > 0)
			buf_fmt(out, "M%.1f %dV%.1f", dot.x, CHART_HIGH, dot.y);
	}
	buf_str(out, "\"/>");
}

/* A value of point ${i}, where it was: words, on the side that has room. */
static void
chart_label(struct buf *out, const struct report *r, const struct chart *c,
    double top, size_t i, const char *what)
{
	double v = r->point[i].v[c->series], y = 100 - v / top * 100;
	double x = r->point[i].at / report_span(r) * 100;

	buf_fmt(out, "<i style=\"left:%.2f%%;top:%.1f%%\"></i>", x, y);
	buf_fmt(out, "<span class=\"peak\" style=\"%s:%.2f%%;top:%.1f%%\">%s",
	    x > 50 ? "right" : "left", x > 50 ? 100 - x : x, y, what);
	c->number(out, v);
	buf_fmt(out, "%s</span>", c->unit);
}

/* chart_where(r, s, v): the first point that has this value, or ${r->n}. */
static size_t
chart_where(const struct report *r, enum report_series s, double v)
{
	size_t i = 0;

	while (i < r->n && !(r->point[i].v[s] >= v && r->point[i].v[s] <= v))
		i++;
	return (i);
}

/* The largest value, and the cut-over in any case. */
static void
chart_labels(struct buf *out, const struct report *r, const struct chart *c,
    double top)
{
	double most = report_most(r, c->series);
	size_t i = chart_where(r, c->series, most), swap = r->n;

	if (c->stems && r->cutover > 0)
		swap = chart_where(r, c->series, r->cutover);
	if (swap < r->n)
		chart_label(out, r, c, top, swap, "cut-over ");
	if (most > 0 && i < r->n && i != swap)
		chart_label(out, r, c, top, i, "");
	if (most <= 0)
		buf_str(out, "<span class=\"none\">none</span>");
}

static void
chart_row(struct buf *out, const struct report *r, const struct chart *c)
{
	double most = report_most(r, c->series);
	double top = most > 0 ? most * 1.25 : 1;

	buf_fmt(out,
	    "<div class=\"row %s\"><h2>%s <small>%s</small></h2>"
	    "<div class=\"plot\"><svg viewBox=\"0 0 %d %d\""
	    " preserveAspectRatio=\"none\" role=\"img\""
	    " aria-label=\"%s\">",
	    c->class, c->title, c->what, CHART_WIDE, CHART_HIGH, c->title);
	chart_shade(out, r);
	if (c->stems)
		chart_stems(out, r, c->series, top);
	else
		chart_line(out, r, c->series, top);
	buf_str(out, "</svg>");
	chart_labels(out, r, c, top);
	buf_str(out, "</div></div>\n");
}

/* ---- Reasons to wait ---- */

static bool
chart_same(const struct report_wait *a, const struct report_wait *b)
{
	return (
	    strcmp(a->reason, b->reason) == 0 && strcmp(a->who, b->who) == 0);
}

/* chart_first(r, i): whether no wait before the ${i}th has its reason. */
static bool
chart_first(const struct report *r, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++) {
		if (chart_same(&r->wait[k], &r->wait[i]))
			return (false);
	}
	return (true);
}

static void
chart_wait(struct buf *out, const struct report *r, size_t i)
{
	double span = report_span(r), all = 0;
	const struct report_wait *w;

	buf_str(out, "<div class=\"row thin\"><h2>");
	report_text(out, r->wait[i].reason);
	buf_str(out, " <small>");
	report_text(out,
	    strcmp(r->wait[i].who, "all") == 0 ? "all wait" : "only ");
	if (strcmp(r->wait[i].who, "all") != 0)
		report_text(out, r->wait[i].who);
	buf_fmt(out,
	    "</small></h2><div class=\"plot\"><svg viewBox=\"0 0 %d %d\""
	    " preserveAspectRatio=\"none\">",
	    CHART_WIDE, CHART_HIGH);
	chart_shade(out, r);
	for (w = &r->wait[i]; w < r->wait + r->nwait; w++) {
		if (!chart_same(w, &r->wait[i]))
			continue;
		all += w->to - w->from;
		buf_fmt(out,
		    "<rect class=\"held\" x=\"%.1f\" y=\"20\" width=\"%.1f\""
		    " height=\"60\"/>",
		    w->from / span * CHART_WIDE,
		    fmax((w->to - w->from) / span * CHART_WIDE, 3));
	}
	buf_str(out, "</svg><span class=\"sum\">");
	report_time(out, all);
	buf_str(out, "</span></div></div>\n");
}

static void
chart_waits(struct buf *out, const struct report *r)
{
	size_t i;

	for (i = 0; i < r->nwait; i++) {
		if (chart_first(r, i))
			chart_wait(out, r, i);
	}
	if (r->nwait == 0)
		buf_str(out,
		    "<div class=\"row thin\"><h2>Waits</h2>"
		    "<div class=\"plot\"><span class=\"none\">"
		    "it never had to wait</span></div></div>\n");
}

/* ---- Time ---- */

/* chart_step(span): s between two ticks, so that there are 4 to 8. */
static double
chart_step(double span)
{
	static const double steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600,
	    900, 1800, 3600, 7200, 14400, 21600, 43200, 86400};
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (span / steps[i] <= 8)
			return (steps[i]);
	}
	return (86400 * ceil(span / 86400 / 8));
}

static void
chart_axis(struct buf *out, const struct report *r)
{
	double span = report_span(r), step = chart_step(span), at;
	unsigned int n = 0;

	buf_str(out, "<div class=\"row axis\"><h2></h2><div class=\"plot\">");
	for (at = 0; at <= span; at += step) {
		buf_fmt(out, "<span class=\"%s\" style=\"left:%.2f%%\">",
		    n++ % 2 == 0 ? "tick" : "tick odd", at / span * 100);
		report_time(out, at);
		buf_str(out, "</span>");
	}
	buf_str(out, "</div></div>\n");
}

void
report_charts(struct buf *out, const struct report *r)
{
	size_t i;

	chart_phase_names(out, r);
	for (i = 0; i < sizeof(charts) / sizeof(charts[0]); i++)
		chart_row(out, r, &charts[i]);
	chart_waits(out, r);
	chart_axis(out, r);
}
