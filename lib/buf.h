#ifndef BUF_H
#define BUF_H

#include <stddef.h>
#include <string.h>

/*
 * A growing byte buffer, and memory that does not fail: when there is none
 * left the program says so and exits with X_SYS, since no tool can go on
 * and every tool may be killed at any time.
 */
struct buf {
	char *p;
	size_t len;
	size_t cap;
};

/* mem_alloc(n, size): ${n} zeroed items of ${size} bytes.  free() it. */
void *mem_alloc(size_t, size_t);

/* mem_grow(p, n, size): realloc to ${n} items of ${size} bytes. */
void *mem_grow(void *, size_t, size_t);

/* mem_str(s): a copy of the string ${s}; NULL gives NULL.  free() it. */
char *mem_str(const char *);

/* mem_fmt(fmt, ...): a formatted string.  free() it. */
char *mem_fmt(const char *, ...) __attribute__((format(printf, 1, 2)));

/* buf_grow(b, n): makes it larger, so that ${n} more bytes fit. */
void buf_grow(struct buf *, size_t);

/* buf_room(b, n): makes sure that ${n} more bytes fit; returns the end. */
static inline char *
buf_room(struct buf *b, size_t n)
{
	if (b->p == NULL || b->cap - b->len < n)
		buf_grow(b, n);
	return (b->p + b->len);
}

/* Inline, as every byte of a stream goes through them. */
static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	memcpy(buf_room(b, n), p, n);
	b->len += n;
}

static inline void
buf_chr(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->len++;
}

void buf_str(struct buf *, const char *);
void buf_fmt(struct buf *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* buf_cstr(b): the content as a C string, valid until ${b} changes. */
const char *buf_cstr(struct buf *);

/* buf_drop(b, n): removes the first ${n} bytes. */
void buf_drop(struct buf *, size_t);

/* buf_free(b): frees the content; ${b} is empty and usable again. */
void buf_free(struct buf *);

#endif
