/* gho-stream: follows the binary log and writes records. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "follow.h"
#include "opt.h"
#include "say.h"
#include "sig.h"

enum {
	OPT_FROM = 1,
	OPT_TO,
	OPT_UNTIL_END,
	OPT_SERVER_ID,
	OPT_HEARTBEAT,
	OPT_RETRIES,
	OPT_VERBOSE,
	OPT_EXECUTED,
	OPT_GATHER,
};

enum {
	SLOW_BYTES = 4096,     /* PIPE_BUF: poll() speaks for them */
	SLOW_MS = 5000,	       /* for the last words to a slow reader */
	FOR_EVER = 1000000000, /* retries */
	GATHER_MAX = 10000,    /* ms: a server is dead after more */
};

static const struct option long_options[] = {SQL_OPTIONS,
    {"executed", required_argument, NULL, OPT_EXECUTED},
    {"from", required_argument, NULL, OPT_FROM},
    {"gather", required_argument, NULL, OPT_GATHER},
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
	uint32_t server_id;
	double heartbeat;
	char **file;
	unsigned int nfile;

	struct plan *plan;
	struct coord start;
	struct stream stream;
	struct follow follow;
};

static const char usage[] =
    "usage: gho-stream " SQL_USAGE "\n"
    "\t[--executed=SET] [--from=COORD] [--to=COORD] [--until-end]\n"
    "\t[--gather=MS] [--heartbeat-period=S] [--retries=N]\n"
    "\t[--server-id=N] [--verbose] [-f FILE]...\n"
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
		t->follow.until_end = true;
		break;
	case OPT_SERVER_ID:
		t->server_id = (uint32_t)opt_number("server-id", 1, UINT32_MAX);
		break;
	case OPT_HEARTBEAT:
		t->heartbeat = opt_number("heartbeat-period", 0.01, 3600);
		break;
	case OPT_RETRIES:
		t->follow.retries =
		    (unsigned long)opt_number("retries", 0, FOR_EVER);
		if (t->follow.retries == 0)
			t->follow.retries = FOR_EVER;
		break;
	case OPT_GATHER:
		t->follow.gather = (long)opt_number("gather", 0, GATHER_MAX);
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
	t->follow.retries = AGAIN_RETRIES;
	while ((c = opt_next(argc, argv, long_options, &t->sql, usage)) != -1)
		take_option(t, c);
	if (t->nfile > 0 && t->follow.until_end)
		say_die(X_USAGE,
		    "--until-end is for servers, files end anyway");
	if (t->to != NULL && t->follow.until_end)
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

	if (set == NULL || t->follow.by_set || t->nfile > 0)
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
		coordinate(from, &t->start, &s->done, &t->follow.by_set);
	s->done_known = t->follow.by_set;
	if (t->nfile > 0 && t->follow.by_set)
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

static int
follow_log(struct tool *t)
{
	struct follow *f = &t->follow;
	int code;

	src_server_init(&f->server, &t->sql, t->plan, t->server_id,
	    t->heartbeat);
	f->stream = &t->stream;
	code = follow_server(f);
	src_server_free(&f->server);
	return (sig_seen() != 0 ? stopped(t) : code);
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
	code = t.nfile > 0 ? follow_files(&t) : follow_log(&t);
	stream_close(&t.stream);
	plan_free(t.plan);
	free(t.file);
	return (code);
}
