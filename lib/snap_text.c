/* A snapshot in words: gh-ost's lines, and ours. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "load.h"
#include "snap.h"

enum { BAR_WIDTH = 24 };

void
snap_span(struct buf *b, int64_t s)
{
	if (s >= 3600)
		buf_fmt(b, "%lldh", (long long)s / 3600);
	if (s >= 60)
		buf_fmt(b, "%lldm", (long long)s % 3600 / 60);
	buf_fmt(b, "%llds", (long long)s % 60);
}

/* snap_size(b, bytes): as "1.2 MiB". */
static void
snap_size(struct buf *b, int64_t bytes)
{
	static const char *const unit[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	double v = (double)bytes;
	unsigned int i;

	for (i = 0; i < 4 && v >= 1024; i++)
		v /= 1024;
	buf_fmt(b, i == 0 ? "%.0f %s" : "%.1f %s", v, unit[i]);
}

static void
snap_state(struct buf *b, const struct snap *s)
{
	const struct snap_hold *h = snap_wait(s);

	if (h != NULL)
		buf_fmt(b, "throttled, %s", h->text);
	else
		buf_str(b, s->state);
}

static void
snap_eta_text(struct buf *b, const struct snap *s)
{
	if (s->postponing || (snap_part(s) >= 100 && s->eta == 0))
		buf_str(b, "due");
	else if (s->eta == -1)
		buf_str(b, "N/A");
	else
		snap_span(b, s->eta);
}

void
snap_line(struct buf *b, const struct snap *s)
{
	buf_fmt(b,
	    "Copy: %llu/%llu %.1f%%; Applied: %llu; Backlog: %llu/%llu; Time: ",
	    (unsigned long long)s->copied, (unsigned long long)s->rows,
	    snap_part(s), (unsigned long long)s->applied,
	    (unsigned long long)s->backlog, (unsigned long long)s->backlog_max);
	snap_span(b, s->total);
	buf_str(b, "(total), ");
	snap_span(b, s->copying);
	buf_fmt(b, "(copy); streamer: %s; Lag: %.2fs, HeartbeatLag: %.2fs, ",
	    s->at, s->server_lag < 0 ? 0 : s->server_lag,
	    s->lag < 0 ? 0 : s->lag);
	buf_str(b, "State: ");
	snap_state(b, s);
	buf_str(b, "; ETA: ");
	snap_eta_text(b, s);
	buf_chr(b, '\n');
}

/* ---- What is done ---- */

static void
snap_load(struct buf *b, const char *run, const char *name)
{
	char text[SNAP_WORD];
	struct buf why = {0};
	struct load load;

	snap_setting(run, name, text);
	if (load_parse(&load, text, &why) == 0)
		load_print(&load, b);
	buf_free(&why);
}

/* snap_number(run, name, none): as a setting says it, or ${none}. */
static double
snap_number(const char *run, const char *name, double none)
{
	char text[SNAP_WORD], *end;
	double v;

	snap_setting(run, name, text);
	v = strtod(text, &end);
	return (end == text ? none : v);
}

static void
snap_hint(struct buf *b, const char *run, const char *name, bool file)
{
	char text[SNAP_WORD];

	snap_setting(run, name, text);
	if (text[0] == '\0')
		return;
	buf_fmt(b, "# %s: %s%s\n", name, text,
	    file && access(text, F_OK) == 0 ? " [set]" : "");
}

static void
snap_serving(struct buf *b, const char *run)
{
	char text[SNAP_WORD];

	snap_setting(run, "serve-socket-file", text);
	if (text[0] != '\0')
		buf_fmt(b, "# Serving on unix socket: %s\n", text);
	snap_setting(run, "serve-tcp-port", text);
	if (strtoul(text, NULL, 10) > 0)
		buf_fmt(b, "# Serving on TCP port: %s\n", text);
}

static void
snap_replicas(struct buf *b, const char *run)
{
	char text[SNAP_WORD];
	const char *p;
	unsigned int n = 1;

	snap_setting(run, "throttle-control-replicas", text);
	if (text[0] == '\0')
		return;
	for (p = text; (p = strchr(p, ',')) != NULL; p++)
		n++;
	buf_fmt(b, "# throttle-control-replicas count: %u\n", n);
}

/* snap_begun(b, plan, run): the first lines: what, where and when. */
static void
snap_begun(struct buf *b, const struct plan *plan, const char *run)
{
	char *path = mem_fmt("%s/started", run), when[64];
	struct utsname host;
	time_t started;
	struct tm tm;
	FILE *f = fopen(path, "re");
	long long at = 0;

	free(path);
	if (f == NULL || fscanf(f, "%lld", &at) != 1)
		at = (long long)time(NULL);
	if (f != NULL)
		fclose(f);
	started = (time_t)at;
	localtime_r(&started, &tm);
	strftime(when, sizeof(when), "%a %b %d %H:%M:%S %z %Y", &tm);
	if (uname(&host) == -1)
		host.nodename[0] = '\0';
	buf_fmt(b, "# Migrating `%s`.`%s`; Ghost table is `%s`.`%s`\n",
	    plan->db, plan->table, plan->db, plan->ghost_table);
	buf_fmt(b, "# Migrating %s:%u; inspecting %s:%u; executing on %s\n",
	    plan->server_host, plan->server_port, plan->stream_host,
	    plan->stream_port, host.nodename);
	buf_fmt(b, "# Migration started at %s\n", when);
}

void
snap_hints(struct buf *b, const struct plan *plan, const char *run)
{
	snap_begun(b, plan, run);
	buf_fmt(b, "# chunk-size: %.0f; max-lag-millis: %.0fms; ",
	    snap_number(run, "chunk-size", 1000),
	    snap_number(run, "max-lag-millis", 1500));
	buf_fmt(b, "dml-batch-size: %.0f; max-load: ",
	    snap_number(run, "dml-batch-size", 0));
	snap_load(b, run, "max-load");
	buf_str(b, "; critical-load: ");
	snap_load(b, run, "critical-load");
	buf_fmt(b, "; nice-ratio: %f\n", snap_number(run, "nice-ratio", 0));
	snap_hint(b, run, "throttle-flag-file", true);
	snap_hint(b, run, "throttle-additional-flag-file", true);
	snap_hint(b, run, "throttle-query", false);
	snap_replicas(b, run);
	snap_hint(b, run, "postpone-cut-over-flag-file", true);
	snap_hint(b, run, "panic-flag-file", false);
	snap_serving(b, run);
}

/* ---- For people ---- */

void
snap_bar(struct buf *b, const struct snap *s)
{
	int i, n = (int)(snap_part(s) * BAR_WIDTH / 100);

	buf_chr(b, '[');
	for (i = 0; i < BAR_WIDTH; i++)
		buf_chr(b, i < n ? '#' : '.');
	buf_fmt(b, "] %5.1f%%  %.0f rows/s  applied %llu  backlog ",
	    snap_part(s), s->rate.copy, (unsigned long long)s->applied);
	snap_size(b, s->binlog_bytes < 0 ? 0 : s->binlog_bytes);
	if (s->lag < 0)
		buf_str(b, "  lag ?");
	else
		buf_fmt(b, "  lag %.2fs", s->lag);
	buf_str(b, "  ETA ");
	snap_eta_text(b, s);
	buf_str(b, "  ");
	snap_state(b, s);
}

static void
snap_waits(struct buf *b, const struct snap *s)
{
	const struct snap_hold *h;

	for (h = s->hold; h < s->hold + s->nhold; h++) {
		buf_fmt(b, "  waits     %s, for ", h->who);
		snap_span(b, s->now > h->since ? s->now - h->since : 0);
		buf_fmt(b, ": %s\n", h->text);
	}
}

static void
snap_binlogs(struct buf *b, const struct snap *s)
{
	buf_str(b, "  binlogs   ");
	if (s->binlog_bytes < 0)
		buf_str(b, "?");
	else
		snap_size(b, s->binlog_bytes);
	buf_str(b, " not applied yet, kept ");
	if (s->binlog_left < 0) {
		buf_str(b, "for ever\n");
		return;
	}
	buf_str(b, "for another ");
	snap_span(b, s->binlog_left);
	buf_str(b, " of ");
	snap_span(b, s->binlog_kept);
	buf_chr(b, '\n');
}

void
snap_detail(struct buf *b, const struct plan *plan, const struct snap *s)
{
	buf_fmt(b, "%s.%s: ", plan->db, plan->table);
	snap_state(b, s);
	buf_str(b, ", ETA ");
	snap_eta_text(b, s);
	buf_fmt(b, "\n  copied    %llu of %llu rows, %.1f %%, %.0f a second\n",
	    (unsigned long long)s->copied, (unsigned long long)s->rows,
	    snap_part(s), s->rate.copy);
	buf_fmt(b, "  applied   %llu changes, %.0f a second, up to %s\n",
	    (unsigned long long)s->applied, s->rate.apply, s->at);
	if (s->lag < 0)
		buf_str(b, "  lag       unknown\n");
	else
		buf_fmt(b, "  lag       %.3f s\n", s->lag);
	snap_waits(b, s);
	snap_binlogs(b, s);
	buf_str(b, "  time      ");
	snap_span(b, s->total);
	buf_str(b, " in all, ");
	snap_span(b, s->copying);
	buf_fmt(b, " copying\n  uses      %u processes, %.1f s of CPU, ",
	    s->proc.n, s->proc.cpu);
	snap_size(b, (int64_t)s->proc.memory);
	buf_str(b, " of memory, received ");
	snap_size(b, (int64_t)s->proc.received);
	buf_str(b, ", sent ");
	snap_size(b, (int64_t)s->proc.sent);
	buf_chr(b, '\n');
}
