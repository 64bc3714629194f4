#ifndef WINDOW_H
#define WINDOW_H

#include <stdbool.h>

#include "buf.h"

/*
 * Times of the week: a list with commas of [DAY[-DAY]@]HH:MM-HH:MM, as in
 * "Mon-Fri@22:00-05:00,Sat-Sun@20:00-08:00".  Days are those on which it
 * begins, in English, three letters; without any it is every day.  An end that
 * is not after the beginning is on the next day.
 */

/*
 * window_check(text, why): 0, or -1 with the reason appended to ${why}.  The
 * empty text is any time.
 */
int window_check(const char *, struct buf *);

/*
 * window_open(text, day, minute): whether it is in one of them.  ${day} 0 is
 * Monday, as with MySQL's WEEKDAY(); ${minute} is of the day.
 */
bool window_open(const char *, unsigned int, unsigned int);

/* window_day(day): "Mon". */
const char *window_day(unsigned int);

#endif
