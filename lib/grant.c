/* What a user may do in a schema. */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "grant.h"
#include "say.h"
#include "tok.h"

static const char *const grant_name[] = {
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "DROP",
    "ALTER",
    "INDEX",
    "LOCK TABLES",
    "TRIGGER",
    "CREATE TEMPORARY TABLES",
    "REPLICATION SLAVE",
    "REPLICATION CLIENT",
    "SUPER",
    "CONNECTION_ADMIN",
};

enum {
	GRANT_N = sizeof(grant_name) / sizeof(grant_name[0]),
	GRANT_GLOBAL_ONLY = GRANT_REPLICATION_SLAVE | GRANT_REPLICATION_CLIENT |
	    GRANT_SUPER | GRANT_CONNECTION_ADMIN,
};

void
grant_names(unsigned int bits, struct buf *out)
{
	const char *comma = "";
	unsigned int i;

	for (i = 0; i < GRANT_N; i++) {
		if (!(bits & 1u << i))
			continue;
		buf_fmt(out, "%s%s", comma, grant_name[i]);
		comma = ", ";
	}
}

/* ---- Lines of SHOW GRANTS ---- */

static unsigned int
grant_bit(const char *words)
{
	unsigned int i;

	if (strcmp(words, "ALL PRIVILEGES") == 0 || strcmp(words, "ALL") == 0)
		return (GRANT_ALL);
	for (i = 0; i < GRANT_N; i++) {
		if (strcmp(words, grant_name[i]) == 0)
			return (1u << i);
	}
	return (0);
}

/*
 * The list of privileges, up to and with ON.  One with columns in
 * parentheses holds for a table only, so its words match nothing here.
 */
static int
grant_list(struct toks *t, unsigned int *bits)
{
	struct buf words = {0}, why = {0};
	struct token tok;
	bool on;

	*bits = 0;
	do {
		if (tok_next(t, &tok, &why) == -1 || tok.kind == TOK_END) {
			buf_free(&why);
			buf_free(&words);
			return (-1);
		}
		on = tok_is(&tok, "ON");
		if (on || tok_sign(&tok, ',')) {
			*bits |= grant_bit(buf_cstr(&words));
			words.len = 0;
			continue;
		}
		if (words.len > 0)
			buf_chr(&words, ' ');
		buf_add(&words, tok.p, tok.len);
	} while (!on);
	buf_free(&words);
	return (0);
}

static void
grant_add(struct grant **list, unsigned int *n, char *db, unsigned int bits)
{
	*list = mem_grow(*list, *n + 1, sizeof((*list)[0]));
	(*list)[*n].db = db;
	(*list)[(*n)++].bits = bits;
}

/* The level: *.* or `db`.*; others do not matter. */
static void
grant_level(struct grants *g, struct toks *t, unsigned int bits, bool revoke)
{
	struct buf why = {0};
	struct token db, dot, star;

	if (tok_next(t, &db, &why) == -1 || tok_next(t, &dot, &why) == -1 ||
	    tok_next(t, &star, &why) == -1) {
		buf_free(&why);
		return;
	}
	if (!tok_sign(&dot, '.') || !tok_sign(&star, '*'))
		return;
	if (tok_sign(&db, '*'))
		g->global |= bits;
	else if (db.kind == TOK_NAME && revoke)
		grant_add(&g->revoked, &g->nrevoked, tok_text(t, &db), bits);
	else if (db.kind == TOK_NAME)
		grant_add(&g->grant, &g->n, tok_text(t, &db),
		    bits & ~(unsigned int)GRANT_GLOBAL_ONLY);
}

void
grant_line(struct grants *g, const char *line)
{
	struct buf why = {0};
	struct token tok;
	struct toks t;
	unsigned int bits;
	bool revoke;

	tok_open(&t, line, strlen(line), 0);
	if (tok_next(&t, &tok, &why) == 0) {
		revoke = tok_is(&tok, "REVOKE");
		if (grant_list(&t, &bits) == 0)
			grant_level(g, &t, bits, revoke);
		else if (!g->roles) /* GRANT `role`@`%` TO ... */
			g->idle_roles = true;
	}
	buf_free(&why);
}

/* ---- What they come to ---- */

