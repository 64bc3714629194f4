/* gho-stream: follows the binary log and writes records. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "opt.h"
#include "say.h"
#include "sig.h"
#include "src.h"
#include "stream.h"

enum {
	OPT_FROM = 1,
	OPT_TO,
	OPT_UNTIL_END,
	OPT_SERVER_ID,
	OPT_HEARTBEAT,
	OPT_RETRIES,
	OPT_VERBOSE,
	OPT_EXECUTED,
};

enum {
	SLOW_BYTES = 4096,     /* PIPE_BUF: poll() speaks for them */
	SLOW_MS = 5000,	       /* for the last words to a slow reader */
	FOR_EVER = 1000000000, /* retries */
};

static const struct option long_options[] = {SQL_OPTIONS,
    {"executed", required_argument, NULL, OPT_EXECUTED},
    {"from", required_argument, NULL, OPT_FROM},
    {"to", required_argument, NULL, OPT_TO},
    {"until-end", no_argument, NULL, OPT_UNTIL_END},
    {"server-id", required_argument, NULL, OPT_SERVER_ID},
    {"heartbeat-period", required_argument, NULL, OPT_HEARTBEAT},
    {"retries", required_argument, NULL, OPT_RETRIES},
    {"verbose", no_argument, NULL, OPT_VERBOSE},
    {"file", required_argument, NULL, 'f'}, OPT_COMMON_OPTIONS,
    {NULL, 0, NULL, 0}};

struct tool {
	struct sql_opt sql;
	const char *executed;
	const char *from;
	const char *to;
	bool until_end;
	uint32_t server_id;
	double heartbeat;
	unsigned long retries;
	char **file;
	unsigned int nfile;

	struct plan *plan;
	bool by_set; /* position is a GTID set */
	struct coord start;
	struct stream stream;
	struct src_server server;
};

static const char usage[] =
    "usage: gho-stream " SQL_USAGE "\n"
    "\t[--executed=SET] [--from=COORD] [--to=COORD] [--until-end]\n"
    "\t[--server-id=N]\n"
    "\t[--heartbeat-period=S] [--retries=N] [--verbose] [-f FILE]...\n"
    "\tPLAN\n";

static void
add_file(struct tool *t, char *path)
{
	t->file = mem_grow(t->file, t->nfile + 2, sizeof(*t->file));
	t->file[t->nfile++] = path;
	t->file[t->nfile] = NULL;
}

static void
take_option(struct tool *t, int c)
{
	switch (c) {
	case OPT_EXECUTED:
		t->executed = optarg;
		break;
	case OPT_FROM:
		t->from = optarg;
		break;
	case OPT_TO:
		t->to = optarg;
		break;
	case OPT_UNTIL_END:
		t->until_end = true;
		break;
	case OPT_SERVER_ID:
		t->server_id = (uint32_t)opt_number("server-id", 1, UINT32_MAX);
		break;
	case OPT_HEARTBEAT:
		t->heartbeat = opt_number("heartbeat-period", 0.01, 3600);
		break;
	case OPT_RETRIES:
		t->retries = (unsigned long)opt_number("retries", 0, FOR_EVER);
		if (t->retries == 0)
			t->retries = FOR_EVER;
		break;
	case OPT_VERBOSE:
		say_verbose(1);
		break;
	case 'f':
		add_file(t, optarg);
		break;
	}
}

static void
take_options(struct tool *t, int argc, char **argv)
{
	int c;

	t->heartbeat = 1;
	t->retries = AGAIN_RETRIES;
	while ((c = opt_next(argc, argv, long_options, &t->sql, usage)) != -1)
		take_option(t, c);
	if (t->nfile > 0 && t->until_end)
		say_die(X_USAGE,
		    "--until-end is for servers, files end anyway");
	if (t->to != NULL && t->until_end)
		say_die(X_USAGE, "--to and --until-end exclude each other");
	t->plan = plan_need(opt_one(argc, argv, usage));
}

/*
 * Once a signal has come the reader gets some time for the rest, no more:
 * it may be a reader that will never read again.
 */
