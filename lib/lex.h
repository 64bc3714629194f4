#ifndef LEX_H
#define LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/*
 * MySQL's SQL, cut into tokens: what is a word, a quoted name, a string or
 * a sign, with comments left out.  Bytes above 127 belong to words.
 */

/* The parts of sql_mode that change how text is cut. */
enum {
	LEX_ANSI_QUOTES = 1,		/* "x" is a name */
	LEX_NO_BACKSLASH = 2,		/* NO_BACKSLASH_ESCAPES */
};

enum lex_kind {
	LEX_END,
	LEX_WORD,		/* letters, digits, $, _: also numbers */
	LEX_NAME,		/* a quoted identifier */
	LEX_STRING,
	LEX_SIGN,		/* one other byte */
};

struct tok {
	enum lex_kind	 kind;
	const char	*p;		/* with its quotes */
	size_t		 len;
};

struct lex {
	const char	*p;
	const char	*end;
	int		 flags;
};

void	lex_open(struct lex *, const char *, int);

/*
 * lex_next(l, tok, why): the next token; LEX_END for ever at the end.
 * Returns 0, or -1 and the reason in ${why}: a quote or a comment without
 * an end, or a comment that the server would execute.
 */
int	lex_next(struct lex *, struct tok *, struct buf *);

/* lex_is(tok, word): an unquoted ${word}, in whatever case. */
bool	lex_is(const struct tok *, const char *);

/* lex_sign(tok, c): the sign ${c}. */
bool	lex_sign(const struct tok *, char);

/* lex_ident(tok): whether it can be an identifier. */
bool	lex_ident(const struct tok *);

/* lex_text(l, tok): the token's text without its quotes.  free() it. */
char	*lex_text(const struct lex *, const struct tok *);

/* lex_flags(sql_mode): the LEX_* flags in a list of modes. */
int	lex_flags(const char *);

#endif
