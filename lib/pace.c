/* How hard a crew works. */

#include "pace.h"
#include "file.h"

enum { PACE_TIMES_MAX = 5 };

static double
pace_between(double v, double min, double max)
{
	return (v < min ? min : v > max ? max : v);
}

void
pace_follow(struct pace *p, const char *run)
{
	double chunk = p->chunk;

	run_knob(run, "nice-ratio", 0, PACE_NICE_MAX, &p->nice);
	run_knob(run, "courtesy", 0, PACE_NICE_MAX, &p->courtesy);
	run_knob(run, "chunk-size", PACE_CHUNK_MIN, PACE_CHUNK_MAX, &chunk);
	run_number(run, "throttle/busy", &p->busy);
	if (chunk == p->chunk)
		return;
	p->chunk = chunk;
	p->time = 0;
}

bool
pace_alone(const struct pace *p)
{
	return (p->courtesy > 0 && p->busy >= PACE_IDLE);
}

/* pace_time(p): ms that a chunk should take, as busy as the server is. */
static double
pace_time(const struct pace *p)
{
	if (p->busy < 0)
		return (p->time);
	if (p->busy < PACE_IDLE)
		return (p->time * PACE_TIMES_MAX);
	return (p->time * pace_between(p->busy, 1, PACE_TIMES_MAX));
}

void
pace_steer(struct pace *p, unsigned long rows, uint64_t done, double ms)
{
	double times;

	if (p->time == 0 || done < rows / 2 || ms <= 0)
		return;
	times = pace_between(pace_time(p) / ms, 0.5, 1.5);
	p->chunk =
	    pace_between((double)rows * times, PACE_CHUNK_MIN, PACE_CHUNK_MAX);
}

double
pace_rest(const struct pace *p)
{
	double others = p->courtesy * (p->busy - 1);

	return (others > p->nice ? others : p->nice);
}
