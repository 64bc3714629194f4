/* Events to records, without a server: logs written by hand. */

#include "feed.h"
#include "say.h"

static void
plain(bool crc)
{
	struct feed f;

	feed_open(&f, crc, "b.000001", 4);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	feed_row(&f, -2);
	feed_type(&f, EV_XID, 0, "12345678", 8);
	feed_is(&f, STREAM_MORE, "GPTBIIC", "b.000001",
	    crc ? "with checksums" : "without checksums");
}

/* A mark of the changelog table, of which ${n} bytes are ${text}. */
static void
note(const char *text, size_t n, int ret, const char *kinds)
{
	static const uint8_t type[] = {CELL_LONGLONG, CELL_TIMESTAMP2,
	    CELL_VARCHAR, CELL_VARCHAR};
	struct buf b = {0};
	struct feed f;

	feed_open(&f, false, "b.000001", 4);
	feed_query(&f, "BEGIN");
	bl_map(&b, 71, "d", "_t_ghc", type, 4, "\0\x40\0\0\x10", 5);
	feed_buf(&f, EV_TABLE_MAP, &b);
	bl_rows(&b, 71, 4, false);
	bl_le(&b, 0, 1);
	bl_le(&b, 1, 8);
	bl_le(&b, 0, 4);
	bl_le(&b, 5, 1);
	buf_str(&b, "state");
	bl_le(&b, n, 2);
	buf_add(&b, text, n);
	feed_buf(&f, EV_WRITE, &b);
	if (f.ret != -1)
		feed_type(&f, EV_XID, 0, "12345678", 8);
	feed_is(&f, ret, kinds, ret == -1 ? "" : "b.000001", "a mark");
}

/* failures.md 9: positions above 4 GiB, of which headers have 32 bits. */
static void
long_file(void)
{
	struct feed f;

	feed_open(&f, true, "b.999999", 0xfffffff0u);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	feed_query(&f, "COMMIT");
	ok(f.pos > 0x100000000, "the file is longer than 4 GiB");
	ok(f.s.at.pos == f.pos, "its position is right");
	feed_is(&f, STREAM_MORE, "GPTBIC", "b.999999", "a long file");
}

static void
crash(void)
{
	struct feed f;

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	feed_rotate(&f, "b.000002", 4);
	feed_format(&f);
	feed_query(&f, "BEGIN");
	feed_row(&f, 2);
	feed_query(&f, "COMMIT");
	feed_is(&f, STREAM_MORE, "GPTBIGTBIC", "b.000002",
	    "a transaction without end is void");
}

static void
rolled_back(void)
{
	struct feed f;

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	feed_query(&f, "ROLLBACK");
	feed_query(&f, "BEGIN");
	feed_row(&f, 2);
	feed_query(&f, "COMMIT");
	feed_is(&f, STREAM_MORE, "GPTBIGTBIC", "b.000001", "ROLLBACK is void");
}

static void
one(const char *name, int type, unsigned int flags, const void *body, size_t n,
    int code)
{
	struct feed f;

	feed_open(&f, true, "b.000001", 4);
	feed_type(&f, type, flags, body, n);
	if (code != 0)
		is_num(stream_fail(&f.s), code, name);
	feed_is(&f, code == 0 ? STREAM_MORE : -1, "GP", "", name);
}

static void
kinds(void)
{
	one("unknown", 99, 0, "abc", 3, X_REFUSED);
	one("unknown but ignorable", 99, EV_F_IGNORABLE, "abc", 3, 0);
	one("incident", EV_INCIDENT, 0, "\1\0\0", 3, X_REFUSED);
	one("header only", EV_QUERY, 0, "", 0, X_DATA);
	one("rows outside a transaction", EV_WRITE, 0, "1234567890", 10,
	    X_REFUSED);
	one("short gtid", EV_GTID, 0, "abc", 3, X_DATA);
	one("short tagged gtid", EV_GTID_TAGGED, 0, "\2\4", 2, X_DATA);
	one("short payload", EV_PAYLOAD, 0, "\1", 1, X_DATA);
	one("short heartbeat", EV_HEARTBEAT_V2, 0, "\1", 1, X_DATA);
	one("stop", EV_STOP, 0, "", 0, 0);
	one("rows query", EV_ROWS_QUERY, EV_F_IGNORABLE, "\1x", 2, 0);
}

static void
changed(void)
{
	struct feed f;
	struct buf b = {0};
	uint8_t type = CELL_LONGLONG;

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	bl_map(&b, 70, "d", "t", &type, 1, "", 0);
	feed_buf(&f, EV_TABLE_MAP, &b);
	is_num(stream_fail(&f.s), X_REFUSED, "refused");
	feed_is(&f, -1, "GP", "", "INT became BIGINT");
}

static void
unmapped(void)
{
	struct feed f;
	struct buf b = {0};

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	add_rows(&b, 1);
	feed_buf(&f, EV_WRITE, &b);
	is_num(stream_fail(&f.s), X_DATA, "damaged");
	feed_is(&f, -1, "GP", "", "rows without a table map");
}

static void
partial_image(void)
{
	struct feed f;
	struct buf b = {0};

	feed_open(&f, true, "b.000001", 4);
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	bl_le(&b, 70, 6);
	bl_le(&b, 1, 2);
	bl_le(&b, 2, 2);
	bl_le(&b, 1, 1);
	bl_le(&b, 0, 1);
	feed_buf(&f, EV_WRITE, &b);
	is_num(stream_fail(&f.s), X_REFUSED, "refused");
	feed_is(&f, -1, "GPTBI", "", "an image without the column");
}

/* Stops at the position, not before, and at once if it is there. */
static void
goal(void)
{
	struct feed f;

	feed_open(&f, true, "b.000001", 4);
	f.s.to.set = true;
	coord_parse(&f.s.to.pos, "b.000001:300");
	feed_query(&f, "BEGIN");
	feed_row(&f, 1);
	ok(f.ret == STREAM_MORE, "inside a transaction it goes on");
	feed_row(&f, 2);
	feed_query(&f, "COMMIT");
	feed_is(&f, STREAM_END, "GPTBIICE", "b.000001", "a goal");
}

int
main(void)
{
	plain(true);
	plain(false);
	long_file();
	crash();
	rolled_back();
	note("migrated", 8, STREAM_MORE, "GPMP");
	note("a\0b", 3, -1, "GP");
	kinds();
	changed();
	unmapped();
	partial_image();
	goal();
	return (done_testing());
}
