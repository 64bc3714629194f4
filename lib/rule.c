/* The names that CHECK constraints have in the ghost, and get in the end. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "name.h"
#include "rule.h"
#include "say.h"
#include "tok.h"

/* ---- Names ---- */

/* rule_suffix(name, table): what follows TABLE_chk_, or NULL. */
static const char *
rule_suffix(const char *name, const char *table)
{
	size_t n = strlen(table);

	if (strncmp(name, table, n) != 0 ||
	    strncmp(name + n, "_chk_", 5) != 0 || name[n + 5] == '\0')
		return (NULL);
	return (name + n + 5);
}

static bool
rule_in_plan(const struct plan *p, const char *name)
{
	unsigned int i;

	for (i = 0; i < p->nrule; i++) {
		if (p->rule[i].ghost != NULL &&
		    strcasecmp(p->rule[i].ghost, name) == 0)
			return (true);
	}
	return (false);
}

/* rule_free(s, p, name): 1 if a new constraint can be called so, 0, or -1. */
static int
rule_free(struct sql *s, const struct plan *p, const char *name)
{
	struct sql_rows rows;
	int rc;

	if (rule_in_plan(p, name) || rule_suffix(name, p->ghost_table) != NULL)
		return (0);
	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ 1 FROM information_schema.CHECK_CONSTRAINTS"
		" WHERE CONSTRAINT_SCHEMA = ? AND CONSTRAINT_NAME = ?",
		p->db, name) == -1)
		return (-1);
	rc = rows.nrow == 0;
	sql_rows_free(&rows);
	return (rc);
}

/* rule_other(s, p, name): another name for it, to be freed; NULL: failed. */
static char *
rule_other(struct sql *s, const struct plan *p, const char *name)
{
	char *other, *longer;
	int ok;

	other = name[0] == '_' && name[1] != '\0' ? mem_str(name + 1) :
						    name_table(name, "");
	while ((ok = rule_free(s, p, other)) == 0) {
		longer =
		    name_table(strlen(other) < strlen(name) ? name : other, "");
		free(other);
		other = longer;
	}
	if (ok == 1)
		return (other);
	free(other);
	return (NULL);
}

/* ---- What the server has ---- */

int
rule_list(struct sql *s, const char *db, const char *table,
    struct sql_rows *rows)
{
	return (sql_ask(s, rows,
	    "SELECT /* gh-ost */ t.CONSTRAINT_NAME, c.CHECK_CLAUSE, t.ENFORCED"
	    " FROM information_schema.TABLE_CONSTRAINTS t"
	    " JOIN information_schema.CHECK_CONSTRAINTS c"
	    " ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA"
	    " AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME"
	    " WHERE t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ?"
	    " AND t.CONSTRAINT_TYPE = 'CHECK' ORDER BY t.CONSTRAINT_NAME",
	    db, table));
}

int
rule_read(struct sql *s, struct plan *p)
{
	struct sql_rows rows;
	struct plan_rule *r;
	const char *suffix;
	unsigned int i;
	int rc = -1;

	if (p->version < 80016)
		return (0);
	if (rule_list(s, p->db, p->table, &rows) == -1)
		return (-1);
	p->rule = mem_alloc(rows.nrow, sizeof(p->rule[0]));
	for (i = 0; i < rows.nrow; i++) {
		r = &p->rule[p->nrule++];
		r->name = mem_str(rows.cell[i * RULE_NCELL + RULE_NAME]);
		suffix = rule_suffix(r->name, p->table);
		r->ghost = suffix == NULL ?
		    rule_other(s, p, r->name) :
		    mem_fmt("%s_chk_%s", p->ghost_table, suffix);
		if (r->ghost == NULL)
			goto done;
	}
	rc = 0;
done:
	sql_rows_free(&rows);
	return (rc);
}

/* ---- The ALTER ---- */

struct scan {
	const struct plan *p;
	struct toks toks;
	struct token tok[3]; /* the last one is at hand */
	const char *copied;  /* up to here */
	struct buf *out;
	struct buf *why;
	bool *drops; /* which of the plan's; may be NULL */
	bool *adds;
};

