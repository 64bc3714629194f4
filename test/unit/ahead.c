/* Rows that the copy has not come to yet: which changes are left to it. */

#include <stdlib.h>
#include <string.h>

#include "ahead.h"
#include "tap.h"

static struct plan_col cols[] = {
    {.name = (char[]){"id"}, .kind = KIND_INT},
};
static unsigned int key[] = {0};
static struct plan plan = {
    .orig = {.ncol = 1, .col = cols},
    .key = {.n = 1, .from = key},
    .lone_key = true,
};

/* A range from one key to another, as bits. */
static void
set(struct range *r, uint64_t low, uint64_t high)
{
	r->low.v[0].u = low;
	r->high.v[0].u = high;
}

static void
test_can(void)
{
	ok(ahead_can(&plan), "a whole number");
	plan.lone_key = false;
	ok(!ahead_can(&plan), "another UNIQUE key");
	plan.lone_key = true;
	plan.keeps = true;
	ok(!ahead_can(&plan), "columns that the ghost keeps");
	plan.keeps = false;
	cols[0].kind = KIND_DECIMAL;
	ok(!ahead_can(&plan), "no whole number");
	cols[0].kind = KIND_INT;
}

/* How many of these keys, as changes of a batch, are left. */
static size_t
leaves(const struct ahead *a, const uint64_t *id, unsigned int n)
{
	struct batch b;
	struct val v = {.type = cols[0].is_unsigned ? VAL_UINT : VAL_INT};
	struct rec rec = {.kind = REC_INSERT, .new = &v};
	unsigned int i;
	size_t left;

	batch_open(&b, &plan, SIZE_MAX);
	for (i = 0; i < n; i++) {
		v.u = id[i];
		batch_add(&b, &rec);
	}
	batch_settle(&b);
	left = ahead_leave(a, &b);
	batch_close(&b);
	return (left);
}

static void
test_signed(void)
{
	const uint64_t below = (uint64_t)-500, in[] = {0, 1, 41, 99};
	struct ahead a;
	struct range r;

	range_init(&r, &plan);
	ahead_init(&a, &plan);
	is_num(leaves(&a, in, 4), 0, "nothing is said");
	set(&r, (uint64_t)-1000, 100);
	ahead_whole(&a, &r);
	set(&r, (uint64_t)-1000, (uint64_t)-980);
	ok(ahead_widen(&a, &r), "the first is said");
	is_num((int64_t)(a.past ^ UINT64_C(1) << 63), 20, "for 50 more");
	set(&r, (uint64_t)-980, 20);
	ok(!ahead_widen(&a, &r), "up to there nothing is said");
	is_num(leaves(&a, in, 4), 2, "those between, without the ends");
	is_num(leaves(&a, &below, 1), 0, "a negative key is before them");
	set(&r, 20, 21);
	ok(ahead_widen(&a, &r), "behind it something is");
	is_num(leaves(&a, in, 4), 1, "fewer are left");
	ok(!ahead_over(&a), "not over");
	set(&r, 71, 80);
	ok(ahead_widen(&a, &r) && ahead_over(&a), "over");
	range_free(&r);
}

static void
test_unsigned(void)
{
	const uint64_t in[] = {5, UINT64_MAX - 1, UINT64_MAX};
	struct ahead a;
	struct range r;

	cols[0].is_unsigned = true;
	range_init(&r, &plan);
	ahead_init(&a, &plan);
	set(&r, 1, UINT64_MAX);
	ahead_whole(&a, &r);
	set(&r, 1, 2);
	ok(ahead_widen(&a, &r), "said");
	is_num(leaves(&a, in, 3), 1, "but for its end");
	set(&r, 2, UINT64_MAX / 2);
	ok(ahead_widen(&a, &r) && a.past == UINT64_MAX, "no key is larger");
	is_num(leaves(&a, in, 3), 0, "none is left");
	range_free(&r);
	cols[0].is_unsigned = false;
}

/* Of one key only the last counts, and what deletes is written anyway. */
static void
test_last(void)
{
	struct ahead a;
	struct batch b;
	struct val v = {.type = VAL_INT, .i = 7};
	struct rec put = {.kind = REC_INSERT, .new = &v};
	struct rec del = {.kind = REC_DELETE, .old = &v};

	ahead_init(&a, &plan);
	a.known = true;
	a.past = UINT64_C(1) << 63;
	a.last = UINT64_MAX;
	batch_open(&b, &plan, SIZE_MAX);
	batch_add(&b, &put);
	batch_add(&b, &put);
	batch_settle(&b);
	is_num(ahead_leave(&a, &b), 1, "a key is one row");
	a.past = UINT64_MAX;
	is_num(ahead_leave(&a, &b), 0, "asked again, it is another answer");
	ok(!b.change[1].coming, "and nothing of the first stays");
	a.past = 0;
	batch_add(&b, &del);
	batch_settle(&b);
	is_num(ahead_leave(&a, &b), 0, "a row that is gone");
	batch_close(&b);
}

int
main(void)
{
	test_can();
	test_signed();
	test_unsigned();
	test_last();
	return (done_testing());
}
