#ifndef SCAN_H
#define SCAN_H

#include <stddef.h>

/*
 * scan_record(p, len, need): finds the end of the msgpack value that begins
 * at ${p}, looking at no more than ${len} bytes.  Returns
 *	its size, if the whole value is there,
 *	0, if it is not; then it has at least ${*need} bytes,
 *	-1 if it cannot be part of a record: a map, an extension, nested too
 *	deep, or longer than rec.h allows.
 * libmsgpack-c allocates what a header claims before it has seen the
 * elements; after this scan it meets only values that are whole.
 */
long scan_record(const unsigned char *, size_t, size_t *);

#endif
