/* A snapshot for programs: JSON, and Prometheus' text format. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "say.h"
#include "snap.h"

/* What is a number in both; -1 is null, or left out. */
static const struct {
	const char *name; /* of the member, and with gho_ of the metric */
	const char *type;
	const char *help;
	enum { AS_U64, AS_I64, AS_DOUBLE } as;
	size_t at;
} numbers[] = {
#define N(name, type, help, as, field)                             \
	{                                                          \
		name, type, help, as, offsetof(struct snap, field) \
	}
    N("rows_copied", "counter", "Rows copied", AS_U64, copied),
    N("rows_total", "gauge", "Rows to be copied, at first an estimate", AS_U64,
	rows),
    N("changes_applied", "counter", "Changes applied", AS_U64, applied),
    N("backlog_changes", "gauge", "Changes in the last transaction", AS_U64,
	backlog),
    N("backlog_changes_max", "gauge", "Most changes of a transaction", AS_U64,
	backlog_max),
    N("chunks_copied", "counter", "Chunks copied", AS_U64, chunks),
    N("chunks_millis", "counter", "Time that they took", AS_U64, chunks_ms),
    N("chunk_longest_millis", "gauge", "Longest chunk of the last second",
	AS_U64, chunk_longest),
    N("cutover_millis", "gauge", "How long the cut-over blocked", AS_I64,
	blocked),
    N("elapsed_seconds", "gauge", "Time since the start", AS_I64, total),
    N("copy_seconds", "gauge", "Time of the row copy", AS_I64, copying),
    N("heartbeat_lag_seconds", "gauge", "Lag of the stream", AS_DOUBLE, lag),
    N("lag_seconds", "gauge", "Lag of the server that is read", AS_DOUBLE,
	server_lag),
    N("eta_seconds", "gauge", "Time until all is copied and applied", AS_I64,
	eta),
    N("copy_rate", "gauge", "Rows copied a second", AS_DOUBLE, rate.copy),
    N("apply_rate", "gauge", "Changes applied a second", AS_DOUBLE, rate.apply),
    N("binlog_kept_seconds", "gauge", "How long binary logs are kept", AS_I64,
	binlog_kept),
    N("binlog_left_seconds", "gauge", "How long needed ones still are", AS_I64,
	binlog_left),
    N("binlog_backlog_bytes", "gauge", "Binary log not applied yet", AS_I64,
	binlog_bytes),
    N("cpu_seconds", "counter", "CPU time of the stages that run", AS_DOUBLE,
	proc.cpu),
    N("memory_bytes", "gauge", "Memory of the stages that run", AS_U64,
	proc.memory),
    N("received_bytes", "gauge", "Received over TCP connections", AS_U64,
	proc.received),
    N("sent_bytes", "gauge", "Sent over TCP connections", AS_U64, proc.sent),
#undef N
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* data_value(s, i): of numbers[i]; NULL for JSON's null. */
static json_t *
data_value(const struct snap *s, size_t i)
{
	const void *at = (const char *)s + numbers[i].at;
	json_t *v = NULL;

	switch (numbers[i].as) {
	case AS_U64:
		v = json_integer((json_int_t) * (const uint64_t *)at);
		break;
	case AS_I64:
		v = *(const int64_t *)at == -1 ?
		    json_null() :
		    json_integer(*(const int64_t *)at);
		break;
	case AS_DOUBLE:
		v = *(const double *)at == -1 ? json_null() :
						json_real(*(const double *)at);
		break;
	}
	if (v == NULL)
		say_die(X_SYS, "out of memory");
	return (v);
}

static json_t *
data_holds(const struct snap *s)
{
	json_t *list = json_array();
	const struct snap_hold *h;

	for (h = s->hold; h < s->hold + s->nhold; h++)
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s%, s:I}", "name", h->name, "who",
			h->who, "reason", h->text, strlen(h->text), "since",
			(json_int_t)h->since));
	return (list);
}

void
snap_json(struct buf *b, const struct plan *plan, const struct snap *s)
{
	json_t *o;
	char *text;
	size_t i;

	o = json_pack("{s:I, s:s, s:s, s:s, s:s, s:f, s:s, s:o}", "time",
	    (json_int_t)s->now, "database", plan->db, "table", plan->table,
	    "state", snap_wait(s) != NULL ? "throttled" : s->state, "phase",
	    snap_phase(s), "percent", snap_part(s), "streamer", s->at, "waits",
	    data_holds(s));
	for (i = 0; o != NULL && i < COUNT(numbers); i++)
		json_object_set_new(o, numbers[i].name, data_value(s, i));
	text = o == NULL ? NULL : json_dumps(o, JSON_REAL_PRECISION(6));
	if (text == NULL)
		say_die(X_BUG, "a status that is no JSON");
	buf_fmt(b, "%s\n", text);
	free(text);
	json_decref(o);
}

/* In labels a backslash, a quote and a new line are written with one. */
static void
data_label(struct buf *b, const char *name, const char *value)
{
	buf_fmt(b, "%s=\"", name);
	for (; *value != '\0'; value++) {
		if (*value == '\\' || *value == '"')
			buf_chr(b, '\\');
		if (*value == '\n')
			buf_str(b, "\\n");
		else
			buf_chr(b, *value);
	}
	buf_chr(b, '"');
}

static void
data_head(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_fmt(b, "# HELP gho_%s %s\n# TYPE gho_%s %s\n", name, help, name,
	    type);
}

static void
data_waits(struct buf *b, const struct plan *plan, const struct snap *s)
{
	const struct snap_hold *h;

	data_head(b, "waits", "gauge", "A reason to wait is there");
	for (h = s->hold; h < s->hold + s->nhold; h++) {
		buf_str(b, "gho_waits{");
		data_label(b, "database", plan->db);
		buf_chr(b, ',');
		data_label(b, "table", plan->table);
		buf_chr(b, ',');
		data_label(b, "name", h->name);
		buf_chr(b, ',');
		data_label(b, "who", h->who);
		buf_str(b, "} 1\n");
	}
}

void
snap_metrics(struct buf *b, const struct plan *plan, const struct snap *s)
{
	json_t *v;
	size_t i;

	for (i = 0; i < COUNT(numbers); i++) {
		v = data_value(s, i);
		if (!json_is_null(v)) {
			data_head(b, numbers[i].name, numbers[i].type,
			    numbers[i].help);
			buf_fmt(b, "gho_%s{", numbers[i].name);
			data_label(b, "database", plan->db);
			buf_chr(b, ',');
			data_label(b, "table", plan->table);
			buf_fmt(b, "} %.15g\n", json_number_value(v));
		}
		json_decref(v);
	}
	data_waits(b, plan, s);
}
