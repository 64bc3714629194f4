#ifndef PART_H
#define PART_H

#include <stdbool.h>
#include <stdint.h>

#include <sys/types.h>

#include "buf.h"
#include "rec.h"

/*
 * A stream in parts: files that are streams themselves, each with its head
 * and its tables, and that together, one after the other, are the stream.
 * They begin and end between transactions.
 *
 * A part is written to NAME.new and renamed when it is whole and on disk.
 * Functions return 0, or -1 after saying what failed.
 */
struct part {
	const char *prefix;
	const char *suffix;
	const char *filter; /* a shell's command, or NULL */
	uint64_t bytes;	    /* a part is full when it has so many; 0: never */
	double seconds;	    /* or is so old; 0: never */
	/* Told when a part is whole. */
	void (*told)(struct part *);

	unsigned int no; /* of the next part */
	char *path;	 /* of the open one, or NULL */
	int fd;
	pid_t child; /* the filter, or 0 */
	uint64_t size;
	int64_t since; /* monotonic ms */
	bool in_trx;
	struct pen pen;
	struct buf out;
	struct buf at; /* the last position */
	struct buf head;
	struct buf table[REC_MAX_TABLES];
};

/* part_open(p): finds the first number that no part has yet. */
int part_open(struct part *);

/* part_take(p, rec): writes one record, and ends the part if it is full. */
int part_take(struct part *, const struct rec *);

/*
 * part_flush(p): what was taken goes out, and a part that is old enough is
 * ended: for whenever no record has come for a while.
 */
int part_flush(struct part *);

/* part_close(p): the last part is whole as it is. */
int part_close(struct part *);

void part_free(struct part *);

#endif
