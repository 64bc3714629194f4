#ifndef DISCARD_H
#define DISCARD_H

#include <stdbool.h>
#include <stdint.h>

#include "sql.h"

/*
 * Drops a table that nobody uses any more, so that those who use others do not
 * notice.
 *
 * DROP TABLE of a large table is quick in MySQL since 8.0.23, which forgets its
 * pages bit by bit (Reference Manual, "DROP TABLE Statement" and the notes of
 * 8.0.23): 0.3 s for 570 MB in memory here, and no pause of others.  With the
 * adaptive hash index on it has to find and remove the entries of all pages
 * first, and everybody waits: 2.4 s for the same table.  There, and on older
 * servers, the rows are deleted in small transactions before.  That is slow,
 * and goes through the binary log.
 */
enum discard_steps { DISCARD_AUTO, DISCARD_ALWAYS, DISCARD_NEVER };

struct discard {
	enum discard_steps steps;
	double nice;	       /* pause so many times as long as each step */
	unsigned long retries; /* of each step; again.h */
	const char *run;       /* its hold/ and knob/nice-ratio are followed,
				* or NULL */
};

/*
 * discard_table(s, db, table, conf): 1 when it is dropped; 0 if a signal came
 * before; -1 after saying what failed.  Rows that are deleted by then are
 * gone, and it says how many.
 */
int discard_table(struct sql *, const char *, const char *,
    const struct discard *);

#endif
