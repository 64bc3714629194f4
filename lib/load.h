#ifndef LOAD_H
#define LOAD_H

#include <stdint.h>

#include "sql.h"

/*
 * Limits on the server's status variables, as in --max-load: NAME=N,NAME=N.
 * Reference Manual, "Server Status Variables".
 */
enum {
	LOAD_MAX = 32, /* variables */
	LOAD_NAME = 65,
};

struct load {
	unsigned int n;
	struct {
		char name[LOAD_NAME];
		int64_t limit;
	} item[LOAD_MAX]; /* ordered by name */
};

/*
 * load_parse(load, text, why): 0, or -1 and the reason appended to ${why}.
 * The empty text is a load without limits.
 */
int load_parse(struct load *, const char *, struct buf *);

/* load_check(text, why): only whether it makes sense. */
int load_check(const char *, struct buf *);

/* load_print(load, b): appends it in the form that was read. */
void load_print(const struct load *, struct buf *);

/*
 * load_met(s, load, i, value): the first variable whose value is at or above
 * its limit, as ${*i} and ${*value}.  Returns 1, 0 if there is none, or -1
 * with ${*i} the variable and the reason in ${s->text}.
 */
int load_met(struct sql *, const struct load *, unsigned int *, int64_t *);

#endif
