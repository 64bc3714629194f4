#ifndef DEC_H
#define DEC_H

#include <stddef.h>

#include "cur.h"

/*
 * DECIMAL(p, s) in MySQL's binary form (strings/decimal.cc, bin2decimal):
 * groups of nine digits in four bytes each, big-endian, the odd digits of
 * the integer part first and those of the fraction last; the sign is the
 * inverted first bit, and all bytes of a negative number are inverted.
 */
enum {
	DEC_TEXT = 85, /* sign, 0, point, 81 digits, NUL */
};

/* dec_size(p, s): how many bytes it takes, or 0 if ${p}, ${s} are wrong. */
size_t dec_size(unsigned int, unsigned int);

/*
 * dec_text(c, p, s, text): takes one from ${c} and writes it to ${text}
 * (DEC_TEXT bytes) as MySQL prints it.  Returns the length, or -1.
 */
int dec_text(struct cur *, unsigned int, unsigned int, char *);

#endif
