#ifndef MEMBER_H
#define MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "buf.h"

/*
 * Members of JSON objects as fields of a struct: listed once, read and
 * written by the same list.  The reader believes nothing.
 *
 * Readers return 0, or -1 when the value is not of that kind.  A string that
 * is read is the caller's, and takes the place of the one that was there.
 * Writers return -1 when a string is not UTF-8: so jansson's setters say it
 * that are given NULL.
 */

enum member_as {
	AS_NAME,  /* a string that is not empty */
	AS_TEXT,  /* a string */
	AS_MAYBE, /* a string, or null */
	AS_BOOL,
	AS_FLAG, /* a boolean; missing, as in plans of before, is false */
	AS_UINT,
	AS_ULONG,
	AS_U64,
};

struct member {
	const char *name;
	enum member_as as;
	size_t at; /* offsetof(3) of the field */
};

/*
 * members_get(o, m, n, to, where, why): the fields of the struct at ${to}.  On
 * failure ${why} says which member is missing or makes no sense, after the
 * words ${where}.
 */
int members_get(const json_t *, const struct member *, size_t, void *,
    const char *, struct buf *);

/* members_put(o, m, n, from): the same the other way round. */
int members_put(json_t *, const struct member *, size_t, const void *);

/* One value: a string (AS_NAME, AS_TEXT or AS_MAYBE), a number up to ${max}. */
int member_text(const json_t *, enum member_as, char **);
int member_uint(const json_t *, unsigned int, unsigned int *);
int member_bool(const json_t *, enum member_as, bool *);

/* member_list(o, name, max, out): an array of at most ${max} items. */
int member_list(const json_t *, const char *, size_t, const json_t **);

/* The same, of strings; and written. */
int member_names(const json_t *, const char *, size_t, unsigned int *,
    char ***);
int member_names_put(json_t *, const char *, char *const *, unsigned int);

#endif
