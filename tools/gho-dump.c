/* gho-dump: writes all rows of a table as a stream, as of one moment. */

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "dump.h"
#include "file.h"
#include "opt.h"
#include "say.h"
#include "sig.h"

static const char usage[] = "usage: gho-dump " SQL_USAGE "\n"
			    "\t[--lock-timeout=S] PLAN >records\n";

struct conf {
	struct sql_opt sql;
	unsigned int timeout;
};

static const struct opt_item items[] = {
    OPT_RANGE(struct conf, timeout, OPT_UINT, "lock-timeout", 1, 60),
    {.name = NULL},
};

/* Whoever reads no more has seen enough, as head(1). */
static int
put(void *arg, struct buf *out)
{
	struct dump *d = arg;

	if (file_write(STDOUT_FILENO, out->p, out->len) == -1) {
		if (errno == EPIPE)
			sig_pipe_die();
		say_err("cannot write to stdout:");
		d->fail = X_SYS;
		return (-1);
	}
	out->len = 0;
	return (0);
}

int
main(int argc, char **argv)
{
	struct conf conf = {.timeout = 1};
	struct dump d = {0};
	struct plan *plan;
	int rc;

	say_init(argv[0]);
	opt_parse(argc, argv, items, &conf, &conf.sql, usage);
	plan = plan_need(opt_one(argc, argv, usage));
	sig_catch();
	sig_ignore_pipe();
	d.plan = plan;
	d.opt = &conf.sql;
	d.timeout = conf.timeout;
	d.put = put;
	d.arg = &d;
	rc = dump_all(&d) == -1 ? d.fail : X_DONE;
	plan_free(plan);
	if (rc != X_DONE)
		sig_die();
	return (rc);
}
