/* A snapshot of a run, from the files of its directory. */

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "snap.h"
#include "tick.h"

/* ---- Files ---- */

/* snap_word(run, name, word, size): the first line; "" if there is none. */
static void
snap_word(const char *run, const char *name, char *word, size_t size)
{
	char *path = mem_fmt("%s/%s", run, name);

	if (file_word(path, word, size) != 1)
		word[0] = '\0';
	free(path);
}

static int64_t
snap_whole(const char *run, const char *name, int64_t none)
{
	char word[64], *end;
	int64_t v;

	snap_word(run, name, word, sizeof(word));
	v = strtoll(word, &end, 10);
	return (end == word || *end != '\0' ? none : v);
}

static double
snap_number(const char *run, const char *name, double none)
{
	char word[64], *end;
	double v;

	snap_word(run, name, word, sizeof(word));
	v = strtod(word, &end);
	return (end == word || *end != '\0' ? none : v);
}

void
snap_setting(const char *run, const char *name, char *text)
{
	char *path = mem_fmt("%s/knob/%s", run, name);
	int rc = file_word(path, text, SNAP_WORD);

	free(path);
	if (rc == 1)
		return;
	path = mem_fmt("flag/%s", name);
	snap_word(run, path, text, SNAP_WORD);
	free(path);
}

/* ---- Reasons to wait ---- */

/* What a person has touched has no text, and its age is that of the file. */
static void
snap_hold(struct snap_hold *h, const char *path)
{
	FILE *f = fopen(path, "re");
	struct stat st;
	char line[64];

	if (f == NULL || fgets(h->text, sizeof(h->text), f) == NULL)
		h->text[0] = '\0';
	h->text[strcspn(h->text, "\n")] = '\0';
	if (h->text[0] == '\0')
		snprintf(h->text, sizeof(h->text), "%s",
		    strcmp(h->name, "user") == 0 ? "commanded by user" :
						   h->name);
	if (f != NULL && fgets(line, sizeof(line), f) != NULL)
		h->since = strtoll(line, NULL, 10);
	else if (f != NULL && fstat(fileno(f), &st) == 0)
		h->since = st.st_mtime;
	if (f != NULL)
		fclose(f);
}

static int
snap_name_order(const void *a, const void *b)
{
	const struct snap_hold *x = a, *y = b;

	return (strcmp(x->name, y->name));
}

static void
snap_holds(struct snap *s, const char *run, const char *what, const char *who)
{
	char *path = mem_fmt("%s/%s", run, what), *file;
	unsigned int first = s->nhold;
	DIR *dir = opendir(path);
	const struct dirent *e;
	struct snap_hold *h;
	size_t len;

	while (dir != NULL && s->nhold < SNAP_HOLDS &&
	    (e = readdir(dir)) != NULL) {
		len = strlen(e->d_name);
		/* Half-written files do not count. */
		if (e->d_name[0] == '.' ||
		    (len > 4 && strcmp(e->d_name + len - 4, ".new") == 0))
			continue;
		h = &s->hold[s->nhold++];
		snprintf(h->name, sizeof(h->name), "%s", e->d_name);
		h->who = who;
		h->since = s->now;
		file = mem_fmt("%s/%s", path, h->name);
		snap_hold(h, file);
		free(file);
	}
	if (dir != NULL)
		closedir(dir);
	free(path);
	qsort(s->hold + first, s->nhold - first, sizeof(s->hold[0]),
	    snap_name_order);
}

/* ---- Progress ---- */

static void
snap_copy(struct snap *s, const char *run)
{
	int64_t started = snap_whole(run, "started", s->now);
	int64_t ended = snap_whole(run, "copy-ended", s->now);
	int64_t done = snap_whole(run, "copy/done", -1);
	char word[64];

	s->total = s->now > started ? s->now - started : 0;
	s->copying = ended > started ? ended - started : 0;
	s->rows = (uint64_t)snap_whole(run, "rows", 0);
	/* More fields follow. */
	snap_word(run, "copy/copied", word, sizeof(word));
	s->copied = strtoull(word, NULL, 10);
	if (done >= 0) {
		s->complete = true;
		s->copied = (uint64_t)done;
	}
	if (s->complete || s->copied > s->rows)
		s->rows = s->copied;
}

/* How long the copy's locks are held, and the cut-over's. */
static void
snap_locks(struct snap *s, const char *run)
{
	unsigned long long n[3] = {0};
	char line[SNAP_WORD];

	snap_word(run, "copy/took", line, sizeof(line));
	sscanf(line, "%llu\t%llu\t%llu", &n[0], &n[1], &n[2]);
	s->chunks = n[0];
	s->chunks_ms = n[1];
	s->chunk_longest = n[2];
	s->blocked = snap_whole(run, "cutover/swapped",
	    snap_whole(run, "cutover/waited", -1));
}

/* What gho-apply has told, or gho-cutover, which goes on from there. */
static int
snap_applied(struct snap *s, const char *run, const char *who)
{
	unsigned long long n[3] = {0, 0, 4000};
	char line[SNAP_WORD];

	snap_word(run, who, line, sizeof(line));
	if (sscanf(line, "%639[^\t]\t%639[^\t]\t%llu\t%llu\t%llu", s->at,
		s->gtid, &n[0], &n[1], &n[2]) < 1)
		return (-1);
	s->applied += n[0];
	s->backlog = n[1];
	s->backlog_max = n[2];
	return (0);
}

static void
snap_apply(struct snap *s, const char *run)
{
	s->backlog_max = 4000;
	if (snap_applied(s, run, "apply/applied") == -1)
		snap_word(run, "start", s->at, sizeof(s->at));
	snap_applied(s, run, "cutover/applied");
	if (s->at[0] == '\0')
		snprintf(s->at, sizeof(s->at), "-");
}

