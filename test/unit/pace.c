/* How hard a crew works: sizes of chunks, and what is left to others. */

#include "pace.h"
#include "tap.h"

static void
test_alone(void)
{
	struct pace p = {.courtesy = 0.7, .busy = -1};

	ok(!pace_alone(&p), "nobody knows of others");
	p.busy = 0;
	ok(!pace_alone(&p), "there are none");
	p.busy = 0.25;
	ok(pace_alone(&p), "now and then there is one");
	p.courtesy = 0;
	ok(!pace_alone(&p), "nothing is to be left to them");
}

static void
check_rest(double courtesy, double busy, double nice, int percent)
{
	const struct pace p = {.courtesy = courtesy,
	    .busy = busy,
	    .nice = nice};

	is_num((long long)(pace_rest(&p) * 100 + 0.5), percent, "rest");
}

static void
test_rest(void)
{
	check_rest(0.5, -1, 0, 0);
	check_rest(0.5, 1, 0, 0);
	check_rest(0.5, 4, 0, 150);
	check_rest(0.5, 4, 1, 150);
	check_rest(0.5, 4, 2, 200);
	check_rest(0, 4, 0, 0);
}

static void
check_steer(double busy, uint64_t done, double ms, int rows)
{
	struct pace p = {.chunk = 1000, .time = 10, .busy = busy};

	pace_steer(&p, 1000, done, ms);
	is_num((long long)p.chunk, rows, "rows of the next");
}

static void
test_steer(void)
{
	struct pace fixed = {.chunk = 1000};

	check_steer(1, 1000, 10, 1000);
	check_steer(1, 1000, 12.5, 800);
	check_steer(1, 1000, 900, 500);
	check_steer(1, 1000, 1, 1500);
	check_steer(1, 400, 1, 1000);
	check_steer(1, 1000, 0, 1000);
	check_steer(4, 1000, 50, 800);
	check_steer(9, 1000, 62.5, 800);
	check_steer(0, 1000, 62.5, 800);
	check_steer(-1, 1000, 12.5, 800);
	pace_steer(&fixed, 1000, 1000, 1);
	is_num((long long)fixed.chunk, 1000, "a fixed size");
	fixed.time = 10;
	pace_steer(&fixed, 12, 12, 900);
	is_num((long long)fixed.chunk, PACE_CHUNK_MIN, "no smaller");
	pace_steer(&fixed, 90000, 90000, 1);
	is_num((long long)fixed.chunk, PACE_CHUNK_MAX, "no larger");
}

int
main(void)
{
	test_alone();
	test_rest();
	test_steer();
	return (done_testing());
}
