/* Writes records: the form of each stands in rec.h and in gho(5). */

#include <string.h>

#include "rec.h"

static int
pen_append(void *out, const char *p, size_t len)
{
	buf_add(out, p, len);
	return (0);
}

void
pen_open(struct pen *pen, struct buf *out)
{
	pen->out = out;
	msgpack_packer_init(&pen->pk, out, pen_append);
}

void
pen_null(struct pen *pen)
{
	msgpack_pack_nil(&pen->pk);
}

void
pen_int(struct pen *pen, int64_t v)
{
	msgpack_pack_int64(&pen->pk, v);
}

void
pen_uint(struct pen *pen, uint64_t v)
{
	msgpack_pack_uint64(&pen->pk, v);
}

void
pen_float(struct pen *pen, float v)
{
	msgpack_pack_float(&pen->pk, v);
}

void
pen_double(struct pen *pen, double v)
{
	msgpack_pack_double(&pen->pk, v);
}

void
pen_str(struct pen *pen, const void *p, size_t len)
{
	msgpack_pack_str(&pen->pk, len);
	msgpack_pack_str_body(&pen->pk, p, len);
}

void
pen_bin(struct pen *pen, const void *p, size_t len)
{
	msgpack_pack_bin(&pen->pk, len);
	msgpack_pack_bin_body(&pen->pk, p, len);
}

static void
pen_cstr(struct pen *pen, const char *s)
{
	if (s == NULL)
		pen_null(pen);
	else
		pen_str(pen, s, strlen(s));
}

static void
pen_kind(struct pen *pen, enum rec_kind kind, unsigned int n)
{
	msgpack_pack_array(&pen->pk, n);
	pen_cstr(pen, rec_name(kind));
}

void
pen_head(struct pen *pen, const char *tool, const char *server_uuid)
{
	pen_kind(pen, REC_HEAD, 4);
	pen_uint(pen, REC_VERSION);
	pen_cstr(pen, tool);
	pen_cstr(pen, server_uuid);
}

static void
pen_col(struct pen *pen, const struct rec_col *col)
{
	unsigned int i;

	msgpack_pack_array(&pen->pk, 4);
	pen_cstr(pen, col->name);
	pen_cstr(pen, col->type);
	pen_cstr(pen, col->collation);
	msgpack_pack_array(&pen->pk, col->nlabel);
	for (i = 0; i < col->nlabel; i++)
		pen_cstr(pen, col->label[i]);
}

void
pen_table(struct pen *pen, const struct rec_table *t)
{
	unsigned int i;

	pen_kind(pen, REC_TABLE, 6);
	pen_uint(pen, t->id);
	pen_cstr(pen, t->db);
	pen_cstr(pen, t->name);
	msgpack_pack_array(&pen->pk, t->ncol);
	for (i = 0; i < t->ncol; i++)
		pen_col(pen, &t->col[i]);
	msgpack_pack_array(&pen->pk, t->nkey);
	for (i = 0; i < t->nkey; i++)
		pen_uint(pen, t->key[i]);
}

void
pen_begin(struct pen *pen, const char *gtid, int64_t time)
{
	pen_kind(pen, REC_BEGIN, 3);
	pen_cstr(pen, gtid);
	pen_int(pen, time);
}

void
pen_commit(struct pen *pen, const char *pos, const char *gtid, int64_t time)
{
	pen_kind(pen, REC_COMMIT, 4);
	pen_cstr(pen, pos);
	pen_cstr(pen, gtid);
	pen_int(pen, time);
}

void
pen_mark(struct pen *pen, const char *text, size_t len)
{
	pen_kind(pen, REC_MARK, 2);
	pen_str(pen, text, len);
}

void
pen_heartbeat(struct pen *pen, const char *text, size_t len)
{
	pen_kind(pen, REC_HEARTBEAT, 2);
	pen_str(pen, text, len);
}

void
pen_progress(struct pen *pen, const char *pos, const char *gtid)
{
	pen_kind(pen, REC_PROGRESS, 3);
	pen_cstr(pen, pos);
	pen_cstr(pen, gtid);
}

void
pen_end(struct pen *pen, const char *why)
{
	pen_kind(pen, REC_END, 2);
	pen_cstr(pen, why);
}

void
pen_row(struct pen *pen, enum rec_kind kind, unsigned int id)
{
	pen_kind(pen, kind, kind == REC_UPDATE ? 4 : 3);
	pen_uint(pen, id);
}

void
pen_image(struct pen *pen, unsigned int n)
{
	msgpack_pack_array(&pen->pk, n);
}

/* ---- What was read ---- */

static void
pen_val(struct pen *pen, const struct val *v)
{
	switch (v->type) {
	case VAL_NULL:
		pen_null(pen);
		break;
	case VAL_INT:
		pen_int(pen, v->i);
		break;
	case VAL_UINT:
		pen_uint(pen, v->u);
		break;
	case VAL_FLOAT:
		pen_float(pen, v->f);
		break;
	case VAL_DOUBLE:
		pen_double(pen, v->d);
		break;
	case VAL_STR:
		pen_str(pen, v->p, v->len);
		break;
	case VAL_BIN:
		pen_bin(pen, v->p, v->len);
		break;
	}
}

static void
pen_vals(struct pen *pen, const struct rec_table *t, const struct val *v)
{
	unsigned int i;

	if (v == NULL)
		return;
	pen_image(pen, t->ncol);
	for (i = 0; i < t->ncol; i++)
		pen_val(pen, &v[i]);
}

void
pen_rec(struct pen *pen, const struct rec *rec)
{
	switch (rec->kind) {
	case REC_HEAD:
		pen_head(pen, rec->text, rec->uuid);
		break;
	case REC_TABLE:
		pen_table(pen, rec->table);
		break;
	case REC_BEGIN:
		pen_begin(pen, rec->gtid, rec->time);
		break;
	case REC_COMMIT:
		pen_commit(pen, rec->text, rec->gtid, rec->time);
		break;
	case REC_PROGRESS:
		pen_progress(pen, rec->text, rec->gtid);
		break;
	case REC_MARK:
		pen_mark(pen, rec->text, strlen(rec->text));
		break;
	case REC_HEARTBEAT:
		pen_heartbeat(pen, rec->text, strlen(rec->text));
		break;
	case REC_END:
		pen_end(pen, rec->text);
		break;
	default:
		pen_row(pen, rec->kind, rec->table->id);
		pen_vals(pen, rec->table, rec->old);
		pen_vals(pen, rec->table, rec->new);
	}
}
