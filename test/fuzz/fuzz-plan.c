/* Any bytes as a plan; what is taken must be written and read the same. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static char *
written(const struct plan *plan, size_t *len)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, len);

	if (f == NULL || plan_write(plan, f) == -1)
		abort();
	fclose(f);
	return (text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf why = {0};
	struct plan *plan, *again;
	char *first, *second;
	size_t n, m;

	plan = plan_parse((const char *)data, len, &why);
	if (plan == NULL) {
		if (why.len == 0)
			abort();
		buf_free(&why);
		return (0);
	}
	first = written(plan, &n);
	again = plan_parse(first, n, &why);
	if (again == NULL)
		abort();
	second = written(again, &m);
	if (n != m || memcmp(first, second, n) != 0)
		abort();
	free(first);
	free(second);
	plan_free(plan);
	plan_free(again);
	return (0);
}
