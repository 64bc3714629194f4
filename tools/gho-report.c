/* gho-report -- what a migration was like, as one page of HTML. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "opt.h"
#include "plan.h"
#include "report.h"
#include "say.h"

struct job {
	const char *plan;
	long code;
	struct report report;
};

static const char usage[] =
    "usage: gho-report [--exit=CODE] [--plan=PLAN] [FILE ...] >page\n";

static const struct opt_item items[] = {
    OPT_RANGE(struct job, code, OPT_LONG, "exit", 0, 255),
    OPT_ITEM(struct job, plan, OPT_NAME, "plan"),
    {.name = NULL},
};

static void
read_file(struct report *r, const char *path)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");

	if (f == NULL)
		say_die(X_SYS, "cannot open %s:", path);
	if (report_read(r, f, path) == -1)
		exit(ferror(f) ? X_SYS : X_DATA);
	if (f != stdin)
		fclose(f);
}

int
main(int argc, char **argv)
{
	struct job j = {.code = -1};
	struct plan *plan = NULL;
	struct buf page = {0};

	say_init(argv[0]);
	opt_parse(argc, argv, items, &j, NULL, usage);
	if (j.plan != NULL && (plan = plan_read(j.plan)) == NULL)
		return (X_DATA);
	j.report.plan = plan;
	j.report.code = (int)j.code;
	if (optind == argc)
		read_file(&j.report, "-");
	for (; optind < argc; optind++)
		read_file(&j.report, argv[optind]);
	if (j.report.n == 0)
		say_die(X_DATA, "no status, so there is nothing to report");
	report_page(&page, &j.report);
	if (file_write(STDOUT_FILENO, page.p, page.len) == -1)
		say_die(X_SYS, "cannot write to stdout:");
	buf_free(&page);
	report_free(&j.report);
	plan_free(plan);
	return (X_DONE);
}
