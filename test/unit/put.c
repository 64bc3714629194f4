/* The texts of the statements that write into the ghost table. */

#include <stdlib.h>

#include "put.h"
#include "tap.h"

static struct plan_col orig[] = {
    {.name = (char[]){"a`b"}, .kind = KIND_TEXT, .charset = (char[]){"latin1"}},
    {.name = (char[]){"n"}, .kind = KIND_DECIMAL, .precision = 9, .scale = 2},
    {.name = (char[]){"gone"}, .kind = KIND_INT},
    {.name = (char[]){"x"}, .kind = KIND_INT},
};
static struct plan_col ghost[] = {
    {.name = (char[]){"y"}, .kind = KIND_INT},
    {.name = (char[]){"n"}, .kind = KIND_DECIMAL, .precision = 9, .scale = 2},
    {.name = (char[]){"c"},
	.kind = KIND_TEXT,
	.charset = (char[]){"utf8mb4"},
	.collation = (char[]){"utf8mb4_bin"}},
};
static unsigned int from[] = {0, 1}, to[] = {2, 1};
static struct plan_map map[] = {
    {.from = 0, .to = 2},
    {.from = 1, .to = 1},
    {.from = 3, .to = 0},
};
static struct plan plan = {
    .db = (char[]){"d"},
    .table = (char[]){"t"},
    .ghost_table = (char[]){"_t_gho"},
    .checkpoint_table = (char[]){"_t_ghk"},
    .run_id = (char[]){"r1"},
    .orig = {.ncol = 4, .col = orig},
    .ghost = {.ncol = 3, .col = ghost},
    .key = {.n = 2, .from = from, .to = to},
    .nmap = 3,
    .map = map,
};

static void
is_text(enum put_kind kind, unsigned int n, const char *want, const char *name)
{
	struct buf b = {0};

	put_text(&b, &plan, kind, n);
	is_str(buf_cstr(&b), want, name);
	buf_free(&b);
}

int
main(void)
{
	is_text(PUT_ROWS, 2,
	    "REPLACE /* gh-ost */ INTO `d`.`_t_gho`"
	    " (`c`, `n`, `y`) VALUES (?, ?, ?), (?, ?, ?)",
	    "rows");
	is_text(PUT_DELETE, 1,
	    "DELETE /* gh-ost */ FROM `d`.`_t_gho`"
	    " WHERE (`c`, `n`) IN ((CONVERT(CONVERT(? USING latin1)"
	    " USING utf8mb4) COLLATE utf8mb4_bin,"
	    " CAST(? AS DECIMAL(9,2))))",
	    "keys compare under the ghost's collation");
	is_text(PUT_STAGE, 1,
	    "INSERT INTO `d`.`gho_stage_r1`"
	    " (`a``b`, `n`, `x`) VALUES (?, ?, ?)",
	    "the stage has the original's columns");
	is_text(PUT_MOVE, 1,
	    "REPLACE /* gh-ost */ INTO `d`.`_t_gho`"
	    " (`c`, `n`, `y`) SELECT `a``b`, `n`, `x`"
	    " FROM `d`.`gho_stage_r1`",
	    "the server converts");
	plan.stricter = true;
	is_text(PUT_ROWS, 1,
	    "INSERT /* gh-ost */ INTO `d`.`_t_gho`"
	    " (`c`, `n`, `y`) VALUES (?, ?, ?)",
	    "a stricter UNIQUE key must not displace rows");
	return (done_testing());
}
