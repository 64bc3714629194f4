/*
 * Any bytes as a stream of records: readers end, what is taken can be shown
 * in both forms, and no record is longer than what it came from.
 */

#include <stdlib.h>

#include "rec.h"
#include "say.h"
#include "show.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check(const struct rec *rec)
{
	struct buf text = {0};
	json_t *o;

	show_text(&text, rec, true);
	if (text.len == 0 || text.p[text.len - 1] != '\n' ||
	    memchr(text.p, '\n', text.len - 1) != NULL)
		abort();
	buf_free(&text);
	if ((o = show_json(rec)) == NULL)
		abort();
	json_decref(o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct rec_reader *r = rec_open_mem(p, n);
	struct rec rec;
	uint64_t no = 0;
	int ret;

	while ((ret = rec_read(r, &rec, -1)) == REC_GOT) {
		if (rec.no != ++no || rec.offset >= n)
			abort();
		check(&rec);
	}
	if (ret == -1 && rec_fail(r) != X_DATA)
		abort();
	rec_close(r);
	return (0);
}
