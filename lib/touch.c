/*
 * What a statement in the binary log means for us.  It is not parsed: the
 * first words of a definition say where in it a table that it changes can be
 * named, and our table's name in such a place is enough to stop.
 */

#include <string.h>
#include <strings.h>

#include "buf.h"
#include "tok.h"
#include "touch.h"

/* Where names of changed tables stand. */
enum touch_place {
	PLACE_NOWHERE,
	PLACE_ANY,
	PLACE_TARGET,	/* CREATE and ALTER TABLE */
	PLACE_ON,	/* CREATE INDEX ... ON */
	PLACE_TRIGGER,	/* the first after ON: the rest is done later */
	PLACE_DATABASE, /* DROP DATABASE */
};

struct touch_run {
	const struct touch_table *t;
	struct toks toks;
	bool home; /* the default database is ours */
	enum touch_where rows;
	struct token tok; /* the next one */
	bool bad;	  /* a quote or comment has no end */
};

static void
touch_step(struct touch_run *r)
{
	struct buf why = {0};

	if (tok_next(&r->toks, &r->tok, &why) == 0)
		return;
	r->bad = true;
	r->tok.kind = TOK_END;
	r->toks.p = r->toks.end;
	buf_free(&why);
}

static bool
touch_in(const struct token *t, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (tok_is(t, *words))
			return (true);
	}
	return (false);
}

/* Takes [DB.]NAME, which the next token begins; 1 if it is ${name}. */
static bool
touch_take(struct touch_run *r, const char *name)
{
	struct token first = r->tok, second;

	touch_step(r);
	if (!tok_sign(&r->tok, '.'))
		return (r->home && tok_named(&first, name));
	touch_step(r);
	second = r->tok;
	if (!tok_ident(&second))
		return (r->home && tok_named(&first, name));
	touch_step(r);
	return (tok_named(&first, r->t->db) && tok_named(&second, name));
}

static bool
touch_counts(enum touch_place place, const struct token *before)
{
	static const char *const target[] = {"TABLE", "EXISTS", "REFERENCES",
	    "TO", "AS", "RENAME", NULL};
	static const char *const on[] = {"ON", NULL};

	switch (place) {
	case PLACE_TARGET:
		return (touch_in(before, target));
	case PLACE_ON:
		return (touch_in(before, on));
	default:
		return (true);
	}
}

static bool
touch_trigger(struct touch_run *r)
{
	while (r->tok.kind != TOK_END && !tok_is(&r->tok, "ON"))
		touch_step(r);
	touch_step(r);
	return (touch_take(r, r->t->table) || r->bad);
}

/* Whether our table is named where it counts; or nobody can tell. */
static bool
touch_search(struct touch_run *r, enum touch_place place)
{
	struct token before = r->tok;

	if (place == PLACE_NOWHERE)
		return (false);
	if (place == PLACE_TRIGGER)
		return (touch_trigger(r));
	while (r->tok.kind != TOK_END) {
		struct token t = r->tok;

		if (!tok_ident(&t)) {
			touch_step(r);
		} else if (place == PLACE_DATABASE) {
			if (tok_named(&t, r->t->db))
				return (true);
			touch_step(r);
		} else if (touch_take(r, r->t->table) &&
		    touch_counts(place, &before))
			return (true);
		before = t;
	}
	return (r->bad);
}

/* CREATE, ALTER and DROP: of what? */
static enum touch_place
touch_ddl(struct touch_run *r, bool create, bool drop)
{
	static const char *const harmless[] = {"VIEW", "PROCEDURE", "FUNCTION",
	    "EVENT", "USER", "ROLE", "SERVER", "REFERENCE", "RESOURCE",
	    "INSTANCE", "LIBRARY", NULL};
	static const char *const database[] = {"DATABASE", "SCHEMA", NULL};
	int i;

	/* OR REPLACE, DEFINER = a@b, ALGORITHM = x, UNIQUE, TEMPORARY. */
	for (i = 0; i < 24; i++, touch_step(r)) {
		if (tok_is(&r->tok, "TABLE") || tok_is(&r->tok, "TABLES"))
			return (drop ? PLACE_ANY : PLACE_TARGET);
		if (tok_is(&r->tok, "INDEX"))
			return (PLACE_ON);
		if (tok_is(&r->tok, "TRIGGER"))
			return (create ? PLACE_TRIGGER : PLACE_NOWHERE);
		if (touch_in(&r->tok, harmless))
			return (PLACE_NOWHERE);
		if (touch_in(&r->tok, database))
			return (drop ? PLACE_DATABASE : PLACE_NOWHERE);
	}
	return (PLACE_ANY);
}

/* Takes "from TO to", with a comma in front of all but the first. */
static bool
touch_move(struct touch_run *r, bool first, const char *from, const char *to)
{
	if (!first && !tok_sign(&r->tok, ','))
		return (false);
	if (!first)
		touch_step(r);
	if (!touch_take(r, from) || !tok_is(&r->tok, "TO"))
		return (false);
	touch_step(r);
	return (touch_take(r, to));
}

static bool
touch_over(const struct touch_run *r)
{
	return (!r->bad && (r->tok.kind == TOK_END || tok_sign(&r->tok, ';')));
}

/*
 * touch_before(r, old): whether this is the swap that a revert takes back, by
 * which the original became ${old} and another table the original.
 */
static bool
touch_before(struct touch_run *r, const char *old)
{
	const struct touch_table *t = r->t;

	touch_step(r);
	if (!touch_move(r, true, t->table, old) || !tok_sign(&r->tok, ','))
		return (false);
	touch_step(r);
	touch_take(r, "");
	if (!tok_is(&r->tok, "TO"))
		return (false);
	touch_step(r);
	return (touch_take(r, t->table) && touch_over(r));
}