static ssize_t
put_some(const char *p, size_t n)
{
	struct pollfd out = {STDOUT_FILENO, POLLOUT, 0};

	if (sig_seen() != 0) {
		if (poll(&out, 1, SLOW_MS) == 0)
			sig_die();
		n = n < SLOW_BYTES ? n : SLOW_BYTES;
	}
	return (write(STDOUT_FILENO, p, n));
}

static int
put(void *arg, struct buf *out)
{
	size_t at = 0;
	ssize_t n;

	(void)arg;
	while (at < out->len) {
		n = put_some(out->p + at, out->len - at);
		if (n == -1 && errno == EPIPE)
			sig_pipe_die();
		if (n == -1 && errno != EINTR) {
			say_err("cannot write to stdout:");
			return (-1);
		}
		at += n > 0 ? (size_t)n : 0;
	}
	out->len = 0;
	return (0);
}

static void
coordinate(const char *text, struct coord *pos, struct gtid_set *set,
    bool *by_set)
{
	/* A name with a dot and a number cannot be a GTID set. */
	*by_set = gtid_parse(set, text) == 0;
	if (!*by_set && coord_parse(pos, text) == -1)
		say_die(X_USAGE, "%s: neither FILE:POS nor a GTID set", text);
}

/* begin_with(t, set): all that was executed before the position. */
static void
begin_with(struct tool *t, const char *set)
{
	struct stream *s = &t->stream;

	if (set == NULL || t->by_set || t->nfile > 0)
		return;
	s->done_known = gtid_parse(&s->done, set) == 0;
	if (!s->done_known && t->executed != NULL)
		say_die(X_USAGE, "--executed=%.200s: not a GTID set", set);
}

static void
begin_at(struct tool *t)
{
	struct stream *s = &t->stream;
	const char *from = t->from;

	if (from == NULL && t->nfile == 0)
		from = t->plan->start;
	if (from == NULL && t->nfile == 0)
		say_die(X_REFUSED,
		    "the plan has no position to begin at; "
		    "run gho-ghost first, or say --from");
	if (from != NULL)
		coordinate(from, &t->start, &s->done, &t->by_set);
	s->done_known = t->by_set;
	if (t->nfile > 0 && t->by_set)
		say_die(X_USAGE, "--from is FILE:POS when reading files");
	if (t->executed != NULL)
		begin_with(t, t->executed);
	else if (t->from == NULL)
		begin_with(t, t->plan->start_gtid);
	s->files = t->nfile > 0;
	s->safe = t->start;
}

static void
end_at(struct tool *t)
{
	struct stream_goal *to = &t->stream.to;
	bool by_set;

	if (t->to == NULL)
		return;
	coordinate(t->to, &to->pos, &to->gtid, &by_set);
	to->set = true;
}

static int
stopped(struct tool *t)
{
	if (emit_end(&t->stream.emit, "stopped") == -1)
		return (X_SYS);
	sig_die();
	return (X_DONE);
}

static int
files_end(struct tool *t)
{
	if (!stream_whole(&t->stream))
		say_warn("the last file ends inside a transaction");
	return (emit_end(&t->stream.emit, "eof") == -1 ? X_SYS : X_DONE);
}

/* Reads files until one of them, or an event, ends it: the exit code. */
static int
read_files(struct tool *t, struct src_file *f)
{
	struct stream *s = &t->stream;
	const uint8_t *p;
	size_t n;
	int got;

	while (sig_seen() == 0) {
		if ((got = src_file_next(f, &p, &n)) == SRC_END)
			return (files_end(t));
		if (got == -1)
			return (f->fail);
		if (got == SRC_FILE)
			stream_file(s, f->name);
		else if ((got = stream_event(s, p, n)) == -1)
			return (stream_fail(s));
		else if (got == STREAM_END)
			return (X_DONE);
	}
	return (stopped(t));
}

static int
follow_files(struct tool *t)
{
	struct src_file f;
	int code;

	src_file_open(&f, t->file);
	t->stream.skip = t->start;
	stream_begin(&t->stream);
	code = read_files(t, &f);
	emit_flush(&t->stream.emit);
	src_file_close(&f);
	return (code);
}

