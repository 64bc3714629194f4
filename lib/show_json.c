/* Records as JSON, which loses nothing: unshow.c reads it again. */

#include <string.h>

#include "show.h"
#include "utf8.h"

/* Bytes that are no text, and what may be said of them as text. */
static json_t *
json_bytes(const struct val *v, const struct buf *text)
{
	struct buf hex = {0};
	json_t *j;

	show_hex(&hex, v);
	j = json_pack("{s:s%}", "hex", hex.len == 0 ? "" : hex.p, hex.len);
	if (text->len > 0)
		json_object_set_new(j, "text",
		    json_stringn(text->p, text->len));
	buf_free(&hex);
	return (j);
}

/* JSON's readers lose digits above 2^53, jansson the sign. */
static json_t *
json_big(uint64_t v)
{
	return (json_sprintf("%llu", (unsigned long long)v));
}

/*
 * Labels of an ENUM or SET; a number if there is none for it, so that the
 * error value is not taken for the label ''.
 */
static json_t *
json_label(const struct rec_col *col, const struct val *v, struct buf *text)
{
	bool one = strncasecmp(col->type, "enum", 4) == 0;

	if (one ? v->u == 0 || v->u > col->nlabel :
		  col->nlabel < 64 && v->u >> col->nlabel != 0)
		return (json_integer((json_int_t)v->u));
	show_string(text, col, v);
	return (json_stringn(text->len == 0 ? "" : text->p, text->len));
}

static json_t *
json_val(const struct rec_col *col, const struct val *v, struct buf *text)
{
	switch (v->type) {
	case VAL_NULL:
		break;
	case VAL_INT:
		return (json_integer(v->i));
	case VAL_UINT:
		if (col->nlabel > 0)
			return (json_label(col, v, text));
		if (v->u > INT64_MAX)
			return (json_big(v->u));
		return (json_integer((json_int_t)v->u));
	case VAL_FLOAT:
		return (json_real((double)v->f));
	case VAL_DOUBLE:
		return (json_real(v->d));
	case VAL_STR:
		if (utf8_valid((const unsigned char *)v->p, v->len))
			return (json_stringn(v->p, v->len));
		return (json_bytes(v, text));
	case VAL_BIN:
		if (!show_string(text, col, v) ||
		    !utf8_valid((unsigned char *)text->p, text->len))
			text->len = 0;
		return (json_bytes(v, text));
	}
	return (json_null());
}

static json_t *
json_image(const struct rec_table *t, const struct val *v)
{
	json_t *row = json_object();
	struct buf text = {0};
	unsigned int i;

	for (i = 0; i < t->ncol; i++) {
		text.len = 0;
		json_object_set_new(row, t->col[i].name,
		    json_val(&t->col[i], &v[i], &text));
	}
	buf_free(&text);
	return (row);
}

static json_t *
json_col(const struct rec_col *col)
{
	json_t *o = json_pack("{s:s, s:s, s:s?}", "name", col->name, "type",
	    col->type, "collation", col->collation);
	json_t *labels;
	unsigned int i;

	if (col->nlabel == 0)
		return (o);
	labels = json_array();
	for (i = 0; i < col->nlabel; i++)
		json_array_append_new(labels, json_string(col->label[i]));
	json_object_set_new(o, "labels", labels);
	return (o);
}

static json_t *
json_table(const struct rec_table *t)
{
	json_t *cols = json_array(), *key = json_array();
	unsigned int i;

	for (i = 0; i < t->ncol; i++)
		json_array_append_new(cols, json_col(&t->col[i]));
	for (i = 0; i < t->nkey; i++)
		json_array_append_new(key, json_string(t->col[t->key[i]].name));
	return (json_pack("{s:i, s:o, s:o}", "id", (int)t->id, "columns", cols,
	    "key", key));
}

static const char *
json_text_name(enum rec_kind kind)
{
	switch (kind) {
	case REC_HEAD:
		return ("tool");
	case REC_COMMIT:
	case REC_PROGRESS:
		return ("position");
	default:
		return ("text");
	}
}

static void
json_texts(json_t *o, const struct rec *rec)
{
	if (rec->text != NULL)
		json_object_set_new(o, json_text_name(rec->kind),
		    json_string(rec->text));
	if (rec->uuid != NULL)
		json_object_set_new(o, "server_uuid", json_string(rec->uuid));
	if (rec->gtid != NULL)
		json_object_set_new(o, "gtid", json_string(rec->gtid));
	if (rec->time != 0)
		json_object_set_new(o, "time", json_integer(rec->time));
}

json_t *
show_json(const struct rec *rec)
{
	json_t *o = json_pack("{s:s}", "kind", rec_name(rec->kind));

	if (rec->kind == REC_HEAD)
		json_object_set_new(o, "version", json_integer(REC_VERSION));
	if (rec->table != NULL) {
		json_object_set_new(o, "database", json_string(rec->table->db));
		json_object_set_new(o, "table", json_string(rec->table->name));
	}
	if (rec->kind == REC_TABLE)
		json_object_update_new(o, json_table(rec->table));
	if (rec->old != NULL)
		json_object_set_new(o, "old", json_image(rec->table, rec->old));
	if (rec->new != NULL)
		json_object_set_new(o, "new", json_image(rec->table, rec->new));
	json_texts(o, rec);
	return (o);
}
