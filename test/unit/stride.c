/*
 * Ends of chunks that nobody looks for: whatever the keys are, each is in one
 * chunk, and no chunk has more rows than were asked for.
 */

#include <stdlib.h>

#include "stride.h"
#include "tap.h"

/* A plan of literals: nobody changes or frees it. */
#pragma GCC diagnostic ignored "-Wdiscarded-qualifiers"

static struct plan_col cols[] = {
    {.name = "id", .type = "bigint", .kind = KIND_INT},
    {.name = "b", .type = "bit(64)", .kind = KIND_BIT},
};
static unsigned int both[] = {0, 1};
static struct plan plan = {
    .orig = {.ncol = 2, .col = cols},
    .key = {.name = "PRIMARY", .n = 1, .from = both},
};

enum { KEYS = 20000, CHUNK = 100 };

static uint64_t key[KEYS]; /* in order */
static unsigned int looks;

/* The server: the end of the first rows of r, from the key at i on. */
static void
look(struct stride *s, const struct range *r, struct range *chunk,
    unsigned int i)
{
	looks++;
	range_copy(chunk, r);
	if (i + CHUNK >= KEYS)
		return;
	chunk->high.v[0].u = key[i + CHUNK - 1];
	stride_learn(s, &plan, chunk, CHUNK);
}

static bool
within(uint64_t u, uint64_t high)
{
	return (cols[0].is_unsigned ? u <= high : (int64_t)u <= (int64_t)high);
}

/* walk(): cuts it all, as hand_find() does; the rows of the largest chunk. */
static unsigned int
walk(unsigned int *seen)
{
	struct stride s = {0};
	struct range r, chunk;
	unsigned int i = 0, first, most = 0;
	bool more = true;

	looks = 0;
	range_init(&r, &plan);
	range_init(&chunk, &plan);
	r.low.v[0].u = key[0];
	r.high.v[0].u = key[KEYS - 1];
	r.with_low = true;
	while (more) {
		if (!stride_cut(&s, &plan, &r, &chunk, CHUNK))
			look(&s, &r, &chunk, i);
		for (first = i; i < KEYS && within(key[i], chunk.high.v[0].u);)
			i++;
		if (i - first > most)
			most = i - first;
		more = bound_same(&chunk.high, &r.high) < 1;
		bound_copy(&r.low, &chunk.high);
		r.with_low = false;
	}
	*seen = i;
	range_free(&r);
	range_free(&chunk);
	return (most);
}

static void
check(const char *what, unsigned int min, unsigned int max)
{
	unsigned int seen, most = walk(&seen);

	is_num(seen, KEYS, what);
	ok(most >= CHUNK / 2 && most <= CHUNK, "the largest has %u", most);
	ok(looks >= min && looks <= max, "%u looks", looks);
}

/* fill(first, step): equal steps between the keys. */
static void
fill(uint64_t first, uint64_t step)
{
	unsigned int i;

	for (i = 0; i < KEYS; i++)
		key[i] = first + i * step;
}

static void
test_dense(void)
{
	fill(1, 1);
	check("one after the other", 10, 20);
	fill((uint64_t)INT64_C(-10000), 1);
	check("from below 0 on", 10, 20);
	fill((uint64_t)INT64_MAX - KEYS + 1, 1);
	check("up to the largest", 10, 20);
	cols[0].is_unsigned = true;
	fill((uint64_t)INT64_MAX - KEYS / 2, 1);
	check("on both sides of where signs begin", 10, 20);
	fill(UINT64_MAX - KEYS + 1, 1);
	check("up to the largest without sign", 10, 20);
	cols[0].is_unsigned = false;
}

static void
test_holes(void)
{
	unsigned int i;

	fill(7, 2);
	check("every other one", KEYS / CHUNK, KEYS / CHUNK + 1);
	fill((uint64_t)INT64_MIN, UINT64_MAX / KEYS);
	check("all over", KEYS / CHUNK, KEYS / CHUNK + 1);
	fill(1, 1);
	for (i = KEYS / 2; i < KEYS; i++)
		key[i] = key[i - 1] + 1 + (uint64_t)random() % 1000;
	check("sparse from the middle on", KEYS / CHUNK / 2, KEYS / CHUNK);
	fill(1, 1);
	for (i = 1; i < KEYS; i++)
		key[i] = key[i - 1] + 1 + (random() % 10 == 0);
	check("some were deleted", 10, 30);
}

static void
test_other(void)
{
	fill(1, 1);
	plan.key.n = 2;
	check("two columns", KEYS / CHUNK, KEYS / CHUNK + 1);
	plan.key.n = 1;
	plan.key.from = &both[1];
	check("not an integer", KEYS / CHUNK, KEYS / CHUNK + 1);
	plan.key.from = both;
}

int
main(void)
{
	srandom(1);
	test_dense();
	test_holes();
	test_other();
	return (done_testing());
}
