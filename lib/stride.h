#ifndef STRIDE_H
#define STRIDE_H

#include <stdbool.h>

#include "plan.h"
#include "range.h"

/*
 * Ends of chunks that nobody has to look for: ${n} integers are at most ${n}
 * rows, and almost as many where few are left out.  Whether that is so a chunk
 * shows whose end was looked up, one of several.
 */
struct stride {
	unsigned int left; /* chunks until the next one is looked up */
};

/*
 * stride_learn(s, plan, chunk, n): the server has found that ${chunk}, after
 * which there are more, has ${n} rows.
 */
void stride_learn(struct stride *, const struct plan *, const struct range *,
    unsigned long);

/*
 * stride_cut(s, plan, r, chunk, n): sets ${chunk} to the first rows of ${r}, at
 * most ${n}.  Returns false if that has to be looked up.
 */
bool stride_cut(struct stride *, const struct plan *, const struct range *,
    struct range *, unsigned long);

#endif
