/* Takes records out of msgpack's objects, checking each element. */

#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "take.h"

/* ---- From msgpack's objects to ours ---- */

static int
obj_str(const msgpack_object *o, struct buf *out, const char **text)
{
	out->len = 0;
	*text = NULL;
	if (o->type == MSGPACK_OBJECT_NIL)
		return (0);
	if (o->type != MSGPACK_OBJECT_STR ||
	    memchr(o->via.str.ptr, '\0', o->via.str.size) != NULL)
		return (-1);
	buf_add(out, o->via.str.ptr, o->via.str.size);
	*text = buf_cstr(out);
	return (0);
}

/* obj_dup(o, out): a string or nil as a new C string. */
static int
obj_dup(const msgpack_object *o, char **out)
{
	struct buf b = {0};
	const char *text;
	int rc = obj_str(o, &b, &text);

	*out = mem_str(text);
	buf_free(&b);
	return (rc);
}

static int
obj_uint(const msgpack_object *o, uint64_t max, unsigned int *out)
{
	if (o->type != MSGPACK_OBJECT_POSITIVE_INTEGER || o->via.u64 > max)
		return (-1);
	*out = (unsigned int)o->via.u64;
	return (0);
}

static int
obj_time(const msgpack_object *o, int64_t *out)
{
	if (o->type != MSGPACK_OBJECT_POSITIVE_INTEGER &&
	    o->type != MSGPACK_OBJECT_NEGATIVE_INTEGER)
		return (-1);
	*out = o->via.i64;
	return (0);
}

static int
obj_val(const msgpack_object *o, struct val *v)
{
	v->len = 0;
	switch (o->type) {
	case MSGPACK_OBJECT_NIL:
		v->type = VAL_NULL;
		return (0);
	case MSGPACK_OBJECT_POSITIVE_INTEGER:
		v->type = VAL_UINT;
		v->u = o->via.u64;
		return (0);
	case MSGPACK_OBJECT_NEGATIVE_INTEGER:
		v->type = VAL_INT;
		v->i = o->via.i64;
		return (0);
	case MSGPACK_OBJECT_FLOAT32:
		v->type = VAL_FLOAT;
		v->f = (float)o->via.f64;
		return (0);
	case MSGPACK_OBJECT_FLOAT64:
		v->type = VAL_DOUBLE;
		v->d = o->via.f64;
		return (0);
	case MSGPACK_OBJECT_STR:
		v->type = VAL_STR;
		v->len = o->via.str.size;
		v->p = o->via.str.ptr;
		return (0);
	case MSGPACK_OBJECT_BIN:
		v->type = VAL_BIN;
		v->len = o->via.bin.size;
		v->p = o->via.bin.ptr;
		return (0);
	default:
		return (-1);
	}
}

/* ---- One function for each kind of record ---- */

int
take_head(struct rec_reader *r, const msgpack_object *o, struct rec *rec)
{
	unsigned int version;

	if (obj_uint(&o[1], UINT32_MAX, &version) == -1 ||
	    obj_str(&o[2], &r->text, &rec->text) == -1 ||
	    obj_str(&o[3], &r->gtid, &rec->uuid) == -1)
		return (-1);
	if (version != REC_VERSION) {
		say_err("stream: version %u is unknown here, this program "
			"reads version %d",
		    version, REC_VERSION);
		r->fail = X_DATA;
		return (-1);
	}
	rec_forget_tables(r);
	r->headed = true;
	return (0);
}

static int
take_col(const msgpack_object *o, struct rec_col *col)
{
	const msgpack_object *e = o->via.array.ptr;
	unsigned int i, n;

	if (o->type != MSGPACK_OBJECT_ARRAY || o->via.array.size < 4 ||
	    obj_dup(&e[0], &col->name) == -1 ||
	    obj_dup(&e[1], &col->type) == -1 ||
	    obj_dup(&e[2], &col->collation) == -1 ||
	    e[3].type != MSGPACK_OBJECT_ARRAY || col->name == NULL ||
	    col->type == NULL)
		return (-1);
	n = e[3].via.array.size;
	col->label = mem_alloc(n, sizeof(col->label[0]));
	for (i = 0; i < n; i++) {
		col->nlabel++;
		if (obj_dup(&e[3].via.array.ptr[i], &col->label[i]) == -1 ||
		    col->label[i] == NULL)
			return (-1);
	}
	return (0);
}

