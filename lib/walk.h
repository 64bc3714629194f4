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
	struct pace pace;
	unsigned int retries;
	unsigned int sessions;
	bool ranges;	  /* on standard input */
	struct crew crew; /* its arg is the walk */
};

/* For the opt_item table of a tool whose struct begins with the walk. */
#define WALK_ITEMS                                                          \
	OPT_RANGE(struct walk, pace.chunk, OPT_NEAR, "chunk-size",          \
	    PACE_CHUNK_MIN, PACE_CHUNK_MAX),                                \
	    OPT_RANGE(struct walk, pace.time, OPT_REAL, "chunk-time", 0,    \
		10000),                                                     \
	    OPT_RANGE(struct walk, pace.courtesy, OPT_NEAR, "courtesy", 0,  \
		PACE_NICE_MAX),                                             \
	    OPT_RANGE(struct walk, retries, OPT_UINT, "default-retries", 0, \
		1e9),                                                       \
	    OPT_RANGE(struct walk, pace.nice, OPT_NEAR, "nice-ratio", 0,    \
		PACE_NICE_MAX),                                             \
	    OPT_ITEM(struct walk, ranges, OPT_SWITCH, "ranges"),            \
	    OPT_ITEM(struct walk, run, OPT_TEXT, "run"),                    \
	    OPT_RANGE(struct walk, sessions, OPT_UINT, "sessions", 1,       \
		CREW_HANDS_MAX),                                            \
	{                                                                   \
		.name = "verbose", .kind = OPT_LOUD                         \
	}

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

/*
 * walk_say_chunk(w, word, rows, chunk): the line of a chunk that is done: the
 * word, the rows so far, and the range, as gho-copy(1) says.
 */
void walk_say_chunk(const struct walk *, const char *, uint64_t,
    const struct range *);

/*
 * walk_give_up(w, code): ends by the signal that came, or with ${code}.  Of
 * ranges on standard input those that are not done are said before, each with
 * "left" in front, in the form in which they are read.
 */
_Noreturn void walk_give_up(struct walk *, int);

#endif
