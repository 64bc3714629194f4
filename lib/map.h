#ifndef MAP_H
#define MAP_H

#include "key.h"
#include "plan.h"

/*
 * What becomes of the original's columns and keys in the ghost: worked out
 * from both definitions, without a server.
 */

/*
 * map_columns(plan, why): fills ${plan->map} and ${plan->convert} from
 * orig, ghost, renames and drops.  Returns -1 with the reason in ${why} if
 * a column is gone that the ALTER was not understood to drop, or if no
 * column is left.
 */
int map_columns(struct plan *, struct buf *);

/*
 * map_stays(plan, from): where the values of an original's column are in the
 * ghost, or -1: carried, or generated in the same way from columns that are
 * the same.  A column that is generated from a converted one has new values.
 */
int map_stays(const struct plan *, unsigned int);

/*
 * map_settled(plan, to): whether a row of the original gives a column of the
 * ghost the same value whenever it is written: not by a default that is an
 * expression, or by AUTO_INCREMENT.
 */
bool map_settled(const struct plan *, unsigned int);

/*
 * map_numbers(plan, why): -1 with the reason in ${why} if the ALTER gives
 * rows new numbers by AUTO_INCREMENT, in a new column or for NULL: the order
 * in which copy and stream write them is not that of the table.
 */
int map_numbers(const struct plan *, struct buf *);

/*
 * map_texts(plan, why): -1 with the reason in ${why} if a stored generated
 * column stays, and the table's default charset becomes one of wide characters,
 * or was one.  In an expression HEX() and others give text in that charset, so
 * ASCII(HEX(77)) is 52, and 0 in a table in utf32; an ALTER TABLE that copies
 * computes it anew, one in place does not.
 */
int map_texts(const struct plan *, struct buf *);

/* map_carried(plan, to): what is carried to a column of the ghost, or NULL. */
const struct plan_map *map_carried(const struct plan *, unsigned int);

/*
 * map_source(plan, name): the original's column behind the ghost's of this
 * name, or -1 if that is a new one; from renames and drops alone.
 */
int map_source(const struct plan *, const char *);

/*
 * map_kept(plan, to): whether a column of the ghost is none of the original's
 * and not computed, so that in a revert each row keeps the value it has there.
 * map_keeps(plan): whether this is a revert, and there is any.
 */
bool map_kept(const struct plan *, unsigned int);
bool map_keeps(const struct plan *);

/* map_converts(from, to): whether type, charset or labels differ. */
bool map_converts(const struct plan_col *, const struct plan_col *);

/*
 * map_mentions(expr, name): whether an expression has the column ${name};
 * information_schema has names in quotes there, and a backslash before each
 * ' and \ in them.
 */
bool map_mentions(const char *, const char *);

/* map_equal(a, b): whether two texts are the same; NULL is NULL. */
bool map_equal(const char *, const char *);

/*
 * map_key(plan, keys, ghost_keys, why): fills ${plan->key} with the best key
 * of the original that the ghost has on the same columns, ${plan->stricter},
 * ${plan->looser} and ${plan->lone_key}.  Returns -1 with the reason in ${why}
 * if there is none.
 *
 * Where the ghost has no such key a wider or narrower one will do: one that
 * refuses to take the same row twice, if an index finds the rows of a key.
 * Why that is right is said in gho(7), "Wider keys".
 */
int map_key(struct plan *, const struct key_list *, const struct key_list *,
    struct buf *);

/*
 * map_fills(plan, from, to): whether NULLs become something else on the way
 * between two columns, as somebody has accepted.
 */
bool map_fills(const struct plan *, unsigned int, unsigned int);

/*
 * map_labels_unsure(col): whether labels that look the same may differ, as
 * information_schema shows them in utf8mb3.
 */
bool map_labels_unsure(const struct plan_col *);

/*
 * map_implied(plan, keys, ghost_key): whether rows that the original's
 * ${keys} keep apart cannot be equal for a unique key of the ghost.
 */
bool map_implied(const struct plan *, const struct key_list *,
    const struct key *);

#endif
