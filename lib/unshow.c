/* From JSON lines back to records. */

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "say.h"
#include "show.h"
#include "unshow.h"

static int
unshow_bad(struct bad *bad, const char *what)
{
	return (bad_set(bad, X_DATA, "%s", what));
}

static int
unshow_image(const struct rec_table *t, const json_t *row, struct pen *pen,
    struct bad *bad)
{
	const json_t *j;
	unsigned int i;

	if (!json_is_object(row))
		return (unshow_bad(bad, "a row without its values"));
	pen_image(pen, t->ncol);
	for (i = 0; i < t->ncol; i++) {
		j = json_object_get(row, t->col[i].name);
		if (j == NULL)
			return (bad_set(bad, X_DATA, "no value of column %s",
			    t->col[i].name));
		if (unshow_val(&t->col[i], j, pen) == -1)
			return (bad_set(bad, X_DATA,
			    "column %s, %s, cannot have this value",
			    t->col[i].name, t->col[i].type));
	}
	return (0);
}

/* ---- Tables ---- */

static char *
unshow_dup(const json_t *o, const char *name)
{
	return (mem_str(json_string_value(json_object_get(o, name))));
}

static int
unshow_col(const json_t *o, struct rec_col *col)
{
	const json_t *labels = json_object_get(o, "labels");
	size_t i, n = json_array_size(labels);

	col->name = unshow_dup(o, "name");
	col->type = unshow_dup(o, "type");
	col->collation = unshow_dup(o, "collation");
	if (col->name == NULL || col->type == NULL)
		return (-1);
	col->label = mem_alloc(n, sizeof(col->label[0]));
	for (i = 0; i < n; i++) {
		col->label[i] =
		    mem_str(json_string_value(json_array_get(labels, i)));
		if (col->label[i] == NULL)
			return (-1);
		col->nlabel++;
	}
	return (0);
}

static int
unshow_key(const json_t *name, struct rec_table *t)
{
	unsigned int i;

	for (i = 0; json_is_string(name) && i < t->ncol; i++) {
		if (strcmp(t->col[i].name, json_string_value(name)) != 0)
			continue;
		t->key[t->nkey++] = i;
		return (0);
	}
	return (-1);
}

static int
unshow_columns(const json_t *o, struct rec_table *t)
{
	const json_t *cols = json_object_get(o, "columns");
	const json_t *key = json_object_get(o, "key");
	size_t i, n = json_array_size(cols);

	if (n == 0 || n > REC_MAX_COLS || json_array_size(key) > n)
		return (-1);
	t->col = mem_alloc(n, sizeof(t->col[0]));
	t->key = mem_alloc(n, sizeof(t->key[0]));
	for (i = 0; i < n; i++) {
		t->ncol++;
		if (unshow_col(json_array_get(cols, i), &t->col[i]) == -1)
			return (-1);
	}
	for (i = 0; i < json_array_size(key); i++) {
		if (unshow_key(json_array_get(key, i), t) == -1)
			return (-1);
	}
	return (0);
}

static int
unshow_table(struct unshow *u, const json_t *o, struct pen *pen,
    struct bad *bad)
{
	json_int_t id = json_integer_value(json_object_get(o, "id"));
	struct rec_table *t;

	if (id < 0 || id >= REC_MAX_TABLES)
		return (unshow_bad(bad, "a table's id is below 1024"));
	t = mem_alloc(1, sizeof(*t));
	t->id = (unsigned int)id;
	t->db = unshow_dup(o, "database");
	t->name = unshow_dup(o, "table");
	if (t->db == NULL || t->name == NULL || unshow_columns(o, t) == -1) {
		rec_table_free(t);
		return (unshow_bad(bad,
		    "a table has database, table, columns and key"));
	}
	rec_table_free(u->table[id]);
	u->table[id] = t;
	pen_table(pen, t);
	return (0);
}

