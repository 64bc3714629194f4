/*
 * Any lines as JSON that gho-cat makes records of: what is taken is a whole
 * record.
 */

#include <stdlib.h>

#include "say.h"
#include "unshow.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check(const struct buf *out)
{
	struct rec_reader *r = rec_open_mem(out->p, out->len);
	struct rec rec;
	int ret;

	while ((ret = rec_read(r, &rec, -1)) == REC_GOT)
		;
	if (ret != REC_EOF)
		abort();
	rec_close(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct unshow u;
	struct buf out = {0};
	struct bad bad = {0};
	struct pen pen;
	const uint8_t *end;
	size_t len, whole;

	pen_open(&pen, &out);
	pen_head(&pen, "fuzz", "uuid");
	for (; n > 0; p += len, n -= len) {
		end = memchr(p, '\n', n);
		len = end == NULL ? n : (size_t)(end - p) + 1;
		whole = out.len;
		if (unshow_line(&u, (const char *)p, len, &pen, &bad) == 0)
			continue;
		if (bad.code != X_DATA || bad.why[0] == '\0')
			abort();
		out.len = whole;
		break;
	}
	check(&out);
	unshow_free(&u);
	buf_free(&out);
	return (0);
}
