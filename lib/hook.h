#ifndef HOOK_H
#define HOOK_H

/*
 * gh-ost's hooks, run by gho-hook(1).
 */

/*
 * hook_call(run, event, variable): runs the hooks of ${event} for the run in
 * the directory ${run} and waits for them.  flag/hooks-path there says where
 * they are, flag/hooks-timeout-seconds how long each may take; ${variable},
 * NAME=VALUE, is added to their environment.  Returns 0 if all succeeded or
 * there are none, an exit status, or 128 + n when a signal ended them.  A
 * signal that ends us (sig.h) ends them, too.
 */
int hook_call(const char *, const char *, const char *);

#endif
