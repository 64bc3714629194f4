/* Messages: the only place that writes to stderr. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "say.h"

static const char *say_prog = "gho";
static int say_level;

void
say_init(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');

	say_prog = slash == NULL ? argv0 : slash + 1;
}

const char *
say_name(void)
{
	return (say_prog);
}

void
say_verbose(int level)
{
	say_level = level;
}

static size_t
say_prefix(char *line, size_t size, const char *level)
{
	struct timespec now;
	struct tm tm;
	char stamp[32];
	int n;

	if (getenv("GHO_STAMP") == NULL) {
		n = snprintf(line, size, "%s: %s", say_prog, level);
		return ((size_t)n);
	}
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &tm);
	n = snprintf(line, size, "%s.%03ldZ %s[%ld]: %s", stamp,
	    now.tv_nsec / 1000000, say_prog, (long)getpid(), level);
	return ((size_t)n);
}

static void
say_line(const char *level, const char *fmt, va_list ap)
{
	char line[2048];
	size_t i, len;
	int saved = errno;

	len = say_prefix(line, sizeof(line) - 1, level);
	vsnprintf(line + len, sizeof(line) - 1 - len, fmt, ap);
	len = strlen(line);
	if (fmt[0] != '\0' && fmt[strlen(fmt) - 1] == ':') {
		snprintf(line + len, sizeof(line) - 1 - len, " %s",
		    strerror(saved));
		len = strlen(line);
	}
	for (i = 0; i < len; i++) {
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	}
	line[len++] = '\n';
	/* When stderr itself is gone there is nobody left to tell. */
	if (write(STDERR_FILENO, line, len) == -1)
		errno = saved;
	errno = saved;
}

#define SAY_BODY(level)                   \
	do {                              \
		va_list ap;               \
                                          \
		va_start(ap, fmt);        \
		say_line(level, fmt, ap); \
		va_end(ap);               \
	} while (0)

void
say_debug(const char *fmt, ...)
{
	if (say_level > 0)
		SAY_BODY("debug: ");
}

void
say_info(const char *fmt, ...)
{
	SAY_BODY("");
}

void
say_warn(const char *fmt, ...)
{
	SAY_BODY("warning: ");
}

void
say_err(const char *fmt, ...)
{
	SAY_BODY("error: ");
}

void
say_die(int code, const char *fmt, ...)
{
	SAY_BODY("error: ");
	exit(code);
}
