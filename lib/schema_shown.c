/* Definitions of temporary tables, as SHOW tells them. */

#include <stdlib.h>
#include <string.h>

#include "schema.h"

static int
shown_ask(struct sql *s, struct sql_rows *rows, const char *what,
    const char *db, const char *table)
{
	struct buf text = {0};
	int rc;

	buf_fmt(&text, "SHOW %s FROM ", what);
	sql_name2(&text, db, table);
	rc = sql_list(s, rows, buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

/* ---- Columns ---- */

/* SHOW FULL COLUMNS: Reference Manual, "SHOW COLUMNS Statement". */
enum { NAME, TYPE, COLLATION, NULLABLE, KEY, DEFAULT, EXTRA };

/* Collations with their charsets and the bytes of a character. */
static int
shown_collations(struct sql *s, struct sql_rows *rows)
{
	return (sql_ask(s, rows,
	    "SELECT /* gh-ost */ COLLATION_NAME, s.CHARACTER_SET_NAME, MAXLEN"
	    " FROM information_schema.COLLATIONS c"
	    " JOIN information_schema.CHARACTER_SETS s"
	    " ON s.CHARACTER_SET_NAME = c.CHARACTER_SET_NAME"));
}

/* Fills in the charset; returns the bytes that a character may have. */
static unsigned int
shown_charset(struct plan_col *c, const struct sql_rows *collations)
{
	unsigned int i;

	for (i = 0; i < collations->nrow && c->collation != NULL; i++) {
		if (strcmp(collations->cell[3 * i], c->collation) != 0)
			continue;
		c->charset = mem_str(collations->cell[3 * i + 1]);
		return ((unsigned int)atoi(collations->cell[3 * i + 2]));
	}
	return (1);
}

/* Bytes in a TEXT or BLOB: Reference Manual, "Data Type Storage". */
static unsigned int
shown_blob(const char *data_type)
{
	switch (*data_type) {
	case 't':
		return (strncmp(data_type, "tiny", 4) == 0 ? 255 : 65535);
	case 'm':
		return (16777215);
	case 'l':
		return (UINT32_MAX);
	default:
		return (65535);
	}
}

/* "decimal(10,2)": what the numbers mean is said by the kind. */
static void
shown_numbers(struct plan_col *c, unsigned int width)
{
	const char *p = strchr(c->type, '(');
	unsigned int n[2] = {0, 0};
	char *end;

	if (p != NULL) {
		n[0] = (unsigned int)strtoul(p + 1, &end, 10);
		n[1] =
		    *end != ',' ? 0 : (unsigned int)strtoul(end + 1, NULL, 10);
	}
	switch (c->kind) {
	case KIND_TEXT:
	case KIND_BYTES:
		c->length = p == NULL ? shown_blob(c->data_type) : n[0] * width;
		break;
	case KIND_DECIMAL:
		c->precision = n[0];
		c->scale = n[1];
		break;
	case KIND_BIT:
		c->precision = n[0];
		break;
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		c->scale = n[0];
		break;
	default:
		break;
	}
}

static int
shown_column(struct plan_col *c, char *const *cell,
    const struct sql_rows *collations)
{
	int kind;

	c->name = mem_str(cell[NAME]);
	c->type = mem_str(cell[TYPE]);
	c->data_type = mem_fmt("%.*s", (int)strcspn(c->type, "( "), c->type);
	kind = plan_kind(c->data_type);
	if (kind == -1)
		return (-1);
	c->kind = (enum plan_kind)kind;
	c->collation = mem_str(cell[COLLATION]);
	c->is_unsigned = strstr(c->type, " unsigned") != NULL &&
	    c->kind != KIND_ENUM && c->kind != KIND_SET;
	c->nullable = strcmp(cell[NULLABLE], "YES") == 0;
	c->is_virtual = strstr(cell[EXTRA], "VIRTUAL GENERATED") != NULL;
	c->generated =
	    c->is_virtual || strstr(cell[EXTRA], "STORED GENERATED") != NULL;
	c->auto_increment = strstr(cell[EXTRA], "auto_increment") != NULL;
	c->required = !c->nullable && !c->generated && !c->auto_increment &&
	    cell[DEFAULT] == NULL;
	if (strstr(cell[EXTRA], "DEFAULT_GENERATED") != NULL)
		c->fallback = mem_str(cell[DEFAULT]);
	shown_numbers(c, shown_charset(c, collations));
	if (c->kind == KIND_ENUM || c->kind == KIND_SET)
		return (schema_labels(c->type, &c->nlabel, &c->label));
	return (0);
}

static int
shown_columns(struct sql *s, const struct sql_rows *rows, struct plan_table *t)
{
	struct sql_rows collations;
	unsigned int i;
	int rc = 0;

	if (shown_collations(s, &collations) == -1)
		return (-1);
	t->col = mem_alloc(rows->nrow, sizeof(t->col[0]));
	for (i = 0; i < rows->nrow && rc == 0; i++) {
		t->ncol++;
		rc = shown_column(&t->col[i], &rows->cell[i * rows->ncol],
		    &collations);
	}
	sql_rows_free(&collations);
	if (rc == -1)
		sql_refuse(s, "a type is not known here: %s",
		    t->col[t->ncol - 1].type);
	return (rc);
}

int
schema_shown(struct sql *s, const char *db, const char *table,
    struct plan_table *t)
{
	struct sql_rows rows;
	int rc;

	memset(t, 0, sizeof(*t));
	if (shown_ask(s, &rows, "FULL COLUMNS", db, table) == -1)
		return (-1);
	rc = shown_columns(s, &rows, t);
	sql_rows_free(&rows);
	if (rc == 0)
		rc = schema_create(s, db, table, t);
	if (rc == -1) {
		plan_table_free(t);
		memset(t, 0, sizeof(*t));
	}
	return (rc);
}

/* ---- Keys ---- */

int
schema_shown_keys(struct sql *s, const char *db, const char *table,
    struct key_list *keys)
{
	/* SHOW INDEX: Reference Manual, "SHOW INDEX Statement". */
	static const unsigned int at[] = {/* Key_name */ 2, /* Non_unique */ 1,
	    /* Column_name */ 4, /* Sub_part */ 7, /* Visible */ 13,
	    /* Index_type */ 10};
	char *cell[sizeof(at) / sizeof(at[0])];
	struct sql_rows rows;
	unsigned int i, k;

	memset(keys, 0, sizeof(*keys));
	if (shown_ask(s, &rows, "INDEX", db, table) == -1)
		return (-1);
	for (i = 0; i < rows.nrow; i++) {
		for (k = 0; k < sizeof(at) / sizeof(at[0]); k++)
			cell[k] = rows.cell[i * rows.ncol + at[k]];
		schema_part(keys, cell);
	}
	sql_rows_free(&rows);
	return (0);
}
