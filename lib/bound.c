/* Ends of key ranges: what they hold, and how people and pipes see them. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bound.h"

#define BOUND_SIGN (UINT64_C(1) << 63)

static int
bound_text_as(const struct plan_col *col)
{
	static const char *const utf8[] = {
	    "utf8mb4",
	    "utf8mb3",
	    "utf8",
	    "ascii",
	};
	size_t i;

	for (i = 0; i < sizeof(utf8) / sizeof(utf8[0]); i++) {
		if (col->charset != NULL && strcmp(col->charset, utf8[i]) == 0)
			return (BOUND_TEXT);
	}
	return (BOUND_BYTES);
}

int
bound_as(const struct plan_col *col)
{
	switch (col->kind) {
	case KIND_INT:
		return (col->is_unsigned ? BOUND_UINT : BOUND_INT);
	case KIND_BIT:
	case KIND_YEAR:
	case KIND_ENUM:
	case KIND_SET:
		return (BOUND_UINT);
	case KIND_DECIMAL:
	case KIND_DATE:
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		return (BOUND_WORD);
	case KIND_TEXT:
		return (bound_text_as(col));
	case KIND_BYTES:
		return (BOUND_BYTES);
	case KIND_FLOAT:
	case KIND_DOUBLE:
	case KIND_JSON:
	case KIND_GEOMETRY:
	case KIND_VECTOR:
		break;
	}
	return (-1);
}

uint64_t
bound_order(const struct plan_col *col, uint64_t u)
{
	return (bound_as(col) == BOUND_INT ? u ^ BOUND_SIGN : u);
}

void
bound_init(struct bound *b, const struct plan *plan)
{
	b->n = plan->key.n;
	b->v = mem_alloc(b->n, sizeof(b->v[0]));
}

void
bound_copy(struct bound *to, const struct bound *from)
{
	unsigned int i;

	for (i = 0; i < to->n; i++) {
		to->v[i].u = from->v[i].u;
		to->v[i].b.len = 0;
		buf_add(&to->v[i].b, from->v[i].b.p, from->v[i].b.len);
	}
}

void
bound_free(struct bound *b)
{
	unsigned int i;

	for (i = 0; i < b->n; i++)
		buf_free(&b->v[i].b);
	free(b->v);
	memset(b, 0, sizeof(*b));
}

unsigned int
bound_same(const struct bound *a, const struct bound *b)
{
	unsigned int i;

	for (i = 0; i < a->n; i++) {
		if (a->v[i].u != b->v[i].u || a->v[i].b.len != b->v[i].b.len)
			break;
		if (a->v[i].b.len > 0 &&
		    memcmp(a->v[i].b.p, b->v[i].b.p, a->v[i].b.len) != 0)
			break;
	}
	return (i);
}

static const char bound_plain[] = "\t\n\r\\";
static const char bound_letter[] = "tnr\\";

static void
bound_print_text(struct buf *out, const struct buf *b)
{
	const char *at;
	size_t i;

	for (i = 0; i < b->len; i++) {
		at = b->p[i] == '\0' ? NULL : strchr(bound_plain, b->p[i]);
		if (b->p[i] == '\0') {
			buf_str(out, "\\0");
		} else if (at != NULL) {
			buf_chr(out, '\\');
			buf_chr(out, bound_letter[at - bound_plain]);
		} else {
			buf_chr(out, b->p[i]);
		}
	}
}

static void
bound_print_hex(struct buf *out, const struct buf *b)
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	buf_str(out, "0x");
	for (i = 0; i < b->len; i++) {
		buf_chr(out, digit[(unsigned char)b->p[i] >> 4]);
		buf_chr(out, digit[(unsigned char)b->p[i] & 15]);
	}
}

static void
bound_print_one(struct buf *out, const struct bound_val *v, int as)
{
	switch (as) {
	case BOUND_INT:
		buf_fmt(out, "%" PRId64, (int64_t)v->u);
		break;
	case BOUND_UINT:
		buf_fmt(out, "%" PRIu64, v->u);
		break;
	case BOUND_BYTES:
		bound_print_hex(out, &v->b);
		break;
	default:
		bound_print_text(out, &v->b);
		break;
	}
}

static void
bound_join(struct buf *out, const struct bound *b, const struct plan *plan,
    const char *between)
{
	unsigned int i;

	for (i = 0; i < b->n; i++) {
		if (i > 0)
			buf_str(out, between);
		bound_print_one(out, &b->v[i],
		    bound_as(&plan->orig.col[plan->key.from[i]]));
	}
}

void
bound_print(struct buf *out, const struct bound *b, const struct plan *plan)
{
	bound_join(out, b, plan, "\t");
}

void
bound_show(struct buf *out, const struct bound *b, const struct plan *plan)
{
	bound_join(out, b, plan, ", ");
}

static int
bound_parse_int(struct bound_val *v, const char *s, int as)
{
	char *end;

	if ((*s < '0' || *s > '9') && (*s != '-' || as == BOUND_UINT))
		return (-1);
	errno = 0;
	if (as == BOUND_UINT)
		v->u = strtoull(s, &end, 10);
	else
		v->u = (uint64_t)strtoll(s, &end, 10);
	return (errno != 0 || end == s || *end != '\0' ? -1 : 0);
}

static int
bound_parse_text(struct buf *b, const char *s)
{
	const char *at;

	for (; *s != '\0'; s++) {
		if (*s != '\\') {
			buf_chr(b, *s);
			continue;
		}
		s++;
		if (*s == '0') {
			buf_chr(b, '\0');
			continue;
		}
		at = *s == '\0' ? NULL : strchr(bound_letter, *s);
		if (at == NULL)
			return (-1);
		buf_chr(b, bound_plain[at - bound_letter]);
	}
	return (0);
}

static int
bound_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'a' && c <= 'f')
		return (c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (c - 'A' + 10);
	return (-1);
}

static int
bound_parse_hex(struct buf *b, const char *s)
{
	int high, low;

	if (s[0] != '0' || s[1] != 'x')
		return (-1);
	for (s += 2; *s != '\0'; s += 2) {
		high = bound_digit(s[0]);
		low = high == -1 ? -1 : bound_digit(s[1]);
		if (low == -1)
			return (-1);
		buf_chr(b, (char)(high << 4 | low));
	}
	return (0);
}

static int
bound_parse_one(struct bound_val *v, const char *s, int as)
{
	v->u = 0;
	v->b.len = 0;
	switch (as) {
	case BOUND_INT:
	case BOUND_UINT:
		return (bound_parse_int(v, s, as));
	case BOUND_WORD:
		buf_str(&v->b, s);
		/* What the server would take for something else. */
		return (*s == '\0' || s[strspn(s, "0123456789-+:. ")] != '\0' ?
			-1 :
			0);
	case BOUND_TEXT:
		return (bound_parse_text(&v->b, s));
	default:
		return (bound_parse_hex(&v->b, s));
	}
}

int
bound_parse(struct bound *b, const struct plan *plan, const char **p)
{
	struct buf field = {0};
	unsigned int i;
	size_t len;
	int rc = 0;

	for (i = 0; i < b->n && rc == 0; i++) {
		if (*p == NULL)
			return (buf_free(&field), -1);
		len = strcspn(*p, "\t");
		field.len = 0;
		buf_add(&field, *p, len);
		*p = (*p)[len] == '\t' ? *p + len + 1 : NULL;
		rc = bound_parse_one(&b->v[i], buf_cstr(&field),
		    bound_as(&plan->orig.col[plan->key.from[i]]));
	}
	buf_free(&field);
	return (rc);
}
