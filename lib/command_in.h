#ifndef COMMAND_IN_H
#define COMMAND_IN_H

#include <stdbool.h>

#include "command.h"

/* What the parts of command.c know of a command, and nobody else. */

#define COMMAND_NOTE                                                \
	"# Note: you may only throttle for as long as your binary " \
	"logs are not purged\n"

struct command {
	const struct plan *plan;
	const char *run;
	const char *verb; /* as gh-ost calls it in its answers */
	char name[64];	  /* as it was given */
	char arg[COMMAND_MAX];
	struct buf *out;
};

/* What a verb's function says. */
enum {
	COMMAND_REFUSED = -1,
	COMMAND_DONE,
	COMMAND_LINE, /* with a status line */
	COMMAND_FULL, /* with hints and a status line */
};

/*
 * command_put(c, dir, name, text), command_remove(c, name): write and remove a
 * file of the run.  Return 0, or -1 with the reason in the answer.
 */
int command_put(const struct command *, const char *, const char *,
    const char *);
int command_remove(const struct command *, const char *);

/* command_asks(c): whether the argument is "?". */
bool command_asks(const struct command *);

/* command_tell(c): the setting of the command's name. */
int command_tell(struct command *);

/* The commands: what is to be said then, or COMMAND_REFUSED. */
int command_chunk_size(struct command *);
int command_coordinates(struct command *);
int command_cpu_profile(struct command *);
int command_cutover_count(struct command *);
int command_cutover_disk(struct command *);
int command_cutover_window(struct command *);
int command_dml_batch_size(struct command *);
int command_json(struct command *);
int command_lag_query(struct command *);
int command_load(struct command *);
int command_max_lag_millis(struct command *);
int command_nice_ratio(struct command *);
int command_no_throttle(struct command *);
int command_panic(struct command *);
int command_postpone(struct command *);
int command_replicas(struct command *);
int command_server(struct command *);
int command_stream(struct command *);
int command_status(struct command *);
int command_sup(struct command *);
int command_throttle(struct command *);
int command_throttle_http(struct command *);
int command_throttle_query(struct command *);
int command_unpostpone(struct command *);

#endif
