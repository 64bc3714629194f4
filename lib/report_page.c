/* A page about a migration: its title, its figures, its charts. */

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "report.h"

const char report_style[] =
    ":root{color-scheme:light dark;--bg:#fff;--ink:#1c2430;--soft:#667085;"
    "--rule:#e4e7ec;--copy:#2463c4;--apply:#0f7b6c;--backlog:#7a4fbf;"
    "--lag:#b25e09;--chunk:#2463c4;--block:#c4283c;--held:#b25e09;"
    "--p1:#f5f7fa;--p2:#e9f0f9;--p3:#f6eee2;--p4:#fbe3e4;"
    "--ok:#0f7b6c;--bad:#c4283c}\n"
    "@media(prefers-color-scheme:dark){:root{--bg:#12161c;--ink:#e6eaf0;"
    "--soft:#98a2b3;--rule:#2a313c;--copy:#7fb0ff;--apply:#5fd0bd;"
    "--backlog:#c3a2f5;--lag:#f0ad5e;--chunk:#7fb0ff;--block:#ff8391;"
    "--held:#f0ad5e;--p1:#191f27;--p2:#1b2636;--p3:#2b2419;--p4:#3a1d22;"
    "--ok:#5fd0bd;--bad:#ff8391}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--bg);color:var(--ink);"
    "font:15px/1.45 system-ui,sans-serif;font-variant-numeric:tabular-nums}\n"
    "main{max-width:1240px;margin:0 auto;padding:28px 24px 40px}\n"
    "h1{font-size:28px;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}\n"
    ".outcome{font-weight:600;color:var(--ok)}.outcome.bad{color:var(--bad)}\n"
    ".when{color:var(--soft)}\n"
    "pre{margin:14px 0 0;white-space:pre-wrap;overflow-wrap:anywhere;"
    "font:13px/1.5 ui-monospace,monospace;padding-left:12px;"
    "border-left:3px solid var(--rule)}\n"
    "dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));"
    "gap:14px 20px;margin:22px 0 26px;padding:16px 0;"
    "border:solid var(--rule);border-width:1px 0}\n"
    "dt{color:var(--soft);font-size:13px}"
    "dd{margin:0;font-size:21px;font-weight:600}\n"
    ".row{display:grid;grid-template-columns:190px 1fr;gap:0 18px;"
    "margin-bottom:10px}\n"
    "h2{font-size:14px;margin:0;align-self:center;line-height:1.3}"
    "small{display:block;font-size:12px;font-weight:400;color:var(--soft)}\n"
    ".plot{position:relative;height:84px;border-bottom:1px solid var(--rule)}"
    ".thin .plot{height:30px}.head .plot,.axis .plot{height:20px;border:0}\n"
    "svg{display:block;width:100%;height:100%;overflow:visible}"
    "path{fill:none;vector-effect:non-scaling-stroke;stroke-width:1.7;"
    "stroke-linejoin:round;stroke:var(--c)}"
    ".area{fill:var(--c);stroke:none;opacity:.14}\n"
    ".copy{--c:var(--copy)}.apply{--c:var(--apply)}"
    ".backlog{--c:var(--backlog)}.lag{--c:var(--lag)}"
    ".chunk{--c:var(--chunk)}.block{--c:var(--block)}\n"
    "rect.copy{fill:var(--p1)}rect.verify{fill:var(--p2)}"
    "rect.postpone{fill:var(--p3)}rect.cut-over{fill:var(--p4)}"
    "rect.done{fill:none}rect.held{fill:var(--held)}\n"
    ".plot span{position:absolute;white-space:nowrap;font-size:12px;"
    "line-height:16px}.plot i{position:absolute;width:7px;height:7px;"
    "margin:-3.5px;border-radius:50%;background:var(--c)}\n"
    ".peak{font-weight:600;color:var(--c);margin:-14px 8px 0}"
    ".none{color:var(--soft);left:10px;bottom:7px}"
    ".sum{right:6px;top:7px;font-weight:600}\n"
    ".phase{color:var(--soft);overflow:hidden;text-overflow:ellipsis}"
    ".tick{color:var(--soft);transform:translateX(-50%)}"
    ".tick:first-child{transform:none}\n"
    "footer{color:var(--soft);font-size:13px;margin-top:22px}\n"
    "@media(max-width:640px){main{padding:18px 14px 28px}h1{font-size:22px}"
    ".row{grid-template-columns:1fr}.row h2{margin:6px 0 14px}"
    "small{display:inline;margin-left:4px}.head h2,.axis h2{display:none}"
    ".thin h2{margin-bottom:2px!important}.odd{display:none}"
    "dl{grid-template-columns:1fr 1fr;gap:12px}dd{font-size:18px}}\n";

void
report_text(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		switch (*s) {
		case '&':
			buf_str(out, "&amp;");
			break;
		case '<':
			buf_str(out, "&lt;");
			break;
		case '>':
			buf_str(out, "&gt;");
			break;
		case '"':
			buf_str(out, "&quot;");
			break;
		default:
			buf_chr(out, *s);
		}
	}
}

static void
page_scaled(struct buf *out, double v, double base, const char *const *unit)
{
	unsigned int i;

	for (i = 0; i < 4 && v >= base; i++)
		v /= base;
	buf_fmt(out, v < 10 && v != floor(v) ? "%.1f%s" : "%.0f%s", v, unit[i]);
}

void
report_number(struct buf *out, double v)
{
	static const char *const unit[] = {"", " k", " M", " G", " T"};

	page_scaled(out, v, 1000, unit);
}

