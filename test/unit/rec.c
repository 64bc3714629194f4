/* Records: what a pen writes a reader reads, and nothing else gets in. */

#include <float.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rec.h"
#include "say.h"
#include "scan.h"
#include "tap.h"

static struct rec_table *
table(void)
{
	struct rec_table *t = mem_alloc(1, sizeof(*t));

	t->id = 7;
	t->db = mem_str("d");
	t->name = mem_str("t`x");
	t->ncol = 2;
	t->col = mem_alloc(2, sizeof(t->col[0]));
	t->col[0].name = mem_str("id");
	t->col[0].type = mem_str("bigint unsigned");
	t->col[1].name = mem_str("v");
	t->col[1].type = mem_str("enum('a','b')");
	t->col[1].collation = mem_str("utf8mb4_bin");
	t->col[1].nlabel = 2;
	t->col[1].label = mem_alloc(2, sizeof(char *));
	t->col[1].label[0] = mem_str("a");
	t->col[1].label[1] = mem_str("b");
	t->nkey = 1;
	t->key = mem_alloc(1, sizeof(t->key[0]));
	return (t);
}

/* A stream with one record of each kind. */
static void
write_all(struct buf *out)
{
	struct rec_table *t = table();
	struct pen pen;

	pen_open(&pen, out);
	pen_head(&pen, "unit", "uuid");
	pen_begin(&pen, "u:1", 1234567);
	pen_table(&pen, t);
	pen_row(&pen, REC_INSERT, 7);
	pen_image(&pen, 2);
	pen_uint(&pen, UINT64_MAX);
	pen_null(&pen);
	pen_row(&pen, REC_UPDATE, 7);
	pen_image(&pen, 2);
	pen_int(&pen, INT64_MIN);
	pen_str(&pen, "a\0b", 3);
	pen_image(&pen, 2);
	pen_float(&pen, FLT_MIN);
	pen_bin(&pen, "\xff", 1);
	pen_row(&pen, REC_DELETE, 7);
	pen_image(&pen, 2);
	pen_double(&pen, DBL_MAX);
	pen_str(&pen, "", 0);
	pen_commit(&pen, "f.1:4", "u:1", 1234568);
	pen_heartbeat(&pen, "beat", 4);
	pen_mark(&pen, "mark", 4);
	pen_progress(&pen, "f.1:9", NULL);
	pen_end(&pen, "eof");
	rec_table_free(t);
}

static void
check_rows(struct rec_reader *r)
{
	struct rec rec;

	rec_read(r, &rec, -1);
	ok(rec.kind == REC_INSERT && rec.old == NULL, "insert");
	ok(rec.new[0].type == VAL_UINT &&rec.new[0].u == UINT64_MAX,
	    "the largest integer");
	ok(rec.new[1].type == VAL_NULL, "NULL");
	ok(strcmp(rec.table->name, "t`x") == 0, "its table");
	rec_read(r, &rec, -1);
	ok(rec.kind == REC_UPDATE, "update");
	ok(rec.old[0].type == VAL_INT && rec.old[0].i == INT64_MIN,
	    "the smallest integer");
	ok(rec.old[1].type == VAL_STR && rec.old[1].len == 3 &&
		memcmp(rec.old[1].p, "a\0b", 3) == 0,
	    "text with a zero byte");
	ok(rec.new[0].type == VAL_FLOAT &&rec.new[0].f == FLT_MIN, "float");
	ok(rec.new[1].type == VAL_BIN &&rec.new[1].len == 1, "bytes");
	rec_read(r, &rec, -1);
	ok(rec.kind == REC_DELETE && rec.new == NULL, "delete");
	ok(rec.old[0].type == VAL_DOUBLE && rec.old[0].d == DBL_MAX, "double");
	ok(rec.old[1].type == VAL_STR && rec.old[1].len == 0, "empty text");
}

static void
test_round_trip(void)
{
	struct buf b = {0};
	struct rec_reader *r;
	struct rec rec;

	write_all(&b);
	ok(memcmp(b.p, "\x94\xa3gho\x01", 6) == 0, "the magic of file(1)");
	r = rec_open_mem(b.p, b.len);
	ok(rec_read(r, &rec, -1) == REC_GOT && rec.kind == REC_HEAD, "head");
	is_str(rec.text, "unit", "its tool");
	rec_read(r, &rec, -1);
	ok(rec.kind == REC_BEGIN && rec.time == 1234567, "begin");
	is_str(rec.gtid, "u:1", "its GTID");
	rec_read(r, &rec, -1);
	ok(rec.kind == REC_TABLE && rec.table->ncol == 2, "table");
	is_str(rec.table->col[1].label[1], "b", "a label");
	check_rows(r);
	rec_read(r, &rec, -1);
	ok(rec.kind == REC_COMMIT && rec.time == 1234568, "commit");
	is_str(rec.text, "f.1:4", "its position");
	rec_read(r, &rec, -1);
	ok(rec.kind == REC_HEARTBEAT, "heartbeat");
	rec_read(r, &rec, -1);
	ok(rec.kind == REC_MARK, "mark");
	is_str(rec.text, "mark", "its text");
	rec_read(r, &rec, -1);
	ok(rec.kind == REC_PROGRESS && rec.gtid == NULL, "progress");
	rec_read(r, &rec, -1);
	ok(rec.kind == REC_END && rec.no == 11, "end is record 11");
	ok(rec_read(r, &rec, -1) == REC_EOF && rec_ended(r), "a whole end");
	rec_close(r);
	buf_free(&b);
}

