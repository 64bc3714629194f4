/* Positions in a binary log. */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coord.h"

int
coord_file(struct coord *c, const char *name, size_t len, uint64_t pos)
{
	/* Some servers send the name with the NUL. */
	len = strnlen(name, len);
	if (len == 0 || len >= sizeof(c->file))
		return (-1);
	memcpy(c->file, name, len);
	c->file[len] = '\0';
	c->pos = pos;
	return (0);
}

int
coord_parse(struct coord *c, const char *text)
{
	const char *colon = strrchr(text, ':');
	char *end;
	unsigned long long pos;

	if (colon == NULL || !isdigit((unsigned char)colon[1]))
		return (-1);
	errno = 0;
	pos = strtoull(colon + 1, &end, 10);
	if (errno != 0 || *end != '\0')
		return (-1);
	return (coord_file(c, text, (size_t)(colon - text), pos));
}

char *
coord_text(const struct coord *c, char *text)
{
	snprintf(text, COORD_TEXT, "%s:%" PRIu64, c->file, c->pos);
	return (text);
}

/* The digits at the end of a name, without leading zeros. */
static const char *
coord_number(const char *file)
{
	const char *p = file + strlen(file);

	while (p > file && isdigit((unsigned char)p[-1]))
		p--;
	while (*p == '0')
		p++;
	return (p);
}

int
coord_order(const struct coord *a, const struct coord *b)
{
	const char *x = coord_number(a->file), *y = coord_number(b->file);
	size_t n = strlen(x), m = strlen(y);
	int c;

	if (n != m)
		return (n < m ? -1 : 1);
	if ((c = strcmp(x, y)) != 0)
		return (c);
	return ((a->pos > b->pos) - (a->pos < b->pos));
}
