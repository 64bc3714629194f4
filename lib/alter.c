/* Reads the clauses of ALTER TABLE, as far as they matter for a copy. */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "alter.h"
#include "tok.h"

/* The text, with one token looked at. */
struct reader {
	struct toks toks;
	struct token tok;
	const char *stop; /* where a last ';' stood */
	struct alter *a;
	struct buf *why;
};

static int
no(struct reader *r, const char *what)
{
	buf_str(r->why, what);
	return (-1);
}

/* A ';' may end the text; it must not begin another statement. */
static int
read_stop(struct reader *r)
{
	r->stop = r->tok.p;
	if (tok_next(&r->toks, &r->tok, r->why) == -1)
		return (-1);
	if (r->tok.kind != TOK_END)
		return (no(r,
		    "there is text after ';', only one statement "
		    "can be run"));
	return (0);
}

static int
next(struct reader *r)
{
	if (tok_next(&r->toks, &r->tok, r->why) == -1)
		return (-1);
	return (tok_sign(&r->tok, ';') ? read_stop(r) : 0);
}

/* take(r, word): goes past ${word} if it is there: 1, 0, or -1. */
static int
take(struct reader *r, const char *word)
{
	if (!tok_is(&r->tok, word))
		return (0);
	return (next(r) == -1 ? -1 : 1);
}

static int
read_name(struct reader *r, char **to)
{
	if (!tok_ident(&r->tok)) {
		buf_fmt(r->why, "a name is expected at \"%.40s\"", r->tok.p);
		return (-1);
	}
	*to = tok_text(&r->toks, &r->tok);
	return (next(r));
}

static bool
is_one_of(const struct token *tok, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (tok_is(tok, *words))
			return (true);
	}
	return (false);
}

/* All of these are reserved: no unquoted column has such a name. */
static bool
is_no_column(const struct token *tok)
{
	static const char *const words[] = {"CHECK", "CONSTRAINT", "FOREIGN",
	    "FULLTEXT", "INDEX", "KEY", "PARTITION", "PRIMARY", "SPATIAL",
	    "UNIQUE", NULL};

	return (is_one_of(tok, words));
}

/* The table option, not the attribute of a column. */
static int
read_auto_increment(struct reader *r)
{
	if (next(r) == -1)
		return (-1);
	if (tok_sign(&r->tok, '=') ||
	    (r->tok.kind == TOK_WORD && isdigit((unsigned char)*r->tok.p)))
		r->a->auto_increment = true;
	return (0);
}

/* read_rest(r, open): up to the ',' or, in a list, the ')' of this level. */
static int
read_rest(struct reader *r, bool list)
{
	int depth = 0;

	for (;;) {
		if (r->tok.kind == TOK_END) {
			if (depth > 0 || list)
				return (no(r, "a parenthesis has no end"));
			return (0);
		}
		if (depth == 0 && tok_sign(&r->tok, ','))
			return (0);
		if (depth == 0 && !list && tok_is(&r->tok, "AUTO_INCREMENT")) {
			if (read_auto_increment(r) == -1)
				return (-1);
			continue;
		}
		if (tok_sign(&r->tok, '('))
			depth++;
		if (tok_sign(&r->tok, ')') && depth-- == 0)
			return (list ? 0 : no(r, "there is a ')' too many"));
		if (next(r) == -1)
			return (-1);
	}
}

/* Clauses about partitions have commas of their own and come alone. */
static int
read_all(struct reader *r)
{
	while (r->tok.kind != TOK_END) {
		if (read_rest(r, false) == -1)
			return (-1);
		if (tok_sign(&r->tok, ',') && next(r) == -1)
			return (-1);
	}
	return (0);
}

/* ---- One function per clause ---- */

static char **
grow_names(char ***list, unsigned int *n)
{
	*list = mem_grow(*list, *n + 1, sizeof((*list)[0]));
	(*list)[*n] = NULL;
	return (&(*list)[(*n)++]);
}

static struct alter_pair *
grow_pairs(struct alter *a)
{
	a->pair = mem_grow(a->pair, a->npair + 1, sizeof(a->pair[0]));
	memset(&a->pair[a->npair], 0, sizeof(a->pair[0]));
	return (&a->pair[a->npair++]);
}

static int
read_added(struct reader *r)
{
	return (read_name(r, grow_names(&r->a->add, &r->a->nadd)));
}

static int
read_add_list(struct reader *r)
{
	do {
		if (next(r) == -1)
			return (-1);
		if (!is_no_column(&r->tok) && read_added(r) == -1)
			return (-1);
		if (read_rest(r, true) == -1)
			return (-1);
	} while (tok_sign(&r->tok, ','));
	return (next(r));
}

static int
read_add(struct reader *r)
{
	int column = take(r, "COLUMN");

	if (column == -1)
		return (-1);
	if (tok_sign(&r->tok, '('))
		return (read_add_list(r));
	if (!column && tok_is(&r->tok, "PARTITION"))
		return (read_all(r));
	if (!column && is_no_column(&r->tok))
		return (0);
	return (read_added(r));
}

static int
read_drop(struct reader *r)
{
	int column = take(r, "COLUMN");

	if (column == -1)
		return (-1);
	if (!column && tok_is(&r->tok, "PARTITION"))
		return (no(r,
		    "DROP PARTITION drops rows, which a ghost table "
		    "cannot do for the original"));
	if (!column && tok_is(&r->tok, "FOREIGN"))
		return (no(r, ALTER_NO_FOREIGN));
	if (!column && tok_is(&r->tok, "CONSTRAINT"))
		return (next(r) == -1 ?
			-1 :
			read_name(r, grow_names(&r->a->key, &r->a->nkey)));
	if (!column && is_no_column(&r->tok))
		return (0);
	return (read_name(r, grow_names(&r->a->drop, &r->a->ndrop)));
}

