/* Definitions of tables, read from information_schema. */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "name.h"
#include "say.h"
#include "schema.h"
#include "tok.h"

int
schema_begin(struct sql *s, unsigned long version)
{
	if (sql_run(s,
		"SET SESSION sql_mode = '', sql_quote_show_create = 1,"
		" information_schema_stats_expiry = 0") == -1)
		return (-1);
	/* A generated invisible primary key is a key like others. */
	if (version >= 80030 &&
	    sql_run(s,
		"SET SESSION"
		" show_gipk_in_create_table_and_information_schema = 1") == -1)
		return (-1);
	return (0);
}

int
schema_labels(const char *type, unsigned int *n, char ***label)
{
	struct buf why = {0};
	struct toks toks;
	struct token tok;
	int rc = -1;

	*n = 0;
	*label = NULL;
	/* COLUMN_TYPE escapes with backslashes in every sql_mode. */
	tok_open(&toks, type, strlen(type), 0);
	if (tok_next(&toks, &tok, &why) == -1 ||
	    (!tok_is(&tok, "enum") && !tok_is(&tok, "set")))
		goto done;
	while (tok_next(&toks, &tok, &why) == 0 && !tok_sign(&tok, ')')) {
		if (tok.kind == TOK_END)
			goto done;
		if (tok.kind != TOK_STRING)
			continue;
		*label = mem_grow(*label, *n + 1, sizeof((*label)[0]));
		(*label)[(*n)++] = tok_text(&toks, &tok);
	}
	rc = tok_sign(&tok, ')') ? 0 : -1;
done:
	if (rc == -1) {
		while (*n > 0)
			free((*label)[--*n]);
		free(*label);
		*label = NULL;
	}
	buf_free(&why);
	return (rc);
}

static unsigned int
schema_number(const char *cell)
{
	unsigned long v = cell == NULL ? 0 : strtoul(cell, NULL, 10);

	return (v > UINT32_MAX ? UINT32_MAX : (unsigned int)v);
}

/* The columns of the query in schema_columns(). */
enum {
	NAME,
	TYPE,
	DATA_TYPE,
	CHARSET,
	COLLATION,
	NULLABLE,
	EXTRA,
	EXPR,
	DEFAULT,
	LENGTH,
	PRECISION,
	SCALE,
	DIGITS,
	NCELL
};

static int
schema_one(struct plan_col *c, char *const *cell)
{
	int kind = plan_kind(cell[DATA_TYPE]);

	if (kind == -1) {
		say_err("column %s is of the type %s, which is not known "
			"here",
		    cell[NAME], cell[DATA_TYPE]);
		return (-1);
	}
	c->kind = (enum plan_kind)kind;
	c->name = mem_str(cell[NAME]);
	c->type = mem_str(cell[TYPE]);
	c->data_type = mem_str(cell[DATA_TYPE]);
	c->charset = mem_str(cell[CHARSET]);
	c->collation = mem_str(cell[COLLATION]);
	c->is_unsigned = strstr(cell[TYPE], " unsigned") != NULL &&
	    c->kind != KIND_ENUM && c->kind != KIND_SET;
	c->nullable = strcmp(cell[NULLABLE], "YES") == 0;
	c->is_virtual = strstr(cell[EXTRA], "VIRTUAL GENERATED") != NULL;
	c->generated =
	    c->is_virtual || strstr(cell[EXTRA], "STORED GENERATED") != NULL;
	if (c->generated)
		c->expr = mem_str(cell[EXPR]);
	if (strstr(cell[EXTRA], "DEFAULT_GENERATED") != NULL)
		c->fallback = mem_str(cell[DEFAULT]);
	c->auto_increment = strstr(cell[EXTRA], "auto_increment") != NULL;
	c->required = !c->nullable && !c->generated && !c->auto_increment &&
	    cell[DEFAULT] == NULL;
	c->length = schema_number(cell[LENGTH]);
	c->precision = schema_number(cell[PRECISION]);
	c->scale = schema_number(cell[cell[DIGITS] != NULL ? DIGITS : SCALE]);
	if (c->kind == KIND_ENUM || c->kind == KIND_SET)
		return (schema_labels(c->type, &c->nlabel, &c->label));
	return (0);
}

static int
schema_columns(struct sql *s, const char *db, const char *table,
    struct plan_table *t)
{
	struct sql_rows rows;
	unsigned int i;
	int rc = 0;

	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ COLUMN_NAME, COLUMN_TYPE,"
		" DATA_TYPE, CHARACTER_SET_NAME, COLLATION_NAME, IS_NULLABLE,"
		" EXTRA, GENERATION_EXPRESSION, COLUMN_DEFAULT,"
		" CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION"
		" FROM information_schema.COLUMNS"
		" WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
		" ORDER BY ORDINAL_POSITION",
		db, table) == -1)
		return (-1);
	t->col = mem_alloc(rows.nrow, sizeof(t->col[0]));
	for (i = 0; i < rows.nrow && rc == 0; i++) {
		t->ncol++;
		rc = schema_one(&t->col[i], &rows.cell[i * NCELL]);
	}
	if (rows.nrow == 0) {
		say_err("no column of %s.%s is visible to this user", db,
		    table);
		rc = -1;
	}
	if (rc == -1)
		s->fail = X_REFUSED;
	sql_rows_free(&rows);
	return (rc);
}

