/* Key ranges: statement texts, bounds as text, warnings. */

#include <stdlib.h>

#include "bound.h"
#include "range.h"
#include "tap.h"
#include "warn.h"
#include "where.h"

/* A plan of literals: nobody changes or frees it. */
#pragma GCC diagnostic ignored "-Wdiscarded-qualifiers"

static struct plan_col cols[] = {
    {.name = "id", .type = "int", .kind = KIND_INT},
    {.name = "u",
	.type = "int unsigned",
	.kind = KIND_INT,
	.is_unsigned = true},
    {.name = "d",
	.type = "decimal(9,2)",
	.kind = KIND_DECIMAL,
	.precision = 9,
	.scale = 2},
    {.name = "t", .type = "time(3)", .kind = KIND_TIME, .scale = 3},
    {.name = "at", .type = "timestamp(6)", .kind = KIND_TIMESTAMP, .scale = 6},
    {.name = "s`x",
	.type = "varchar(9)",
	.kind = KIND_TEXT,
	.charset = "utf8mb4",
	.collation = "utf8mb4_bin"},
    {.name = "l",
	.type = "varchar(9)",
	.kind = KIND_TEXT,
	.charset = "latin1",
	.collation = "latin1_bin"},
    {.name = "b", .type = "varbinary(9)", .kind = KIND_BYTES},
    {.name = "e",
	.type = "enum('x','y','z')",
	.kind = KIND_ENUM,
	.nlabel = 3,
	.charset = "utf8mb4",
	.collation = "utf8mb4_bin"},
    {.name = "f", .type = "float", .kind = KIND_FLOAT},
    {.name = "n", .type = "int", .kind = KIND_INT, .nullable = true},
    {.name = "w",
	.type = "set(...)",
	.kind = KIND_SET,
	.nlabel = 40,
	.charset = "utf8mb4",
	.collation = "utf8mb4_bin"},
};

enum { ID, U, D, T, AT, S, L, B, E, F, N, W };

static unsigned int from[16];

static struct plan plan = {
    .db = "db",
    .table = "t*/?",
    .ghost_table = "_t_gho",
    .version = 90704,
    .time_zone = "+00:00",
    .sql_mode = "",
    .orig = {.ncol = sizeof(cols) / sizeof(cols[0]), .col = cols},
    .ghost = {.ncol = sizeof(cols) / sizeof(cols[0]), .col = cols},
    .key = {.name = "PRIMARY",
	.ghost_name = "PRIMARY",
	.from = from,
	.to = from},
    .map = (struct plan_map[]){{0, 0, false}, {2, 2, false}},
    .nmap = 2,
};

static void
key(unsigned int n, unsigned int a, unsigned int b, unsigned int c)
{
	plan.key.n = n;
	from[0] = a;
	from[1] = b;
	from[2] = c;
}

/* A range from two bounds as text. */
static int
take(struct range *r, const char *low, const char *high, bool with_low)
{
	range_init(r, &plan);
	r->with_low = with_low;
	if (bound_parse(&r->low, &plan, &low) == -1 || low != NULL)
		return (-1);
	return (
	    bound_parse(&r->high, &plan, &high) == -1 || high != NULL ? -1 : 0);
}

/* The condition, and how many parameters it has. */
static void
where(const char *low, const char *high, bool with_low, unsigned int n,
    const char *want)
{
	struct range_sql q = {0};
	struct range r;

	ok(take(&r, low, high, with_low) == 0, "%s to %s is a range", low,
	    high);
	where_range(&q, &plan, &r);
	is_str(buf_cstr(&q.text), want, "its condition");
	is_num(q.n, n, "its parameters");
	range_sql_free(&q);
	range_free(&r);
}

static void
test_where(void)
{
	key(1, ID, 0, 0);
	where("-1", "5", false, 2, "`id` > ? AND `id` <= ?");
	where("-1", "5", true, 2, "`id` >= ? AND `id` <= ?");
	where("5", "5", true, 1, "`id` = ?");
	where("5", "5", false, 1, "`id` = ? AND FALSE");
	key(2, ID, U, 0);
	where("1\t2", "3\t4", false, 8,
	    "(`id` >= ? AND ((`id` > ?) OR (`id` = ? AND `u` > ?))) AND "
	    "(`id` <= ? AND ((`id` < ?) OR (`id` = ? AND `u` <= ?)))");
	where("1\t2", "1\t4", false, 3, "`id` = ? AND `u` > ? AND `u` <= ?");
	key(3, ID, U, B);
	where("1\t2\t0x", "1\t4\t0x00", true, 9,
	    "`id` = ? AND (`u` >= ? AND ((`u` > ?) OR (`u` = ? AND `b` >= ?)))"
	    " AND (`u` <= ? AND ((`u` < ?) OR (`u` = ? AND `b` <= ?)))");
}

