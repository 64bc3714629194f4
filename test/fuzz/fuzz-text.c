/*
 * The small texts that are read by hand: the first byte says which.  What
 * is taken is printed and taken again, and must be the same.
 */

#include <stdlib.h>
#include <string.h>

#include "bound.h"
#include "coord.h"
#include "grant.h"
#include "schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* A position in the log. */
static void
coord(const char *text)
{
	struct coord a, b;
	char again[COORD_TEXT];

	if (coord_parse(&a, text) == -1)
		return;
	if (coord_parse(&b, coord_text(&a, again)) == -1 || a.pos != b.pos ||
	    strcmp(a.file, b.file) != 0 || coord_order(&a, &b) != 0)
		abort();
}

/* A range of keys, as people write it for gho-copy. */
static void
bound(const char *text)
{
	static const enum plan_kind kind[] = {KIND_INT, KIND_INT, KIND_DECIMAL,
	    KIND_TEXT, KIND_BYTES};
	enum { N = sizeof(kind) / sizeof(kind[0]) };
	static char utf8mb4[] = "utf8mb4";
	static unsigned int from[N];
	struct plan_col col[N] = {0};
	struct plan plan = {.orig = {.ncol = N, .col = col},
	    .key = {.n = N, .from = from}};
	struct bound a = {0}, b = {0};
	struct buf out = {0};
	const char *again;
	unsigned int i;

	for (i = 0; i < N; i++) {
		from[i] = i;
		col[i].kind = kind[i];
		col[i].is_unsigned = i == 1;
		col[i].charset = kind[i] == KIND_TEXT ? utf8mb4 : NULL;
	}
	bound_init(&a, &plan);
	bound_init(&b, &plan);
	if (bound_parse(&a, &plan, &text) == 0) {
		bound_print(&out, &a, &plan);
		again = buf_cstr(&out);
		if (bound_parse(&b, &plan, &again) == -1 ||
		    bound_same(&a, &b) != N)
			abort();
	}
	bound_free(&a);
	bound_free(&b);
	buf_free(&out);
}

/* The labels of ENUM and SET. */
static void
labels(const char *text)
{
	unsigned int i, n;
	char **label;

	if (schema_labels(text, &n, &label) == -1)
		return;
	for (i = 0; i < n; i++)
		free(label[i]);
	free(label);
}

/* Lines of SHOW GRANTS. */
static void
grants(char *text)
{
	struct grants g = {0};
	char *line, *rest = text;

	while ((line = strsep(&rest, "\n")) != NULL)
		grant_line(&g, line);
	if ((grant_have(&g, "d") & ~(unsigned int)GRANT_ALL) != 0)
		abort();
	grant_free(&g);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char *text;

	if (n == 0)
		return (0);
	text = mem_alloc(1, n);
	memcpy(text, p + 1, n - 1);
	switch (p[0] & 3) {
	case 0:
		coord(text);
		break;
	case 1:
		bound(text);
		break;
	case 2:
		labels(text);
		break;
	case 3:
		grants(text);
		break;
	}
	free(text);
	return (0);
}
