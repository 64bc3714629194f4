/* Gives the CHECK constraints of a new ghost the names that they need. */

#include <stdlib.h>
#include <string.h>

#include "rule.h"
#include "tok.h"

struct giving {
	struct sql *s;
	const struct plan *p;
	struct sql_rows orig;
	struct sql_rows ghost;
	const char **want; /* for each of the ghost's */
};

static int
give_altered(const struct giving *g)
{
	sql_refuse(g->s,
	    "the CHECK constraints of `%s`.`%s` were altered since"
	    " gho-inspect; run that again",
	    g->p->db, g->p->table);
	return (-1);
}

static bool
give_same(const struct sql_rows *a, unsigned int i, const struct sql_rows *b,
    unsigned int j)
{
	char *const *x = &a->cell[i * RULE_NCELL],
		    *const *y = &b->cell[j * RULE_NCELL];

	return (strcmp(x[RULE_CLAUSE], y[RULE_CLAUSE]) == 0 &&
	    strcmp(x[RULE_ENFORCED], y[RULE_ENFORCED]) == 0);
}

/*
 * give_match(g, same): pairs what has none yet.  LIKE writes some texts
 * anew, _latin1'...' as _utf8mb4'...': these are paired in their order.
 */
static void
give_match(struct giving *g, bool *taken, bool same)
{
	unsigned int i, j;

	for (i = 0; i < g->orig.nrow; i++) {
		for (j = 0; j < g->ghost.nrow && !taken[i]; j++) {
			if (g->want[j] != NULL ||
			    (same && !give_same(&g->orig, i, &g->ghost, j)))
				continue;
			g->want[j] = g->p->rule[i].ghost;
			taken[i] = true;
		}
	}
}

static int
give_pairs(struct giving *g)
{
	bool *taken;
	unsigned int i;

	if (g->orig.nrow != g->p->nrule || g->ghost.nrow != g->p->nrule)
		return (give_altered(g));
	for (i = 0; i < g->orig.nrow; i++) {
		if (strcmp(g->orig.cell[i * RULE_NCELL + RULE_NAME],
			g->p->rule[i].name) != 0)
			return (give_altered(g));
	}
	taken = mem_alloc(g->orig.nrow + 1, sizeof(*taken));
	give_match(g, taken, true);
	give_match(g, taken, false);
	free(taken);
	return (0);
}

static bool
give_wrong(const struct giving *g, unsigned int j)
{
	return (
	    strcmp(g->ghost.cell[j * RULE_NCELL + RULE_NAME], g->want[j]) != 0);
}

/* What is not UTF-8 is shown as '?', which may or may not be meant. */
static bool
give_plain(const struct token *before, const struct token *tok)
{
	size_t i;

	if (tok->kind != TOK_STRING || before->kind != TOK_WORD ||
	    *before->p != '_' || tok_is(before, "_utf8mb4"))
		return (true);
	for (i = 0; i < tok->len; i++) {
		if ((unsigned char)tok->p[i] >= 0x80 || tok->p[i] == '?')
			return (false);
	}
	return (true);
}

/* give_text(l, tok, to): appends "(...)", which ${tok} begins. */
static int
give_text(struct toks *l, struct token tok, struct buf *to)
{
	struct buf why = {0};
	struct token before;
	const char *begin = tok.p;
	int depth = 0, rc = -1;

	do {
		depth += tok_sign(&tok, '(') ? 1 : tok_sign(&tok, ')') ? -1 : 0;
		if (depth == 0) {
			buf_add(to, begin, (size_t)(l->p - begin));
			rc = 0;
			break;
		}
		before = tok;
		if (tok_next(l, &tok, &why) == -1)
			break;
	} while (tok.kind != TOK_END && give_plain(&before, &tok));
	buf_free(&why);
	return (rc);
}

/* give_body(create, name, to): the text of the constraint ${name}. */
static int
give_body(const char *create, const char *name, struct buf *to)
{
	struct buf why = {0};
	struct token a = {0}, b = {0}, c = {0}, tok;
	struct toks l;

	/* Each token after the two before it. */
	tok_open(&l, create, strlen(create), TOK_VERSIONED);
	while (tok_next(&l, &tok, &why) == 0 && tok.kind != TOK_END) {
		if (tok_is(&a, "CONSTRAINT") && tok_named(&b, name) &&
		    tok_is(&c, "CHECK"))
			return (give_text(&l, tok, to));
		a = b;
		b = c;
		c = tok;
	}
	buf_free(&why);
	return (-1);
}

