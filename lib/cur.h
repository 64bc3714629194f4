#ifndef CUR_H
#define CUR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A cursor over bytes that came from outside.  It knows its end: each take
 * returns 0, or -1 and leaves the cursor where it was when there are fewer
 * bytes left than it needs.  Integers are little-endian unless the name
 * says otherwise, as in the MySQL protocol.
 */
struct cur {
	const uint8_t *p;
	const uint8_t *end;
};

static inline size_t
cur_left(const struct cur *c)
{
	return ((size_t)(c->end - c->p));
}

/* cur_bytes(c, n, out): ${out} points at the next ${n} bytes. */
static inline int
cur_bytes(struct cur *c, uint64_t n, const uint8_t **out)
{
	if (n > cur_left(c))
		return (-1);
	*out = c->p;
	c->p += n;
	return (0);
}

/* cur_sub(c, n, sub): ${sub} is a cursor over the next ${n} bytes. */
static inline int
cur_sub(struct cur *c, uint64_t n, struct cur *sub)
{
	if (n > cur_left(c))
		return (-1);
	sub->p = c->p;
	sub->end = c->p + n;
	c->p += n;
	return (0);
}

static inline int
cur_skip(struct cur *c, uint64_t n)
{
	const uint8_t *unused;

	return (cur_bytes(c, n, &unused));
}

/* cur_le(c, n, v): an unsigned integer of ${n} <= 8 bytes, little-endian. */
static inline int
cur_le(struct cur *c, unsigned int n, uint64_t *v)
{
	const uint8_t *p;
	unsigned int i;

	if (cur_bytes(c, n, &p) == -1)
		return (-1);
	*v = 0;
	for (i = n; i-- > 0;)
		*v = *v << 8 | p[i];
	return (0);
}

/* cur_be(c, n, v): the same, big-endian. */
static inline int
cur_be(struct cur *c, unsigned int n, uint64_t *v)
{
	const uint8_t *p;
	unsigned int i;

	if (cur_bytes(c, n, &p) == -1)
		return (-1);
	*v = 0;
	for (i = 0; i < n; i++)
		*v = *v << 8 | p[i];
	return (0);
}

static inline int
cur_u8(struct cur *c, uint8_t *v)
{
	if (c->p == c->end)
		return (-1);
	*v = *c->p++;
	return (0);
}

static inline int
cur_u16(struct cur *c, uint16_t *v)
{
	uint64_t w;

	if (cur_le(c, 2, &w) == -1)
		return (-1);
	*v = (uint16_t)w;
	return (0);
}

static inline int
cur_u32(struct cur *c, uint32_t *v)
{
	uint64_t w;

	if (cur_le(c, 4, &w) == -1)
		return (-1);
	*v = (uint32_t)w;
	return (0);
}

static inline int
cur_u64(struct cur *c, uint64_t *v)
{
	return (cur_le(c, 8, v));
}

#endif
