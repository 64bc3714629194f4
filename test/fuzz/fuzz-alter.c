/* Any text as ALTER clauses, in every way that sql_mode can cut it. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alter.h"
#include "tok.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf why = {0};
	struct alter a;
	char *text;

	if (len == 0)
		return (0);
	text = mem_alloc(1, len);
	memcpy(text, data + 1, len - 1);
	if (alter_parse(&a, text, data[0] & 3, &why) == -1) {
		if (why.len == 0)
			abort();
	} else if (strstr(text, a.clauses) == NULL)
		abort();
	alter_free(&a);
	buf_free(&why);
	free(text);
	return (0);
}
