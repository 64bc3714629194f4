/* The binary log of a server, as records, over lost connections. */

#include <stdlib.h>

#include "again.h"
#include "follow.h"
#include "say.h"
#include "sig.h"
#include "tick.h"

enum { FOLLOW_BEHIND = 200000 }; /* us */

/* Goes on after the last whole transaction. */
static int
dump(struct follow *f)
{
	struct stream *s = f->stream;

	stream_begin(s);
	s->skip.file[0] = '\0';
	if (s->safe.pos > UINT32_MAX)
		s->skip = s->safe;
	s->at.file[0] = '\0';
	return (
	    src_server_dump(&f->server, &s->safe, f->by_set ? &s->done : NULL));
}

static int
connect_once(struct follow *f)
{
	f->server.sql.quiet = true;
	if (src_server_connect(&f->server, !f->by_set) == 0 &&
	    (f->gather == 0 || src_server_ahead(&f->server, &f->ahead) == 0))
		return (0);
	if (f->server.fail != X_AGAIN)
		say_err("%s", f->server.sql.text);
	return (-1);
}

/* Where to stop is known with the first connection. */
static int
until_end(struct follow *f)
{
	struct stream_goal *to = &f->stream->to;

	if (!f->until_end || to->set)
		return (0);
	if (src_server_end(&f->server, &to->pos) == -1) {
		if (f->server.fail != X_AGAIN)
			say_err("cannot ask where the binary log ends: %s",
			    f->server.sql.text);
		return (-1);
	}
	to->set = true;
	return (0);
}

/*
 * follow_gather(f): lets events come together.  To send and read each as soon
 * as it is there wakes two threads at every commit, on the cores that those
 * who commit next need: on a small server that costs the applications up to a
 * tenth of their throughput.  While we sleep the socket fills up, and the
 * server's thread sleeps, too.
 *
 * Not if we are behind, and the server is only slower for a moment than we are;
 * nor if the two clocks do not go as they did when we connected.
 */
static void
follow_gather(const struct follow *f)
{
	int64_t age;

	if (f->gather == 0)
		return;
	age = tick_real() + f->ahead - f->stream->last;
	if (llabs(age) < FOLLOW_BEHIND)
		sig_sleep(f->gather);
}

/* Reads events until one of them, or the connection, ends it. */
static int
receive(struct follow *f, struct again *again)
{
	struct stream *s = f->stream;
	const uint8_t *p;
	bool wait = false;
	size_t n;
	int got;

	while (sig_seen() == 0) {
		got = src_server_next(&f->server, &p, &n, wait);
		wait = got == SRC_WAIT;
		if (wait) {
			if (emit_flush(&s->emit) == -1)
				return (X_SYS);
			follow_gather(f);
			continue;
		}
		if (got == SRC_LOST)
			return (X_AGAIN);
		if (got == -1)
			return (f->server.fail);
		again_begin(again, f->retries);
		if ((got = stream_event(s, p, n)) == -1)
			return (stream_fail(s));
		if (got == STREAM_END)
			return (X_DONE);
	}
	return (X_AGAIN);
}

/* Waits before the next try to connect, or gives up; it is told. */
static int
wait_again(struct follow *f, struct again *again)
{
	char pos[COORD_TEXT];
	struct buf how = {0};
	struct sql lost = {.fail = X_AGAIN, .error = f->server.error};
	long ms = again_next(again, &lost);

	if (ms == -1 && sig_seen() == 0)
		say_err("no connection (%u), given up after %lu retries",
		    f->server.error, again->tries);
	if (ms == -1)
		return (-1);
	again_tell(again, &how);
	say_warn("no connection (%u), will go on at %s, %s", f->server.error,
	    coord_text(&f->stream->safe, pos), buf_cstr(&how));
	buf_free(&how);
	src_server_close(&f->server);
	sig_sleep(ms);
	return (0);
}

/* Connects until it works: X_DONE, or the exit code. */
static int
join(struct follow *f, struct again *again)
{
	while (connect_once(f) == -1 || until_end(f) == -1 || dump(f) == -1) {
		if (f->server.fail != X_AGAIN)
			return (f->server.fail);
		if (wait_again(f, again) == -1 || sig_seen() != 0)
			return (X_AGAIN);
	}
	return (X_DONE);
}

int
follow_server(struct follow *f)
{
	struct again again;
	int code;

	again_begin(&again, f->retries);
	for (;;) {
		code = join(f, &again);
		if (code == X_DONE)
			code = receive(f, &again);
		emit_flush(&f->stream->emit);
		if (code != X_AGAIN || !f->server.open || sig_seen() != 0)
			return (code);
		if (wait_again(f, &again) == -1)
			return (X_AGAIN);
	}
}
