#ifndef BINLOG_H
#define BINLOG_H

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "ev.h"
#include "plan.h"

/* Binary logs written by hand, for tests of what reads them. */

static inline void
bl_le(struct buf *b, uint64_t v, unsigned int n)
{
	for (; n > 0; n--, v >>= 8)
		buf_chr(b, (char)(v & 0xff));
}

/* bl_event(out, type, flags, pos, body, n, crc): appends an event. */
static inline void
bl_event(struct buf *out, int type, unsigned int flags, uint64_t pos,
    const void *body, size_t n, bool crc)
{
	size_t from = out->len;

	bl_le(out, 1700000000, 4);
	bl_le(out, (uint64_t)type, 1);
	bl_le(out, 1, 4);
	bl_le(out, EV_HEADER + n + (crc ? 4 : 0), 4);
	bl_le(out, pos & 0xffffffff, 4);
	bl_le(out, flags, 2);
	buf_add(out, body, n);
	if (crc)
		bl_le(out, libdeflate_crc32(0, out->p + from, out->len - from),
		    4);
}

/* The body of a format description; the checksum that follows is extra. */
static inline void
bl_format(struct buf *b, bool crc)
{
	static const uint8_t post[42] = {
	    [EV_TABLE_MAP - 1] = 8,
	    [EV_WRITE - 1] = 10,
	};

	bl_le(b, 4, 2);
	buf_add(b,
	    "9.7.4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
	    50);
	bl_le(b, 0, 4);
	bl_le(b, EV_HEADER, 1);
	buf_add(b, post, sizeof(post));
	bl_le(b, crc, 1);
	if (!crc)
		bl_le(b, 0, 4);
}

static inline void
bl_query(struct buf *b, const char *db, const char *text)
{
	bl_le(b, 0, 8);
	bl_le(b, strlen(db), 1);
	bl_le(b, 0, 4);
	buf_add(b, db, strlen(db) + 1);
	buf_str(b, text);
}

/* A table map of columns whose types and metadata are given as bytes. */
static inline void
bl_map(struct buf *b, uint64_t id, const char *db, const char *table,
    const void *type, size_t n, const void *meta, size_t nmeta)
{
	bl_le(b, id, 6);
	bl_le(b, 1, 2);
	bl_le(b, strlen(db), 1);
	buf_add(b, db, strlen(db) + 1);
	bl_le(b, strlen(table), 1);
	buf_add(b, table, strlen(table) + 1);
	bl_le(b, n, 1);
	buf_add(b, type, n);
	bl_le(b, nmeta, 1);
	buf_add(b, meta, nmeta);
	bl_le(b, 0, (unsigned int)(n + 7) / 8);
}

/* The part of a rows event before its rows; all columns are present. */
static inline void
bl_rows(struct buf *b, uint64_t id, unsigned int ncol, bool update)
{
	unsigned int i;

	bl_le(b, id, 6);
	bl_le(b, 1, 2);
	bl_le(b, 2, 2);
	bl_le(b, ncol, 1);
	for (i = 0; i < (update ? 2u : 1u) * ((ncol + 7) / 8); i++)
		bl_le(b, 0xff, 1);
}

/* A plan of d.t with these columns; it is not to be freed. */
static inline void
bl_plan(struct plan *plan, struct plan_col *col, unsigned int n)
{
	static char db[] = "d", t[] = "t", gho[] = "_t_gho", del[] = "_t_del";
	static char ghc[] = "_t_ghc", uuid[] = "u";
	static unsigned int key[1];

	memset(plan, 0, sizeof(*plan));
	plan->db = db;
	plan->table = t;
	plan->ghost_table = gho;
	plan->old_table = del;
	plan->changelog_table = ghc;
	plan->server_uuid = uuid;
	plan->orig.col = col;
	plan->orig.ncol = n;
	plan->key.n = 1;
	plan->key.from = key;
}

#endif
