#ifndef TICK_H
#define TICK_H

#include <stdint.h>

/* tick_ms(), tick_us(): milli- and microseconds of the monotonic clock. */
int64_t tick_ms(void);
int64_t tick_us(void);

#endif
