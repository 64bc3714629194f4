#ifndef BAD_H
#define BAD_H

#include <stdarg.h>
#include <stdio.h>

/*
 * Why decoding stopped.  The decoders know what is wrong but not where in
 * the log they are; whoever knows the position says both, once.
 */
struct bad {
	int code; /* X_DATA or X_REFUSED */
	char why[512];
};

/* bad_set(bad, code, fmt, ...): notes the reason; returns -1. */
__attribute__((format(printf, 3, 4))) static inline int
bad_set(struct bad *bad, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(bad->why, sizeof(bad->why), fmt, ap);
	va_end(ap);
	bad->code = code;
	return (-1);
}

#endif
