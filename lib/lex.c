/* MySQL's SQL, cut into tokens. */

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lex.h"

void
lex_open(struct lex *l, const char *text, int flags)
{
	l->p = text;
	l->end = text + strlen(text);
	l->flags = flags;
}

static bool
lex_at(const struct lex *l, const char *s)
{
	size_t n = strlen(s);

	return ((size_t)(l->end - l->p) >= n && memcmp(l->p, s, n) == 0);
}

static void
lex_skip_line(struct lex *l)
{
	while (l->p < l->end && *l->p != '\n')
		l->p++;
}

static int
lex_skip_block(struct lex *l, struct buf *why)
{
	const char *end;

	/* MySQL runs what is in these, depending on its version. */
	if (lex_at(l, "/*!") || lex_at(l, "/*M!")) {
		buf_str(why, "a comment that the server executes (/*! ... */)"
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
lex_at_dashes(const struct lex *l)
{
	if (!lex_at(l, "--"))
		return (false);
	return (l->end - l->p == 2 || (unsigned char)l->p[2] <= ' ');
}

static int
lex_skip(struct lex *l, struct buf *why)
{
	for (;;) {
		if (l->p == l->end)
			return (0);
		if (isspace((unsigned char)*l->p))
			l->p++;
		else if (*l->p == '#' || lex_at_dashes(l))
			lex_skip_line(l);
		else if (!lex_at(l, "/*"))
			return (0);
		else if (lex_skip_block(l, why) == -1)
			return (-1);
	}
}

static bool
lex_in_word(char c)
{
	unsigned char u = (unsigned char)c;

	return (u >= 0x80 || isalnum(u) || u == '_' || u == '$');
}

/* Backslashes escape in strings, never in names. */
static bool
lex_escapes(const struct lex *l, char quote)
{
	if (quote == '`' || l->flags & LEX_NO_BACKSLASH)
		return (false);
	return (quote == '\'' || !(l->flags & LEX_ANSI_QUOTES));
}

static int
lex_quoted(struct lex *l, struct tok *tok, struct buf *why)
{
	char quote = *l->p;
	bool escapes = lex_escapes(l, quote);

	tok->kind = quote == '`' ||
	    (quote == '"' && l->flags & LEX_ANSI_QUOTES) ?
	    LEX_NAME : LEX_STRING;
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
lex_next(struct lex *l, struct tok *tok, struct buf *why)
{
	if (lex_skip(l, why) == -1)
		return (-1);
	tok->p = l->p;
	tok->len = 0;
	tok->kind = LEX_END;
	if (l->p == l->end)
		return (0);
	if (strchr("'\"`", *l->p) != NULL)
		return (lex_quoted(l, tok, why));
	if (lex_in_word(*l->p)) {
		tok->kind = LEX_WORD;
		while (l->p < l->end && lex_in_word(*l->p))
			l->p++;
	} else {
		tok->kind = LEX_SIGN;
		l->p++;
	}
	tok->len = (size_t)(l->p - tok->p);
	return (0);
}

bool
lex_is(const struct tok *tok, const char *word)
{
	return (tok->kind == LEX_WORD && tok->len == strlen(word) &&
	    strncasecmp(tok->p, word, tok->len) == 0);
}

bool
lex_sign(const struct tok *tok, char c)
{
	return (tok->kind == LEX_SIGN && *tok->p == c);
}

bool
lex_ident(const struct tok *tok)
{
	return (tok->kind == LEX_WORD || tok->kind == LEX_NAME);
}

static char
lex_escape(char c)
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
lex_text(const struct lex *l, const struct tok *tok)
{
	const char *p = tok->p, *end = tok->p + tok->len;
	char *out = mem_alloc(1, tok->len + 1), *to = out;
	bool escapes;

	if (tok->kind != LEX_NAME && tok->kind != LEX_STRING) {
		memcpy(out, tok->p, tok->len);
		return (out);
	}
	escapes = lex_escapes(l, *p);
	for (p++, end--; p < end; p++) {
		if (escapes && *p == '\\' && end - p > 1)
			*to++ = lex_escape(*++p);
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
lex_flags(const char *sql_mode)
{
	int flags = 0;

	if (strstr(sql_mode, "ANSI_QUOTES") != NULL)
		flags |= LEX_ANSI_QUOTES;
	if (strstr(sql_mode, "NO_BACKSLASH_ESCAPES") != NULL)
		flags |= LEX_NO_BACKSLASH;
	return (flags);
}
