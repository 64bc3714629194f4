#ifndef COMMAND_H
#define COMMAND_H

#include <sys/types.h>

#include "buf.h"
#include "plan.h"

/*
 * gh-ost's interactive commands, as lines of text: "status", "chunk-size=500",
 * "max-load=?".  All that they do is to read and write files of the run
 * directory, gho-run(5); the tools follow these at the next chunk or batch.
 */

enum { COMMAND_MAX = 4096 }; /* bytes of a line */

/*
 * command_ask(run, line): asks the hooks of interactive-command whether ${line}
 * may be done, as hook_start() does: a child's pid, 0 if there is nobody to
 * ask, or -1.
 */
pid_t command_ask(const char *, const char *);

/*
 * command_do(plan, run, line, code, answer): does what ${line} says for the
 * run in the directory ${run} and appends the answer.  ${code} is what hooks
 * have said to it; it is not done unless that is 0.  Returns 0, or -1 when it
 * was refused, which the answer then explains.
 */
int command_do(const struct plan *, const char *, const char *, int,
    struct buf *);

/* command_changes(line): whether it may change anything. */
int command_changes(const char *);

#endif
