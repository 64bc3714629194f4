#ifndef OPT_H
#define OPT_H

#include <getopt.h>
#include <stddef.h>

#include "buf.h"
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

/* What the value of an option is, and the type of the member it goes to. */
enum opt_kind {
	OPT_SWITCH, /* bool: there is no value; true */
	OPT_TEXT,   /* const char *: as it stands in argv */
	OPT_NAME,   /* the same; an empty one is none: NULL */
	OPT_UINT,   /* unsigned int, from min to max */
	OPT_LONG,   /* long, from min to max */
	OPT_REAL,   /* double, from min to max */
	OPT_NEAR,   /* double; beyond min or max it is that, as in gh-ost */
	OPT_LOUD,   /* no value and no member: say_verbose(1) */
};

struct opt_item {
	const char *name; /* NULL: the end of a table */
	enum opt_kind kind;
	size_t at; /* offset of the member in the tool's struct */
	double min, max;
	/* Of OPT_TEXT: its most bytes and what judges it; 0, NULL: any. */
	size_t size;
	int (*check)(const char *, struct buf *);
};

/* The items of a table: of a member of ${type}, and of a number in a range. */
#define OPT_ITEM(type, member, how, option)                               \
	{                                                                 \
		.name = option, .kind = how, .at = offsetof(type, member) \
	}
#define OPT_RANGE(type, member, how, option, low, high)                    \
	{                                                                  \
		.name = option, .kind = how, .at = offsetof(type, member), \
		.min = low, .max = high                                    \
	}

/*
 * opt_parse(argc, argv, items, to, sql, usage): takes all options, as
 * opt_next() does; besides those that all tools have, they are ${items}, whose
 * values go into the members of ${to}.  Members keep what they had without
 * their option.
 */
void opt_parse(int, char **, const struct opt_item *, void *, struct sql_opt *,
    const char *);

/* opt_number(name, min, max): optarg as a number of option ${name}. */
double opt_number(const char *, double, double);

/* opt_one(argc, argv, usage): the only argument that is left. */
const char *opt_one(int, char **, const char *);

/* opt_usage(usage): prints ${usage} to stderr and exits X_USAGE. */
_Noreturn void opt_usage(const char *);

#endif
