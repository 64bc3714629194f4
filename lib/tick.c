/* Time, for waiting. */

#include <time.h>

#include "tick.h"

int64_t
tick_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

int64_t
tick_ms(void)
{
	return (tick_us() / 1000);
}
