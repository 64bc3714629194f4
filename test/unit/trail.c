/* What lib/trail.c keeps of a long migration. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"
#include "trail.h"

/* Lines that say when they are of, for ${seconds}; what is kept is counted. */
static void
live(struct trail *t, int64_t seconds)
{
	struct buf line = {0};
	int64_t now;

	for (now = 0; now < seconds; now++) {
		line.len = 0;
		buf_fmt(&line, "%lld\n", (long long)now);
		if (trail_add(t, now, &line, now == seconds - 1) == -1)
			exit(1);
	}
	buf_free(&line);
}

static void
check(int64_t seconds, unsigned int lines, int64_t step, long long last)
{
	char dir[] = "/tmp/trail.XXXXXX", text[64];
	long long first = -1, at = -1, wide = 0, before = -1;
	struct trail t;
	unsigned int n = 0;
	FILE *f;

	if (mkdtemp(dir) == NULL)
		exit(1);
	trail_open(&t, dir);
	live(&t, seconds);
	f = fopen(t.path, "re");
	while (f != NULL && fgets(text, sizeof(text), f) != NULL) {
		at = strtoll(text, NULL, 10);
		if (n++ == 0)
			first = at;
		else if (at - before > wide)
			wide = at - before;
		before = at;
	}
	if (f != NULL)
		fclose(f);
	is_num(n, lines, "as many lines as there should be");
	is_num(first, 0, "it begins with the first one");
	is_num(at, last, "it ends with the last one");
	is_num(wide, step, "and what is between has no gap");
	unlink(t.path);
	rmdir(dir);
	trail_close(&t);
}

int
main(void)
{
	check(10, 10, 1, 9);
	check(TRAIL_MAX, TRAIL_MAX, 1, TRAIL_MAX - 1);
	check(TRAIL_MAX + 1, TRAIL_MAX / 2 + 1, 2, TRAIL_MAX);
	return (done_testing());
}
