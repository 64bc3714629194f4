/* All rows of a table as a stream. */

#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "emit.h"
#include "freeze.h"
#include "rec.h"
#include "say.h"
#include "schema.h"
#include "sig.h"
#include "utf8.h"

enum {
	DUMP_FLUSH = 256 * 1024,
	DUMP_ROOM = 256, /* of a text, to begin with */
};

/* A value as it is fetched. */
struct dump_val {
	MYSQL_BIND *bind;
	struct buf text;
	union {
		int64_t i;
		uint64_t u;
		float f;
		double d;
	};
	unsigned long len;
	bool null, cut;
};

struct dump_run {
	struct dump *d;
	struct sql s; /* has the snapshot */
	struct freeze moment;
	MYSQL_STMT *st;
	MYSQL_BIND *bind;
	struct dump_val *val;
	struct pen pen;
	struct buf out;
};

static int
dump_failed(struct dump_run *r, const struct sql *s)
{
	r->d->fail = s->fail;
	return (-1);
}

/* ---- The moment ---- */

/* The snapshot has the rows of then, but the table's definition of now. */
static int
dump_same(struct dump_run *r)
{
	const struct plan *p = r->d->plan;
	int same = -1;

	if (schema_begin(&r->s, p->version) == 0)
		same = schema_is(&r->s, p->db, p->table, &p->orig);
	if (same == 0)
		sql_refuse(&r->s,
		    "`%s`.`%s` has other columns than in the plan; run "
		    "gho-inspect again",
		    p->db, p->table);
	return (same == 1 ? 0 : dump_failed(r, &r->s));
}

/* ---- The query ---- */

static void
dump_column(struct buf *text, const struct plan_col *col)
{
	struct buf name = {0};

	sql_name(&name, col->name);
	switch (col->kind) {
	case KIND_TEXT:
		/* The bytes, in its own charset. */
		buf_fmt(text, "CONVERT(%s USING binary)", buf_cstr(&name));
		break;
	case KIND_ENUM:
	case KIND_SET:
		buf_fmt(text, "CAST(%s AS UNSIGNED)", buf_cstr(&name));
		break;
	case KIND_BIT:
		buf_fmt(text, "%s+0", buf_cstr(&name));
		break;
	case KIND_DECIMAL:
	case KIND_DATE:
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		buf_fmt(text, "CAST(%s AS CHAR)", buf_cstr(&name));
		break;
	default:
		buf_str(text, buf_cstr(&name));
		break;
	}
	buf_free(&name);
}

static void
dump_query(const struct plan *p, struct buf *text)
{
	unsigned int i;

	buf_str(text, "SELECT /* gh-ost */ ");
	for (i = 0; i < p->orig.ncol; i++) {
		buf_str(text, i == 0 ? "" : ", ");
		dump_column(text, &p->orig.col[i]);
	}
	buf_str(text, " FROM ");
	sql_name2(text, p->db, p->table);
}

static void
dump_bind(struct dump_val *v, enum plan_kind kind, bool is_unsigned)
{
	MYSQL_BIND *b = v->bind;

	memset(b, 0, sizeof(*b));
	b->is_null = &v->null;
	b->length = &v->len;
	b->error = &v->cut;
	b->buffer = &v->u;
	switch (kind) {
	case KIND_INT:
	case KIND_BIT:
	case KIND_YEAR:
	case KIND_ENUM:
	case KIND_SET:
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->is_unsigned = is_unsigned || kind != KIND_INT;
		break;
	case KIND_FLOAT:
		b->buffer_type = MYSQL_TYPE_FLOAT;
		break;
	case KIND_DOUBLE:
		b->buffer_type = MYSQL_TYPE_DOUBLE;
		break;
	default:
		b->buffer_type = MYSQL_TYPE_BLOB;
		b->buffer = buf_room(&v->text, DUMP_ROOM);
		b->buffer_length = v->text.cap;
		break;
	}
}

static int
dump_st_failed(struct dump_run *r, const char *what)
{
	sql_failed(&r->s, mysql_stmt_errno(r->st), mysql_stmt_error(r->st),
	    what);
	return (dump_failed(r, &r->s));
}

static int
dump_open(struct dump_run *r)
{
	const struct plan_table *t = &r->d->plan->orig;
	struct buf text = {0};
	unsigned int i;
	int rc;

	r->bind = mem_alloc(t->ncol, sizeof(*r->bind));
	r->val = mem_alloc(t->ncol, sizeof(*r->val));
	for (i = 0; i < t->ncol; i++) {
		r->val[i].bind = &r->bind[i];
		dump_bind(&r->val[i], t->col[i].kind, t->col[i].is_unsigned);
	}
	r->st = mysql_stmt_init(r->s.my);
	if (r->st == NULL)
		say_die(X_SYS, "out of memory");
	dump_query(r->d->plan, &text);
	rc = mysql_stmt_prepare(r->st, text.p, text.len);
	buf_free(&text);
	if (rc != 0 || mysql_stmt_execute(r->st) ||
	    mysql_stmt_bind_result(r->st, r->bind))
		return (dump_st_failed(r, "cannot read the table"));
	return (0);
}

