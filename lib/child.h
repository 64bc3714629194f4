#ifndef CHILD_H
#define CHILD_H

#include <sys/types.h>

/* Other programs, as children. */

/*
 * child_start(argv): runs argv[0], found by PATH, with nothing on standard
 * input.  Returns its pid, or -1 after saying why.
 */
pid_t child_start(char *const *);

/*
 * child_done(pid, code): 1 if it has ended, with its exit status, or 128 + n
 * when signal n ended it; 0 if it still runs.
 */
int child_done(pid_t, int *);

/*
 * child_wait(pid): the same when it has ended.  A signal that ends us (sig.h)
 * ends it, too.
 */
int child_wait(pid_t);

/* child_end(pid): ends it, and waits for that. */
void child_end(pid_t);

#endif
