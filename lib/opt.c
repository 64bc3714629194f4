/* What every tool does with its command line. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "opt.h"
#include "say.h"

#ifndef GHO_VERSION
#define GHO_VERSION "0.1"
#endif

void
opt_usage(const char *usage)
{
	fputs(usage, stderr);
	exit(X_USAGE);
}

/* Long options whose value is a letter are that short option, too. */
static void
opt_letters(const struct option *o, char *letters, size_t size)
{
	size_t n = 0;

	for (; o->name != NULL && n + 3 < size; o++) {
		if (o->val < 'A' || o->val > 'z')
			continue;
		letters[n++] = (char)o->val;
		if (o->has_arg == required_argument)
			letters[n++] = ':';
	}
	letters[n] = '\0';
}

int
opt_next(int argc, char **argv, const struct option *options,
    struct sql_opt *sql, const char *usage)
{
	char letters[64];
	int c, rc;

	opt_letters(options, letters, sizeof(letters));
	while ((c = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		if (c == '?')
			exit(X_USAGE);
		if (c == OPT_HELP) {
			fputs(usage, stdout);
			exit(X_DONE);
		}
		if (c == OPT_VERSION) {
			printf("%s %s\n", say_name(), GHO_VERSION);
			exit(X_DONE);
		}
		rc = sql == NULL ? 0 : sql_opt_take(sql, c, optarg);
		if (rc == -1)
			exit(X_USAGE);
		if (rc == 0)
			return (c);
	}
	return (-1);
}

double
opt_number(const char *name, double min, double max)
{
	char *end;
	double v = strtod(optarg, &end);

	if (end == optarg || *end != '\0' || isnan(v) || v < min || v > max)
		say_die(X_USAGE, "--%s=%s: not a number from %g to %g", name,
		    optarg, min, max);
	return (v);
}

const char *
opt_one(int argc, char **argv, const char *usage)
{
	if (optind != argc - 1)
		opt_usage(usage);
	return (argv[optind]);
}
