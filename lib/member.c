/* Members of JSON objects, read and written. */

#include <stdlib.h>

#include "member.h"

int
member_text(const json_t *v, enum member_as as, char **to)
{
	if (as == AS_MAYBE && (v == NULL || json_is_null(v)))
		return (0);
	if (!json_is_string(v) || (as == AS_NAME && json_string_length(v) == 0))
		return (-1);
	free(*to);
	*to = mem_str(json_string_value(v));
	return (0);
}

static int
value_number(const json_t *v, uint64_t max, uint64_t *to)
{
	if (!json_is_integer(v) || json_integer_value(v) < 0 ||
	    (uint64_t)json_integer_value(v) > max)
		return (-1);
	*to = (uint64_t)json_integer_value(v);
	return (0);
}

int
member_uint(const json_t *v, unsigned int max, unsigned int *to)
{
	uint64_t n;

	if (value_number(v, max, &n) == -1)
		return (-1);
	*to = (unsigned int)n;
	return (0);
}

int
member_bool(const json_t *v, enum member_as as, bool *to)
{
	if (as == AS_FLAG && v == NULL)
		return (0);
	if (!json_is_boolean(v))
		return (-1);
	*to = json_is_true(v);
	return (0);
}

static int
value_get(const json_t *v, enum member_as as, void *to)
{
	uint64_t n;

	switch (as) {
	case AS_NAME:
	case AS_TEXT:
	case AS_MAYBE:
		return (member_text(v, as, to));
	case AS_BOOL:
	case AS_FLAG:
		return (member_bool(v, as, to));
	case AS_UINT:
		return (member_uint(v, UINT32_MAX, to));
	case AS_ULONG:
		if (value_number(v, UINT32_MAX, &n) == -1)
			return (-1);
		*(unsigned long *)to = (unsigned long)n;
		return (0);
	case AS_U64:
		return (value_number(v, INT64_MAX, to));
	}
	return (-1);
}

int
members_get(const json_t *o, const struct member *m, size_t n, void *to,
    const char *where, struct buf *why)
{
	const json_t *v;
	size_t i;

	for (i = 0; i < n; i++) {
		v = json_object_get(o, m[i].name);
		if (value_get(v, m[i].as, (char *)to + m[i].at) == 0)
			continue;
		buf_fmt(why, "%s\"%s\" %s", where, m[i].name,
		    v == NULL ? "is missing" :
				"has a value that makes no sense");
		return (-1);
	}
	return (0);
}

int
member_list(const json_t *o, const char *name, size_t max, const json_t **out)
{
	*out = json_object_get(o, name);
	return (json_is_array(*out) && json_array_size(*out) <= max ? 0 : -1);
}

int
member_names(const json_t *o, const char *name, size_t max, unsigned int *n,
    char ***to)
{
	const json_t *list;

	if (member_list(o, name, max, &list) == -1)
		return (-1);
	*to = mem_alloc(json_array_size(list), sizeof((*to)[0]));
	for (*n = 0; *n < json_array_size(list); (*n)++) {
		if (member_text(json_array_get(list, *n), AS_TEXT,
			&(*to)[*n]) == -1)
			return (-1);
	}
	return (0);
}

static json_t *
value_text(const char *s)
{
	return (s == NULL ? json_null() : json_string(s));
}

static json_t *
value_put(enum member_as as, const void *from)
{
	switch (as) {
	case AS_NAME:
	case AS_TEXT:
	case AS_MAYBE:
		return (value_text(*(char *const *)from));
	case AS_BOOL:
	case AS_FLAG:
		return (json_boolean(*(const bool *)from));
	case AS_UINT:
		return (json_integer(*(const unsigned int *)from));
	case AS_ULONG:
		return (
		    json_integer((json_int_t) * (const unsigned long *)from));
	case AS_U64:
		return (json_integer((json_int_t) * (const uint64_t *)from));
	}
	return (NULL);
}

int
members_put(json_t *o, const struct member *m, size_t n, const void *from)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (json_object_set_new(o, m[i].name,
			value_put(m[i].as, (const char *)from + m[i].at)) == -1)
			return (-1);
	}
	return (0);
}

int
member_names_put(json_t *o, const char *name, char *const *list, unsigned int n)
{
	json_t *a = json_array();
	unsigned int i;

	if (json_object_set_new(o, name, a) == -1)
		return (-1);
	for (i = 0; i < n; i++) {
		if (json_array_append_new(a, json_string(list[i])) == -1)
			return (-1);
	}
	return (0);
}
