/* What the server says of a table, as text. */

#include <stdlib.h>

#include "schema.h"
#include "tap.h"

static void
check_labels(const char *type, const char *want)
{
	struct buf out = {0};
	char **label;
	unsigned int i, n;

	if (schema_labels(type, &n, &label) == -1)
		buf_str(&out, "no");
	for (i = 0; i < n; i++) {
		buf_fmt(&out, "[%s]", label[i]);
		free(label[i]);
	}
	free(label);
	is_str(buf_cstr(&out), want, type);
	buf_free(&out);
}

int
main(void)
{
	check_labels("enum('a','it''s','x,y','(',')')", "[a][it's][x,y][(][)]");
	check_labels("set('a\\\\b','\\n')", "[a\\b][\n]");
	check_labels("enum('')", "[]");
	check_labels("int", "no");
	check_labels("enum('a'", "no");
	ok(schema_same("a AUTO_INCREMENT=5 b", "a AUTO_INCREMENT=77 b") &&
		schema_same("a AUTO_INCREMENT=5", "a") &&
		!schema_same("a", "ab"),
	    "definitions but for the next number");
	return (done_testing());
}
