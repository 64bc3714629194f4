#ifndef SETTING_H
#define SETTING_H

#include <stdint.h>

#include "buf.h"

/*
 * Settings of a run that are texts, given as options, in files of knob/, or by
 * commands.  Each check returns 0, or -1 with the reason appended to ${why};
 * the empty text, which means nothing, always makes sense.
 */

enum { SETTING_HOST = 256 };

/* setting_query(text, why): a single SELECT that only reads. */
int setting_query(const char *, struct buf *);

/* setting_http(text, why): a URL of HTTP or HTTPS. */
int setting_http(const char *, struct buf *);

/* setting_replicas(text, why): HOST[:PORT] or [HOST]:PORT, with commas. */
int setting_replicas(const char *, struct buf *);

/* setting_count(text, why): a whole number. */
int setting_count(const char *, struct buf *);

/* setting_size(text, why): a whole number, and K, M, G or T: of 1024, ... */
int setting_size(const char *, struct buf *);

/* setting_bytes(text, n): what setting_size() means, 0 if empty; or -1. */
int setting_bytes(const char *, uint64_t *);

/*
 * setting_replica(list, host, port): takes the first address off the list
 * ${*list} of setting_replicas(); ${host} has room for SETTING_HOST bytes.
 * Returns 1, 0 at the end, or -1 if it makes no sense.
 */
int setting_replica(const char **, char *, unsigned int *);

#endif
