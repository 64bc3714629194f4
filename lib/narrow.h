#ifndef NARROW_H
#define NARROW_H

#include <stdbool.h>

#include "buf.h"
#include "plan.h"

/*
 * What a value may lose on its way from a column of the original into one
 * of the ghost, as far as the two definitions tell.  No server is asked.
 *
 * What ALTER TABLE refuses in a strict sql_mode the server says in a
 * warning of INSERT IGNORE.  Digits that are rounded away it does not say,
 * or only in some cases: to see them a value is brought back, as what it was
 * or as something that can hold both, and compared.
 */
enum narrow_back {
	NARROW_NOT,	 /* the server's warnings are enough */
	NARROW_ORIGINAL, /* the ghost's value, as one of the original's column */
	NARROW_DECIMAL,	 /* both, as DECIMAL */
	NARROW_DATETIME, /* both, as DATETIME(6) */
	NARROW_TIME,	 /* both, as TIME(6) */
	NARROW_LENGTH,	 /* both lengths: CHAR has no spaces at its end */
};

struct narrow {
	bool null;	       /* NULL, and the ghost has none */
	bool value;	       /* it has to be converted to be sure */
	enum narrow_back back; /* and then brought back */
};

/*
 * narrow_judge(plan, i): for ${i} of the plan's map.  Where neither ${null} nor
 * ${value} is set, nothing can be lost.
 */
struct narrow narrow_judge(const struct plan *, unsigned int);

/*
 * narrow_filter(plan, i, out): appends a condition on the original's column
 * that holds for every value that may be lost, cheaper than to convert it.
 * Returns 0, or -1 if none is known.
 */
int narrow_filter(const struct plan *, unsigned int, struct buf *);

#endif
