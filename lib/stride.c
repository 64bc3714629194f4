/* Ends of chunks that nobody has to look for. */

#include <stdint.h>

#include "stride.h"

enum {
	STRIDE_CHUNKS = 15, /* between two that are looked up */
	STRIDE_HOLES = 4,   /* one hole among so many rows, at most */
};

/*
 * stride_span(plan, r): how far apart the ends of ${r} are, or 0 if the key is
 * not one integer, or the lower end not the smaller one.
 */
static uint64_t
stride_span(const struct plan *plan, const struct range *r)
{
	const struct plan_col *col = &plan->orig.col[plan->key.from[0]];
	uint64_t low = bound_order(col, r->low.v[0].u);
	uint64_t high = bound_order(col, r->high.v[0].u);

	if (plan->key.n != 1 || col->kind != KIND_INT)
		return (0);
	return (low < high ? high - low : 0);
}

void
stride_learn(struct stride *s, const struct plan *plan,
    const struct range *chunk, unsigned long n)
{
	uint64_t span = stride_span(plan, chunk);

	s->left = 0;
	if (span > 0 && span <= n + n / STRIDE_HOLES)
		s->left = STRIDE_CHUNKS;
}

bool
stride_cut(struct stride *s, const struct plan *plan, const struct range *r,
    struct range *chunk, unsigned long n)
{
	uint64_t span = stride_span(plan, r);

	if (s->left == 0 || span == 0)
		return (false);
	s->left--;
	range_copy(chunk, r);
	if (r->with_low)
		n--;
	if (span > n)
		chunk->high.v[0].u = r->low.v[0].u + n;
	return (true);
}