void
report_bytes(struct buf *out, double v)
{
	static const char *const unit[] = {" B", " KiB", " MiB", " GiB",
	    " TiB"};

	page_scaled(out, v, 1024, unit);
}

void
report_time(struct buf *out, double s)
{
	long t = lround(s);

	if (t >= 3600)
		buf_fmt(out, "%ld h %02ld", t / 3600, t % 3600 / 60);
	else if (t >= 60 && t % 60 != 0)
		buf_fmt(out, "%ld min %02ld", t / 60, t % 60);
	else if (t >= 60)
		buf_fmt(out, "%ld min", t / 60);
	else
		buf_fmt(out, "%ld s", t);
}

/* ---- Title ---- */

/* Unless it is told, a cut-over that has ended is what says "done". */
static void
page_outcome(struct buf *out, const struct report *r)
{
	const char *last = r->point[r->n - 1].phase;

	if (r->code == 0 || (r->code == -1 && strcmp(last, "done") == 0))
		buf_str(out, "<span class=\"outcome\">Done</span>");
	else if (r->code > 0)
		buf_fmt(out,
		    "<span class=\"outcome bad\">Ended early, exit code "
		    "%d</span>",
		    r->code);
	else
		buf_fmt(out, "<span class=\"outcome\">Last seen: %s</span>",
		    last);
}

static void
page_when(struct buf *out, const struct report *r)
{
	time_t at = (time_t)r->begin;
	char text[64];
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &tm);
	buf_fmt(out, " <span class=\"when\">begun %s", text);
	if (r->plan != NULL) {
		buf_str(out, " on ");
		report_text(out, r->plan->server_host);
		buf_str(out, ", MySQL ");
		report_text(out, r->plan->server_version);
	}
	buf_str(out, "</span>");
}

static void
page_title(struct buf *out, const struct report *r)
{
	buf_str(out, "<h1>");
	report_text(out, r->table);
	buf_str(out, "</h1>\n");
	page_outcome(out, r);
	page_when(out, r);
	if (r->plan == NULL)
		return;
	buf_str(out, "\n<pre>ALTER TABLE ");
	report_text(out, r->plan->table);
	buf_chr(out, ' ');
	report_text(out, r->plan->alter);
	buf_str(out, "</pre>\n");
}

/* ---- Figures ---- */

static void
page_fact(struct buf *out, const char *name,
    void (*number)(struct buf *, double), double v, const char *unit)
{
	buf_fmt(out, "<div><dt>%s</dt><dd>", name);
	if (isnan(v))
		buf_str(out, "\xe2\x80\x93");
	else
		number(out, v);
	buf_fmt(out, "%s</dd></div>\n", isnan(v) ? "" : unit);
}

static void
page_count(struct buf *out, double v)
{
	char text[32];
	int i, n = snprintf(text, sizeof(text), "%.0f", v);

	for (i = 0; i < n; i++) {
		buf_chr(out, text[i]);
		if ((n - i) % 3 == 1 && i < n - 1)
			buf_str(out, "\xe2\x80\xaf");
	}
}

/* page_copying(r): s in which rows were copied. */
static double
page_copying(const struct report *r)
{
	double s = 0;
	size_t i;

	for (i = 1; i < r->n; i++) {
		if (r->point[i].rows > r->point[i - 1].rows)
			s += r->point[i].at - r->point[i - 1].at;
	}
	return (s);
}

/* page_waited(r): s in which anything was a reason to wait. */
static double
page_waited(const struct report *r)
{
	double s = 0, from, to;
	size_t i, k;

	for (i = 1; i < r->n; i++) {
		from = r->point[i - 1].at;
		to = r->point[i].at;
		for (k = 0; k < r->nwait; k++) {
			if (r->wait[k].from <= from && r->wait[k].to >= to)
				break;
		}
		s += k < r->nwait ? to - from : 0;
	}
	return (s);
}

static void
page_facts(struct buf *out, const struct report *r)
{
	const struct report_point *last = &r->point[r->n - 1];
	double copying = page_copying(r);

	buf_str(out, "<dl>\n");
	page_fact(out, "Took", report_time, last->at, "");
	page_fact(out, "Rows", page_count, last->rows, "");
	page_fact(out, "Copied a second", report_number,
	    copying > 0 ? (last->rows - r->point[0].rows) / copying : NAN, "");
	page_fact(out, "Changes applied", page_count, last->changes, "");
	page_fact(out, "Longest lag", report_number, report_most(r, REPORT_LAG),
	    " s");
	page_fact(out, "Had to wait", report_time, page_waited(r), "");
	page_fact(out, "Cut-over blocked", report_number,
	    r->cutover > 0 ? r->cutover : NAN, " ms");
	buf_str(out, "</dl>\n");
}

void
report_page(struct buf *out, const struct report *r)
{
	buf_str(out,
	    "<!DOCTYPE html>\n<html lang=\"en\"><head>"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\""
	    " content=\"width=device-width,initial-scale=1\">\n<title>");
	report_text(out, r->table);
	buf_str(out, "</title>\n<style>\n");
	buf_str(out, report_style);
	buf_str(out, "</style></head>\n<body><main>\n<header>");
	page_title(out, r);
	buf_str(out, "</header>\n");
	page_facts(out, r);
	report_charts(out, r);
	buf_str(out,
	    "<footer>One point a second or fewer. What is shaded is a phase: "
	    "copy, compare, postponed, swap.</footer>\n"
	    "</main></body></html>\n");
}
