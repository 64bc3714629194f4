/* MySQL's SQL, cut into tokens. */

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "tok.h"

void
tok_open(struct toks *l, const char *text, size_t len, int flags)
{
	l->p = text;
	l->end = text + len;
	l->flags = flags;
}

static bool
tok_at(const struct toks *l, const char *s)
{
	size_t n = strlen(s);

	return ((size_t)(l->end - l->p) >= n && memcmp(l->p, s, n) == 0);
}

static void
tok_skip_line(struct toks *l)
{
	while (l->p < l->end && *l->p != '\n')
		l->p++;
}

/* MySQL runs what is in these, depending on its version. */
static bool
tok_at_versioned(const struct toks *l)
{
	return (tok_at(l, "/*!") || tok_at(l, "/*M!"));
}

static int
tok_skip_block(struct toks *l, struct buf *why)
{
	const char *end;

	if (tok_at_versioned(l) && l->flags & TOK_VERSIONED) {
		l->p += l->p[2] == '!' ? 3 : 4;
		while (l->p < l->end && isdigit((unsigned char)*l->p))
			l->p++;
		return (0);
	}
	if (tok_at_versioned(l)) {
		buf_str(why,
		    "a comment that the server executes (/*! ... */)"
		    " is not understood, write its content plainly");
		return (-1);
	}
	end = memmem(l->p + 2, (size_t)(l->end - l->p - 2), "*/", 2);
	if (end == NULL) {
		buf_str(why, "a comment (/*) has no end");
		return (-1);
	}
	l->p = end + 2;
	return (0);
}

/* MySQL takes "--" for a comment only before space or control characters. */
static bool
tok_at_dashes(const struct toks *l)
{
	if (!tok_at(l, "--"))
		return (false);
	return (l->end - l->p == 2 || isspace((unsigned char)l->p[2]) ||
	    iscntrl((unsigned char)l->p[2]));
}

static int
tok_skip(struct toks *l, struct buf *why)
{
	for (;;) {
		if (l->p == l->end)
			return (0);
		if (isspace((unsigned char)*l->p) || *l->p == '\0')
			l->p++;
		else if (l->flags & TOK_VERSIONED && tok_at(l, "*/"))
			l->p += 2;
		else if (*l->p == '#' || tok_at_dashes(l))
			tok_skip_line(l);
		else if (!tok_at(l, "/*"))
			return (0);
		else if (tok_skip_block(l, why) == -1)
			return (-1);
	}
}

static bool
tok_in_word(char c)
{
	unsigned char u = (unsigned char)c;

	return (u >= 0x80 || isalnum(u) || u == '_' || u == '$');
}

/* Backslashes escape in strings, never in names. */
static bool
tok_escapes(const struct toks *l, char quote)
{
	if (quote == '`' || l->flags & TOK_NO_BACKSLASH)
		return (false);
	return (quote == '\'' || !(l->flags & TOK_ANSI_QUOTES));
}

static int
tok_quoted(struct toks *l, struct token *tok, struct buf *why)
{
	char quote = *l->p;
	bool escapes = tok_escapes(l, quote);

	tok->kind =
	    quote == '`' || (quote == '"' && l->flags & TOK_ANSI_QUOTES) ?
	    TOK_NAME :
	    TOK_STRING;
	for (l->p++; l->p < l->end; l->p++) {
		if (escapes && *l->p == '\\' && l->end - l->p > 1)
			l->p++;
		else if (*l->p != quote)
			continue;
		else if (l->end - l->p > 1 && l->p[1] == quote)
			l->p++;
		else {
			l->p++;
			tok->len = (size_t)(l->p - tok->p);
			return (0);
		}
	}
	buf_fmt(why, "a quote (%c) has no end", quote);
	return (-1);
}

int
tok_next(struct toks *l, struct token *tok, struct buf *why)
{
	if (tok_skip(l, why) == -1)
		return (-1);
	tok->p = l->p;
	tok->len = 0;
	tok->kind = TOK_END;
	if (l->p == l->end)
		return (0);
	if (strchr("'\"`", *l->p) != NULL)
		return (tok_quoted(l, tok, why));
	if (tok_in_word(*l->p)) {
		tok->kind = TOK_WORD;
		while (l->p < l->end && tok_in_word(*l->p))
			l->p++;
	} else {
		tok->kind = TOK_SIGN;
		l->p++;
	}
	tok->len = (size_t)(l->p - tok->p);
	return (0);
}

bool
tok_is(const struct token *tok, const char *word)
{
	return (tok->kind == TOK_WORD && tok->len == strlen(word) &&
	    strncasecmp(tok->p, word, tok->len) == 0);
}

bool
tok_sign(const struct token *tok, char c)
{
	return (tok->kind == TOK_SIGN && *tok->p == c);
}

bool
tok_ident(const struct token *tok)
{
	return (tok->kind == TOK_WORD || tok->kind == TOK_NAME);
}

bool
tok_named(const struct token *tok, const char *name)
{
	const char *p = tok->p, *end = tok->p + tok->len;

	if (!tok_ident(tok))
		return (false);
	if (tok->kind == TOK_NAME) {
		p++;
		end--;
	}
	for (; p < end; p++, name++) {
		if (*name == '\0' ||
		    tolower((unsigned char)*p) != tolower((unsigned char)*name))
			return (false);
		/* A doubled quote stands for one. */
		if (tok->kind == TOK_NAME && *p == *tok->p)
			p++;
	}
	return (*name == '\0');
}

static char
tok_escape(char c)
{
	switch (c) {
	case 'n':
		return ('\n');
	case 'r':
		return ('\r');
	case 't':
		return ('\t');
	case 'b':
		return ('\b');
	case 'Z':
		return (26);
	}
	return (c);
}

char *
tok_text(const struct toks *l, const struct token *tok)
{
	const char *p = tok->p, *end = tok->p + tok->len;
	char *out = mem_alloc(1, tok->len + 1), *to = out;
	bool escapes;

	if (tok->kind != TOK_NAME && tok->kind != TOK_STRING) {
		memcpy(out, tok->p, tok->len);
		return (out);
	}
	escapes = tok_escapes(l, *p);
	for (p++, end--; p < end; p++) {
		if (escapes && *p == '\\' && end - p > 1)
			*to++ = tok_escape(*++p);
		else {
			/* A doubled quote stands for one. */
			if (*p == *tok->p)
				p++;
			*to++ = *p;
		}
	}
	*to = '\0';
	return (out);
}

int
tok_flags(const char *sql_mode)
{
	int flags = 0;

	if (strstr(sql_mode, "ANSI_QUOTES") != NULL)
		flags |= TOK_ANSI_QUOTES;
	if (strstr(sql_mode, "NO_BACKSLASH_ESCAPES") != NULL)
		flags |= TOK_NO_BACKSLASH;
	return (flags);
}