static const struct rec_table *
unshow_find(const struct unshow *u, const json_t *o)
{
	const char *db = json_string_value(json_object_get(o, "database"));
	const char *name = json_string_value(json_object_get(o, "table"));
	unsigned int i;

	for (i = 0; db != NULL && name != NULL && i < REC_MAX_TABLES; i++) {
		if (u->table[i] != NULL && strcmp(u->table[i]->db, db) == 0 &&
		    strcmp(u->table[i]->name, name) == 0)
			return (u->table[i]);
	}
	return (NULL);
}

/* ---- Records ---- */

static int
unshow_row(const struct unshow *u, enum rec_kind kind, const json_t *o,
    struct pen *pen, struct bad *bad)
{
	const struct rec_table *t = unshow_find(u, o);

	if (t == NULL)
		return (unshow_bad(bad, "a row of no table seen before"));
	pen_row(pen, kind, t->id);
	if (kind != REC_INSERT &&
	    unshow_image(t, json_object_get(o, "old"), pen, bad) == -1)
		return (-1);
	if (kind == REC_DELETE)
		return (0);
	return (unshow_image(t, json_object_get(o, "new"), pen, bad));
}

static void
unshow_head(struct unshow *u, const json_t *o, const char *tool,
    struct pen *pen)
{
	unshow_free(u);
	pen_head(pen, tool,
	    json_string_value(json_object_get(o, "server_uuid")));
}

/* Records of texts and a time. */
static int
unshow_texts(enum rec_kind kind, const json_t *o, struct pen *pen,
    struct bad *bad)
{
	const char *gtid = json_string_value(json_object_get(o, "gtid"));
	const char *pos = json_string_value(json_object_get(o, "position"));
	const json_t *text = json_object_get(o, "text");
	int64_t time = json_integer_value(json_object_get(o, "time"));

	if (kind == REC_BEGIN)
		pen_begin(pen, gtid, time);
	else if (kind == REC_COMMIT && pos != NULL)
		pen_commit(pen, pos, gtid, time);
	else if (kind == REC_PROGRESS && pos != NULL)
		pen_progress(pen, pos, gtid);
	else if (!json_is_string(text))
		return (unshow_bad(bad, "a record lacks its text or position"));
	else if (kind == REC_MARK)
		pen_mark(pen, json_string_value(text),
		    json_string_length(text));
	else if (kind == REC_HEARTBEAT)
		pen_heartbeat(pen, json_string_value(text),
		    json_string_length(text));
	else
		pen_end(pen, json_string_value(text));
	return (0);
}

static int
unshow_record(struct unshow *u, const json_t *o, struct pen *pen,
    struct bad *bad)
{
	const char *name = json_string_value(json_object_get(o, "kind"));
	const char *tool = json_string_value(json_object_get(o, "tool"));
	int kind = name == NULL ? -1 : rec_named(name, strlen(name));

	switch (kind) {
	case -1:
		return (unshow_bad(bad, "an object without a known \"kind\""));
	case REC_HEAD:
		if (tool == NULL)
			return (unshow_bad(bad, "the head lacks its tool"));
		unshow_head(u, o, tool, pen);
		return (0);
	case REC_TABLE:
		return (unshow_table(u, o, pen, bad));
	case REC_INSERT:
	case REC_UPDATE:
	case REC_DELETE:
		return (unshow_row(u, (enum rec_kind)kind, o, pen, bad));
	}
	return (unshow_texts((enum rec_kind)kind, o, pen, bad));
}

int
unshow_line(struct unshow *u, const char *p, size_t len, struct pen *pen,
    struct bad *bad)
{
	json_error_t err;
	json_t *o = json_loadb(p, len, JSON_ALLOW_NUL, &err);
	int rc;

	if (o == NULL)
		return (bad_set(bad, X_DATA, "not JSON: %s", err.text));
	rc = unshow_record(u, o, pen, bad);
	json_decref(o);
	return (rc);
}

void
unshow_free(struct unshow *u)
{
	unsigned int i;

	for (i = 0; i < REC_MAX_TABLES; i++) {
		rec_table_free(u->table[i]);
		u->table[i] = NULL;
	}
}