static void
test_types(void)
{
	key(1, D, 0, 0);
	where("1.50", "-2.25", false, 2,
	    "`d` > CAST(? AS DECIMAL(9,2)) AND "
	    "`d` <= CAST(? AS DECIMAL(9,2))");
	key(1, T, 0, 0);
	where("00:00:01", "838:59:59", false, 2,
	    "`t` > CAST(CONVERT(? USING utf8mb4) AS TIME(3)) AND "
	    "`t` <= CAST(CONVERT(? USING utf8mb4) AS TIME(3))");
	key(1, S, 0, 0);
	where("a", "b", false, 2,
	    "`s``x` > CONVERT(? USING utf8mb4) COLLATE utf8mb4_bin AND "
	    "`s``x` <= CONVERT(? USING utf8mb4) COLLATE utf8mb4_bin");
	key(1, E, 0, 0);
	where("1", "3", false, 0, "`e` IN (2,3) AND `e` IN (0,1,2,3)");
	where("0", "2", true, 0, "`e` IN (0,1,2,3) AND `e` IN (0,1,2)");
	where("3", "9", false, 0, "FALSE AND `e` IN (0,1,2,3)");
	key(1, W, 0, 0);
	where("1", "1099511627775", false, 0,
	    "CAST(`w` AS UNSIGNED) > 1 AND "
	    "CAST(`w` AS UNSIGNED) <= 1099511627775");
}

static void
test_zone(void)
{
	key(1, AT, 0, 0);
	plan.time_zone = "Europe/Berlin";
	is_str(range_zone(&plan), "+00:00", "TIMESTAMP in the key: UTC");
	where("2024-01-01 00:00:00", "2024-01-02 00:00:00", false, 2,
	    "`at` > CAST(? AS DATETIME(6)) AND "
	    "`at` <= CAST(? AS DATETIME(6))");
	plan.convert = true;
	is_str(range_zone(&plan), "Europe/Berlin", "not where values change");
	where("1", "2.5", false, 2,
	    "UNIX_TIMESTAMP(`at`) > CAST(? AS DECIMAL(20,6)) AND "
	    "UNIX_TIMESTAMP(`at`) <= CAST(? AS DECIMAL(20,6))");
	key(1, ID, 0, 0);
	plan.convert = false;
	is_str(range_zone(&plan), "Europe/Berlin", "nor for other keys");
	plan.time_zone = "+00:00";
}

static void
test_statements(void)
{
	struct range_sql q = {0};
	struct range r;

	key(2, E, S, 0);
	range_edge(&q, &plan, true, true);
	is_str(buf_cstr(&q.text),
	    "SELECT /* gh-ost `db`.`t* /?` */ CAST(`e` AS UNSIGNED), "
	    "CONVERT(`s``x` USING binary) FROM `db`.`t*/?` "
	    "FORCE INDEX (`PRIMARY`) ORDER BY `e` DESC, `s``x` DESC LIMIT 1 "
	    "FOR SHARE",
	    "the largest key");
	key(1, ID, 0, 0);
	take(&r, "1", "2", false);
	range_step(&q, &plan, &r, 1000);
	is_str(buf_cstr(&q.text),
	    "SELECT /* gh-ost `db`.`t* /?` */ `id` FROM `db`.`t*/?` "
	    "FORCE INDEX (`PRIMARY`) WHERE `id` > ? AND `id` <= ? "
	    "ORDER BY `id` LIMIT 1 OFFSET 999",
	    "the next end");
	is_num(q.n, 2, "its parameters");
	range_fill(&q, &plan, &r, false);
	is_str(buf_cstr(&q.text),
	    "INSERT /* gh-ost `db`.`t* /?` */ IGNORE INTO `db`.`_t_gho` "
	    "(`id`, `d`) SELECT `id`, `d` FROM `db`.`t*/?` "
	    "FORCE INDEX (`PRIMARY`) WHERE `id` > ? AND `id` <= ? "
	    "FOR SHARE NOWAIT",
	    "the chunk");
	plan.version = 50744;
	range_fill(&q, &plan, &r, false);
	ok(strstr(buf_cstr(&q.text), "<= ? LOCK IN SHARE MODE") != NULL,
	    "the lock of older servers");
	plan.version = 90704;
	range_sql_free(&q);
	range_free(&r);
}

