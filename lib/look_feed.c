/* The lag of the replica whose binary log is followed. */

#include <stdio.h>

#include "beat.h"
#include "look.h"

/*
 * It is only told.  Who waits for the lag waits for that of the stream, which
 * is never less.
 */
static int
feed_look(struct look *l, struct buf *why)
{
	char text[32] = "unknown";
	int64_t then = -1, now;

	(void)why;
	l->opt = &l->conf->feed;
	if (!l->conf->apart)
		return (LOOK_GO);
	if (look_connect(l) == 0 &&
	    beat_last(&l->sql, l->conf->plan, &then) == -1)
		look_lost(l);
	/* Both by the source's clock: the replica's own may be another. */
	now = watch_clock(l->watch);
	if (then != -1 && now != -1)
		snprintf(text, sizeof(text), "%.3f",
		    (double)(now - then) / 1e6);
	watch_put(l->watch, "server-lag", text);
	return (LOOK_GO);
}

static long
feed_rest(const struct look *l)
{
	return (l->conf->apart ? l->conf->interval : 1000);
}

const struct look_kind look_feed = {
    .name = "feed",
    .holds = LOOK_HOLDS_NONE,
    .look = feed_look,
    .rest = feed_rest,
};
