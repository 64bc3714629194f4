#ifndef WORD_H
#define WORD_H

#include <stdbool.h>
#include <stddef.h>

/* Words, names, strings and signs of an SQL statement; comments are not. */
enum word_kind {
	WORD_END,
	WORD_PLAIN, /* not quoted: a keyword or a name */
	WORD_NAME,  /* `quoted`, or "quoted": name or text */
	WORD_TEXT,
	WORD_SIGN,
	WORD_BAD, /* a quote or comment without end */
};

struct words {
	const char *p;
	const char *end;
	bool backslash; /* escapes in text */
};

struct word_token {
	enum word_kind kind;
	const char *p; /* without quotes */
	size_t n;
	char quote; /* may be doubled inside; 0: none */
};

/* word_next(l): the next token. */
struct word_token word_next(struct words *);

/* word_is(t, word): whether it is this keyword (in upper case). */
bool word_is(const struct word_token *, const char *);

/* word_sign(t, c): whether it is this character. */
bool word_sign(const struct word_token *, char);

/* word_name(t, name): whether it is this name, whatever the case. */
bool word_name(const struct word_token *, const char *);

#endif
