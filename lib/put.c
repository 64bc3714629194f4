/* The statements that write changes into the ghost table. */

#include <stdlib.h>
#include <string.h>

#include "put.h"
#include "say.h"
#include "warn.h"

enum { PUT_MAX_PARAMS = 65535 }; /* the protocol's 16 bits */

static const unsigned int put_size[PUT_NSIZE] = {1, 4, 16, 64, 256, 1024};

void
put_open(struct put *s, struct sql *db, const struct plan *plan)
{
	memset(s, 0, sizeof(*s));
	s->db = db;
	s->plan = plan;
}

void
put_close(struct put *s)
{
	unsigned int i, j;

	for (i = 0; i < PUT_NKIND; i++) {
		for (j = 0; j < PUT_NSIZE; j++) {
			if (s->st[i][j] != NULL)
				mysql_stmt_close(s->st[i][j]);
			s->st[i][j] = NULL;
		}
	}
	free(s->bind);
	s->bind = NULL;
	s->nbind = s->bind_cap = 0;
}

static unsigned int
put_width(const struct put *s, enum put_kind kind)
{
	unsigned int n = s->plan->key.n;

	if (kind == PUT_DELETE || kind == PUT_KEYS || kind == PUT_STASH)
		return (n);
	if (kind == PUT_STAGE && s->plan->keeps)
		return (s->plan->nmap + n);
	return (s->plan->nmap);
}

unsigned int
put_rows(const struct put *s, enum put_kind kind, size_t n)
{
	unsigned int i = PUT_NSIZE - 1;

	while (i > 0 &&
	    (put_size[i] > n ||
		put_size[i] * put_width(s, kind) > PUT_MAX_PARAMS))
		i--;
	return (put_size[i]);
}

static MYSQL_BIND *
put_next(struct put *s)
{
	MYSQL_BIND *b;

	if (s->nbind == s->bind_cap) {
		s->bind_cap = s->bind_cap == 0 ? 256 : s->bind_cap * 2;
		s->bind = mem_grow(s->bind, s->bind_cap, sizeof(*s->bind));
	}
	b = &s->bind[s->nbind++];
	memset(b, 0, sizeof(*b));
	return (b);
}

/* Text and bytes are bound as bytes: the server stores them as they are. */
static enum enum_field_types
put_type(const struct plan_col *col)
{
	switch (col->kind) {
	case KIND_TEXT:
	case KIND_BYTES:
	case KIND_GEOMETRY:
	case KIND_VECTOR:
		return (MYSQL_TYPE_LONG_BLOB);
	default:
		return (MYSQL_TYPE_STRING);
	}
}

void
put_bind(struct put *s, const struct plan_col *col, const struct cell *c,
    const struct buf *arena)
{
	MYSQL_BIND *b = put_next(s);

	/* The library only reads parameters. */
	b->buffer = (void *)(uintptr_t)&c->u;
	switch (c->type) {
	case VAL_NULL:
		b->buffer_type = MYSQL_TYPE_NULL;
		break;
	case VAL_INT:
	case VAL_UINT:
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->is_unsigned = c->type == VAL_UINT;
		break;
	case VAL_FLOAT:
		b->buffer_type = MYSQL_TYPE_FLOAT;
		break;
	case VAL_DOUBLE:
		b->buffer_type = MYSQL_TYPE_DOUBLE;
		break;
	case VAL_STR:
	case VAL_BIN:
		b->buffer_type = put_type(col);
		b->buffer = arena->p + c->at;
		b->buffer_length = c->len;
		break;
	}
}

void
put_bind_str(struct put *s, const char *text)
{
	MYSQL_BIND *b;

	if (text == NULL) {
		put_bind_null(s);
		return;
	}
	b = put_next(s);
	b->buffer_type = MYSQL_TYPE_STRING;
	b->buffer = (void *)(uintptr_t)text;
	b->buffer_length = strlen(text);
}

void
put_bind_null(struct put *s)
{
	put_next(s)->buffer_type = MYSQL_TYPE_NULL;
}

void
put_bind_uint(struct put *s, const uint64_t *v)
{
	MYSQL_BIND *b = put_next(s);

	b->buffer_type = MYSQL_TYPE_LONGLONG;
	b->is_unsigned = true;
	b->buffer = (void *)(uintptr_t)v;
}

static int
put_fail(struct put *s, MYSQL_STMT *st)
{
	sql_failed(s->db, mysql_stmt_errno(st), mysql_stmt_error(st),
	    "cannot write into the ghost table");
	return (-1);
}

static MYSQL_STMT *
put_prepare(struct put *s, enum put_kind kind, unsigned int n)
{
	struct buf text = {0};
	MYSQL_STMT *st = mysql_stmt_init(s->db->my);
	int rc;

	if (st == NULL)
		say_die(X_SYS, "out of memory");
	put_text(&text, s->plan, kind, n);
	rc = mysql_stmt_prepare(st, text.p, text.len);
	buf_free(&text);
	if (rc == 0)
		return (st);
	put_fail(s, st);
	mysql_stmt_close(st);
	return (NULL);
}

int
put_exec(struct put *s, enum put_kind kind, unsigned int n)
{
	MYSQL_STMT **st;
	unsigned int i = 0, nbind = s->nbind;

	while (put_size[i] != n)
		i++;
	st = &s->st[kind][i];
	s->nbind = 0;
	if (*st == NULL && (*st = put_prepare(s, kind, n)) == NULL)
		return (-1);
	if (mysql_stmt_param_count(*st) != nbind)
		say_die(X_BUG, "statement %d wants %lu parameters, has %u",
		    kind, mysql_stmt_param_count(*st), nbind);
	if (nbind > 0 && mysql_stmt_bind_param(*st, s->bind))
		return (put_fail(s, *st));
	if (mysql_stmt_execute(*st))
		return (put_fail(s, *st));
	s->rows = mysql_stmt_affected_rows(*st);
	if (mysql_warning_count(s->db->my) == 0)
		return (0);
	/* What is staged has to be what the stream says. */
	return (warn_stop(s->db, s->plan,
	    kind == PUT_MOVE || kind == PUT_MOVE_KEPT || kind == PUT_REREAD));
}
