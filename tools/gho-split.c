/* gho-split: writes a stream to files, each of which is a stream. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "opt.h"
#include "part.h"
#include "say.h"
#include "sig.h"

enum { SPLIT_IDLE_MS = 200 };

static const char usage[] =
    "usage: gho-split [--bytes=N] [--filter=COMMAND] [--seconds=S]\n"
    "\t[--suffix=TEXT] PREFIX <records\n";

struct conf {
	long bytes;
	double seconds;
	const char *filter;
	const char *suffix;
};

static const struct opt_item items[] = {
    OPT_RANGE(struct conf, bytes, OPT_LONG, "bytes", 1, 1e15),
    OPT_ITEM(struct conf, filter, OPT_NAME, "filter"),
    OPT_RANGE(struct conf, seconds, OPT_REAL, "seconds", 0.1, 1e9),
    OPT_ITEM(struct conf, suffix, OPT_TEXT, "suffix"),
    {.name = NULL},
};

static void
tell(struct part *p)
{
	printf("part\t%s\t%s\t%llu\n", p->path,
	    p->at.len == 0 ? "-" : buf_cstr(&p->at),
	    (unsigned long long)p->size);
	fflush(stdout);
}

/*
 * split(p, r): all of it; returns the exit code.  A signal that ends us all is
 * for the writer, who may have a last word: the end of the input is the end.
 */
static int
split(struct part *p, struct rec_reader *r)
{
	struct rec rec;
	int rc;

	for (;;) {
		rc = rec_read(r, &rec, p->out.len > 0 ? 0 : SPLIT_IDLE_MS);
		if (rc == REC_GOT && part_take(p, &rec) == -1)
			return (X_SYS);
		if (rc == REC_NONE && part_flush(p) == -1)
			return (X_SYS);
		if (rc == -1 || rc == REC_EOF)
			break;
	}
	if (part_close(p) == -1)
		return (X_SYS);
	if (rc == -1)
		return (rec_fail(r));
	if (rec_ended(r))
		return (X_DONE);
	say_err("the stream was cut: it has no end record; what came is kept, "
		"whole up to %s",
	    p->at.len == 0 ? "its start" : buf_cstr(&p->at));
	return (X_AGAIN);
}

int
main(int argc, char **argv)
{
	static struct part p;
	struct conf conf = {.suffix = ".gho"};
	struct rec_reader *r;
	int rc;

	say_init(argv[0]);
	opt_parse(argc, argv, items, &conf, NULL, usage);
	p.prefix = opt_one(argc, argv, usage);
	p.suffix = conf.suffix;
	p.filter = conf.filter;
	p.bytes = (uint64_t)conf.bytes;
	p.seconds = conf.seconds;
	p.told = tell;
	if (part_open(&p) == -1)
		return (X_SYS);
	sig_catch();
	sig_ignore_pipe();
	r = rec_open(STDIN_FILENO);
	rc = split(&p, r);
	rec_close(r);
	part_free(&p);
	sig_die();
	return (rc);
}