/* A text that is longer than its room is fetched again, with more. */
static int
dump_more(struct dump_run *r)
{
	unsigned int i;

	for (i = 0; i < r->d->plan->orig.ncol; i++) {
		struct dump_val *v = &r->val[i];

		if (v->null || v->bind->buffer == &v->u ||
		    v->len <= v->bind->buffer_length)
			continue;
		v->bind->buffer = buf_room(&v->text, v->len);
		v->bind->buffer_length = v->text.cap;
		if (mysql_stmt_fetch_column(r->st, v->bind, i, 0))
			return (dump_st_failed(r, "cannot read a row"));
	}
	if (mysql_stmt_bind_result(r->st, r->bind))
		return (dump_st_failed(r, "cannot read a row"));
	return (0);
}

/* ---- Records ---- */

static bool
dump_is_utf8(const struct plan_col *col)
{
	return (col->charset != NULL &&
	    (strncmp(col->charset, "utf8", 4) == 0 ||
		strcmp(col->charset, "ascii") == 0));
}

static void
dump_bytes(struct pen *pen, const struct plan_col *col,
    const struct dump_val *v)
{
	const char *p = v->bind->buffer;

	switch (col->kind) {
	case KIND_BYTES:
	case KIND_GEOMETRY:
	case KIND_VECTOR:
		pen_bin(pen, p, v->len);
		break;
	case KIND_TEXT:
		if (dump_is_utf8(col) && utf8_valid((const uint8_t *)p, v->len))
			pen_str(pen, p, v->len);
		else
			pen_bin(pen, p, v->len);
		break;
	default:
		pen_str(pen, p, v->len);
		break;
	}
}

static void
dump_value(struct pen *pen, const struct plan_col *col,
    const struct dump_val *v)
{
	if (v->null) {
		pen_null(pen);
		return;
	}
	switch (v->bind->buffer_type) {
	case MYSQL_TYPE_LONGLONG:
		if (v->bind->is_unsigned)
			pen_uint(pen, v->u);
		else
			pen_int(pen, v->i);
		break;
	case MYSQL_TYPE_FLOAT:
		pen_float(pen, v->f);
		break;
	case MYSQL_TYPE_DOUBLE:
		pen_double(pen, v->d);
		break;
	default:
		dump_bytes(pen, col, v);
		break;
	}
}

static int
dump_row(struct dump_run *r)
{
	const struct plan_table *t = &r->d->plan->orig;
	unsigned int i;

	pen_row(&r->pen, REC_INSERT, 0);
	pen_image(&r->pen, t->ncol);
	for (i = 0; i < t->ncol; i++)
		dump_value(&r->pen, &t->col[i], &r->val[i]);
	return (r->out.len < DUMP_FLUSH ? 0 : r->d->put(r->d->arg, &r->out));
}

static int
dump_rows(struct dump_run *r)
{
	int rc;

	while (sig_seen() == 0) {
		rc = mysql_stmt_fetch(r->st);
		if (rc == MYSQL_NO_DATA)
			return (0);
		if (rc == 1)
			return (dump_st_failed(r, "cannot read a row"));
		if (rc == MYSQL_DATA_TRUNCATED && dump_more(r) == -1)
			return (-1);
		if (dump_row(r) == -1)
			return (-1);
	}
	r->d->fail = X_AGAIN;
	return (-1);
}

static int
dump_stream(struct dump_run *r)
{
	struct rec_table t = {0};

	emit_table(&t, r->d->plan);
	pen_open(&r->pen, &r->out);
	pen_head(&r->pen, say_name(), r->d->plan->server_uuid);
	pen_table(&r->pen, &t);
	free(t.col);
	pen_begin(&r->pen, NULL, r->moment.time);
	if (dump_rows(r) == -1)
		return (-1);
	pen_commit(&r->pen, r->moment.at, NULL, r->moment.time);
	pen_end(&r->pen, "eof");
	return (r->d->put(r->d->arg, &r->out));
}

int
dump_all(struct dump *d)
{
	struct dump_run r = {.d = d};
	unsigned int i;
	int rc = -1;

	d->fail = X_SYS;
	if (freeze_open(&r.s, d->opt, d->plan, d->timeout, &r.moment) == -1)
		return (dump_failed(&r, &r.s));
	if (dump_same(&r) == 0 && dump_open(&r) == 0)
		rc = dump_stream(&r);
	if (r.st != NULL)
		mysql_stmt_close(r.st);
	for (i = 0; r.val != NULL && i < d->plan->orig.ncol; i++)
		buf_free(&r.val[i].text);
	free(r.val);
	free(r.bind);
	free(r.moment.at);
	buf_free(&r.out);
	sql_close(&r.s);
	return (rc);
}
