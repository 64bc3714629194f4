/* Trying again: how often, and after how long. */

#include "again.h"
#include "say.h"
#include "sig.h"
#include "tick.h"

enum {
	AGAIN_FIRST_MS = 20, /* then doubled */
	AGAIN_MAX_MS = 1000,
	AGAIN_AWAY_MAX_MS = 5000,
	AGAIN_DOUBLINGS = 8,
};

void
again_begin(struct again *a, unsigned long retries)
{
	a->retries = retries;
	a->tries = 0;
	a->away = false;
}

static bool
again_over(const struct again *a)
{
	int64_t most = (int64_t)a->retries * AGAIN_AWAY_S * 1000;

	if (!a->away || a->retries == 0)
		return (a->tries >= a->retries);
	return (tick_ms() - a->since >= most);
}

long
again_next(struct again *a, const struct sql *s)
{
	long ms, max;

	if (s->fail != X_AGAIN || sig_seen() != 0)
		return (-1);
	if (a->tries == 0)
		a->since = tick_ms();
	a->away = sql_away(s->error);
	if (again_over(a))
		return (-1);
	a->tries++;
	max = a->away ? AGAIN_AWAY_MAX_MS : AGAIN_MAX_MS;
	ms = (long)AGAIN_FIRST_MS
	    << (a->tries < AGAIN_DOUBLINGS ? a->tries - 1 : AGAIN_DOUBLINGS);
	return (ms < max ? ms : max);
}

void
again_tell(const struct again *a, struct buf *out)
{
	if (a->away)
		buf_fmt(out, "retry %lu, for at most %lu s", a->tries,
		    a->retries * AGAIN_AWAY_S);
	else
		buf_fmt(out, "retry %lu of %lu", a->tries, a->retries);
}