/* Cut anywhere, a stream never fails and never claims to be whole. */
static void
test_cut(void)
{
	struct buf b = {0};
	struct rec_reader *r;
	struct rec rec;
	size_t n;
	int rc, failed = 0, ended = 0;

	write_all(&b);
	for (n = 0; n < b.len; n++) {
		r = rec_open_mem(b.p, n);
		while ((rc = rec_read(r, &rec, -1)) == REC_GOT)
			continue;
		failed += rc != REC_EOF;
		ended += rec_ended(r);
		rec_close(r);
	}
	ok(n > 100 && failed == 0, "cut after each of %zu bytes: no error", n);
	ok(ended == 0, "and none of them looks whole");
	buf_free(&b);
}

/* Any byte changed: an error or another value, but no crash. */
static void
test_damage(void)
{
	struct buf b = {0};
	struct rec_reader *r;
	struct rec rec;
	unsigned int bad = 0, bit;
	size_t i;
	int rc;

	write_all(&b);
	for (i = 0; i < b.len; i++) {
		for (bit = 0; bit < 8; bit++) {
			b.p[i] ^= (char)(1 << bit);
			r = rec_open_mem(b.p, b.len);
			while ((rc = rec_read(r, &rec, -1)) == REC_GOT)
				continue;
			bad += rc == -1 && rec_fail(r) == X_DATA;
			rec_close(r);
			b.p[i] ^= (char)(1 << bit);
		}
	}
	ok(bad > b.len, "%u of %zu damaged streams are refused", bad,
	    b.len * 8);
	buf_free(&b);
}

static int
refused(const char *p, size_t len)
{
	struct rec_reader *r = rec_open_mem(p, len);
	struct rec rec;
	int rc;

	while ((rc = rec_read(r, &rec, -1)) == REC_GOT)
		continue;
	rec_close(r);
	return (rc == -1);
}

static void
test_hostile(void)
{
	static const char deep[] = "\x91\x91\x91\x91\x91\x91\x91\x91\x91";
	static const char huge[] = "\xdd\x10\0\0\0\xa3gho";
	static const char map[] = "\x81\xa3gho\x01";
	static const char other[] = "\x94\xa3gho\x02\xa1t\xa1u";
	static const char nohead[] = "\x92\xa3"
				     "end"
				     "\xa1x";
	static const char kind[] = "\x94\xa3gho\x01\xa1t\xa1u"
				   "\x91\xa3xyz";
	static const char notable[] = "\x94\xa3gho\x01\xa1t\xa1u"
				      "\x93\xa6insert\x07\x90";
	size_t need;

	ok(refused(deep, sizeof(deep) - 1), "nested too deep");
	ok(refused(huge, sizeof(huge) - 1), "an array of 2^28 elements");
	ok(refused(map, sizeof(map) - 1), "a map");
	ok(refused(other, sizeof(other) - 1), "version 2");
	ok(refused(nohead, sizeof(nohead) - 1), "no head");
	ok(refused(kind, sizeof(kind) - 1), "an unknown kind");
	ok(refused(notable, sizeof(notable) - 1), "a row of no table");
	ok(scan_record((const unsigned char *)"\xdb\xff\xff\xff\xff", 5,
	       &need) == -1,
	    "a string of 4 GiB");
	ok(scan_record((const unsigned char *)"\xc6\0\0\x10\0", 5, &need) ==
		    0 &&
		need == 5 + 4096,
	    "it knows what it needs");
}

/* A reader gets what is there before it waits. */
static void
test_pipe(void)
{
	struct buf b = {0};
	struct rec_reader *r;
	struct rec rec;
	int fd[2], n = 0;

	write_all(&b);
	if (pipe(fd) == -1 || write(fd[1], b.p, b.len - 3) == -1)
		say_die(X_SYS, "pipe:");
	r = rec_open(fd[0]);
	while (rec_read(r, &rec, 0) == REC_GOT)
		n++;
	ok(n == 10, "10 records before the cut");
	ok(rec_read(r, &rec, 1) == REC_NONE, "the last one is not whole");
	if (write(fd[1], b.p + b.len - 3, 3) == -1)
		say_die(X_SYS, "pipe:");
	ok(rec_read(r, &rec, -1) == REC_GOT && rec.kind == REC_END,
	    "now it is");
	close(fd[1]);
	ok(rec_read(r, &rec, -1) == REC_EOF, "and that was all");
	rec_close(r);
	close(fd[0]);
	buf_free(&b);
}

int
main(void)
{
	/* What it says of a thousand damaged streams is of no interest. */
	if (freopen("/dev/null", "w", stderr) == NULL)
		return (1);
	test_round_trip();
	test_cut();
	test_damage();
	test_hostile();
	test_pipe();
	return (done_testing());
}
