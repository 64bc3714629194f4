/* DATE, TIME, DATETIME and TIMESTAMP, from bytes to text. */

#include <stdio.h>

#include "when.h"

/* Appends ${n} digits of ${v}. */
static char *
when_digits(char *t, uint64_t v, unsigned int n)
{
	unsigned int i;

	for (i = n; i-- > 0; v /= 10)
		t[i] = (char)('0' + v % 10);
	return (t + n);
}

static char *
when_ymd(char *t, uint64_t y, uint64_t m, uint64_t d)
{
	t = when_digits(t, y, 4);
	*t++ = '-';
	t = when_digits(t, m, 2);
	*t++ = '-';
	return (when_digits(t, d, 2));
}

static char *
when_hms(char *t, uint64_t h, uint64_t m, uint64_t s)
{
	t = when_digits(t, h, h > 99 ? 3 : 2);
	*t++ = ':';
	t = when_digits(t, m, 2);
	*t++ = ':';
	return (when_digits(t, s, 2));
}

/* ${v} has two digits for each byte; with an odd fsp the last is 0. */
static char *
when_fraction(char *t, uint64_t v, unsigned int fsp)
{
	if (fsp == 0)
		return (t);
	*t++ = '.';
	return (when_digits(t, fsp % 2 == 1 ? v / 10 : v, fsp));
}

int
when_date(struct cur *c, char *text)
{
	uint64_t v;

	if (cur_le(c, 3, &v) == -1)
		return (-1);
	return ((int)(when_ymd(text, v >> 9, v >> 5 & 15, v & 31) - text));
}

/*
 * Sign and magnitude in one number, offset so that bytes sort; a negative
 * fraction borrows from the seconds, which reading it as one number undoes.
 */
int
when_time(struct cur *c, unsigned int fsp, char *text)
{
	unsigned int n = (fsp + 1) / 2;
	uint64_t v, half = 1ULL << (23 + 8 * n), hms;
	char *t = text;

	if (fsp > 6 || cur_be(c, 3 + n, &v) == -1)
		return (-1);
	if (v < half) {
		*t++ = '-';
		v = half - v;
	} else
		v -= half;
	hms = v >> 8 * n;
	t = when_hms(t, hms >> 12 & 1023, hms >> 6 & 63, hms & 63);
	t = when_fraction(t, v & ((1ULL << 8 * n) - 1), fsp);
	return ((int)(t - text));
}

int
when_datetime(struct cur *c, unsigned int fsp, char *text)
{
	uint64_t v, frac, ym;
	char *t = text;

	if (fsp > 6 || cur_be(c, 5, &v) == -1 ||
	    cur_be(c, (fsp + 1) / 2, &frac) == -1)
		return (-1);
	/* Clear, the first bit would mean a negative one: there are none. */
	if ((v & 1ULL << 39) == 0)
		return (-1);
	ym = v >> 22 & 0x1ffff;
	t = when_ymd(t, ym / 13, ym % 13, v >> 17 & 31);
	*t++ = ' ';
	t = when_hms(t, v >> 12 & 31, v >> 6 & 63, v & 63);
	t = when_fraction(t, frac, fsp);
	return ((int)(t - text));
}

/* Days since 1970 to a date, by Howard Hinnant's civil_from_days(). */
static char *
when_days(char *t, uint64_t days)
{
	uint64_t z = days + 719468, era = z / 146097, doe = z % 146097;
	uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	uint64_t mp = (5 * doy + 2) / 153;
	uint64_t m = mp < 10 ? mp + 3 : mp - 9;

	return (when_ymd(t, yoe + era * 400 + (m <= 2), m,
	    doy - (153 * mp + 2) / 5 + 1));
}

int
when_timestamp(struct cur *c, unsigned int fsp, char *text)
{
	uint64_t v, frac, s;
	char *t = text;

	if (fsp > 6 || cur_be(c, 4, &v) == -1 ||
	    cur_be(c, (fsp + 1) / 2, &frac) == -1)
		return (-1);
	s = v % 86400;
	if (v == 0)
		t = when_ymd(t, 0, 0, 0);
	else
		t = when_days(t, v / 86400);
	*t++ = ' ';
	t = when_hms(t, s / 3600, s / 60 % 60, s % 60);
	t = when_fraction(t, frac, fsp);
	return ((int)(t - text));
}
