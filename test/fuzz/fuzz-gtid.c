/* GTID sets, as text and as bytes: what is read can be read again. */

#include <stdlib.h>

#include "gtid.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
again(struct gtid_set *set)
{
	struct gtid_set text = {0}, raw = {0};
	struct buf b = {0};
	struct cur c;

	gtid_print(set, &b);
	if (gtid_parse(&text, buf_cstr(&b)) == -1)
		abort();
	b.len = 0;
	gtid_encode(set, &b);
	c.p = (const uint8_t *)b.p;
	c.end = c.p + b.len;
	if (gtid_decode(&raw, &c) == -1 || !gtid_within(set, &raw) ||
	    !gtid_within(set, &text))
		abort();
	gtid_free(&text);
	gtid_free(&raw);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct gtid_set set = {0};
	struct cur c = {p, p + n};
	char *text = mem_alloc(n + 1, 1);

	memcpy(text, p, n);
	if (gtid_parse(&set, text) == 0)
		again(&set);
	gtid_free(&set);
	if (gtid_decode(&set, &c) == 0)
		again(&set);
	gtid_free(&set);
	free(text);
	return (0);
}
