/* Reading the history of a migration. */

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "report.h"
#include "say.h"

enum { REPORT_MAX_LINE = 1 << 20 };

static double
report_value(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return (json_is_number(v) ? json_number_value(v) : NAN);
}

static const char *
report_string(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return (s == NULL ? "" : s);
}

/* report_rate(now, before, per): how much of a counter in ${per}. */
static double
report_rate(double now, double before, double per)
{
	return (per > 0 && now >= before ? (now - before) / per : NAN);
}

/* What is a rate is of the time since the point before. */
static void
report_rates(struct report_point *p, const struct report_point *before)
{
	double dt = p->at - before->at;

	p->v[REPORT_COPY] = report_rate(p->rows, before->rows, dt);
	p->v[REPORT_APPLY] = report_rate(p->changes, before->changes, dt);
	p->v[REPORT_CHUNK] = report_rate(p->chunks_ms, before->chunks_ms,
	    p->chunks - before->chunks);
}

/* A reason that was there at the last point, too, goes on. */
static void
report_wait(struct report *r, const json_t *w, double from, double to)
{
	const char *who = report_string(w, "who");
	const char *name = report_string(w, "name");
	struct report_wait *old;
	size_t i;

	for (i = r->nwait; i > 0; i--) {
		old = &r->wait[i - 1];
		if (old->to >= from && strcmp(old->reason, name) == 0 &&
		    strcmp(old->who, who) == 0) {
			old->to = to;
			return;
		}
	}
	r->wait = mem_grow(r->wait, r->nwait + 1, sizeof(*r->wait));
	r->wait[r->nwait++] = (struct report_wait){.reason = mem_str(name),
	    .who = mem_str(who),
	    .from = from,
	    .to = to};
}

static void
report_waits(struct report *r, const json_t *list, double from, double to)
{
	const json_t *w;
	size_t i;

	json_array_foreach(list, i, w) report_wait(r, w, from, to);
}

/*
 * A chunk blocks when it is told of, not as long as nothing newer is.  The lock
 * of the cut-over is one block, at the moment that tells of it.
 */
static void
report_block(struct report *r, struct report_point *p,
    const struct report_point *before, const json_t *o)
{
	double ms = report_value(o, "cutover_millis");

	p->v[REPORT_BLOCK] = p->chunks > before->chunks ?
	    report_value(o, "chunk_longest_millis") :
	    0;
	if (!isnan(ms) && ms != r->cutover) {
		r->cutover = ms;
		p->v[REPORT_BLOCK] = ms;
	}
}

static int
report_add(struct report *r, const json_t *o)
{
	double time = report_value(o, "time");
	struct report_point *p, *before;
	double from;

	if (isnan(time) || (r->n > 0 && time < r->begin))
		return (-1);
	if (r->n == 0) {
		r->begin = time;
		r->table = mem_fmt("%s.%s", report_string(o, "database"),
		    report_string(o, "table"));
	}
	r->point = mem_grow(r->point, r->n + 1, sizeof(*r->point));
	p = &r->point[r->n++];
	before = r->n == 1 ? p : p - 1;
	memset(p, 0, sizeof(*p));
	p->at = time - r->begin;
	p->rows = report_value(o, "rows_copied");
	p->changes = report_value(o, "changes_applied");
	p->chunks = report_value(o, "chunks_copied");
	p->chunks_ms = report_value(o, "chunks_millis");
	p->v[REPORT_BACKLOG] = report_value(o, "binlog_backlog_bytes");
	p->v[REPORT_LAG] = report_value(o, "heartbeat_lag_seconds");
	snprintf(p->phase, sizeof(p->phase), "%s", report_string(o, "phase"));
	from = before->at;
	report_rates(p, before);
	report_block(r, p, before, o);
	report_waits(r, json_object_get(o, "waits"), from, p->at);
	return (0);
}

int
report_read(struct report *r, FILE *f, const char *name)
{
	unsigned long line = 0;
	char *text = NULL;
	size_t cap = 0;
	json_t *o;
	int rc = 0;

	while (rc == 0 && getline(&text, &cap, f) > 0) {
		line++;
		o = cap > REPORT_MAX_LINE ? NULL : json_loads(text, 0, NULL);
		if (!json_is_object(o) || report_add(r, o) == -1) {
			say_err("%s, line %lu is no status, or older than "
				"the one before",
			    name, line);
			rc = -1;
		}
		json_decref(o);
	}
	free(text);
	if (rc == 0 && ferror(f)) {
		say_err("cannot read %s:", name);
		rc = -1;
	}
	return (rc);
}

void
report_free(struct report *r)
{
	size_t i;

	for (i = 0; i < r->nwait; i++) {
		free(r->wait[i].reason);
		free(r->wait[i].who);
	}
	free(r->wait);
	free(r->point);
	free(r->table);
}

double
report_span(const struct report *r)
{
	double span = r->point[r->n - 1].at;

	return (span > 0 ? span : 1);
}

double
report_most(const struct report *r, enum report_series s)
{
	double most = 0;
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (r->point[i].v[s] > most)
			most = r->point[i].v[s];
	}
	return (most);
}
