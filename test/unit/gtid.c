/* GTID sets: text, merging, the server's binary form. */

#include <stdlib.h>

#include "gtid.h"
#include "tap.h"

#define A "3e11fa47-71ca-11e1-9e33-c80aa9429562"
#define B "4e11fa47-71ca-11e1-9e33-c80aa9429562"

static void
check(const char *text, const char *want)
{
	struct gtid_set set = {0}, back = {0};
	struct buf out = {0}, raw = {0};
	struct cur c;

	if (gtid_parse(&set, text) == -1) {
		is_str(NULL, want, text);
		gtid_free(&set);
		return;
	}
	gtid_print(&set, &out);
	is_str(buf_cstr(&out), want, text);
	gtid_encode(&set, &raw);
	c.p = (const uint8_t *)raw.p;
	c.end = c.p + raw.len;
	ok(gtid_decode(&back, &c) == 0 && c.p == c.end &&
		gtid_within(&set, &back) && gtid_within(&back, &set),
	    "binary and back");
	/* Each shorter form is damaged. */
	for (c.end--; raw.len > 8 && c.end > (const uint8_t *)raw.p; c.end--) {
		c.p = (const uint8_t *)raw.p;
		if (gtid_decode(&back, &c) == 0)
			break;
	}
	ok(raw.len == 8 || c.end == (const uint8_t *)raw.p, "cut forms");
	gtid_free(&set);
	gtid_free(&back);
	buf_free(&out);
	buf_free(&raw);
}

static void
check_within(const char *a, const char *b, int want)
{
	struct gtid_set x = {0}, y = {0};

	gtid_parse(&x, a);
	gtid_parse(&y, b);
	is_num(gtid_within(&x, &y), want, a);
	gtid_merge(&y, &x);
	is_num(gtid_within(&x, &y), 1, "within after a merge");
	gtid_free(&x);
	gtid_free(&y);
}

int
main(void)
{
	check("", "");
	check(A ":1", A ":1");
	check(A ":1-5:7-9", A ":1-5:7-9");
	check(A ":7-9:1-5:6", A ":1-9");
	check(A ":5,\n " A ":1-2 , " B ":3", A ":1-2:5," B ":3");
	check("3E11FA47-71CA-11E1-9E33-C80AA9429562:1", A ":1");
	check(A ":tag:1-3:4:Other_9:2", A ":other_9:2:tag:1-4");
	check(A ":1:tag:1:3," A ":2", A ":1-2:tag:1:3");
	check(A ":1-9223372036854775806", NULL);
	check(A ":1-922337203685477579", A ":1-922337203685477579");
	check(A ":5-3", "");
	check(A ":0", NULL);
	check(A, NULL);
	check(A ":", NULL);
	check(A ":1-", NULL);
	check(A ":tag", "");
	check("binlog.000001:4", NULL);
	check(A ":aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:1", NULL);
	check_within(A ":1-5", A ":1-9", 1);
	check_within(A ":1-5", A ":1-3:5-9", 0);
	check_within(A ":x:1", A ":1-9", 0);
	check_within("", A ":1", 1);
	return (done_testing());
}
