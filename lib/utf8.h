#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* utf8_len(p, n): length of the valid character at ${p}, or 0. */
static inline size_t
utf8_len(const uint8_t *p, size_t n)
{
	size_t len, i;
	uint32_t c;

	if (p[0] < 0x80)
		return (1);
	len = p[0] < 0xc2 ? 0 :
	    p[0] < 0xe0	  ? 2 :
	    p[0] < 0xf0	  ? 3 :
	    p[0] < 0xf5	  ? 4 :
			    0;
	if (len == 0 || len > n)
		return (0);
	c = p[0] & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return (0);
		c = c << 6 | (p[i] & 0x3f);
	}
	/* Too long a form, surrogates, beyond Unicode. */
	if ((len == 3 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))) ||
	    (len == 4 && (c < 0x10000 || c > 0x10ffff)))
		return (0);
	return (len);
}

/* utf8_valid(p, n): whether ${n} bytes are UTF-8; fast for ASCII. */
static inline bool
utf8_valid(const uint8_t *p, size_t n)
{
	size_t i = 0, len;
	uint64_t w;

	while (i < n) {
		if (n - i >= sizeof(w)) {
			memcpy(&w, p + i, sizeof(w));
			if ((w & 0x8080808080808080ULL) == 0) {
				i += sizeof(w);
				continue;
			}
		}
		if ((len = utf8_len(p + i, n - i)) == 0)
			return (false);
		i += len;
	}
	return (true);
}

#endif
