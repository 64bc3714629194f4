#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zstd.h>

#include "bad.h"
#include "buf.h"
#include "ev.h"

/*
 * TRANSACTION_PAYLOAD_EVENT: a compressed transaction.  Its events are
 * unpacked one after the other, so that no more than one of them (and the
 * window of zstd) is in memory.  They have no checksums of their own.
 */
struct payload {
	ZSTD_DStream *zstd;
	bool plain; /* not compressed */
	struct cur in;
	struct buf buf;
	size_t at; /* of the next event in buf */
};

int payload_open(struct payload *, const struct ev *, struct bad *);

/* payload_next(p, event, n, bad): 1 with the next event, 0 at the end. */
int payload_next(struct payload *, const uint8_t **, size_t *, struct bad *);

void payload_free(struct payload *);

#endif
