/* Randomness, and numbers: extreme ones, and any. */

#include <inttypes.h>

#include "random.h"

/* splitmix64 */
uint64_t
rnd_next(struct rnd *r)
{
	uint64_t z = (r->state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31));
}

unsigned int
rnd_below(struct rnd *r, unsigned int n)
{
	return ((unsigned int)(rnd_next(r) % n));
}

bool
rnd_chance(struct rnd *r, unsigned int percent)
{
	return (rnd_below(r, 100) < percent);
}

/* ---- Values ---- */

/* The bytes of an integer type are in n. */
void
value_int(struct rnd *r, const struct spec *spec, struct buf *out)
{
	unsigned int bits = spec->n * 8;
	uint64_t mask = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
	uint64_t half = mask / 2 + 1, v;

	switch (rnd_below(r, 8)) {
	case 0:
		v = 0;
		break;
	case 1:
		v = mask;
		break;
	case 2:
		v = half;
		break;
	case 3:
		v = half - 1;
		break;
	case 4:
	case 5:
		v = rnd_below(r, 100);
		break;
	default:
		v = rnd_next(r) & mask;
	}
	if (spec->is_unsigned || v < half)
		buf_fmt(out, "%" PRIu64, v);
	else
		buf_fmt(out, "-%" PRIu64, (mask - v) + 1);
}

void
value_digits(struct rnd *r, unsigned int n, bool nines, struct buf *out)
{
	while (n-- > 0)
		buf_chr(out, nines ? '9' : (char)('0' + rnd_below(r, 10)));
}

void
value_decimal(struct rnd *r, const struct spec *spec, struct buf *out)
{
	bool nines = rnd_chance(r, 15);

	if (!spec->is_unsigned && rnd_chance(r, 50))
		buf_chr(out, '-');
	if (spec->n == spec->s)
		buf_chr(out, '0');
	else if (nines || rnd_chance(r, 60))
		value_digits(r, spec->n - spec->s, nines, out);
	else
		value_digits(r, 1, false, out);
	if (spec->s > 0) {
		buf_chr(out, '.');
		value_digits(r, spec->s, nines, out);
	}
}

void
value_one(struct rnd *r, const char *const *list, size_t n, struct buf *out)
{
	buf_str(out, list[rnd_below(r, (unsigned int)n)]);
}

void
value_float(struct rnd *r, const struct spec *spec, struct buf *out)
{
	static const char *const list[] = {"3.402823466e38", "-3.402823466e38",
	    "1.175494351e-38", "1e-45", "-0e0", "0", "0.1", "16777217",
	    "1.4142135"};

	(void)spec;
	if (rnd_chance(r, 50))
		value_one(r, list, COUNT(list), out);
	else
		buf_fmt(out, "%de-%u", (int)rnd_below(r, 2000000) - 1000000,
		    rnd_below(r, 8));
}

void
value_double(struct rnd *r, const struct spec *spec, struct buf *out)
{
	static const char *const list[] = {"1.7976931348623157e308",
	    "-1.7976931348623157e308", "2.2250738585072014e-308", "5e-324",
	    "-0e0", "0", "0.1", "9007199254740993", "1.4142135623730951"};

	(void)spec;
	if (rnd_chance(r, 50))
		value_one(r, list, COUNT(list), out);
	else
		buf_fmt(out, "%" PRId64 "e-%u", (int64_t)rnd_next(r) / 2048,
		    rnd_below(r, 20));
}

void
value_bit(struct rnd *r, const struct spec *spec, struct buf *out)
{
	uint64_t v = rnd_chance(r, 20) ? UINT64_MAX : rnd_next(r);

	buf_fmt(out, "%" PRIu64, v >> (64 - spec->n));
}
