/* Prepared statements over key ranges, and the keys they give. */

#include <stdlib.h>
#include <string.h>

#include "query.h"
#include "say.h"

enum { QUERY_KEY_BYTES = 16384 }; /* InnoDB's keys have at most 3072 */

static int
query_fail(struct query *q, struct sql *s, const char *what)
{
	sql_failed(s, mysql_stmt_errno(q->st), mysql_stmt_error(q->st), what);
	return (-1);
}

void
query_close(struct query *q)
{
	if (q->st != NULL)
		mysql_stmt_close(q->st);
	free(q->bind);
	buf_free(&q->text);
	memset(q, 0, sizeof(*q));
}

static int
query_prepare(struct query *q, struct sql *s, const struct buf *text)
{
	if (q->st != NULL && q->text.len == text->len &&
	    memcmp(q->text.p, text->p, text->len) == 0)
		return (0);
	if (q->st != NULL)
		mysql_stmt_close(q->st);
	q->text.len = 0;
	q->st = mysql_stmt_init(s->my);
	if (q->st == NULL)
		say_die(X_SYS, "out of memory");
	if (mysql_stmt_prepare(q->st, text->p, text->len))
		return (query_fail(q, s, "cannot prepare a chunk"));
	buf_add(&q->text, text->p, text->len);
	return (0);
}

/*
 * Bytes are bound as such: a parameter of a BLOB type has no charset, so
 * the server changes nothing in it before CONVERT() gives it one.
 */
static void
query_bind(MYSQL_BIND *bind, const struct range_arg *arg)
{
	memset(bind, 0, sizeof(*bind));
	/* The library only reads parameters. */
	switch (arg->as) {
	case BOUND_INT:
	case BOUND_UINT:
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->is_unsigned = arg->as == BOUND_UINT;
		bind->buffer = (void *)(uintptr_t)&arg->v->u;
		break;
	case BOUND_WORD:
		bind->buffer_type = MYSQL_TYPE_STRING;
		bind->buffer = arg->v->b.p;
		bind->buffer_length = arg->v->b.len;
		break;
	case BOUND_TEXT:
	case BOUND_BYTES:
		bind->buffer_type = MYSQL_TYPE_BLOB;
		bind->buffer = arg->v->b.p;
		bind->buffer_length = arg->v->b.len;
		break;
	}
}

int
query_run(struct query *q, struct sql *s, const struct range_sql *r)
{
	unsigned int i;

	if (query_prepare(q, s, &r->text) == -1)
		return (-1);
	if (mysql_stmt_param_count(q->st) != r->n)
		say_die(X_BUG, "a chunk has %lu parameters, not %u",
		    mysql_stmt_param_count(q->st), r->n);
	if (q->cap < r->n) {
		q->cap = r->n;
		q->bind = mem_grow(q->bind, q->cap, sizeof(q->bind[0]));
	}
	for (i = 0; i < r->n; i++)
		query_bind(&q->bind[i], &r->arg[i]);
	if (r->n > 0 && mysql_stmt_bind_param(q->st, q->bind))
		return (query_fail(q, s, "cannot bind a chunk"));
	if (mysql_stmt_execute(q->st))
		return (query_fail(q, s, "a chunk failed"));
	s->changed = mysql_stmt_affected_rows(q->st);
	s->warnings = mysql_warning_count(s->my);
	return (0);
}

static void
query_result(MYSQL_BIND *bind, struct bound_val *v, int as, unsigned long *len)
{
	memset(bind, 0, sizeof(*bind));
	v->u = 0;
	v->b.len = 0;
	if (as == BOUND_INT || as == BOUND_UINT) {
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->is_unsigned = as == BOUND_UINT;
		bind->buffer = &v->u;
		return;
	}
	bind->buffer_type =
	    as == BOUND_WORD ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
	bind->buffer = buf_room(&v->b, QUERY_KEY_BYTES);
	bind->buffer_length = QUERY_KEY_BYTES;
	bind->length = len;
}

static int
query_take(struct query *q, struct sql *s, struct bound *b,
    const unsigned long *len)
{
	unsigned int i;

	if (mysql_stmt_store_result(q->st))
		return (query_fail(q, s, "cannot read a key"));
	switch (mysql_stmt_fetch(q->st)) {
	case 0:
		break;
	case MYSQL_NO_DATA:
		return (0);
	case MYSQL_DATA_TRUNCATED:
		say_die(X_BUG, "a key is longer than %d bytes",
		    QUERY_KEY_BYTES);
	default:
		return (query_fail(q, s, "cannot read a key"));
	}
	for (i = 0; i < b->n; i++)
		b->v[i].b.len = len[i];
	return (1);
}

int
query_key(struct query *q, struct sql *s, const struct plan *plan,
    struct bound *b)
{
	MYSQL_BIND *bind = mem_alloc(b->n, sizeof(*bind));
	unsigned long *len = mem_alloc(b->n, sizeof(*len));
	const struct plan_key *key = &plan->key;
	unsigned int i;
	int rc;

	for (i = 0; i < b->n; i++) {
		query_result(&bind[i], &b->v[i],
		    bound_as(&plan->orig.col[key->from[i]]), &len[i]);
	}
	if (mysql_stmt_bind_result(q->st, bind))
		rc = query_fail(q, s, "cannot read a key");
	else
		rc = query_take(q, s, b, len);
	mysql_stmt_free_result(q->st);
	free(bind);
	free(len);
	return (rc);
}