/*
 * touch_swap(r, old): whether this is the swap of our cut-over, with which the
 * original becomes ${old}, or one there and back, which changes nothing.
 */
static enum touch_kind
touch_swap(struct touch_run *r, const char *old)
{
	const struct touch_table *t = r->t;

	if (!touch_move(r, true, t->table, old) ||
	    !touch_move(r, false, t->ghost, t->table))
		return (TOUCH_OURS);
	if (touch_over(r))
		return (TOUCH_RENAMED);
	if (touch_move(r, false, t->table, t->ghost) &&
	    touch_move(r, false, old, t->table) && touch_over(r))
		return (TOUCH_OTHER);
	return (TOUCH_OURS);
}

/* Any RENAME that names our table but those of our cut-over is not ours. */
static enum touch_kind
touch_rename(struct touch_run *r)
{
	enum touch_kind kind;
	struct touch_run begin;

	touch_step(r);
	if (!tok_is(&r->tok, "TABLE") && !tok_is(&r->tok, "TABLES"))
		return (TOUCH_OTHER); /* RENAME USER */
	begin = *r;
	touch_step(r);
	kind = touch_swap(r, r->t->old);
	if (kind == TOUCH_OURS && r->t->after != NULL) {
		*r = begin;
		touch_step(r);
		kind = touch_swap(r, r->t->after);
	}
	if (kind != TOUCH_OURS)
		return (kind);
	*r = begin;
	if (r->t->revert && touch_before(r, r->t->ghost))
		return (TOUCH_OTHER);
	*r = begin;
	if (r->t->revert && r->t->ghost_after != NULL &&
	    touch_before(r, r->t->ghost_after))
		return (TOUCH_OTHER);
	*r = begin;
	return (touch_search(r, PLACE_ANY) ? TOUCH_OURS : TOUCH_OTHER);
}

static enum touch_kind
touch_xa(struct touch_run *r)
{
	touch_step(r);
	if (tok_is(&r->tok, "START") || tok_is(&r->tok, "BEGIN"))
		return (TOUCH_XA_START);
	return (tok_is(&r->tok, "END") ? TOUCH_XA_END : TOUCH_XA_OTHER);
}

static enum touch_kind
touch_rollback(struct touch_run *r)
{
	touch_step(r);
	return (r->tok.kind == TOK_END || tok_sign(&r->tok, ';') ?
		TOUCH_ROLLBACK :
		TOUCH_ROLLBACK_TO);
}

static enum touch_place
touch_place(struct touch_run *r)
{
	static const char *const harmless[] = {"GRANT", "REVOKE", "ANALYZE",
	    "FLUSH", "SET", NULL};
	bool create = tok_is(&r->tok, "CREATE");
	bool drop = tok_is(&r->tok, "DROP");

	if (touch_in(&r->tok, harmless))
		return (PLACE_NOWHERE);
	if (create || drop || tok_is(&r->tok, "ALTER"))
		return (touch_ddl(r, create, drop));
	return (PLACE_ANY);
}

/* Whether it changes definitions, and no rows. */
static bool
touch_defines(const struct token *first)
{
	static const char *const words[] = {"ALTER", "ANALYZE", "CREATE",
	    "DROP", "FLUSH", "GRANT", "IMPORT", "INSTALL", "OPTIMIZE", "REPAIR",
	    "REVOKE", "SET", "TRUNCATE", "UNINSTALL", NULL};

	return (touch_in(first, words));
}

static enum touch_kind
touch_once(struct touch_run *r)
{
	touch_step(r);
	if (tok_is(&r->tok, "BEGIN"))
		return (TOUCH_BEGIN);
	if (tok_is(&r->tok, "COMMIT"))
		return (TOUCH_COMMIT);
	if (tok_is(&r->tok, "ROLLBACK"))
		return (touch_rollback(r));
	if (tok_is(&r->tok, "SAVEPOINT") || tok_is(&r->tok, "RELEASE"))
		return (TOUCH_SAVEPOINT);
	if (tok_is(&r->tok, "XA"))
		return (touch_xa(r));
	if (tok_is(&r->tok, "RENAME"))
		return (touch_rename(r));
	if (r->tok.kind != TOK_END && !touch_defines(&r->tok))
		return (r->rows == TOUCH_ELSEWHERE ? TOUCH_OTHER : TOUCH_ROWS);
	return (touch_search(r, touch_place(r)) ? TOUCH_OURS : TOUCH_OTHER);
}

static bool
touch_same(const char *db, size_t n, const char *ours)
{
	return (n == strlen(ours) && strncasecmp(db, ours, n) == 0);
}

/*
 * Whether a backslash may be the second byte of a character, as it is in
 * sjis: strings may end elsewhere then.
 */
static bool
touch_doubtful(const char *text, size_t len)
{
	size_t i;

	for (i = 1; i < len; i++) {
		if (text[i] == '\\' && (unsigned char)text[i - 1] >= 0x80)
			return (true);
	}
	return (false);
}

enum touch_kind
touch_kind(const struct touch_table *t, const struct touch_text *text)
{
	struct touch_run r = {.t = t, .rows = text->rows};
	int flags = text->flags | TOK_VERSIONED;
	enum touch_kind kind;

	r.home = touch_same(text->db, text->db_len, t->db);
	tok_open(&r.toks, text->p, text->len, flags);
	kind = touch_once(&r);
	if (kind == TOUCH_OURS || !touch_doubtful(text->p, text->len))
		return (kind);
	r.bad = false;
	tok_open(&r.toks, text->p, text->len, flags | TOK_NO_BACKSLASH);
	return (touch_once(&r) == TOUCH_OURS ? TOUCH_OURS : kind);
}
