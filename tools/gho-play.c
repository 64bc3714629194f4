/* gho-play: passes a stream on, up to a point and at a pace. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "gtid.h"
#include "opt.h"
#include "pick.h"
#include "play.h"
#include "say.h"
#include "show.h"
#include "sig.h"

enum { PLAY_FLUSH = 65536 };

static const char usage[] =
    "usage: gho-play [--count=N] [--rows=N] [--speed=F] [--step[=FILE]]\n"
    "\t[--to=COORD] [--until=TIME] <records >records\n";

enum { OPT_COUNT = 1, OPT_ROWS, OPT_SPEED, OPT_STEP, OPT_TO, OPT_UNTIL };

static const struct option options[] = {OPT_COMMON_OPTIONS,
    {"count", required_argument, NULL, OPT_COUNT},
    {"rows", required_argument, NULL, OPT_ROWS},
    {"speed", required_argument, NULL, OPT_SPEED},
    {"step", optional_argument, NULL, OPT_STEP},
    {"to", required_argument, NULL, OPT_TO},
    {"until", required_argument, NULL, OPT_UNTIL}, {NULL, 0, NULL, 0}};

struct tool {
	struct play play;
	struct pen pen;
	struct buf out;
	struct buf shown; /* the transaction at hand, with --step */
	FILE *step;	  /* says when to go on, or NULL */
	unsigned long go; /* transactions until it is asked again */
};

/* ---- Options ---- */

/* One GTID, or a position. */
static void
take_to(struct play *p)
{
	struct gtid_set set = {0};

	if (gtid_parse(&set, optarg) == 0 && set.n == 1 && set.src[0].n == 1 &&
	    set.src[0].range[0].from == set.src[0].range[0].to)
		p->gtid = optarg;
	else if (coord_parse(&p->to, optarg) == -1)
		say_die(X_USAGE, "--to=%s: neither FILE:POS nor one GTID",
		    optarg);
	gtid_free(&set);
}

static FILE *
open_step(const char *path)
{
	FILE *f = fopen(path == NULL ? "/dev/tty" : path, "r");

	if (f == NULL)
		say_die(X_SYS, "--step: cannot read %s:",
		    path == NULL ? "/dev/tty" : path);
	return (f);
}

static void
take_option(struct tool *t, int c)
{
	switch (c) {
	case OPT_COUNT:
		t->play.count = (uint64_t)opt_number("count", 1, 1e15);
		break;
	case OPT_ROWS:
		t->play.rows = (uint64_t)opt_number("rows", 1, 1e15);
		break;
	case OPT_SPEED:
		t->play.speed = opt_number("speed", 0.001, 1e6);
		break;
	case OPT_STEP:
		t->step = open_step(optarg);
		break;
	case OPT_TO:
		take_to(&t->play);
		break;
	case OPT_UNTIL:
		if (pick_time(optarg, &t->play.until) == -1)
			say_die(X_USAGE, "--until=%s: not a time such as %s",
			    optarg, "2026-11-21 07:30:00");
		break;
	}
}

/* ---- Output ---- */

static void
flush(struct tool *t)
{
	if (file_write(STDOUT_FILENO, t->out.p, t->out.len) == -1)
		say_die(X_SYS, "cannot write to stdout:");
	t->out.len = 0;
}

static void
wait_ms(struct play *p, long ms)
{
	flush(p->arg);
	sig_sleep(ms);
}

/* What was played is shown, then a line is waited for: how many more. */
static int
ask(struct play *p)
{
	struct tool *t = p->arg;
	char line[80];

	flush(t);
	fwrite(t->shown.p, 1, t->shown.len, stderr);
	t->shown.len = 0;
	if (t->go > 1) {
		t->go--;
		return (0);
	}
	if (isatty(fileno(t->step)))
		fputs("Enter: one more, N: so many, q: no more ", stderr);
	if (fgets(line, sizeof(line), t->step) == NULL || line[0] == 'q')
		return (-1);
	t->go = strtoul(line, NULL, 10);
	return (0);
}

/* ---- The stream ---- */

static void
show(struct tool *t, const struct rec *rec)
{
	if (t->step != NULL && rec->kind != REC_PROGRESS &&
	    rec->kind != REC_HEARTBEAT)
		show_text(&t->shown, rec, false);
}

/* play(t, r): all of it, or up to the limit.  Returns the exit code. */
static int
play(struct tool *t, struct rec_reader *r)
{
	struct rec rec;
	int rc, full = 0;

	while (!full && sig_seen() == 0) {
		/* What can go out goes before more is waited for. */
		rc = rec_read(r, &rec, t->out.len > 0 ? 0 : -1);
		if (rc == REC_GOT) {
			show(t, &rec);
			full = play_take(&t->play, &rec);
		}
		if (t->out.len > PLAY_FLUSH ||
		    (rc != REC_GOT && t->out.len > 0))
			flush(t);
		if (rc == -1)
			return (rec_fail(r));
		if (rc == REC_EOF)
			break;
	}
	if (!full && sig_seen() == 0 && !rec_ended(r)) {
		say_err("the stream was cut: it has no end record");
		return (X_AGAIN);
	}
	rc = play_end(&t->play, sig_seen() == 0 ? NULL : "stopped");
	flush(t);
	if (rc == 0)
		return (X_DONE);
	say_err("the stream ended before the place to play up to: it has "
		"%llu transactions with %llu rows, up to %s",
	    (unsigned long long)t->play.counted,
	    (unsigned long long)t->play.rows_counted, buf_cstr(&t->play.at));
	return (X_NO);
}

int
main(int argc, char **argv)
{
	static struct tool t;
	struct rec_reader *r;
	int rc;

	say_init(argv[0]);
	while ((rc = opt_next(argc, argv, options, NULL, usage)) != -1)
		take_option(&t, rc);
	if (optind != argc)
		opt_usage(usage);
	sig_catch();
	pen_open(&t.pen, &t.out);
	t.play.pen = &t.pen;
	t.play.arg = &t;
	t.play.wait = wait_ms;
	t.play.pause = t.step == NULL ? NULL : ask;
	r = rec_open(STDIN_FILENO);
	rc = play(&t, r);
	rec_close(r);
	play_free(&t.play);
	buf_free(&t.out);
	buf_free(&t.shown);
	if (t.step != NULL)
		fclose(t.step);
	sig_die();
	return (rc);
}
