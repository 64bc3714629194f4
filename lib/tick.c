/* Time, for waiting. */

#include <time.h>

#include "tick.h"

static int64_t
tick_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return ((int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

int64_t
tick_us(void)
{
	return (tick_of(CLOCK_MONOTONIC));
}

int64_t
tick_real(void)
{
	return (tick_of(CLOCK_REALTIME));
}

int64_t
tick_ms(void)
{
	return (tick_us() / 1000);
}