static int
read_change(struct reader *r)
{
	struct alter_pair *pair = grow_pairs(r->a);

	if (take(r, "COLUMN") == -1 || read_name(r, &pair->from) == -1)
		return (-1);
	return (read_name(r, &pair->to));
}

static int
read_modify(struct reader *r)
{
	struct alter_pair *pair = grow_pairs(r->a);

	pair->modify = true;
	if (take(r, "COLUMN") == -1 || read_name(r, &pair->from) == -1)
		return (-1);
	pair->to = mem_str(pair->from);
	return (0);
}

static int
read_rename(struct reader *r)
{
	struct alter_pair *pair;
	int column;

	if (tok_is(&r->tok, "INDEX") || tok_is(&r->tok, "KEY"))
		return (0);
	column = take(r, "COLUMN");
	if (column == -1)
		return (-1);
	if (!column)
		return (no(r,
		    "it renames the table; rename it with RENAME "
		    "TABLE, which takes no time"));
	pair = grow_pairs(r->a);
	if (read_name(r, &pair->from) == -1)
		return (-1);
	if (!tok_is(&r->tok, "TO"))
		return (no(r, "RENAME COLUMN has no TO"));
	return (next(r) == -1 ? -1 : read_name(r, &pair->to));
}

static int
read_alien(struct reader *r, const struct token *verb)
{
	buf_fmt(r->why,
	    "%.*s is about the original's data or how the server "
	    "itself alters it, not about a definition; leave it out",
	    (int)verb->len, verb->p);
	return (-1);
}

static int
read_clause(struct reader *r)
{
	static const char *const alien[] = {"ALGORITHM", "ANALYZE", "CHECK",
	    "DISABLE", "DISCARD", "ENABLE", "EXCHANGE", "IMPORT", "LOCK",
	    "OPTIMIZE", "ORDER", "REBUILD", "REPAIR", "SECONDARY_LOAD",
	    "SECONDARY_UNLOAD", "TRUNCATE", "WITH", "WITHOUT", NULL};
	struct token verb = r->tok;

	if (tok_is(&verb, "AUTO_INCREMENT"))
		return (read_auto_increment(r));
	if (verb.kind != TOK_WORD)
		return (0);
	if (next(r) == -1)
		return (-1);
	if (tok_is(&verb, "ADD"))
		return (read_add(r));
	if (tok_is(&verb, "DROP"))
		return (read_drop(r));
	if (tok_is(&verb, "CHANGE"))
		return (read_change(r));
	if (tok_is(&verb, "MODIFY"))
		return (read_modify(r));
	if (tok_is(&verb, "RENAME"))
		return (read_rename(r));
	if (tok_is(&verb, "REORGANIZE"))
		return (read_all(r));
	if (is_one_of(&verb, alien))
		return (read_alien(r, &verb));
	return (0);
}

static int
read_clauses(struct reader *r)
{
	if (r->tok.kind == TOK_END)
		return (no(r, "it is empty"));
	for (;;) {
		if (read_clause(r) == -1 || read_rest(r, false) == -1)
			return (-1);
		if (r->tok.kind == TOK_END)
			return (0);
		if (next(r) == -1)
			return (-1);
	}
}

/* ---- A whole statement ---- */

/* "ALTER TABLE [db.]t"; "ALTER [COLUMN] c SET ..." is a clause. */
static int
read_head(struct reader *r)
{
	struct reader clause = *r;
	struct alter *a = r->a;

	if (!tok_is(&r->tok, "ALTER"))
		return (0);
	if (next(r) == -1)
		return (-1);
	if (!tok_is(&r->tok, "TABLE")) {
		*r = clause;
		return (0);
	}
	if (next(r) == -1 || read_name(r, &a->table) == -1)
		return (-1);
	if (!tok_sign(&r->tok, '.'))
		return (0);
	a->db = a->table;
	a->table = NULL;
	return (next(r) == -1 ? -1 : read_name(r, &a->table));
}

int
alter_parse(struct alter *a, const char *text, int flags, struct buf *why)
{
	struct reader r = {.a = a, .why = why};
	const char *begin;

	memset(a, 0, sizeof(*a));
	tok_open(&r.toks, text, strlen(text), flags);
	if (next(&r) == -1)
		return (-1);
	begin = text;
	if (tok_is(&r.tok, "ALTER")) {
		if (read_head(&r) == -1)
			return (-1);
		if (a->table != NULL)
			begin = r.tok.p;
	}
	if (read_clauses(&r) == -1)
		return (-1);
	a->clauses = mem_fmt("%.*s",
	    r.stop == NULL ? (int)strlen(begin) : (int)(r.stop - begin), begin);
	return (0);
}

void
alter_free(struct alter *a)
{
	unsigned int i;

	for (i = 0; i < a->npair; i++) {
		free(a->pair[i].from);
		free(a->pair[i].to);
	}
	for (i = 0; i < a->ndrop; i++)
		free(a->drop[i]);
	for (i = 0; i < a->nadd; i++)
		free(a->add[i]);
	for (i = 0; i < a->nkey; i++)
		free(a->key[i]);
	free(a->key);
	free(a->pair);
	free(a->drop);
	free(a->add);
	free(a->db);
	free(a->table);
	free(a->clauses);
	memset(a, 0, sizeof(*a));
}
