#ifndef WALK_H
#define WALK_H

#include <stdbool.h>

#include "crew.h"
#include "opt.h"

/*
 * What tools that walk a table share: their options, the files of the run
 * directory that they follow, and ranges on standard input.  These are for
 * tools: they die, or end by walk_give_up().
 */
struct walk {
	struct sql_opt sql;
	const char *run;  /* NULL: no run directory */
	const char *hold; /* beside "hold": what else makes it wait */
	struct plan *plan;
	struct crew_pace pace;
	unsigned long retries;
	unsigned int sessions;
	bool ranges;	  /* on standard input */
	struct crew crew; /* its arg is the walk */
};

enum {
	WALK_CHUNK = 1,
	WALK_TIME,
	WALK_NICE,
	WALK_COURTESY,
	WALK_RETRIES,
	WALK_RUN,
	WALK_RANGES,
	WALK_SESSIONS,
	WALK_VERBOSE,
	WALK_LAST
};

/* For a tool's table of long options. */
#define WALK_OPTIONS                                                    \
	SQL_OPTIONS, OPT_COMMON_OPTIONS,                                \
	    {"chunk-size", required_argument, NULL, WALK_CHUNK},        \
	    {"chunk-time", required_argument, NULL, WALK_TIME},         \
	    {"courtesy", required_argument, NULL, WALK_COURTESY},       \
	    {"default-retries", required_argument, NULL, WALK_RETRIES}, \
	    {"nice-ratio", required_argument, NULL, WALK_NICE},         \
	    {"ranges", no_argument, NULL, WALK_RANGES},                 \
	    {"run", required_argument, NULL, WALK_RUN},                 \
	    {"sessions", required_argument, NULL, WALK_SESSIONS},       \
	{                                                               \
		"verbose", no_argument, NULL, WALK_VERBOSE              \
	}

/* walk_option(w, c): takes one of them, with its optarg. */
void walk_option(struct walk *, int);

/* walk_plan(w, path): reads the plan, whose key must be one to walk by. */
void walk_plan(struct walk *, const char *);

/*
 * walk_open(w, trade): catches signals and starts the crew, whose arg is
 * ${w}, with which the tool's own struct begins.
 */
void walk_open(struct walk *, const struct crew_trade *);

void walk_close(struct walk *);

/* walk_on(w): has the crew work on what its todo has. */
void walk_on(struct walk *);

/* walk_range(w, r): has the crew work on ${r}. */
void walk_range(struct walk *, const struct range *);

/* walk_ranges(w): the same for all ranges on standard input. */
void walk_ranges(struct walk *);

/* walk_wait(w): waits while that is wanted, or until a signal has come. */
void walk_wait(const struct walk *);

/* walk_say(line): writes it to standard output. */
void walk_say(const struct buf *);

/* walk_give_up(w, code): ends by the signal that came, or with ${code}. */
_Noreturn void walk_give_up(struct walk *, int);

#endif
