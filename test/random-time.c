/* Days and times, also those that there are not. */

#include "random.h"

static void
value_fraction(struct rnd *r, unsigned int digits, struct buf *out)
{
	if (digits == 0 || rnd_chance(r, 10))
		return;
	buf_chr(out, '.');
	value_digits(r, digits, rnd_chance(r, 20), out);
}

void
value_day(struct rnd *r, unsigned int from, unsigned int to, struct buf *out)
{
	buf_fmt(out, "%04u-%02u-%02u", from + rnd_below(r, to - from + 1),
	    1 + rnd_below(r, 12), 1 + rnd_below(r, 28));
}

void
value_clock(struct rnd *r, unsigned int digits, struct buf *out)
{
	buf_fmt(out, "%02u:%02u:%02u", rnd_below(r, 24), rnd_below(r, 60),
	    rnd_below(r, 60));
	value_fraction(r, digits, out);
}

static void
value_zero_day(struct rnd *r, struct buf *out)
{
	static const char *const list[] = {"0000-00-00", "2001-00-10",
	    "2001-10-00", "0000-00-00"};

	value_one(r, list, COUNT(list), out);
}

void
value_date(struct rnd *r, const struct spec *spec, struct buf *out)
{
	static const char *const list[] = {"1000-01-01", "9999-12-31",
	    "2024-02-29", "1970-01-01"};

	buf_chr(out, '\'');
	if (spec->loose && rnd_chance(r, 20))
		value_zero_day(r, out);
	else if (rnd_chance(r, 20))
		value_one(r, list, COUNT(list), out);
	else
		value_day(r, 1000, 9999, out);
	buf_chr(out, '\'');
}

void
value_time(struct rnd *r, const struct spec *spec, struct buf *out)
{
	buf_chr(out, '\'');
	if (rnd_chance(r, 50))
		buf_chr(out, '-');
	if (rnd_chance(r, 10))
		buf_str(out, "838:59:59");
	else if (rnd_chance(r, 50))
		value_clock(r, spec->s, out);
	else {
		buf_fmt(out, "%u:%02u:%02u", rnd_below(r, 838),
		    rnd_below(r, 60), rnd_below(r, 60));
		value_fraction(r, spec->s, out);
	}
	buf_chr(out, '\'');
}

void
value_datetime(struct rnd *r, const struct spec *spec, struct buf *out)
{
	buf_chr(out, '\'');
	if (spec->loose && rnd_chance(r, 20))
		value_zero_day(r, out);
	else if (rnd_chance(r, 10)) {
		buf_str(out, "9999-12-31 23:59:59");
		if (spec->s > 0)
			buf_chr(out, '.');
		value_digits(r, spec->s, true, out);
	} else {
		value_day(r, rnd_chance(r, 50) ? 1000 : 1970, 9999, out);
		buf_chr(out, ' ');
		value_clock(r, spec->s, out);
	}
	buf_chr(out, '\'');
}

void
value_timestamp(struct rnd *r, const struct spec *spec, struct buf *out)
{
	buf_chr(out, '\'');
	if (spec->loose && rnd_chance(r, 20))
		buf_str(out, "0000-00-00");
	else if (rnd_chance(r, 10))
		buf_str(out, "1970-01-01 00:00:01");
	else if (rnd_chance(r, 10))
		buf_str(out, "2038-01-19 03:14:07");
	else {
		value_day(r, 1971, 2037, out);
		buf_chr(out, ' ');
		value_clock(r, spec->s, out);
	}
	buf_chr(out, '\'');
}

void
value_year(struct rnd *r, const struct spec *spec, struct buf *out)
{
	(void)spec;
	if (rnd_chance(r, 10))
		buf_chr(out, '0');
	else
		buf_fmt(out, "%u", 1901 + rnd_below(r, 255));
}
