#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * Tests that say what they found in TAP.  Include it once per program:
 *
 *	ok(1 + 1 == 2, "sum of %d", 1);
 *	is_str(got, "expected", "name");
 *	return (done_testing());
 */
static int tap_n, tap_failed;

static inline void __attribute__((format(printf, 2, 3)))
ok(bool passed, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printf("%sok %d - ", passed ? "" : "not ", ++tap_n);
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
	if (!passed)
		tap_failed++;
}

/* NULL is a value here. */
static inline void
is_str(const char *got, const char *want, const char *name)
{
	bool same =
	    got == NULL || want == NULL ? got == want : strcmp(got, want) == 0;

	ok(same, "%s", name);
	if (!same)
		printf("# got:  %s\n# want: %s\n", got == NULL ? "NULL" : got,
		    want == NULL ? "NULL" : want);
}

static inline void
is_num(long long got, long long want, const char *name)
{
	ok(got == want, "%s", name);
	if (got != want)
		printf("# got:  %lld\n# want: %lld\n", got, want);
}

/* done_testing(): prints the plan; the exit code of main(). */
static inline int
done_testing(void)
{
	printf("1..%d\n", tap_n);
	return (tap_failed == 0 ? 0 : 1);
}

#endif
