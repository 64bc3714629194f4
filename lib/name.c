/* Names of the tables that a migration makes. */

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "name.h"
#include "utf8.h"

enum {
	NAME_CHARS = 64, /* MySQL's limit for identifiers */
	/*
	 * The file's name is limited, too: 255 bytes with ".ibd", where
	 * MySQL writes most characters as "@" and four digits.
	 */
	NAME_FILE = 250,
	NAME_HASH = 9, /* "_" and eight digits */
};

/* FNV-1a. */
static uint32_t
name_hash(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return (h);
}

static bool
name_inside(char c)
{
	return (((unsigned char)c & 0xc0) == 0x80);
}

/* name_fit(s, chars, bytes): how much of ${s} fits, in whole characters. */
static size_t
name_fit(const char *s, size_t chars, size_t bytes)
{
	size_t i = 0, next, cost;

	while (s[i] != '\0' && chars > 0) {
		for (next = i + 1; name_inside(s[next]);)
			next++;
		cost = isalnum((unsigned char)s[i]) || s[i] == '_' ? 1 : 5;
		if (cost > bytes)
			break;
		bytes -= cost;
		chars--;
		i = next;
	}
	return (i);
}

char *
name_table(const char *table, const char *suffix)
{
	size_t chars = NAME_CHARS - 1 - strlen(suffix);
	size_t bytes = NAME_FILE - 1 - strlen(suffix), fit;

	fit = name_fit(table, chars, bytes);
	if (table[fit] == '\0')
		return (mem_fmt("_%s%s", table, suffix));
	fit = name_fit(table, chars - NAME_HASH, bytes - NAME_HASH);
	return (
	    mem_fmt("_%.*s_%08x%s", (int)fit, table, name_hash(table), suffix));
}

char *
name_after(const char *table, const char *old)
{
	/* The second is the last of ASCII, the third almost at the end of the BMP. */
	static const char *const first[] = {"_", "~", "\xef\xbf\xae"};
	size_t i;
	char *name;

	for (i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		name = mem_fmt("%s%s", first[i], *old == '_' ? old + 1 : old);
		if (strcmp(name, table) > 0)
			return (name);
		free(name);
	}
	return (NULL);
}

bool
name_possible(const char *s)
{
	if (!utf8_valid((const uint8_t *)s, strlen(s)))
		return (false);
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s >= 0xf0)
			return (false);
	}
	return (true);
}
