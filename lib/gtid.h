#ifndef GTID_H
#define GTID_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "cur.h"

/*
 * Sets of GTIDs, with the tags of MySQL 8.3 and later:
 *
 *	UUID[:TAG]:FROM[-TO][:FROM[-TO]]...[:TAG:...][,UUID...]
 *
 * A set works as the position to go on from: the server sends what is not
 * in it.
 */
struct gtid_range {
	int64_t from;
	int64_t to; /* inclusive */
};

/* One source: a UUID with a tag. */
struct gtid_src {
	uint8_t uuid[16];
	char tag[33]; /* "": none */
	size_t n;
	struct gtid_range *range; /* sorted, never adjacent */
};

struct gtid_set {
	size_t n;
	struct gtid_src *src; /* sorted by uuid, then tag */
};

/*
 * gtid_parse(set, text): adds what ${text} says; spaces and newlines are
 * ignored as MySQL does.  Returns 0, or -1 if it is no GTID set; ${set}
 * is then still whole, but may have more than before.
 */
int gtid_parse(struct gtid_set *, const char *);

/* gtid_add(set, uuid, tag, from, to): adds a range. */
void gtid_add(struct gtid_set *, const uint8_t *, const char *, int64_t,
    int64_t);

/*
 * gtid_decode(set, c): adds a set in the server's binary form
 * (PREVIOUS_GTIDS_LOG_EVENT; Gtid_set::add_gtid_encoding()).
 */
int gtid_decode(struct gtid_set *, struct cur *);

/* gtid_encode(set, b): that form, for COM_BINLOG_DUMP_GTID. */
void gtid_encode(const struct gtid_set *, struct buf *);

/* gtid_print(set, b): as text, in the server's own order. */
void gtid_print(const struct gtid_set *, struct buf *);

/* gtid_merge(a, b): adds ${b} to ${a}. */
void gtid_merge(struct gtid_set *, const struct gtid_set *);

/* gtid_within(a, b): 1 if ${b} has everything that ${a} has, else 0. */
int gtid_within(const struct gtid_set *, const struct gtid_set *);

void gtid_free(struct gtid_set *);

#endif
