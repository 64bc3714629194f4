/* Any bytes as a JSON line, after a table: what is taken must be a record. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"
#include "unshow.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char table[] =
    "{\"kind\":\"table\",\"id\":1,\"database\":\"d\",\"table\":\"t\","
    "\"columns\":[{\"name\":\"i\",\"type\":\"int\",\"collation\":null},"
    "{\"name\":\"e\",\"type\":\"enum('a')\",\"collation\":\"latin1_bin\","
    "\"labels\":[\"a\"]},{\"name\":\"f\",\"type\":\"float\"},"
    "{\"name\":\"b\",\"type\":\"bigint unsigned\"}],\"key\":[\"i\"]}";

/* It is read, and shown as JSON, again. */
static void
again(const struct buf *out)
{
	struct rec_reader *r = rec_open_mem(out->p, out->len);
	struct rec rec;
	int rc;

	while ((rc = rec_read(r, &rec, 0)) == REC_GOT)
		json_decref(show_json(&rec));
	if (rc == -1)
		abort();
	rec_close(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct unshow u;
	struct buf out = {0};
	struct bad bad = {0};
	struct pen pen;
	size_t was;

	pen_open(&pen, &out);
	pen_head(&pen, "fuzz", NULL);
	if (unshow_line(&u, table, sizeof(table) - 1, &pen, &bad) == -1)
		abort();
	was = out.len;
	if (unshow_line(&u, (const char *)data, len, &pen, &bad) == -1) {
		if (bad.code == 0)
			abort();
		out.len = was;
	}
	again(&out);
	unshow_free(&u);
	buf_free(&out);
	return (0);
}