static int
scan_next(struct scan *s)
{
	s->tok[0] = s->tok[1];
	s->tok[1] = s->tok[2];
	return (tok_next(&s->toks, &s->tok[2], s->why));
}

static bool
scan_before_check(const struct scan *s)
{
	struct toks toks = s->toks;
	struct buf why = {0};
	struct token tok;
	bool is;

	is = tok_next(&toks, &tok, &why) == 0 && tok_is(&tok, "CHECK");
	buf_free(&why);
	return (is);
}

static void
scan_replace(struct scan *s, const char *name)
{
	buf_add(s->out, s->copied, (size_t)(s->tok[2].p - s->copied));
	sql_name(s->out, name);
	s->copied = s->tok[2].p + s->tok[2].len;
}

static int
scan_new(struct scan *s)
{
	char *name = tok_text(&s->toks, &s->tok[2]), *ghost;
	const char *suffix = rule_suffix(name, s->p->table);
	int rc = 0;

	if (rule_suffix(name, s->p->ghost_table) != NULL) {
		buf_fmt(s->why,
		    "a constraint cannot be called %s, as it would be"
		    " renamed with the ghost",
		    name);
		rc = -1;
	} else if (suffix != NULL) {
		ghost = mem_fmt("%s_chk_%s", s->p->ghost_table, suffix);
		scan_replace(s, ghost);
		free(ghost);
	}
	free(name);
	return (rc);
}

/* A constraint's name is at hand. */
static int
scan_name(struct scan *s, bool drop, bool add)
{
	unsigned int i;

	for (i = 0; i < s->p->nrule; i++) {
		if (!tok_named(&s->tok[2], s->p->rule[i].name))
			continue;
		scan_replace(s, s->p->rule[i].ghost);
		if (drop && s->drops != NULL)
			s->drops[i] = true;
		if (add && s->adds != NULL)
			s->adds[i] = true;
		return (0);
	}
	return (add ? scan_new(s) : 0);
}

/*
 * DROP and ALTER {CHECK | CONSTRAINT} name, and CONSTRAINT name CHECK, also
 * of a column.  Both words are reserved, so that no name is one of them.
 */
static int
scan_at(struct scan *s)
{
	bool constraint = tok_is(&s->tok[1], "CONSTRAINT");
	bool drop = tok_is(&s->tok[0], "DROP");

	if (!tok_ident(&s->tok[2]) || tok_is(&s->tok[2], "CHECK") ||
	    (!constraint && !tok_is(&s->tok[1], "CHECK")))
		return (0);
	if (drop || tok_is(&s->tok[0], "ALTER"))
		return (scan_name(s, drop, false));
	if (constraint && scan_before_check(s))
		return (scan_name(s, false, true));
	return (0);
}

static int
scan_all(struct scan *s, const char *text, int flags)
{
	s->copied = text;
	tok_open(&s->toks, text, strlen(text), flags);
	do {
		if (scan_next(s) == -1 || scan_at(s) == -1)
			return (-1);
	} while (s->tok[2].kind != TOK_END);
	buf_str(s->out, s->copied);
	return (0);
}

int
rule_clauses(const struct plan *p, const char *text, int flags, struct buf *out,
    struct buf *why)
{
	struct scan s = {.p = p, .out = out, .why = why};

	return (scan_all(&s, text, flags));
}

void
rule_tell(const struct plan *p, int flags)
{
	struct buf out = {0}, why = {0};
	struct scan s = {.p = p, .out = &out, .why = &why};
	unsigned int i;

	s.drops = mem_alloc(p->nrule + 1, sizeof(bool));
	s.adds = mem_alloc(p->nrule + 1, sizeof(bool));
	scan_all(&s, p->alter, flags);
	for (i = 0; i < p->nrule; i++) {
		if (rule_suffix(p->rule[i].name, p->table) != NULL ||
		    (s.drops[i] && !s.adds[i]))
			continue;
		say_warn("CHECK constraint `%s` will be called `%s`: a name "
			 "is unique in a database, and the old table keeps it",
		    p->rule[i].name, p->rule[i].ghost);
	}
	free(s.drops);
	free(s.adds);
	buf_free(&out);
	buf_free(&why);
}
