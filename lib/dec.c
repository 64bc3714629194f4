/* DECIMAL, from bytes to text. */

#include "dec.h"

enum {
	DEC_MAX_PRECISION = 81, /* 65 in tables; 9 * 9 in JSON */
	DEC_MAX_BYTES = 40,
};

/* Bytes that so many odd digits take. */
static const unsigned char dec_bytes[10] = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

size_t
dec_size(unsigned int p, unsigned int s)
{
	if (p == 0 || p > DEC_MAX_PRECISION || s > p)
		return (0);
	return ((size_t)(p - s) / 9 * 4 + dec_bytes[(p - s) % 9] + s / 9 * 4 +
	    dec_bytes[s % 9]);
}

/* Appends the group of ${digits} digits at the cursor. */
static int
dec_group(struct cur *c, unsigned int digits, char **out)
{
	uint64_t v;
	unsigned int i;

	if (cur_be(c, dec_bytes[digits], &v) == -1)
		return (-1);
	for (i = digits; i-- > 0; v /= 10)
		(*out)[i] = (char)('0' + v % 10);
	*out += digits;
	/* More than its digits can say: no server wrote this. */
	return (v == 0 ? 0 : -1);
}

static int
dec_digits(struct cur *c, unsigned int n, int odd_first, char *out)
{
	unsigned int odd = n % 9, i;

	if (odd_first && odd > 0 && dec_group(c, odd, &out) == -1)
		return (-1);
	for (i = 0; i < n / 9; i++) {
		if (dec_group(c, 9, &out) == -1)
			return (-1);
	}
	if (!odd_first && odd > 0 && dec_group(c, odd, &out) == -1)
		return (-1);
	return (0);
}

int
dec_text(struct cur *c, unsigned int p, unsigned int s, char *text)
{
	uint8_t raw[DEC_MAX_BYTES];
	char digit[DEC_MAX_PRECISION + 1];
	const uint8_t *from;
	size_t n = dec_size(p, s), i;
	unsigned int whole = p - s, skip = 0;
	int minus;
	struct cur d = {raw, raw + n};
	char *t = text;

	if (n == 0 || n > sizeof(raw) || cur_bytes(c, n, &from) == -1)
		return (-1);
	minus = (from[0] & 0x80) == 0;
	for (i = 0; i < n; i++)
		raw[i] = (uint8_t)(from[i] ^ (minus ? 0xff : 0));
	raw[0] ^= 0x80;
	if (dec_digits(&d, whole, 1, digit) == -1 ||
	    dec_digits(&d, s, 0, digit + whole) == -1)
		return (-1);
	while (skip < whole && digit[skip] == '0')
		skip++;
	if (minus)
		*t++ = '-';
	if (skip == whole)
		*t++ = '0';
	memcpy(t, digit + skip, whole - skip);
	t += whole - skip;
	if (s > 0) {
		*t++ = '.';
		memcpy(t, digit + whole, s);
		t += s;
	}
	*t = '\0';
	return ((int)(t - text));
}
