/*
 * Any text as a statement in the binary log, in every sql_mode and with
 * any default database.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "touch.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct touch_table table = {.db = "d",
	    .table = "t",
	    .ghost = "_t_gho",
	    .old = "_t_del"};
	struct touch_text text = {0};
	char *copy;

	if (n == 0)
		return (0);
	/* On the heap, so that a byte too far is noticed. */
	copy = mem_alloc(n, 1);
	memcpy(copy, p + 1, n - 1);
	text.db = p[0] & 4 ? "d" : "e";
	text.db_len = 1;
	text.p = copy;
	text.len = n - 1;
	text.flags = p[0] & 3;
	text.rows = (enum touch_where)((p[0] >> 3) % 3);
	if (touch_kind(&table, &text) > TOUCH_RENAMED)
		abort();
	free(copy);
	return (0);
}
