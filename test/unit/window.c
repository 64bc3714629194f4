/* Times of the week: lib/window.c. */

#include "window.h"
#include "tap.h"

enum { MON, TUE, FRI = 4, SAT, SUN };

static unsigned int
at(unsigned int h, unsigned int m)
{
	return (h * 60 + m);
}

static void
test_night(void)
{
	const char *w = "22:00-05:00";
	unsigned int day;

	for (day = MON; day <= SUN; day++) {
		ok(window_open(w, day, at(22, 0)), "day %u: from 22:00", day);
		ok(window_open(w, day, at(4, 59)), "day %u: to 04:59", day);
		ok(!window_open(w, day, at(5, 0)), "day %u: not 05:00", day);
		ok(!window_open(w, day, at(21, 59)), "day %u: not 21:59", day);
	}
}

/* A day is that of the beginning. */
static void
test_days(void)
{
	const char *w = "Fri-Mon@22:00-05:00,tue@12:00-24:00";

	ok(window_open(w, FRI, at(23, 0)), "Friday night");
	ok(!window_open(w, FRI, at(4, 0)), "not the night to Friday");
	ok(window_open(w, SAT, at(4, 0)), "the night to Saturday");
	ok(window_open(w, MON, at(23, 59)),
	    "Monday night, past the week's end");
	ok(window_open(w, TUE, at(4, 59)), "the night to Tuesday");
	ok(!window_open(w, TUE, at(11, 59)), "not Tuesday morning");
	ok(window_open(w, TUE, at(23, 59)), "Tuesday until its end");
	ok(!window_open(w, TUE + 1, at(0, 0)), "not Wednesday");
	ok(!window_open(w, TUE + 1, at(23, 0)), "not Wednesday night");
	ok(window_open("Sun@23:00-01:00", MON, at(0, 30)), "Sunday to Monday");
	ok(window_open("Mon@00:00-24:00", MON, at(0, 0)), "a whole day");
	ok(!window_open("Mon@00:00-24:00", TUE, at(0, 0)), "and no more");
	ok(window_open("", MON, at(3, 0)), "without any it is always");
}

static void
test_sense(void)
{
	static const char *const bad[] = {"now", "22-05", "22:00", "22:00-5:00",
	    "22:00-24:01", "24:00-05:00", "22:60-23:00", "22:00-22:00",
	    "Mon 22:00-05:00", "Mon-@22:00-05:00", "Mo@22:00-05:00",
	    "22:00-05:00,", ",22:00-05:00", "22:00-05:00 ", "Mon@", "-"};
	struct buf why = {0};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		why.len = 0;
		ok(window_check(bad[i], &why) == -1 && why.len > 0,
		    "no sense: %s", bad[i]);
	}
	ok(window_check("Mon-Fri@22:00-05:00,Sat@00:00-24:00", &why) == 0,
	    "sense");
	buf_free(&why);
}

int
main(void)
{
	test_night();
	test_days();
	test_sense();
	return (done_testing());
}
