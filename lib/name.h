#ifndef NAME_H
#define NAME_H

#include <stdbool.h>

/*
 * name_table(table, suffix): the name of a table that belongs to the
 * migration of ${table}: "_" ${table} ${suffix}, where ${suffix} is like
 * "_gho".  When that is too long for MySQL, ${table} is cut between two
 * characters and a hash of all of it follows, so that two long names stay
 * different.  free() it.
 */
char *name_table(const char *, const char *);

/*
 * name_after(table, old): a name for the old table that sorts after
 * ${table}, byte by byte: ${old} if that does, else one like it with another
 * first character.  MySQL waits for metadata locks in this order.  free() it;
 * NULL if there is none.
 */
char *name_after(const char *, const char *);

/*
 * name_possible(s): whether MySQL could have anything of this name: its
 * identifiers are UTF-8 of at most three bytes a character.
 */
bool name_possible(const char *);

#endif
