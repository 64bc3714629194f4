#ifndef TOK_H
#define TOK_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/*
 * MySQL's SQL, cut into tokens: what is a word, a quoted name, a string or
 * a sign, with comments left out.  Bytes above 127 belong to words.
 */

/* How text is cut; the first two are parts of sql_mode. */
enum {
	TOK_ANSI_QUOTES = 1,  /* "x" is a name */
	TOK_NO_BACKSLASH = 2, /* NO_BACKSLASH_ESCAPES */
	TOK_VERSIONED = 4,    /* what stands in a comment that the server
			       * executes is text like any other */
};

enum tok_kind {
	TOK_END,
	TOK_WORD, /* letters, digits, $, _: also numbers */
	TOK_NAME, /* a quoted identifier */
	TOK_STRING,
	TOK_SIGN, /* one other byte */
};

struct token {
	enum tok_kind kind;
	const char *p; /* with its quotes */
	size_t len;
};

struct toks {
	const char *p;
	const char *end;
	int flags;
};

/*
 * tok_open(l, text, len, flags): to read ${len} bytes of ${text}, which may
 * be any; zeros are blanks.
 */
void tok_open(struct toks *, const char *, size_t, int);

/*
 * tok_next(l, tok, why): the next token; TOK_END for ever at the end.
 * Returns 0, or -1 and the reason in ${why}: a quote or a comment without
 * an end, or, without TOK_VERSIONED, a comment that the server would execute.
 */
int tok_next(struct toks *, struct token *, struct buf *);

/* tok_is(tok, word): an unquoted ${word}, in whatever case. */
bool tok_is(const struct token *, const char *);

/* tok_sign(tok, c): the sign ${c}. */
bool tok_sign(const struct token *, char);

/* tok_ident(tok): whether it can be an identifier. */
bool tok_ident(const struct token *);

/* tok_named(tok, name): an identifier that is ${name}, in whatever case. */
bool tok_named(const struct token *, const char *);

/* tok_text(l, tok): the token's text without its quotes.  free() it. */
char *tok_text(const struct toks *, const struct token *);

/* tok_flags(sql_mode): the TOK_* flags in a list of modes. */
int tok_flags(const char *);

#endif
