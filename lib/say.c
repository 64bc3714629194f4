/* Messages: the only place that writes to stderr. */

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
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

/* What one line may have: a message is cut, in JSON with all its escapes. */
enum { SAY_TEXT = 2048, SAY_LINE = 2 * SAY_TEXT + 256 };

/* say_stamp(stamp, size): the time in UTC. */
static void
say_stamp(char *stamp, size_t size)
{
	struct timespec now;
	struct tm tm;
	char second[24];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(second, sizeof(second), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(stamp, size, "%s.%03ldZ", second, now.tv_nsec / 1000000);
}

/* say_text(text, fmt, ap): the message alone, without control bytes. */
static void
say_text(char *text, const char *fmt, va_list ap)
{
	int saved = errno;
	size_t len;

	vsnprintf(text, SAY_TEXT, fmt, ap);
	len = strlen(text);
	if (fmt[0] != '\0' && fmt[strlen(fmt) - 1] == ':')
		snprintf(text + len, SAY_TEXT - len, " %s", strerror(saved));
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
	}
}

static size_t
say_plain(char *line, const char *level, const char *text)
{
	bool info = strcmp(level, "info") == 0;
	char stamp[40];
	int n;

	if (getenv("GHO_STAMP") == NULL) {
		n = snprintf(line, SAY_LINE, "%s: %s%s%s\n", say_prog,
		    info ? "" : level, info ? "" : ": ", text);
		return ((size_t)n);
	}
	say_stamp(stamp, sizeof(stamp));
	n = snprintf(line, SAY_LINE, "%s %s[%ld]: %s%s%s\n", stamp, say_prog,
	    (long)getpid(), info ? "" : level, info ? "" : ": ", text);
	return ((size_t)n);
}

static size_t
say_json(char *line, const char *level, const char *text)
{
	char stamp[40];
	size_t n;

	say_stamp(stamp, sizeof(stamp));
	n = (size_t)snprintf(line, SAY_LINE,
	    "{\"time\":\"%s\",\"program\":\"%s\",\"pid\":%ld,"
	    "\"level\":\"%s\",\"message\":\"",
	    stamp, say_prog, (long)getpid(), level);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			line[n++] = '\\';
		line[n++] = *text;
	}
	memcpy(line + n, "\"}\n", 3);
	return (n + 3);
}

static void
say_line(const char *level, const char *fmt, va_list ap)
{
	const char *log = getenv("GHO_LOG");
	char text[SAY_TEXT], line[SAY_LINE];
	int saved = errno;
	size_t len;

	say_text(text, fmt, ap);
	if (log != NULL && strcmp(log, "json") == 0)
		len = say_json(line, level, text);
	else
		len = say_plain(line, level, text);
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
		SAY_BODY("debug");
}

void
say_info(const char *fmt, ...)
{
	SAY_BODY("info");
}

void
say_warn(const char *fmt, ...)
{
	SAY_BODY("warning");
}

void
say_err(const char *fmt, ...)
{
	SAY_BODY("error");
}

void
say_die(int code, const char *fmt, ...)
{
	SAY_BODY("error");
	exit(code);
}
