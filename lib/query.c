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

/* query_fetch(q, s): 1 and the next row is where it is bound to, 0, -1. */
static int
query_fetch(struct query *q, struct sql *s)
{
	switch (mysql_stmt_fetch(q->st)) {
	case 0:
		return (1);
	case MYSQL_NO_DATA:
		return (0);
	case MYSQL_DATA_TRUNCATED:
		say_die(X_BUG, "a key is longer than %d bytes",
		    QUERY_KEY_BYTES);
	default:
		return (query_fail(q, s, "cannot read a key"));
	}
}

/*
 * query_each(q, s, plan, b, keys): the first row, or with ${keys} all of
 * them.  Returns the number of rows.
 */
static int
query_each(struct query *q, struct sql *s, const struct plan *plan,
    struct bound *b, struct query_keys *keys)
{
	MYSQL_BIND *bind = mem_alloc(b->n, sizeof(*bind));
	unsigned long *len = mem_alloc(b->n, sizeof(*len));
	unsigned int i;
	int rc = 0, n = 0;

	for (i = 0; i < b->n; i++)
		query_result(&bind[i], &b->v[i],
		    bound_as(&plan->orig.col[plan->key.from[i]]), &len[i]);
	if (mysql_stmt_bind_result(q->st, bind) ||
	    mysql_stmt_store_result(q->st))
		rc = query_fail(q, s, "cannot read a key");
	while (rc != -1 && (keys != NULL || n == 0)) {
		rc = query_fetch(q, s);
		if (rc != 1)
			break;
		for (i = 0; i < b->n; i++)
			b->v[i].b.len = len[i];
		if (keys != NULL)
			query_keys_add(keys, b, plan);
		n++;
	}
	mysql_stmt_free_result(q->st);
	free(bind);
	free(len);
	return (rc == -1 ? -1 : n);
}

int
query_key(struct query *q, struct sql *s, const struct plan *plan,
    struct bound *b)
{
	return (query_each(q, s, plan, b, NULL));
}

int
query_keys(struct query *q, struct sql *s, const struct plan *plan,
    struct query_keys *keys)
{
	struct bound b = {0};
	int rc;

	bound_init(&b, plan);
	rc = query_each(q, s, plan, &b, keys);
	bound_free(&b);
	return (rc == -1 ? -1 : 0);
}

void
query_keys_add(struct query_keys *keys, const struct bound *b,
    const struct plan *plan)
{
	/* Room for a power of two. */
	if ((keys->n & (keys->n - 1)) == 0)
		keys->key = mem_grow(keys->key, keys->n == 0 ? 1 : keys->n * 2,
		    sizeof(keys->key[0]));
	bound_init(&keys->key[keys->n], plan);
	bound_copy(&keys->key[keys->n++], b);
}

void
query_keys_free(struct query_keys *keys)
{
	size_t i;

	for (i = 0; i < keys->n; i++)
		bound_free(&keys->key[i]);
	free(keys->key);
	memset(keys, 0, sizeof(*keys));
}

int
query_texts(struct query *q, struct sql *s, unsigned int n, struct buf *text)
{
	MYSQL_BIND *bind = mem_alloc(n, sizeof(*bind));
	unsigned long *len = mem_alloc(n, sizeof(*len));
	unsigned int i;
	int rc;

	for (i = 0; i < n; i++) {
		text[i].len = 0;
		bind[i].buffer_type = MYSQL_TYPE_STRING;
		bind[i].buffer = buf_room(&text[i], QUERY_TEXT);
		bind[i].buffer_length = QUERY_TEXT;
		bind[i].length = &len[i];
	}
	if (mysql_stmt_bind_result(q->st, bind) ||
	    mysql_stmt_store_result(q->st))
		rc = query_fail(q, s, "cannot read a result");
	else
		rc = query_fetch(q, s);
	for (i = 0; rc == 1 && i < n; i++)
		text[i].len = len[i];
	mysql_stmt_free_result(q->st);
	free(bind);
	free(len);
	return (rc);
}
