#ifndef OPAQUE_H
#define OPAQUE_H

#include <stdint.h>

#include "buf.h"
#include "cur.h"

/*
 * Values inside JSON that JSON has no word for.
 *
 * opaque_text(type, data, out): appends the value of MySQL's field type
 * ${type} as MySQL prints it: DECIMAL as a number, temporal values as
 * strings, others as "base64:typeN:...".  Returns 0, or -1.
 */
int opaque_text(uint8_t, struct cur, struct buf *);

#endif
