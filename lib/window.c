/* Times of the week. */

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "window.h"

enum { DAYS = 7, DAY_MIN = 24 * 60, WEEK_MIN = DAYS * DAY_MIN };

static const char *const day_names[DAYS] = {"Mon", "Tue", "Wed", "Thu", "Fri",
    "Sat", "Sun"};

struct window {
	unsigned int first, last; /* days */
	unsigned int begin, end;  /* minutes */
};

/* Each of these takes something off ${*p}: 0, or -1 if it is not there. */

static int
take_sign(const char **p, char sign)
{
	if (**p != sign)
		return (-1);
	(*p)++;
	return (0);
}

static int
take_day(const char **p, unsigned int *day)
{
	for (*day = 0; *day < DAYS; (*day)++) {
		if (strncasecmp(*p, day_names[*day], 3) == 0) {
			*p += 3;
			return (0);
		}
	}
	return (-1);
}

static int
take_two(const char **p, unsigned int *n)
{
	const char *s = *p;

	if (!isdigit((unsigned char)s[0]) || !isdigit((unsigned char)s[1]))
		return (-1);
	*n = (unsigned int)(s[0] - '0') * 10 + (unsigned int)(s[1] - '0');
	*p += 2;
	return (0);
}

/* Until 24:00, the end of a day. */
static int
take_time(const char **p, unsigned int *minute)
{
	unsigned int h, m;

	if (take_two(p, &h) == -1 || take_sign(p, ':') == -1 ||
	    take_two(p, &m) == -1 || m > 59)
		return (-1);
	*minute = h * 60 + m;
	return (*minute <= DAY_MIN ? 0 : -1);
}

static int
take_days(const char **p, struct window *w)
{
	w->first = 0;
	w->last = DAYS - 1;
	if (isdigit((unsigned char)**p))
		return (0);
	if (take_day(p, &w->first) == -1)
		return (-1);
	w->last = w->first;
	if (**p == '-' &&
	    (take_sign(p, '-') == -1 || take_day(p, &w->last) == -1))
		return (-1);
	return (take_sign(p, '@'));
}

/* take_window(p, w): the next one, and the comma after it. */
static int
take_window(const char **p, struct window *w)
{
	if (take_days(p, w) == -1 || take_time(p, &w->begin) == -1 ||
	    take_sign(p, '-') == -1 || take_time(p, &w->end) == -1)
		return (-1);
	if (w->begin == DAY_MIN || w->begin == w->end)
		return (-1);
	if (**p == '\0')
		return (0);
	return (take_sign(p, ',') == -1 || **p == '\0' ? -1 : 0);
}

/* Whether ${minute} of the week is in it, on some day of its days. */
static bool
window_has(const struct window *w, unsigned int minute)
{
	unsigned int n = (w->last + DAYS - w->first) % DAYS, i, from;
	unsigned int len =
	    w->end > w->begin ? w->end - w->begin : w->end + DAY_MIN - w->begin;

	for (i = 0; i <= n; i++) {
		from = (w->first + i) % DAYS * DAY_MIN + w->begin;
		if ((minute + WEEK_MIN - from) % WEEK_MIN < len)
			return (true);
	}
	return (false);
}

int
window_check(const char *text, struct buf *why)
{
	const char *p = text;
	struct window w;

	while (*p != '\0') {
		if (take_window(&p, &w) == -1) {
			buf_fmt(why,
			    "\"%.80s\" is not [DAY[-DAY]@]HH:MM-HH:MM with "
			    "commas between, as Mon-Fri@22:00-05:00",
			    text);
			return (-1);
		}
	}
	return (0);
}

bool
window_open(const char *text, unsigned int day, unsigned int minute)
{
	const char *p = text;
	struct window w;

	while (*p != '\0' && take_window(&p, &w) == 0) {
		if (window_has(&w, day * DAY_MIN + minute))
			return (true);
	}
	return (*text == '\0');
}

const char *
window_day(unsigned int day)
{
	return (day < DAYS ? day_names[day] : "?");
}
