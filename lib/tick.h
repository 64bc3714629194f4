#ifndef TICK_H
#define TICK_H

#include <stdint.h>

/* tick_ms(): milliseconds of the monotonic clock, for waiting. */
int64_t tick_ms(void);

#endif
