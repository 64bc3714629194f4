#ifndef TAKE_H
#define TAKE_H

#include "rec.h"

/*
 * What rec.c and take.c share: the reader, and one function for each form
 * of record.  A take_*() gets the record's elements (as many as rec.c's
 * table says, at least) and fills ${rec}.  It returns 0, or -1 if they are
 * not well formed; if it has said why itself, ${r->fail} is set.
 */

struct rec_reader {
	int fd; /* -1: all is in memory */
	struct buf in;
	size_t at;	 /* first byte not yet consumed */
	size_t need;	 /* bytes wanted after at, at least */
	uint64_t offset; /* in the stream, of in.p[at] */
	uint64_t no;	 /* records so far */
	int fail;
	bool eof;
	bool ended; /* the last record was an "end" */
	bool headed;
	msgpack_zone zone;
	struct rec_table *table[REC_MAX_TABLES];
	struct val *image[2];
	unsigned int nval; /* room in each image */
	struct buf text;
	struct buf gtid;
};

void rec_forget_tables(struct rec_reader *);

int take_head(struct rec_reader *, const msgpack_object *, struct rec *);
int take_table(struct rec_reader *, const msgpack_object *, struct rec *);
int take_row(struct rec_reader *, const msgpack_object *, struct rec *);
int take_begin(struct rec_reader *, const msgpack_object *, struct rec *);
int take_commit(struct rec_reader *, const msgpack_object *, struct rec *);
int take_text(struct rec_reader *, const msgpack_object *, struct rec *);

#endif
