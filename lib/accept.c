/* Which losses are accepted. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <mysqld_error.h>

#include "accept.h"
#include "map.h"
#include "say.h"
#include "schema.h"
#include "tok.h"

/* ---- The list ---- */

bool
accept_listed(const struct plan *plan, unsigned int from)
{
	unsigned int i;

	for (i = 0; i < plan->naccept; i++) {
		if (strcasecmp(plan->accept[i], plan->orig.col[from].name) == 0)
			return (true);
	}
	return (false);
}

bool
accept_has(const struct plan *plan, unsigned int from)
{
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		if (plan->key.from[i] == from)
			return (false);
	}
	return (accept_listed(plan, from));
}

static void
accept_add(struct plan *plan, char *name)
{
	plan->accept =
	    mem_grow(plan->accept, plan->naccept + 1, sizeof(plan->accept[0]));
	plan->accept[plan->naccept++] = name;
}

void
accept_all(struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->orig.ncol; i++) {
		if (!accept_listed(plan, i))
			accept_add(plan, mem_str(plan->orig.col[i].name));
	}
}

/* A name that only the new table has stands for the column behind it. */
static const char *
accept_source(const struct plan *plan, const char *name)
{
	unsigned int i;

	for (i = 0; i < plan->nrename; i++) {
		if (strcasecmp(plan->rename_to[i], name) == 0 &&
		    plan_col(&plan->orig, name) == -1)
			return (plan->rename_from[i]);
	}
	return (name);
}

static int
accept_name(struct sql *s, struct plan *plan, const char *name)
{
	char *exact;
	int to;

	if (schema_column(s, plan->db, plan->table, accept_source(plan, name),
		&exact) == -1)
		return (-1);
	if (exact == NULL && plan->revert) {
		to = plan_col(&plan->ghost, name);
		if (to != -1 && map_kept(plan, (unsigned int)to))
			exact = mem_str(plan->ghost.col[to].name);
	}
	if (exact == NULL) {
		say_err("--accept-loss: `%s`.`%s` has no column %s", plan->db,
		    plan->table, name);
		s->fail = X_REFUSED;
		return (-1);
	}
	accept_add(plan, exact);
	return (0);
}

static int
accept_wrong(struct sql *s, const char *list)
{
	say_err("--accept-loss=%s is not a list of columns: a,b or `a`,`b`",
	    list);
	s->fail = X_USAGE;
	return (-1);
}

int
accept_read(struct sql *s, struct plan *plan, const char *list)
{
	struct buf why = {0};
	struct token tok;
	struct toks toks;
	char *name;
	int rc = 0;

	tok_open(&toks, list, strlen(list), 0);
	do {
		if (tok_next(&toks, &tok, &why) == -1 || !tok_ident(&tok)) {
			buf_free(&why);
			return (accept_wrong(s, list));
		}
		name = tok_text(&toks, &tok);
		rc = accept_name(s, plan, name);
		free(name);
		if (rc == 0 && tok_next(&toks, &tok, &why) == -1)
			rc = accept_wrong(s, list);
	} while (rc == 0 && tok_sign(&tok, ','));
	buf_free(&why);
	if (rc == 0 && tok.kind != TOK_END)
		return (accept_wrong(s, list));
	return (rc);
}

/* ---- Warnings ---- */

/* accept_ends(text, name): whether it is "... column 'NAME' at row 7". */
static bool
accept_ends(const char *text, const char *name)
{
	char *middle = mem_fmt("column '%s' at row ", name);
	size_t n = strlen(middle);
	const char *p, *last = NULL;
	bool is;

	for (p = text; (p = strstr(p, middle)) != NULL; p++)
		last = p;
	is = last != NULL && last[n] != '\0' &&
	    strspn(last + n, "0123456789") == strlen(last + n);
	free(middle);
	return (is);
}

static bool
accept_is_null(const char *text, const char *name)
{
	char *whole = mem_fmt("Column '%s' cannot be null", name);
	bool is = strcmp(text, whole) == 0;

	free(whole);
	return (is);
}

static bool
accept_code(unsigned long code)
{
	switch (code) {
	case ER_BAD_NULL_ERROR:
	case ER_WARN_NULL_TO_NOTNULL:
	case ER_WARN_DATA_OUT_OF_RANGE:
	case WARN_DATA_TRUNCATED:
	case ER_TRUNCATED_WRONG_VALUE:
	case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
	case ER_DATA_TOO_LONG:
		return (true);
	default:
		return (false);
	}
}

bool
accept_warning(const struct plan *plan, unsigned long code, const char *text)
{
	const char *name;
	unsigned int i;

	if (plan->naccept == 0 || !accept_code(code))
		return (false);
	for (i = 0; i < plan->nmap; i++) {
		if (!accept_has(plan, plan->map[i].from))
			continue;
		name = plan->ghost.col[plan->map[i].to].name;
		if (accept_ends(text, name) || accept_is_null(text, name))
			return (true);
	}
	return (false);
}
