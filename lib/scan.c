/* Finds where a msgpack value ends, without trusting it. */

#include <stdint.h>

#include "cur.h"
#include "rec.h"
#include "scan.h"

enum { SCAN_MAX_ITEMS = 65536 };

/* What a value's first byte says of it: msgpack specification, "Formats". */
struct scan_item {
	unsigned int head; /* bytes of length that follow */
	uint64_t bytes;	   /* of content, without a length */
	uint64_t items;	   /* of an array */
	int array;
};

static int
scan_fixed(uint8_t b, struct scan_item *it)
{
	if (b < 0x80 || b >= 0xe0) /* small integers */
		return (0);
	if (b >= 0xa0 && b < 0xc0) {
		it->bytes = b & 0x1f;
		return (0);
	}
	if (b >= 0x90 && b < 0xa0) {
		it->array = 1;
		it->items = b & 0x0f;
		return (0);
	}
	return (-1); /* a small map */
}

static int
scan_first(uint8_t b, struct scan_item *it)
{
	static const struct {
		uint8_t head, bytes, array;
	} form[] = {
	    [0xc0 - 0xc0] = {0, 0, 0}, /* nil */
	    [0xc4 - 0xc0] = {1, 0, 0}, /* bin 8, 16, 32 */
	    [0xc5 - 0xc0] = {2, 0, 0},
	    [0xc6 - 0xc0] = {4, 0, 0},
	    [0xca - 0xc0] = {0, 4, 0}, /* float 32, 64 */
	    [0xcb - 0xc0] = {0, 8, 0},
	    [0xcc - 0xc0] = {0, 1, 0}, /* uint 8 to 64 */
	    [0xcd - 0xc0] = {0, 2, 0},
	    [0xce - 0xc0] = {0, 4, 0},
	    [0xcf - 0xc0] = {0, 8, 0},
	    [0xd0 - 0xc0] = {0, 1, 0}, /* int 8 to 64 */
	    [0xd1 - 0xc0] = {0, 2, 0},
	    [0xd2 - 0xc0] = {0, 4, 0},
	    [0xd3 - 0xc0] = {0, 8, 0},
	    [0xd9 - 0xc0] = {1, 0, 0}, /* str 8, 16, 32 */
	    [0xda - 0xc0] = {2, 0, 0},
	    [0xdb - 0xc0] = {4, 0, 0},
	    [0xdc - 0xc0] = {2, 0, 1}, /* array 16, 32 */
	    [0xdd - 0xc0] = {4, 0, 1},
	};

	if (b < 0xc0 || b >= 0xe0)
		return (scan_fixed(b, it));
	/* booleans are in no record, nor extensions, nor maps */
	if (b == 0xc1 || b == 0xc2 || b == 0xc3 || (b >= 0xc7 && b <= 0xc9) ||
	    (b >= 0xd4 && b <= 0xd8) || b >= 0xde)
		return (-1);
	it->head = form[b - 0xc0].head;
	it->bytes = form[b - 0xc0].bytes;
	it->array = form[b - 0xc0].array;
	return (0);
}

/* scan_item(c, it): 1 when its head is whole, 0 when not, -1 if refused. */
static int
scan_item(struct cur *c, struct scan_item *it)
{
	struct cur at = *c;
	uint64_t n;
	uint8_t b;

	memset(it, 0, sizeof(*it));
	if (cur_u8(&at, &b) == -1)
		return (0);
	if (scan_first(b, it) == -1)
		return (-1);
	if (it->head > 0) {
		if (cur_be(&at, it->head, &n) == -1)
			return (0);
		if (it->array)
			it->items = n;
		else
			it->bytes = n;
	}
	if (it->items > SCAN_MAX_ITEMS || it->bytes > REC_MAX_BYTES)
		return (-1);
	*c = at;
	return (1);
}

long
scan_record(const unsigned char *p, size_t len, size_t *need)
{
	uint64_t left[REC_MAX_DEPTH + 1];
	struct cur c = {p, p + len};
	struct scan_item it;
	int depth = 0, rc;

	left[0] = 1;
	for (;;) {
		while (left[depth] == 0) {
			if (depth-- == 0)
				return (c.p - p);
		}
		left[depth]--;
		rc = scan_item(&c, &it);
		*need = (size_t)(c.p - p) + 1 + it.head;
		if (rc != 1)
			return (rc);
		*need = (size_t)(c.p - p) + it.bytes;
		if (*need > REC_MAX_BYTES)
			return (-1);
		if (cur_skip(&c, it.bytes) == -1)
			return (0);
		if (!it.array)
			continue;
		if (++depth > REC_MAX_DEPTH)
			return (-1);
		left[depth] = it.items;
	}
}
