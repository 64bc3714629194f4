#ifndef WHEN_H
#define WHEN_H

#include <stddef.h>
#include <stdint.h>

#include "cur.h"

/*
 * Temporal values of row images as text; formats of MySQL's my_time.cc
 * (my_datetime_packed_from_binary() and its sisters).  ${fsp} is the number
 * of digits of the fraction, 0 to 6, which takes (fsp + 1) / 2 bytes.
 *
 * Each takes one value from ${c}, writes it to ${text} (WHEN_TEXT bytes, not
 * terminated) and returns its length, or -1.
 */
enum { WHEN_TEXT = 48 };

int when_date(struct cur *, char *);
int when_time(struct cur *, unsigned int, char *);
int when_datetime(struct cur *, unsigned int, char *);

/* when_timestamp(c, fsp, text): in UTC; 0 is '0000-00-00 00:00:00'. */
int when_timestamp(struct cur *, unsigned int, char *);

#endif