static int
give_one(struct giving *g, unsigned int j, const char *create, struct buf *text)
{
	char *const *cell = &g->ghost.cell[j * RULE_NCELL];

	buf_str(text, ", ADD CONSTRAINT ");
	sql_name(text, g->want[j]);
	buf_str(text, " CHECK ");
	if (give_body(create, cell[RULE_NAME], text) == -1) {
		sql_refuse(g->s,
		    "a CHECK constraint cannot be called %s in the ghost, as "
		    "what the server shows of it may not be what it means: %s",
		    g->want[j], cell[RULE_CLAUSE]);
		return (-1);
	}
	if (strcmp(cell[RULE_ENFORCED], "NO") == 0)
		buf_str(text, " NOT ENFORCED");
	return (0);
}

/* The ghost is empty: to drop and to add them costs nothing. */
static int
give_alter(struct giving *g, const char *create)
{
	struct buf text = {0};
	const char *comma = " ";
	unsigned int j;
	int rc = -1;

	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	sql_name2(&text, g->p->db, g->p->ghost_table);
	for (j = 0; j < g->ghost.nrow; j++) {
		if (!give_wrong(g, j))
			continue;
		buf_fmt(&text, "%sDROP CHECK ", comma);
		sql_name(&text, g->ghost.cell[j * RULE_NCELL + RULE_NAME]);
		comma = ", ";
	}
	for (j = 0; j < g->ghost.nrow; j++) {
		if (give_wrong(g, j) && give_one(g, j, create, &text) == -1)
			goto done;
	}
	rc = sql_run(g->s, "%s", buf_cstr(&text));
done:
	buf_free(&text);
	return (rc);
}

/* What was added must be what was dropped. */
static int
give_verify(struct giving *g)
{
	struct sql_rows now;
	unsigned int i, j, found = 0;

	if (rule_list(g->s, g->p->db, g->p->ghost_table, &now) == -1)
		return (-1);
	for (j = 0; j < g->ghost.nrow; j++) {
		for (i = 0; i < now.nrow; i++) {
			if (strcmp(now.cell[i * RULE_NCELL + RULE_NAME],
				g->want[j]) == 0 &&
			    give_same(&now, i, &g->ghost, j))
				found++;
		}
	}
	sql_rows_free(&now);
	if (found == g->ghost.nrow)
		return (0);
	sql_refuse(g->s,
	    "the CHECK constraints of `%s`.`%s` cannot be repeated in the "
	    "ghost as they are",
	    g->p->db, g->p->table);
	return (-1);
}

static int
give_names(struct giving *g)
{
	struct buf text = {0};
	struct sql_rows rows;
	unsigned int j;
	int rc;

	for (j = 0; j < g->ghost.nrow && !give_wrong(g, j);)
		j++;
	if (j == g->ghost.nrow)
		return (0);
	buf_str(&text, "SHOW CREATE /* gh-ost */ TABLE ");
	sql_name2(&text, g->p->db, g->p->ghost_table);
	rc = sql_ask(g->s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	rc = give_alter(g, rows.cell[1]);
	sql_rows_free(&rows);
	return (rc == -1 ? -1 : give_verify(g));
}

int
rule_give(struct sql *s, const struct plan *p)
{
	struct giving g = {.s = s, .p = p};
	int rc = -1;

	if (p->version < 80016)
		return (0);
	if (rule_list(s, p->db, p->table, &g.orig) == -1)
		return (-1);
	if (rule_list(s, p->db, p->ghost_table, &g.ghost) == -1)
		goto done;
	g.want = mem_alloc(p->nrule + 1, sizeof(*g.want));
	if (give_pairs(&g) == 0)
		rc = give_names(&g);
	free(g.want);
	sql_rows_free(&g.ghost);
done:
	sql_rows_free(&g.orig);
	return (rc);
}