/* What is printed is read again as the same. */
static void
round_trip(const char *text, size_t len, const char *want)
{
	struct buf out = {0};
	struct bound a = {0}, b = {0};
	const char *p;

	bound_init(&a, &plan);
	bound_init(&b, &plan);
	buf_add(&a.v[0].b, text, len);
	bound_print(&out, &a, &plan);
	p = buf_cstr(&out);
	is_str(p, want, "a bound as text");
	ok(bound_parse(&b, &plan, &p) == 0 && p == NULL &&
		bound_same(&a, &b) == 1,
	    "and back");
	bound_free(&a);
	bound_free(&b);
	buf_free(&out);
}

static void
test_bounds(void)
{
	struct range r;
	static const char *const bad[] = {"", "x", "1x", "1.0", " 1", "+1",
	    "9223372036854775808", "1\t2"};
	size_t i;

	key(1, S, 0, 0);
	round_trip("a\tb\n\r\\\0c", 8, "a\\tb\\n\\r\\\\\\0c");
	round_trip("", 0, "");
	round_trip("0x41", 4, "0x41");
	ok(take(&r, "\\x", "a", false) == -1, "an unknown escape");
	range_free(&r);
	ok(take(&r, "\\", "a", false) == -1, "a cut escape");
	range_free(&r);
	key(1, L, 0, 0);
	round_trip("\xe9", 1, "0xe9");
	ok(take(&r, "abc", "0x", false) == -1, "latin1 is hexadecimal");
	range_free(&r);
	key(1, B, 0, 0);
	round_trip("\0\xff", 2, "0x00ff");
	ok(take(&r, "0x0", "0x", false) == -1, "half of a byte");
	range_free(&r);
	key(1, D, 0, 0);
	ok(take(&r, "1;2", "1", false) == -1, "a word that is none");
	range_free(&r);
	key(1, ID, 0, 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ok(take(&r, bad[i], "1", false) == -1, "\"%s\" is no integer",
		    bad[i]);
		range_free(&r);
	}
	key(1, U, 0, 0);
	ok(take(&r, "-1", "1", false) == -1, "nor is -1 unsigned");
	range_free(&r);
	ok(take(&r, "0", "18446744073709551615", false) == 0, "2^64-1 is");
	range_free(&r);
}

static void
test_check(void)
{
	key(2, ID, S, 0);
	is_num(range_check(&plan), 0, "a key that can be walked");
	key(2, ID, F, 0);
	is_num(range_check(&plan), -1, "not with a FLOAT");
	key(1, N, 0, 0);
	is_num(range_check(&plan), -1, "not with NULL");
	key(1, ID, 0, 0);
	cols[S].collation = "utf8mb4_bin OR 1";
	is_num(range_check(&plan), -1, "a collation is one word");
	cols[S].collation = "utf8mb4_bin";
}

static void
test_warnings(void)
{
	struct warn w = {0};

	warn_note(&w, &plan, 1062,
	    "Duplicate entry '1' for key '_t_gho.PRIMARY'");
	warn_note(&w, &plan, 1062, "Duplicate entry '1' for key 'PRIMARY'");
	is_num((long long)w.known, 2, "duplicates of the chunk key");
	warn_note(&w, &plan, 1062,
	    "Duplicate entry 'x for key '_t_gho.PRIMARY' for key '_t_gho.u'");
	warn_note(&w, &plan, 1062, "Duplicate entry 'aaaa...' for key '_t_g");
	warn_note(&w, &plan, 1062,
	    "Duplicate entry '1' for key '_t_gho.NOT_PRIMARY'");
	is_num((long long)w.other, 3, "of another key, or cut");
	is_str(buf_cstr(&w.first),
	    "Duplicate entry 'x for key '_t_gho.PRIMARY' for key '_t_gho.u'",
	    "the first of them");
	is_num((long long)w.bad.len, 0, "nothing bad yet");
	warn_note(&w, &plan, 1265, "Data truncated for column 'c' at row 2");
	warn_note(&w, &plan, 1264, "Out of range");
	is_str(buf_cstr(&w.bad),
	    "Data truncated for column 'c' at row 2 (1265)", "a loss");
	warn_free(&w);
}

int
main(void)
{
	test_where();
	test_types();
	test_zone();
	test_statements();
	test_bounds();
	test_check();
	test_warnings();
	return (done_testing());
}
