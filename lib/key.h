#ifndef KEY_H
#define KEY_H

#include "plan.h"

/*
 * Indexes as information_schema.STATISTICS shows them, and which of them a
 * table can be copied by.
 */
struct key_part {
	char *col;	     /* NULL: an expression */
	unsigned int prefix; /* SUB_PART, or 0 */
};

/* What is known of NULLs in columns that may have them. */
enum key_nulls { KEY_UNKNOWN, KEY_NONE, KEY_SOME };

struct key {
	char *name;
	bool unique;
	bool visible;
	bool ordered; /* rows are found by its first columns: no FULLTEXT */
	enum key_nulls nulls; /* set by nulls.h; KEY_UNKNOWN is no key */
	unsigned int n;
	struct key_part *part;
};

struct key_list {
	unsigned int n;
	struct key *key;
};

void key_free(struct key_list *);

/*
 * A key with a prefix of a column or an expression in it is none to copy by:
 * its order is that of no column which the rows in the log have.
 *
 * key_usable(t, key, why): whether rows of ${t} can be told apart and put
 * in order by ${key}; otherwise the reason is in ${why}, if not NULL.
 */
bool key_usable(const struct plan_table *, const struct key *, struct buf *);

/*
 * key_choose(t, keys, order, why): fills ${order}, which has room for all of
 * ${keys}, with the usable ones, best first.  Returns how many there are;
 * for 0 the reasons are in ${why}.
 */
unsigned int key_choose(const struct plan_table *, const struct key_list *,
    unsigned int *, struct buf *);

/* key_fill(t, key, to): ${to} takes the name and columns of ${key}. */
void key_fill(const struct plan_table *, const struct key *, struct plan_key *);

#endif
