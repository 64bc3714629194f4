#ifndef TRAIL_H
#define TRAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

/*
 * What a run was like over time: the file "history" of its directory, one
 * status of snap_json() a line.  It has TRAIL_MAX lines at most: a migration
 * of weeks has wider steps, not a larger file.
 */
enum { TRAIL_MAX = 4096 };

struct trail {
	char *path;
	struct buf text;
	unsigned int lines;
	int64_t step; /* s between two lines */
	int64_t last; /* s since 1970: of the last line */
};

/* trail_open(t, run): a history that begins now; trail_close() frees it. */
void trail_open(struct trail *, const char *);
void trail_close(struct trail *);

/*
 * trail_add(t, now, line, must): one more line, with its end, as of ${now};
 * passed over if it comes too early, unless it ${must} be there.  Returns 0,
 * or -1 after saying why the file could not be written.
 */
int trail_add(struct trail *, int64_t, const struct buf *, bool);

#endif
