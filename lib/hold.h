#ifndef HOLD_H
#define HOLD_H

#include <stdbool.h>

/*
 * A reason to wait, as a file in the run directory that others look for:
 * ${run}/hold/${name}, or ${run}/hold-copy/${name} for the copy alone.  Each
 * has one writer.  Its first line is the reason, its second one the time since
 * when others wait, in seconds since 1970.
 */
struct hold {
	const char *run;
	const char *dir;
	const char *name;
	bool on;
	long long since; /* seconds since 1970 */
	char text[320];
};

/*
 * hold_open(h, run, dir, name): makes the directory and removes the file, if
 * a run that was killed has left it.  Strings must stay valid.  Functions
 * here return -1 after saying why.
 */
int hold_open(struct hold *, const char *, const char *, const char *);

/* hold_set(h, text): others wait.  Returns 1 if they did not before, or 0. */
int hold_set(struct hold *, const char *);

/* hold_clear(h): others go on.  Returns 1 if they did not before, or 0. */
int hold_clear(struct hold *);

#endif
