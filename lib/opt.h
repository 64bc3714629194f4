#ifndef OPT_H
#define OPT_H

#include <getopt.h>

#include "sql.h"

/*
 * What every tool does with its command line.  These are for tools: they
 * die with X_USAGE on what makes no sense.
 */

/* --help and --version, for a table of long options. */
#define OPT_COMMON_OPTIONS                                \
	{"help", no_argument, NULL, OPT_HELP},            \
	{                                                 \
		"version", no_argument, NULL, OPT_VERSION \
	}

enum { OPT_HELP = 2000, OPT_VERSION };

/*
 * opt_next(argc, argv, options, sql, usage): the next option that is the
 * tool's own, or -1 after the last.  Connection options go to ${sql} (NULL
 * if the tool has none); --help prints ${usage} to stdout and exits 0.
 * A long option whose val is a letter may also be given as that letter.
 */
int opt_next(int, char **, const struct option *, struct sql_opt *,
    const char *);

/* opt_number(name, min, max): optarg as a number of option ${name}. */
double opt_number(const char *, double, double);

/* opt_one(argc, argv, usage): the only argument that is left. */
const char *opt_one(int, char **, const char *);

/* opt_usage(usage): prints ${usage} to stderr and exits X_USAGE. */
_Noreturn void opt_usage(const char *);

#endif
