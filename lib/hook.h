#ifndef HOOK_H
#define HOOK_H

#include <sys/types.h>

/*
 * gh-ost's hooks, run by gho-hook(1).
 */

/*
 * hook_start(run, event, variable): begins to run the hooks of ${event} for the
 * run in the directory ${run}.  flag/hooks-path there says where they are,
 * flag/hooks-timeout-seconds how long each may take; ${variable}, NAME=VALUE,
 * is added to their environment.  Returns the pid of a child (child.h) that
 * ends with 0 if all succeed, 0 if there are none, or -1 after saying why.
 */
pid_t hook_start(const char *, const char *, const char *);

#endif
