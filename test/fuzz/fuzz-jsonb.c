/* Binary JSON from anywhere: no byte too far, no work without end. */

#include <stdlib.h>

#include "jsonb.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf out = {0};
	bool exact;

	jsonb_text(p, n, &out, &exact);
	/* The longest text of a byte: an entry that is a large DECIMAL. */
	if (out.len > 128 * (n + 1))
		abort();
	buf_free(&out);
	return (0);
}
