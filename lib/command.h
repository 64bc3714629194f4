#ifndef COMMAND_H
#define COMMAND_H

#include "buf.h"
#include "plan.h"

/*
 * gh-ost's interactive commands, as lines of text: "status", "chunk-size=500",
 * "max-load=?".  All that they do is to read and write files of the run
 * directory, gho-run(5); the tools follow these at the next chunk or batch.
 */

enum { COMMAND_MAX = 4096 }; /* bytes of a line */

/*
 * command_do(plan, run, line, answer): does what ${line} says for the run in
 * the directory ${run} and appends the answer.  Returns 0, or -1 when it was
 * refused, which the answer then explains.  The hooks of interactive-command
 * (hook.h) are asked first.
 */
int command_do(const struct plan *, const char *, const char *, struct buf *);

/* command_changes(line): whether it may change anything. */
int command_changes(const char *);

#endif
