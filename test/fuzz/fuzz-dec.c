/* DECIMAL: the first two bytes are precision and scale. */

#include <stdlib.h>

#include "dec.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char text[DEC_TEXT];
	struct cur c = {p + 2, p + n};
	int len;

	if (n < 2)
		return (0);
	len = dec_text(&c, p[0], p[1], text);
	if (len >= (int)sizeof(text) || (len != -1 && text[len] != '\0'))
		abort();
	return (0);
}