int
schema_create(struct sql *s, const char *db, const char *table,
    struct plan_table *t)
{
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	buf_str(&text, "SHOW /* gh-ost */ CREATE TABLE ");
	sql_name2(&text, db, table);
	/* A name with '?' in it is quoted: the server sees no parameter. */
	rc = sql_ask(s, &rows, buf_cstr(&text));
	if (rc == 0) {
		t->create = mem_str(rows.nrow == 1 ? rows.cell[1] : "");
		sql_rows_free(&rows);
	}
	buf_free(&text);
	return (rc);
}

int
schema_table(struct sql *s, const char *db, const char *table,
    struct plan_table *t)
{
	struct sql_rows rows;

	memset(t, 0, sizeof(*t));
	if (schema_columns(s, db, table, t) == -1 ||
	    schema_create(s, db, table, t) == -1 ||
	    sql_ask(s, &rows,
		"SELECT /* gh-ost */ TABLE_COMMENT"
		" FROM information_schema.TABLES"
		" WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?",
		db, table) == -1) {
		plan_table_free(t);
		return (-1);
	}
	t->comment =
	    mem_str(rows.nrow == 1 && rows.cell[0] != NULL ? rows.cell[0] : "");
	sql_rows_free(&rows);
	return (0);
}

void
schema_part(struct key_list *keys, char *const *cell)
{
	struct key *key = keys->n == 0 ? NULL : &keys->key[keys->n - 1];
	struct key_part *part;

	if (key == NULL || strcmp(key->name, cell[0]) != 0) {
		keys->key = mem_grow(keys->key, keys->n + 1, sizeof(*key));
		key = &keys->key[keys->n++];
		memset(key, 0, sizeof(*key));
		key->name = mem_str(cell[0]);
		key->unique = strcmp(cell[1], "0") == 0;
		key->visible = strcmp(cell[4], "NO") != 0;
		key->ordered = strcmp(cell[5], "BTREE") == 0;
	}
	key->part = mem_grow(key->part, key->n + 1, sizeof(*part));
	part = &key->part[key->n++];
	part->col = mem_str(cell[2]);
	part->prefix = schema_number(cell[3]);
}

int
schema_keys(struct sql *s, const char *db, const char *table,
    struct key_list *keys)
{
	struct sql_rows rows;
	unsigned int i;

	memset(keys, 0, sizeof(*keys));
	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ INDEX_NAME, NON_UNIQUE,"
		" COLUMN_NAME, SUB_PART, IS_VISIBLE, INDEX_TYPE"
		" FROM information_schema.STATISTICS"
		" WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
		" ORDER BY INDEX_NAME, SEQ_IN_INDEX",
		db, table) == -1)
		return (-1);
	for (i = 0; i < rows.nrow; i++)
		schema_part(keys, &rows.cell[i * rows.ncol]);
	sql_rows_free(&rows);
	return (0);
}

int
schema_column(struct sql *s, const char *db, const char *table,
    const char *name, char **exact)
{
	struct sql_rows rows;

	*exact = NULL;
	if (!name_possible(name))
		return (0);
	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ COLUMN_NAME"
		" FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?"
		" AND TABLE_NAME = ? AND COLUMN_NAME = ?",
		db, table, name) == -1)
		return (-1);
	*exact = rows.nrow == 0 ? NULL : mem_str(rows.cell[0]);
	sql_rows_free(&rows);
	return (0);
}

/* Goes past " AUTO_INCREMENT=n", if it is there. */
static const char *
schema_past_number(const char *p)
{
	static const char option[] = " AUTO_INCREMENT=";

	if (strncmp(p, option, sizeof(option) - 1) != 0)
		return (p);
	for (p += sizeof(option) - 1; isdigit((unsigned char)*p);)
		p++;
	return (p);
}

static bool
schema_same_columns(const struct plan_table *a, const struct plan_table *b)
{
	unsigned int i;

	if (a->ncol != b->ncol)
		return (false);
	for (i = 0; i < a->ncol; i++) {
		if (strcmp(a->col[i].name, b->col[i].name) != 0 ||
		    strcmp(a->col[i].type, b->col[i].type) != 0)
			return (false);
	}
	return (true);
}

int
schema_is(struct sql *s, const char *db, const char *name,
    const struct plan_table *want)
{
	struct plan_table t = {0};
	bool same;

	if (schema_table(s, db, name, &t) == -1)
		return (-1);
	same = schema_same_columns(&t, want);
	plan_table_free(&t);
	return (same);
}

bool
schema_same(const char *a, const char *b)
{
	for (;; a++, b++) {
		a = schema_past_number(a);
		b = schema_past_number(b);
		if (*a != *b)
			return (false);
		if (*a == '\0')
			return (true);
	}
}

int
schema_count(struct sql *s, const char *db, const char *table, uint64_t *rows)
{
	struct buf text = {0};
	struct sql_rows found;
	int rc;

	buf_str(&text, "SELECT /* gh-ost */ COUNT(*) FROM ");
	sql_name2(&text, db, table);
	rc = sql_ask(s, &found, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	*rows = strtoull(found.cell[0], NULL, 10);
	sql_rows_free(&found);
	return (0);
}
