#ifndef REC_H
#define REC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <msgpack.h>

#include "buf.h"

/*
 * Records: the unit of the stream between gho-stream and its readers.
 * gho(5) describes them byte by byte.  A stream is concatenated msgpack
 * arrays whose first element is the record's kind:
 *
 *	["gho", 1, tool, server_uuid]
 *	["table", id, db, name, [[col, type, collation, [label...]]...],
 *	    [key column index...]]
 *	["begin", gtid or nil, time]	time: UTC microseconds
 *	["insert", id, [value...]]
 *	["update", id, [old value...], [new value...]]
 *	["delete", id, [value...]]
 *	["commit", "FILE:POS", gtid or nil, time]
 *	["mark", text]
 *	["heartbeat", text]
 *	["progress", "FILE:POS", gtid set or nil]
 *	["end", why]
 *
 * Elements after those named here are ignored, so that a record can grow.
 */

#define REC_VERSION 1

enum {
	REC_MAX_BYTES = 0x7fffffff, /* of one record: two rows of 1 GiB */
	REC_MAX_TABLES = 1024,	    /* ids are below this */
	REC_MAX_COLS = 4096,	    /* MySQL's own limit */
	REC_MAX_DEPTH = 5,
};

enum rec_kind {
	REC_HEAD,
	REC_TABLE,
	REC_BEGIN,
	REC_INSERT,
	REC_UPDATE,
	REC_DELETE,
	REC_COMMIT,
	REC_MARK,
	REC_HEARTBEAT,
	REC_PROGRESS,
	REC_END,
	REC_NKIND
};

/*
 * A value.  Integers, YEAR, BIT, ENUM and SET are VAL_INT or VAL_UINT (a
 * non-negative VAL_INT and the same VAL_UINT mean the same).  Text in
 * ASCII (DECIMAL, temporal) and in UTF-8 (JSON, utf8mb4 text) is VAL_STR,
 * all other text, bytes, GEOMETRY and VECTOR is VAL_BIN, in the column's
 * own charset.  JSON whose text would not give the same document again is
 * VAL_BIN: MySQL's own binary form.
 */
enum val_type {
	VAL_NULL,
	VAL_INT,
	VAL_UINT,
	VAL_FLOAT,
	VAL_DOUBLE,
	VAL_STR,
	VAL_BIN,
};

struct val {
	enum val_type type;
	uint32_t len; /* of p */
	union {
		int64_t i;
		uint64_t u;
		float f;
		double d;
		const char *p; /* not terminated */
	};
};

/* val_same(a, b): whether two values are of one type and equal, bit by bit. */
bool val_same(const struct val *, const struct val *);

struct rec_col {
	char *name;
	char *type;	 /* COLUMN_TYPE */
	char *collation; /* or NULL */
	unsigned int nlabel;
	char **label; /* ENUM, SET */
};

struct rec_table {
	unsigned int id;
	char *db;
	char *name;
	unsigned int ncol;
	struct rec_col *col;
	unsigned int nkey;
	unsigned int *key;
};

/* One record as read; what it points at is valid until the next rec_read. */
struct rec {
	enum rec_kind kind;
	uint64_t no;		       /* 1 for the first of the stream */
	uint64_t offset;	       /* of its first byte */
	const char *text;	       /* head: tool; commit, progress: the
					 * position; mark, heartbeat, end */
	const char *gtid;	       /* begin, commit, progress; or NULL */
	const char *uuid;	       /* head: of the server; or NULL */
	int64_t time;		       /* begin, commit */
	const struct rec_table *table; /* table and rows */
	const struct val *old;	       /* update, delete: table->ncol */
	const struct val *new;	       /* insert, update: table->ncol */
};

/* rec_name(kind): the kind as the stream names it. */
const char *rec_name(enum rec_kind);

/* rec_named(p, len): the kind of this name, or -1. */
int rec_named(const char *, size_t);

/* ---- Reading ---- */

struct rec_reader;

/* rec_open(fd): a reader of ${fd}, which stays the caller's to close. */
struct rec_reader *rec_open(int);

void rec_close(struct rec_reader *);

/*
 * rec_read(r, rec, ms): the next record, waiting at most ${ms}
 * milliseconds for it (-1: for ever).  Returns
 *	REC_GOT   ${rec} is filled,
 *	REC_NONE  nothing within ${ms}, or a signal came,
 *	REC_EOF   the input has ended; rec_ended() says whether as it should,
 *	-1        after saying why: damaged (X_DATA) or unreadable (X_SYS).
 * A record that begins a table is remembered; rows refer to it.
 */
enum { REC_EOF, REC_GOT, REC_NONE };
int rec_read(struct rec_reader *, struct rec *, int);

/* rec_more(r): after REC_EOF: a file may have grown since. */
void rec_more(struct rec_reader *);

/* rec_fail(r): the exit code after rec_read() returned -1. */
int rec_fail(const struct rec_reader *);

/* rec_ended(r): whether the last record was an "end". */
bool rec_ended(const struct rec_reader *);

/* rec_open_mem(p, len): a reader of a copy of these bytes. */
struct rec_reader *rec_open_mem(const void *, size_t);

/* ---- Writing ---- */

/*
 * A pen appends records to a buffer.  Rows are written value by value:
 * pen_row(), then for each image pen_image() and its values in column
 * order.
 */
struct pen {
	msgpack_packer pk;
	struct buf *out;
};

void pen_open(struct pen *, struct buf *);

void pen_head(struct pen *, const char *, const char *);
void pen_table(struct pen *, const struct rec_table *);
void pen_begin(struct pen *, const char *, int64_t);
void pen_commit(struct pen *, const char *, const char *, int64_t);
void pen_mark(struct pen *, const char *, size_t);
void pen_heartbeat(struct pen *, const char *, size_t);
void pen_progress(struct pen *, const char *, const char *);
void pen_end(struct pen *, const char *);

/* pen_row(pen, kind, id): REC_INSERT, REC_UPDATE or REC_DELETE. */
void pen_row(struct pen *, enum rec_kind, unsigned int);
void pen_image(struct pen *, unsigned int);

/* pen_rec(pen, rec): a record as it was read. */
void pen_rec(struct pen *, const struct rec *);

void pen_null(struct pen *);
void pen_int(struct pen *, int64_t);
void pen_uint(struct pen *, uint64_t);
void pen_float(struct pen *, float);
void pen_double(struct pen *, double);
void pen_str(struct pen *, const void *, size_t);
void pen_bin(struct pen *, const void *, size_t);

void rec_table_free(struct rec_table *);

#endif