/*
 * The time until all is copied and what has happened meanwhile is applied:
 * both go on at once.  A lag that does not fall is taken to need as long as
 * it is old.
 */
static void
snap_eta(struct snap *s)
{
	double left = (double)(s->rows - s->copied), copy = 0, catch_up = 0;
	double fall = s->rate.fall > 0.05 ? s->rate.fall : 1;

	s->eta = -1;
	if (s->lag < 0 || snap_part(s) < 0.1)
		return;
	if (s->lag > 1)
		catch_up = s->lag / fall;
	if (!s->complete && s->rate.copy > 0)
		copy = left / s->rate.copy;
	else if (!s->complete && s->copied > 0)
		copy = (double)s->copying * left / (double)s->copied;
	s->eta = (int64_t)fmax(copy, catch_up);
}

static bool
snap_postponing(const struct snap *s, const char *run)
{
	char file[SNAP_WORD];

	snap_setting(run, "postpone-cut-over-flag-file", file);
	return (strcmp(s->state, "postponing cut-over") == 0 &&
	    file[0] != '\0' && access(file, F_OK) == 0);
}

void
snap_read(struct snap *s, const char *run)
{
	memset(s, 0, sizeof(*s));
	s->now = time(NULL);
	snap_copy(s, run);
	snap_apply(s, run);
	snap_locks(s, run);
	s->lag = snap_number(run, "throttle/lag", -1);
	s->server_lag = snap_number(run, "throttle/server-lag", -1);
	snap_word(run, "state", s->state, sizeof(s->state));
	if (s->state[0] == '\0')
		snprintf(s->state, sizeof(s->state), "migrating");
	s->postponing = snap_postponing(s, run);
	snap_holds(s, run, "hold", "all");
	snap_holds(s, run, "hold-copy", "copy");
	snap_holds(s, run, "hold-apply", "apply");
	snap_holds(s, run, "hold-cutover", "cut-over");
	s->binlog_kept = snap_whole(run, "throttle/binlog-kept", -1);
	s->binlog_left = snap_whole(run, "throttle/binlog-left", -1);
	s->binlog_bytes = snap_whole(run, "throttle/binlog-bytes", -1);
	s->rate.copy = snap_number(run, "status/copy-rate", 0);
	s->rate.apply = snap_number(run, "status/apply-rate", 0);
	s->rate.fall = snap_number(run, "status/lag-fall", 0);
	snap_eta(s);
	proc_read(&s->proc, run);
}

const struct snap_hold *
snap_wait(const struct snap *s)
{
	bool copying = !s->complete || strcmp(s->state, "verifying") == 0;
	const struct snap_hold *h;

	if (s->postponing)
		return (NULL);
	for (h = s->hold; h < s->hold + s->nhold; h++) {
		if (strcmp(h->who, copying ? "cut-over" : "copy") != 0)
			return (h);
	}
	return (NULL);
}

const char *
snap_phase(const struct snap *s)
{
	static const char *const phases[][2] = {{"verifying", "verify"},
	    {"postponing cut-over", "postpone"}, {"done", "done"}};
	size_t i;

	for (i = 0; i < sizeof(phases) / sizeof(phases[0]); i++) {
		if (strcmp(s->state, phases[i][0]) == 0)
			return (phases[i][1]);
	}
	return (s->complete ? "cut-over" : "copy");
}

double
snap_part(const struct snap *s)
{
	if (s->rows == 0)
		return (100);
	return (100.0 * (double)s->copied / (double)s->rows);
}

/* ---- Rates ---- */

enum { SNAP_SMOOTH_S = 10 }; /* an old rate counts a third after so long */

/* snap_smooth(rate, new, dt): a new rate of the last ${dt} seconds. */
static void
snap_smooth(double *rate, double new, double dt)
{
	*rate += (1 - exp(-dt / SNAP_SMOOTH_S)) * (new - *rate);
}

static bool
snap_held(const struct snap *s, const char *who)
{
	unsigned int i;

	for (i = 0; i < s->nhold; i++) {
		if (strcmp(s->hold[i].who, "all") == 0 ||
		    strcmp(s->hold[i].who, who) == 0)
			return (true);
	}
	return (false);
}

void
snap_pace(struct snap_pace *p, struct snap *s)
{
	double at, dt;

	at = (double)tick_us() / 1e6;
	dt = at - p->at;
	if (p->begun && dt > 0) {
		if (!snap_held(s, "copy") && s->copied >= p->copied)
			snap_smooth(&p->rate.copy,
			    (double)(s->copied - p->copied) / dt, dt);
		if (!snap_held(s, "apply") && s->applied >= p->applied)
			snap_smooth(&p->rate.apply,
			    (double)(s->applied - p->applied) / dt, dt);
		if (s->lag >= 0 && p->lag >= 0)
			snap_smooth(&p->rate.fall, (p->lag - s->lag) / dt, dt);
	}
	p->begun = true;
	p->at = at;
	p->copied = s->copied;
	p->applied = s->applied;
	p->lag = s->lag;
	s->rate = p->rate;
	snap_eta(s);
}

static int
snap_keep_one(const char *run, const char *name, double value)
{
	char *path = mem_fmt("%s/status/%s", run, name);
	char *line = mem_fmt("%.3f\n", value);
	int rc = file_replace(path, line, strlen(line));

	free(line);
	free(path);
	return (rc);
}

int
snap_keep(const char *run, const struct snap_rate *rate)
{
	if (snap_keep_one(run, "copy-rate", rate->copy) == -1 ||
	    snap_keep_one(run, "apply-rate", rate->apply) == -1)
		return (-1);
	return (snap_keep_one(run, "lag-fall", rate->fall));
}
