/* Records as SQL. */

#include <string.h>

#include "show.h"
#include "show_sql.h"
#include "sql.h"

void
show_sql_head(struct buf *out)
{
	buf_str(out,
	    "SET NAMES utf8mb4, time_zone = '+00:00', "
	    "sql_mode = 'NO_AUTO_VALUE_ON_ZERO';\n");
}

/* ---- Where a column goes ---- */

/* The name of column ${i} in the table written to, or NULL. */
static const char *
show_sql_column(const struct show_sql *s, const struct rec_table *t,
    unsigned int i)
{
	const struct plan *plan = s->plan;
	unsigned int k;

	if (plan == NULL || i >= plan->orig.ncol)
		return (t->col[i].name);
	if (plan->orig.col[i].generated)
		return (NULL);
	if (s->undo)
		return (t->col[i].name);
	for (k = 0; k < plan->nmap; k++) {
		if (plan->map[k].from == i)
			return (plan->ghost.col[plan->map[k].to].name);
	}
	return (NULL);
}

static void
show_sql_table(const struct show_sql *s, struct buf *out,
    const struct rec_table *t)
{
	bool ghost = s->plan != NULL && !s->undo;

	sql_name(out, t->db);
	buf_chr(out, '.');
	sql_name(out, ghost ? s->plan->ghost_table : t->name);
}

/* ---- Values ---- */

static void
show_sql_hex(struct buf *out, const char *introducer, size_t len,
    const struct val *v)
{
	if (v->len == 0) {
		buf_str(out, "''");
		return;
	}
	if (len > 0)
		buf_fmt(out, "_%.*s ", (int)len, introducer);
	buf_str(out, "0x");
	show_hex(out, v);
}

/* Quotes and backslashes mean different things in different sql_modes. */
static bool
show_sql_plain(const struct val *v)
{
	uint32_t i;

	for (i = 0; i < v->len; i++) {
		if ((unsigned char)v->p[i] < ' ' || v->p[i] == 0x7f ||
		    v->p[i] == '\'' || v->p[i] == '\\')
			return (false);
	}
	return (true);
}

static void
show_sql_str(struct buf *out, const struct val *v)
{
	if (!show_sql_plain(v)) {
		show_sql_hex(out, "utf8mb4", 7, v);
		return;
	}
	buf_str(out, "'");
	buf_add(out, v->p, v->len);
	buf_str(out, "'");
}

/* Bytes in the column's charset, which its collation begins with. */
static void
show_sql_bin(struct buf *out, const struct rec_col *col, const struct val *v)
{
	struct buf text = {0};
	struct val json = {VAL_STR, 0, {0}};

	if (strcmp(col->type, "json") == 0) {
		show_string(&text, col, v);
		json.p = text.p;
		json.len = (uint32_t)text.len;
		show_sql_str(out, &json);
		buf_str(out, " /* not exactly */");
		buf_free(&text);
	} else if (col->collation == NULL)
		show_sql_hex(out, "", 0, v);
	else
		show_sql_hex(out, col->collation, strcspn(col->collation, "_"),
		    v);
}

/* An exponent makes it a double, which knows -0. */
static void
show_sql_real(struct buf *out, double v, int digits, int most)
{
	size_t from = out->len;

	show_number(out, v, digits, most);
	if (memchr(out->p + from, 'e', out->len - from) == NULL)
		buf_str(out, "e0");
}

static void
show_sql_val(struct buf *out, const struct rec_col *col, const struct val *v)
{
	switch (v->type) {
	case VAL_NULL:
		buf_str(out, "NULL");
		break;
	case VAL_INT:
		buf_fmt(out, "%lld", (long long)v->i);
		break;
	case VAL_UINT:
		/* Of ENUM and SET the number, whatever its labels. */
		buf_fmt(out, "%llu", (unsigned long long)v->u);
		break;
	case VAL_FLOAT:
		show_sql_real(out, (double)v->f, 6, 9);
		break;
	case VAL_DOUBLE:
		show_sql_real(out, v->d, 15, 17);
		break;
	case VAL_STR:
		show_sql_str(out, v);
		break;
	case VAL_BIN:
		show_sql_bin(out, col, v);
		break;
	}
}

/* ---- Statements ---- */

static void
show_sql_put(const struct show_sql *s, struct buf *out,
    const struct rec_table *t, const struct val *v)
{
	const char *name, *comma = "";
	unsigned int i;

	buf_str(out, "REPLACE INTO ");
	show_sql_table(s, out, t);
	buf_str(out, " (");
	for (i = 0; i < t->ncol; i++) {
		if ((name = show_sql_column(s, t, i)) == NULL)
			continue;
		buf_str(out, comma);
		sql_name(out, name);
		comma = ", ";
	}
	buf_str(out, ") VALUES (");
	comma = "";
	for (i = 0; i < t->ncol; i++) {
		if (show_sql_column(s, t, i) == NULL)
			continue;
		buf_str(out, comma);
		show_sql_val(out, &t->col[i], &v[i]);
		comma = ", ";
	}
	buf_str(out, ");");
}

static void
show_sql_drop(const struct show_sql *s, struct buf *out,
    const struct rec_table *t, const struct val *v)
{
	unsigned int i, k;
	const char *name;

	buf_str(out, "DELETE FROM ");
	show_sql_table(s, out, t);
	for (k = 0; k < t->nkey; k++) {
		i = t->key[k];
		name = show_sql_column(s, t, i);
		buf_str(out, k == 0 ? " WHERE " : " AND ");
		sql_name(out, name == NULL ? t->col[i].name : name);
		buf_str(out, " = ");
		show_sql_val(out, &t->col[i], &v[i]);
	}
	buf_chr(out, ';');
}

static bool
show_sql_moved(const struct rec *rec)
{
	const struct rec_table *t = rec->table;
	unsigned int k;

	for (k = 0; k < t->nkey; k++) {
		if (!val_same(&rec->old[t->key[k]], &rec->new[t->key[k]]))
			return (true);
	}
	return (false);
}

static void
show_sql_row(const struct show_sql *s, struct buf *out, const struct rec *rec)
{
	const struct val *gone = s->undo ? rec->new : rec->old;
	const struct val *come = s->undo ? rec->old : rec->new;

	if (gone != NULL && (come == NULL || show_sql_moved(rec)))
		show_sql_drop(s, out, rec->table, gone);
	if (gone != NULL && come != NULL && show_sql_moved(rec))
		buf_chr(out, ' ');
	if (come != NULL)
		show_sql_put(s, out, rec->table, come);
	buf_chr(out, '\n');
}

void
show_sql(const struct show_sql *s, struct buf *out, const struct rec *rec)
{
	if (rec->kind == REC_BEGIN)
		buf_str(out, s->undo ? "COMMIT;\n" : "BEGIN;\n");
	else if (rec->kind == REC_COMMIT)
		buf_str(out, s->undo ? "BEGIN;\n" : "COMMIT;\n");
	else if (rec->old != NULL || rec->new != NULL)
		show_sql_row(s, out, rec);
}