/* Goes on after the last whole transaction. */
static int
dump(struct tool *t)
{
	struct stream *s = &t->stream;

	stream_begin(s);
	s->skip.file[0] = '\0';
	if (s->safe.pos > UINT32_MAX)
		s->skip = s->safe;
	s->at.file[0] = '\0';
	return (
	    src_server_dump(&t->server, &s->safe, t->by_set ? &s->done : NULL));
}

static int
connect_once(struct tool *t)
{
	t->server.sql.quiet = true;
	if (src_server_connect(&t->server, !t->by_set) == 0)
		return (0);
	if (t->server.fail != X_AGAIN)
		say_err("%s", t->server.sql.text);
	return (-1);
}

/* Where to stop is known with the first connection. */
static int
until_end(struct tool *t)
{
	struct stream_goal *to = &t->stream.to;

	if (!t->until_end || to->set)
		return (0);
	if (src_server_end(&t->server, &to->pos) == -1) {
		if (t->server.fail != X_AGAIN)
			say_err("cannot ask where the binary log ends: %s",
			    t->server.sql.text);
		return (-1);
	}
	to->set = true;
	return (0);
}

/* Reads events until one of them, or the connection, ends it. */
static int
receive(struct tool *t, struct again *again)
{
	struct stream *s = &t->stream;
	const uint8_t *p;
	size_t n;
	int got;

	while (sig_seen() == 0) {
		got = src_server_next(&t->server, &p, &n, s->emit.out.len == 0);
		if (got == SRC_WAIT) {
			if (emit_flush(&s->emit) == -1)
				return (X_SYS);
			continue;
		}
		if (got == SRC_LOST)
			return (X_AGAIN);
		if (got == -1)
			return (t->server.fail);
		again_begin(again, t->retries);
		if ((got = stream_event(s, p, n)) == -1)
			return (stream_fail(s));
		if (got == STREAM_END)
			return (X_DONE);
	}
	return (X_AGAIN);
}

/* Waits before the next try to connect, or gives up; it is told. */
static int
wait_again(struct tool *t, struct again *again)
{
	char pos[COORD_TEXT];
	struct buf how = {0};
	struct sql lost = {.fail = X_AGAIN, .error = t->server.error};
	long ms = again_next(again, &lost);

	if (ms == -1 && sig_seen() == 0)
		say_err("no connection (%u), given up after %lu retries",
		    t->server.error, again->tries);
	if (ms == -1)
		return (-1);
	again_tell(again, &how);
	say_warn("no connection (%u), will go on at %s, %s", t->server.error,
	    coord_text(&t->stream.safe, pos), buf_cstr(&how));
	buf_free(&how);
	src_server_close(&t->server);
	sig_sleep(ms);
	return (0);
}

/* Connects until it works: X_DONE, or the exit code. */
static int
join(struct tool *t, struct again *again)
{
	while (connect_once(t) == -1 || until_end(t) == -1 || dump(t) == -1) {
		if (t->server.fail != X_AGAIN)
			return (t->server.fail);
		if (wait_again(t, again) == -1 || sig_seen() != 0)
			return (X_AGAIN);
	}
	return (X_DONE);
}

static int
follow_server(struct tool *t)
{
	struct again again;
	int code;

	src_server_init(&t->server, &t->sql, t->plan, t->server_id,
	    t->heartbeat);
	again_begin(&again, t->retries);
	for (;;) {
		code = join(t, &again);
		if (code == X_DONE)
			code = receive(t, &again);
		if (sig_seen() != 0)
			return (stopped(t));
		emit_flush(&t->stream.emit);
		if (code != X_AGAIN || !t->server.open)
			return (code);
		if (wait_again(t, &again) == -1)
			return (X_AGAIN);
	}
}

int
main(int argc, char **argv)
{
	static struct tool t;
	int code;

	say_init(argv[0]);
	take_options(&t, argc, argv);
	stream_open(&t.stream, t.plan, put, NULL);
	begin_at(&t);
	end_at(&t);
	sig_catch();
	code = t.nfile > 0 ? follow_files(&t) : follow_server(&t);
	src_server_free(&t.server);
	stream_close(&t.stream);
	plan_free(t.plan);
	free(t.file);
	return (code);
}
