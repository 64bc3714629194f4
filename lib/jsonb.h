#ifndef JSONB_H
#define JSONB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/*
 * MySQL's binary JSON (sql-common/json_binary.h) as text, spaced and
 * escaped as MySQL prints it.
 *
 * jsonb_text(p, n, out, exact): appends the document of ${n} bytes at ${p}.
 * ${*exact} says whether a server that parses this text gets the very same
 * document: types and bits.  It does not for
 *	DECIMAL, temporal and other opaque values;
 *	integers whose signedness the parser would choose otherwise: it makes
 *	all below 2^32 signed and all from there on unsigned (rapidjson's
 *	Uint() and Uint64(), tried on 9.7.4);
 *	doubles that need more than the parser's one exact operation: it does
 *	not round correctly (rapidjson without kParseFullPrecisionFlag);
 *	-0.0, and strings that are not UTF-8.
 * Returns 0, or -1 if the bytes are no JSON document; ${out} then has part
 * of it.  Takes time and room proportional to ${n}, whatever the offsets
 * in it say.
 */
int jsonb_text(const uint8_t *, size_t, struct buf *, bool *);

#endif