static int
take_cols(const msgpack_object *o, struct rec_table *t)
{
	unsigned int n = o->via.array.size;

	if (o->type != MSGPACK_OBJECT_ARRAY || n == 0 || n > REC_MAX_COLS)
		return (-1);
	t->col = mem_alloc(n, sizeof(t->col[0]));
	while (t->ncol < n) {
		t->ncol++;
		if (take_col(&o->via.array.ptr[t->ncol - 1],
			&t->col[t->ncol - 1]) == -1)
			return (-1);
	}
	return (0);
}

static int
take_key(const msgpack_object *o, struct rec_table *t)
{
	unsigned int i, n = o->via.array.size;

	if (o->type != MSGPACK_OBJECT_ARRAY || n > t->ncol)
		return (-1);
	t->key = mem_alloc(n, sizeof(t->key[0]));
	t->nkey = n;
	for (i = 0; i < n; i++) {
		if (obj_uint(&o->via.array.ptr[i], t->ncol - 1, &t->key[i]) ==
		    -1)
			return (-1);
	}
	return (0);
}

int
take_table(struct rec_reader *r, const msgpack_object *o, struct rec *rec)
{
	struct rec_table *t = mem_alloc(1, sizeof(*t));

	if (obj_uint(&o[1], REC_MAX_TABLES - 1, &t->id) == -1 ||
	    obj_dup(&o[2], &t->db) == -1 || t->db == NULL ||
	    obj_dup(&o[3], &t->name) == -1 || t->name == NULL ||
	    take_cols(&o[4], t) == -1 || take_key(&o[5], t) == -1)
		goto err0;
	if (t->ncol > r->nval) {
		r->nval = t->ncol;
		r->image[0] =
		    mem_grow(r->image[0], r->nval, sizeof(struct val));
		r->image[1] =
		    mem_grow(r->image[1], r->nval, sizeof(struct val));
	}
	rec_table_free(r->table[t->id]);
	r->table[t->id] = t;
	rec->table = t;
	return (0);
err0:
	rec_table_free(t);
	return (-1);
}

static int
take_image(const msgpack_object *o, const struct rec_table *t,
    struct val *image)
{
	unsigned int i;

	if (o->type != MSGPACK_OBJECT_ARRAY || o->via.array.size != t->ncol)
		return (-1);
	for (i = 0; i < t->ncol; i++) {
		if (obj_val(&o->via.array.ptr[i], &image[i]) == -1)
			return (-1);
	}
	return (0);
}

int
take_row(struct rec_reader *r, const msgpack_object *o, struct rec *rec)
{
	unsigned int id;

	if (obj_uint(&o[1], REC_MAX_TABLES - 1, &id) == -1 ||
	    r->table[id] == NULL)
		return (-1);
	rec->table = r->table[id];
	if (rec->kind != REC_INSERT)
		rec->old = r->image[0];
	if (rec->kind != REC_DELETE)
		rec->new = r->image[1];
	if (take_image(&o[2], rec->table, r->image[rec->kind == REC_INSERT]) ==
	    -1)
		return (-1);
	if (rec->kind != REC_UPDATE)
		return (0);
	return (take_image(&o[3], rec->table, r->image[1]));
}

int
take_begin(struct rec_reader *r, const msgpack_object *o, struct rec *rec)
{
	if (obj_str(&o[1], &r->gtid, &rec->gtid) == -1)
		return (-1);
	return (obj_time(&o[2], &rec->time));
}

int
take_commit(struct rec_reader *r, const msgpack_object *o, struct rec *rec)
{
	if (obj_str(&o[1], &r->text, &rec->text) == -1 || rec->text == NULL ||
	    obj_str(&o[2], &r->gtid, &rec->gtid) == -1)
		return (-1);
	return (rec->kind == REC_PROGRESS ? 0 : obj_time(&o[3], &rec->time));
}

int
take_text(struct rec_reader *r, const msgpack_object *o, struct rec *rec)
{
	if (obj_str(&o[1], &r->text, &rec->text) == -1 || rec->text == NULL)
		return (-1);
	return (0);
}
