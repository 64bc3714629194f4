/* The history of a run. */

#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "trail.h"

void
trail_open(struct trail *t, const char *run)
{
	memset(t, 0, sizeof(*t));
	t->path = mem_fmt("%s/history", run);
	t->step = 1;
}

void
trail_close(struct trail *t)
{
	free(t->path);
	buf_free(&t->text);
}

/* Every second line goes; the first one stays, as it is the start. */
static void
trail_thin(struct trail *t)
{
	struct buf half = {0};
	const char *p = t->text.p, *end = p + t->text.len, *nl;
	unsigned int n = 0;

	t->lines = 0;
	while (p < end && (nl = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		if (n++ % 2 == 0) {
			buf_add(&half, p, (size_t)(nl + 1 - p));
			t->lines++;
		}
		p = nl + 1;
	}
	buf_free(&t->text);
	t->text = half;
	t->step *= 2;
}

int
trail_add(struct trail *t, int64_t now, const struct buf *line, bool must)
{
	if (!must && t->lines > 0 && now - t->last < t->step)
		return (0);
	if (t->lines == TRAIL_MAX)
		trail_thin(t);
	buf_add(&t->text, line->p, line->len);
	t->lines++;
	t->last = now;
	return (file_replace(t->path, t->text.p, t->text.len));
}
