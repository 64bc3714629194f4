/* Cuts an SQL statement into tokens, as sql/sql_lex.cc does. */

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "word.h"

static bool
word_char(char c)
{
	return (isalnum((unsigned char)c) || c == '_' || c == '$' ||
	    (c & 0x80) != 0);
}

static bool
word_at(const struct words *l, const char *s)
{
	size_t n = strlen(s);

	return ((size_t)(l->end - l->p) >= n && memcmp(l->p, s, n) == 0);
}

static void
word_line(struct words *l)
{
	while (l->p < l->end && *l->p != '\n')
		l->p++;
}

/*
 * What stands in a versioned comment may have run: its content counts, and
 * its end is passed over.
 */
static int
word_comment(struct words *l)
{
	if (word_at(l, "/*!") || word_at(l, "/*M!")) {
		l->p += l->p[2] == '!' ? 3 : 4;
		while (l->p < l->end && isdigit((unsigned char)*l->p))
			l->p++;
		return (0);
	}
	for (l->p += 2; l->p < l->end; l->p++) {
		if (word_at(l, "*/")) {
			l->p += 2;
			return (0);
		}
	}
	return (-1);
}

/* Passes over blanks and comments; -1 if one does not end. */
static int
word_blank(struct words *l)
{
	for (;;) {
		if (l->p == l->end)
			return (0);
		if (isspace((unsigned char)*l->p) || *l->p == '\0')
			l->p++;
		else if (word_at(l, "*/"))
			l->p += 2;
		else if (*l->p == '#')
			word_line(l);
		else if (word_at(l, "--") &&
		    (l->p + 2 == l->end || isspace((unsigned char)l->p[2]) ||
			iscntrl((unsigned char)l->p[2])))
			word_line(l);
		else if (word_at(l, "/*")) {
			if (word_comment(l) == -1)
				return (-1);
		} else
			return (0);
	}
}

static struct word_token
word_quoted(struct words *l)
{
	char q = *l->p++;
	struct word_token t = {q == '\'' ? WORD_TEXT : WORD_NAME, l->p, 0, q};

	for (; l->p < l->end; l->p++) {
		if (*l->p == '\\' && l->backslash && q != '`') {
			l->p++;
			if (l->p == l->end)
				break;
			continue;
		}
		if (*l->p != q)
			continue;
		if (l->p + 1 < l->end && l->p[1] == q) {
			l->p++;
			continue;
		}
		t.n = (size_t)(l->p++ - t.p);
		return (t);
	}
	t.kind = WORD_BAD;
	return (t);
}

struct word_token
word_next(struct words *l)
{
	struct word_token t = {WORD_END, l->p, 0, 0};

	if (word_blank(l) == -1) {
		t.kind = WORD_BAD;
		return (t);
	}
	t.p = l->p;
	if (l->p == l->end)
		return (t);
	if (*l->p == '\'' || *l->p == '"' || *l->p == '`')
		return (word_quoted(l));
	if (!word_char(*l->p)) {
		t.kind = WORD_SIGN;
		t.n = 1;
		l->p++;
		return (t);
	}
	t.kind = WORD_PLAIN;
	while (l->p < l->end && word_char(*l->p))
		l->p++;
	t.n = (size_t)(l->p - t.p);
	return (t);
}

bool
word_is(const struct word_token *t, const char *word)
{
	return (t->kind == WORD_PLAIN && t->n == strlen(word) &&
	    strncasecmp(t->p, word, t->n) == 0);
}

bool
word_sign(const struct word_token *t, char c)
{
	return (t->kind == WORD_SIGN && *t->p == c);
}

bool
word_name(const struct word_token *t, const char *name)
{
	size_t i;

	if (t->kind != WORD_PLAIN && t->kind != WORD_NAME)
		return (false);
	for (i = 0; i < t->n; i++, name++) {
		if (*name == '\0' ||
		    tolower((unsigned char)t->p[i]) !=
			tolower((unsigned char)*name))
			return (false);
		if (t->quote != 0 && t->p[i] == t->quote)
			i++;
	}
	return (*name == '\0');
}
