/* The statements that write changes into the ghost table. */

#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "stmt.h"

enum { STMT_MAX_PARAMS = 65535 };	/* the protocol's 16 bits */

static const unsigned int stmt_size[STMT_NSIZE] = {1, 4, 16, 64, 256, 1024};

void
stmt_open(struct stmt *s, struct sql *db, const struct plan *plan)
{
	memset(s, 0, sizeof(*s));
	s->db = db;
	s->plan = plan;
}

void
stmt_close(struct stmt *s)
{
	unsigned int i, j;

	for (i = 0; i < STMT_NKIND; i++) {
		for (j = 0; j < STMT_NSIZE; j++) {
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
stmt_width(const struct stmt *s, enum stmt_kind kind)
{
	return (kind == STMT_DELETE ? s->plan->key.n : s->plan->nmap);
}

unsigned int
stmt_rows(const struct stmt *s, enum stmt_kind kind, size_t n)
{
	unsigned int i = STMT_NSIZE - 1;

	while (i > 0 && (stmt_size[i] > n ||
	    stmt_size[i] * stmt_width(s, kind) > STMT_MAX_PARAMS))
		i--;
	return (stmt_size[i]);
}

static MYSQL_BIND *
stmt_next(struct stmt *s)
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
stmt_type(const struct plan_col *col)
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
stmt_bind(struct stmt *s, const struct plan_col *col, const struct cell *c,
    const struct buf *arena)
{
	MYSQL_BIND *b = stmt_next(s);

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
		b->buffer_type = stmt_type(col);
		b->buffer = arena->p + c->at;
		b->buffer_length = c->len;
		break;
	}
}

void
stmt_bind_str(struct stmt *s, const char *text)
{
	MYSQL_BIND *b = stmt_next(s);

	if (text == NULL) {
		b->buffer_type = MYSQL_TYPE_NULL;
		return;
	}
	b->buffer_type = MYSQL_TYPE_STRING;
	b->buffer = (void *)(uintptr_t)text;
	b->buffer_length = strlen(text);
}

void
stmt_bind_uint(struct stmt *s, const uint64_t *v)
{
	MYSQL_BIND *b = stmt_next(s);

	b->buffer_type = MYSQL_TYPE_LONGLONG;
	b->is_unsigned = true;
	b->buffer = (void *)(uintptr_t)v;
}

static int
stmt_fail(struct stmt *s, MYSQL_STMT *st)
{
	sql_failed(s->db, mysql_stmt_errno(st), mysql_stmt_error(st),
	    "cannot write into the ghost table");
	return (-1);
}

static MYSQL_STMT *
stmt_prepare(struct stmt *s, enum stmt_kind kind, unsigned int n)
{
	struct buf text = {0};
	MYSQL_STMT *st = mysql_stmt_init(s->db->my);
	int rc;

	if (st == NULL)
		say_die(X_SYS, "out of memory");
	stmt_text(&text, s->plan, kind, n);
	rc = mysql_stmt_prepare(st, text.p, text.len);
	buf_free(&text);
	if (rc == 0)
		return (st);
	stmt_fail(s, st);
	mysql_stmt_close(st);
	return (NULL);
}

/* A strict session turns loss into errors; what still warns is told. */
static int
stmt_warned(struct stmt *s)
{
	struct sql_rows rows;

	if (sql_ask(s->db, &rows, "SHOW WARNINGS LIMIT 1") == -1)
		return (-1);
	say_err("the ghost table's row is not what the stream says: %s",
	    rows.nrow == 1 ? rows.cell[2] : "a warning without text");
	sql_rows_free(&rows);
	s->db->fail = X_REFUSED;
	s->db->error = 0;
	return (-1);
}

int
stmt_exec(struct stmt *s, enum stmt_kind kind, unsigned int n)
{
	MYSQL_STMT **st;
	unsigned int i = 0, nbind = s->nbind;

	while (stmt_size[i] != n)
		i++;
	st = &s->st[kind][i];
	s->nbind = 0;
	if (*st == NULL && (*st = stmt_prepare(s, kind, n)) == NULL)
		return (-1);
	if (mysql_stmt_param_count(*st) != nbind)
		say_die(X_BUG, "statement %d wants %lu parameters, has %u",
		    kind, mysql_stmt_param_count(*st), nbind);
	if (nbind > 0 && mysql_stmt_bind_param(*st, s->bind))
		return (stmt_fail(s, *st));
	if (mysql_stmt_execute(*st))
		return (stmt_fail(s, *st));
	return (mysql_warning_count(s->db->my) == 0 ? 0 : stmt_warned(s));
}
