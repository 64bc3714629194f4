#ifndef TICK_H
#define TICK_H

#include <stdint.h>

/* tick_ms(), tick_us(): milli- and microseconds of the monotonic clock. */
int64_t tick_ms(void);
int64_t tick_us(void);

/* tick_real(): microseconds since 1970, by the clock that people may set. */
int64_t tick_real(void);

#endif
