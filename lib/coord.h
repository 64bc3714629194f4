#ifndef COORD_H
#define COORD_H

#include <stddef.h>
#include <stdint.h>

/* A position in a binary log: "FILE:POS". */
enum {
	COORD_NAME = 512, /* FN_REFLEN, with the NUL */
	COORD_TEXT = COORD_NAME + 24,
};

struct coord {
	char file[COORD_NAME]; /* "": none */
	uint64_t pos;
};

/* coord_parse(c, text): 0, or -1 if ${text} is not FILE:POS. */
int coord_parse(struct coord *, const char *);

/* coord_file(c, name, len, pos): sets both; -1 if the name is too long. */
int coord_file(struct coord *, const char *, size_t, uint64_t);

/* coord_text(c, text): writes COORD_TEXT bytes at most; returns text. */
char *coord_text(const struct coord *, char *);

/*
 * coord_order(a, b): below, equal to or above 0 as ${a} is before, at or
 * after ${b}.  Files go by the number at their end: 999999, 1000000.
 */
int coord_order(const struct coord *, const struct coord *);

#endif
