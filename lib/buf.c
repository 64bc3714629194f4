/* A growing byte buffer, and memory that does not fail. */

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "say.h"

void *
mem_alloc(size_t n, size_t size)
{
	void *p = calloc(n == 0 ? 1 : n, size);

	if (p == NULL)
		say_die(X_SYS, "out of memory (%zu items of %zu bytes)", n,
		    size);
	return (p);
}

void *
mem_grow(void *old, size_t n, size_t size)
{
	void *p = reallocarray(old, n == 0 ? 1 : n, size);

	if (p == NULL)
		say_die(X_SYS, "out of memory (%zu items of %zu bytes)", n,
		    size);
	return (p);
}

char *
mem_str(const char *s)
{
	size_t size;
	char *p;

	if (s == NULL)
		return (NULL);
	size = strlen(s) + 1;
	p = mem_alloc(1, size);
	memcpy(p, s, size);
	return (p);
}

char *
mem_fmt(const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&p, fmt, ap);
	va_end(ap);
	if (n == -1)
		say_die(X_SYS, "out of memory");
	return (p);
}

void
buf_grow(struct buf *b, size_t n)
{
	size_t cap = b->cap == 0 ? 256 : b->cap;

	if (n > SIZE_MAX / 4 - b->len)
		say_die(X_SYS, "out of memory (%zu bytes)", n);
	while (cap - b->len < n)
		cap *= 2;
	b->p = mem_grow(b->p, cap, 1);
	b->cap = cap;
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	va_start(ap, fmt);
	vsnprintf(buf_room(b, (size_t)n + 1), (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

const char *
buf_cstr(struct buf *b)
{
	*buf_room(b, 1) = '\0';
	return (b->p);
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	memmove(b->p, b->p + n, b->len - n);
	b->len -= n;
}

void
buf_free(struct buf *b)
{
	free(b->p);
	memset(b, 0, sizeof(*b));
}