/* LIKE, byte by byte; '_' stands for a whole character. */
static bool
grant_like(const char *p, const char *s)
{
	for (; *p != '\0'; p++) {
		if (*p == '%') {
			do {
				if (grant_like(p + 1, s))
					return (true);
			} while (*s++ != '\0');
			return (false);
		}
		if (*s == '\0')
			return (false);
		if (*p == '_') {
			for (s++; ((unsigned char)*s & 0xc0) == 0x80;)
				s++;
			continue;
		}
		if (*p == '\\' && p[1] != '\0')
			p++;
		if (*p != *s++)
			return (false);
	}
	return (*s == '\0');
}

/* How much of a pattern stands before its first wildcard. */
static size_t
grant_fixed(const char *p)
{
	size_t i;

	for (i = 0; p[i] != '\0' && p[i] != '%' && p[i] != '_'; i++) {
		if (p[i] == '\\' && p[i + 1] != '\0')
			i++;
	}
	return (p[i] == '\0' ? SIZE_MAX : i);
}

/*
 * The server takes the most specific entry that fits, not the sum of all;
 * with roles it is the sum of the patterns.
 */
static unsigned int
grant_schema(const struct grants *g, const char *db)
{
	size_t fixed, best = 0;
	unsigned int i, bits = 0, sum = 0;

	for (i = 0; i < g->n; i++) {
		fixed = g->literal ? SIZE_MAX : grant_fixed(g->grant[i].db);
		if (g->literal ? strcmp(g->grant[i].db, db) != 0 :
				 !grant_like(g->grant[i].db, db))
			continue;
		sum |= g->grant[i].bits;
		if (fixed == best)
			bits |= g->grant[i].bits;
		else if (fixed > best)
			bits = g->grant[i].bits;
		best = fixed > best ? fixed : best;
	}
	return (g->roles && best != SIZE_MAX ? sum : bits);
}

unsigned int
grant_have(const struct grants *g, const char *db)
{
	unsigned int i, bits = g->global;

	for (i = 0; i < g->nrevoked; i++) {
		if (strcmp(g->revoked[i].db, db) == 0)
			bits &= ~g->revoked[i].bits;
	}
	bits |= grant_schema(g, db);
	/* SUPER may ask for the binary log's position, too, and write. */
	if (bits & GRANT_SUPER)
		bits |= GRANT_REPLICATION_CLIENT | GRANT_CONNECTION_ADMIN;
	return (bits);
}

void
grant_free(struct grants *g)
{
	unsigned int i;

	for (i = 0; i < g->n; i++)
		free(g->grant[i].db);
	for (i = 0; i < g->nrevoked; i++)
		free(g->revoked[i].db);
	free(g->grant);
	free(g->revoked);
	memset(g, 0, sizeof(*g));
}

/* ---- The server ---- */

static int
grant_read(struct sql *s, struct grants *g)
{
	struct buf text = {0};
	struct sql_rows rows;
	unsigned int i;
	int rc;

	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ CURRENT_ROLE(),"
		" @@GLOBAL.partial_revokes") == -1)
		return (-1);
	g->literal = strcmp(rows.cell[1], "1") == 0;
	g->roles = strcmp(rows.cell[0], "NONE") != 0;
	buf_str(&text, "SHOW GRANTS FOR CURRENT_USER()");
	/* The server's own list of roles, quoted by it. */
	if (g->roles)
		buf_fmt(&text, " USING %s", rows.cell[0]);
	sql_rows_free(&rows);
	rc = sql_ask(s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	for (i = 0; i < rows.nrow; i++)
		grant_line(g, rows.cell[i]);
	sql_rows_free(&rows);
	return (0);
}

int
grant_check(struct sql *s, const char *db, unsigned int need)
{
	struct grants g = {0};
	struct buf names = {0};
	unsigned int missing;

	if (grant_read(s, &g) == -1)
		return (-1);
	missing = need & ~grant_have(&g, db);
	if (missing != 0) {
		grant_names(missing, &names);
		say_err("this user has no privilege for %s on `%s`.* or *.*;"
			" grant it%s",
		    buf_cstr(&names), db,
		    g.idle_roles ?
			", or make its role active with SET DEFAULT ROLE" :
			"");
		s->fail = X_REFUSED;
	}
	grant_free(&g);
	buf_free(&names);
	return (missing == 0 ? 0 : -1);
}
