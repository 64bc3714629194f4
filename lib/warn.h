#ifndef WARN_H
#define WARN_H

#include <stdbool.h>

#include "buf.h"
#include "plan.h"
#include "sql.h"

/*
 * What the server said about a chunk: INSERT IGNORE turns errors into
 * warnings, so these are all that tells a copied row from a lost one.
 */
struct warn {
	unsigned long known; /* duplicates of the chunk key */
	unsigned long other; /* duplicates of another key */
	unsigned long lost;  /* values changed, in accepted columns */
	struct buf first;    /* the first of those, as text */
	struct buf bad;	     /* what must not happen, as text */
	struct buf any;	     /* the first of all, as text */
};

/*
 * warn_read(w, s, plan): reads the warnings of the last statement of ${s},
 * which had some.  Returns 1; 0 when the server did not keep all of them,
 * so that the chunk has to be made smaller; -1 after sql_failed().
 */
int warn_read(struct warn *, struct sql *, const struct plan *);

/*
 * warn_keep(s): makes the server keep all warnings of a large statement, if
 * the user has SESSION_VARIABLES_ADMIN; otherwise it keeps max_error_count.
 */
void warn_keep(struct sql *);

/*
 * warn_stop(s, plan, converts): the last statement wrote rows and warned.  If
 * it ${converts} them into the ghost's columns, and all warnings are about
 * losses that the plan accepts, this returns 0.  Otherwise what was written
 * is not what it should be: -1 after sql_refuse().
 */
int warn_stop(struct sql *, const struct plan *, bool);

/* warn_note(w, plan, code, text): counts one warning. */
void warn_note(struct warn *, const struct plan *, unsigned long, const char *);

void warn_free(struct warn *);

#endif
