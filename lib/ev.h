#ifndef EV_H
#define EV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bad.h"
#include "cur.h"

/*
 * Events of a binary log: the header and the small event types.  Formats
 * are those of MySQL's libs/mysql/binlog/event ("binlog version 4"); each
 * function names the file of the source that it follows.  Nothing here
 * allocates; what is returned points into the event.
 */

/* binlog_event.h, enum Log_event_type. */
enum ev_type {
	EV_START_V3 = 1,
	EV_QUERY = 2,
	EV_STOP = 3,
	EV_ROTATE = 4,
	EV_INTVAR = 5,
	EV_APPEND_BLOCK = 9,
	EV_DELETE_FILE = 11,
	EV_RAND = 13,
	EV_USER_VAR = 14,
	EV_FORMAT = 15,
	EV_XID = 16,
	EV_BEGIN_LOAD = 17,
	EV_EXECUTE_LOAD = 18,
	EV_TABLE_MAP = 19,
	EV_WRITE_V1 = 23,
	EV_UPDATE_V1 = 24,
	EV_DELETE_V1 = 25,
	EV_INCIDENT = 26,
	EV_HEARTBEAT = 27,
	EV_IGNORABLE = 28,
	EV_ROWS_QUERY = 29,
	EV_WRITE = 30,
	EV_UPDATE = 31,
	EV_DELETE = 32,
	EV_GTID = 33,
	EV_ANONYMOUS = 34,
	EV_PREVIOUS_GTIDS = 35,
	EV_CONTEXT = 36,
	EV_VIEW_CHANGE = 37,
	EV_XA_PREPARE = 38,
	EV_PARTIAL_UPDATE = 39,
	EV_PAYLOAD = 40,
	EV_HEARTBEAT_V2 = 41,
	EV_GTID_TAGGED = 42,
};

enum {
	EV_HEADER = 19,
	EV_CHECKSUM = 4,
	/* A server sends and logs no event above this: max_log_event_size,
	 * plus what the header and row metadata may add. */
	EV_MAX = 0x40000000 + 0x10000,
	EV_GTID_TEXT = 36 + 1 + 32 + 1 + 20 + 1,
};

/* Flags of the header: binlog_event.h, log_event.h. */
enum {
	EV_F_IN_USE = 0x01,
	EV_F_ARTIFICIAL = 0x20,
	EV_F_IGNORABLE = 0x80,
};

/* What a FORMAT_DESCRIPTION_EVENT says of the events that follow it. */
struct ev_format {
	bool known;	   /* one has been seen */
	bool crc;	   /* events end in a CRC32 */
	uint8_t rows_post; /* length of post-headers: 6, 8, 10 */
	uint8_t map_post;  /* 6 or 8 */
};

struct ev {
	uint8_t type;
	uint16_t flags;
	uint32_t time; /* seconds */
	uint32_t server_id;
	uint32_t size;	  /* with header and checksum */
	uint32_t log_pos; /* its end, modulo 2^32; or 0 */
	struct cur body;  /* without header and checksum */
};

/*
 * ev_size(p): the whole event's size from the first EV_HEADER bytes at
 * ${p}; not checked.
 */
uint32_t ev_size(const uint8_t *);

/*
 * ev_open(ev, fmt, p, n, bad): the event of exactly ${n} bytes at ${p}.
 * Its checksum is verified if ${fmt} says that it has one.
 */
int ev_open(struct ev *, const struct ev_format *, const uint8_t *, size_t,
    struct bad *);

/* ev_open_bare(): the same for events inside a payload: no checksum. */
int ev_open_bare(struct ev *, const uint8_t *, size_t, struct bad *);

/* ev_artificial(ev): whether it is not part of any file. */
bool ev_artificial(const struct ev *);

/* ev_format(ev, fmt, bad): takes over what FORMAT_DESCRIPTION says. */
int ev_format(const struct ev *, struct ev_format *, struct bad *);

/* ev_rotate(ev, pos, name, len): the next file and where to go on in it. */
int ev_rotate(const struct ev *, uint64_t *, const char **, size_t *);

/* A transaction's beginning: control_events.cpp, Gtid_event. */
struct ev_gtid {
	bool anonymous;
	uint8_t uuid[16];
	uint8_t tag_len; /* 0 to 32 */
	char tag[33];
	int64_t gno;
	int64_t time; /* original commit, us; 0: unknown */
};

int ev_gtid(const struct ev *, struct ev_gtid *, struct bad *);

/* ev_gtid_text(g, text): as UUID[:TAG]:NUMBER, EV_GTID_TEXT bytes. */
void ev_gtid_text(const struct ev_gtid *, char *);

struct ev_query {
	const char *db;
	size_t db_len;
	const char *text;
	size_t text_len;
	uint64_t sql_mode; /* EV_MODE_* and others */
	bool dbs_known;
	struct cur dbs; /* of all tables that it changes, also by views,
			 * triggers and functions, and of some that it reads;
			 * each name ends in a zero byte */
};

/* The bits of sql_mode that change how the text is to be read. */
enum { EV_MODE_ANSI_QUOTES = 1 << 2, EV_MODE_NO_BACKSLASH = 1 << 20 };

/*
 * ev_query(ev, q): QUERY_EVENT and EXECUTE_LOAD_QUERY_EVENT.  The databases
 * are not known when there are more than 16 of them.
 */
int ev_query(const struct ev *, struct ev_query *);

/*
 * ev_heartbeat(ev, pos, name, len): what a heartbeat (either version) says
 * the server has sent.  ${*wide} is false when ${*pos} has but 32 bits.
 */
int ev_heartbeat(const struct ev *, uint64_t *, bool *, const char **,
    size_t *);

/* "X'6162',X'',1": each part of an XID has at most 64 bytes. */
enum { EV_XID_PART = 64, EV_XID_TEXT = 4 * EV_XID_PART + 24 };

/*
 * ev_xa(ev, one, xid): XA_PREPARE_LOG_EVENT.  ${*one}: it is XA COMMIT ... ONE
 * PHASE instead of a prepare; ${xid} has room for EV_XID_TEXT characters, and
 * gets the XID as XA statements take it.
 */
int ev_xa(const struct ev *, bool *, char *);

/* ev_packed(c, v): net_field_length_ll() of mysys/pack.cc. */
int ev_packed(struct cur *, uint64_t *);

/* ev_varlen(c, v): an unsigned of libs/mysql/serialization, 1-9 bytes. */
int ev_varlen(struct cur *, uint64_t *);

#endif
