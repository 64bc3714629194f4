/* The sql_mode and time zone of sessions. */

#include <stdlib.h>

#include "map.h"
#include "mode.h"
#include "tables.h"
#include "tap.h"

static void
check_modes(const char *orig, const char *ghost, const char *mode,
    const char *zone)
{
	struct plan *p = make(orig, ghost, "");
	struct buf why = {0};

	map_columns(p, &why);
	mode_choose(p,
	    "ANSI_QUOTES,STRICT_TRANS_TABLES,NO_ZERO_DATE,"
	    "PAD_CHAR_TO_FULL_LENGTH",
	    "SYSTEM");
	is_str(p->sql_mode, mode, ghost);
	is_str(p->time_zone, zone, ghost);
	plan_free(p);
	buf_free(&why);
}

static void
test_modes(void)
{
	const char *plain =
	    "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,ALLOW_INVALID_DATES";
	const char *server =
	    "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,NO_ZERO_DATE";

	check_modes("a:timestamp b:date", "a:timestamp b:date", plain,
	    "+00:00");
	check_modes("a:timestamp b:int", "a:timestamp b:bigint", plain,
	    "+00:00");
	check_modes("a:timestamp", "a:datetime", server, "SYSTEM");
	check_modes("a:datetime", "a:timestamp", server, "SYSTEM");
	check_modes("a:datetime", "a:date", server, "+00:00");
	check_modes("a:varchar(9):x_y", "a:date", server, "+00:00");
}

static void
check_padding(const char *orig, const char *ghost, const char *mode, int want)
{
	struct plan *p = make(orig, ghost, "");
	struct buf why = {0};

	map_columns(p, &why);
	is_num(mode_padding(p, mode, &why), want, ghost);
	ok((want == 0) == (why.len == 0), "%s: with a reason", ghost);
	plan_free(p);
	buf_free(&why);
}

static void
test_padding(void)
{
	const char *pad = "STRICT_ALL_TABLES,PAD_CHAR_TO_FULL_LENGTH";

	check_padding("a:char(9):x_y", "a:varchar(9):x_y", pad, -1);
	check_padding("a:char(9):x_y", "a:varchar(9):x_y", "ANSI", 0);
	check_padding("a:char(9):x_y", "a:char(19):x_y", pad, 0);
	check_padding("a:varchar(9):x_y", "a:text:x_y", pad, 0);
}

int
main(void)
{
	test_modes();
	test_padding();
	return (done_testing());
}
