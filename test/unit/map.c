/* Column maps, from definitions made by hand. */

#include <stdlib.h>

#include "map.h"
#include "tables.h"
#include "tap.h"

static void
check_map(const char *orig, const char *ghost, const char *changes,
    const char *want)
{
	struct plan *p = make(orig, ghost, changes);
	struct buf out = {0}, why = {0};
	unsigned int i;

	if (map_columns(p, &why) == -1)
		buf_fmt(&out, "! %s", buf_cstr(&why));
	for (i = 0; i < p->nmap && why.len == 0; i++)
		buf_fmt(&out, "%s%s%s%s", i == 0 ? "" : " ",
		    p->orig.col[p->map[i].from].name,
		    p->map[i].convert ? "=>" : "->",
		    p->ghost.col[p->map[i].to].name);
	is_str(buf_cstr(&out), want, ghost);
	plan_free(p);
	buf_free(&out);
	buf_free(&why);
}

static void
test_map(void)
{
	check_map("a:int b:int", "a:int b:int", "", "a->a b->b");
	check_map("a:int b:int", "b:int c:int a:int", "", "b->b a->a");
	check_map("a:int b:int", "b:int a:int", "a>b b>a", "a->b b->a");
	check_map("a:int b:int", "b:int c:int", "a>b b>c", "a->b b->c");
	check_map("a:int b:int", "b:int a:int", "a>b -b", "a->b");
	check_map("a:int b:int", "a:int b:int", "-b", "a->a");
	check_map("a:int b:int", "x:int a:int b:int", "a>x", "a->x b->b");
	check_map("a:int b:int", "B:int A:int", "a>A", "b->B a->A");
	check_map("a:int", "a:bigint", "", "a=>a");
	check_map("a:int", "a:int~unsigned", "", "a=>a");
	check_map("a:char(3):latin1_bin", "a:char(3):utf8mb4_bin", "", "a=>a");
	check_map("a:char(3):utf8mb4_bin", "a:char(3):utf8mb4_ci", "", "a->a");
	check_map("a:enum('x','y')", "a:enum('y','x')", "", "a=>a");
	check_map("a:enum('x','?'):latin1_bin", "a:enum('x','?'):latin1_bin",
	    "", "a->a");
	check_map("a:enum('x','?'):utf8mb4_bin", "a:enum('x','?'):utf8mb4_bin",
	    "", "a=>a");
	check_map("a:int b:int", "a:int", "",
	    "! column b is gone from the "
	    "ghost, but the ALTER was not understood to drop or rename it");
	check_map("a:int", "b:int", "-a",
	    "! no column of the original is "
	    "left");
}

static void
check_numbers(const char *orig, const char *ghost, bool fine)
{
	struct plan *p = make(orig, ghost, "");
	struct buf why = {0};
	int rc = map_columns(p, &why);

	p->ghost.col[0].auto_increment = true;
	is_num(rc == 0 && map_numbers(p, &why) == 0, fine, ghost);
	plan_free(p);
	buf_free(&why);
}

static void
test_numbers(void)
{
	check_numbers("a!:int", "a!:bigint b:int", true);
	check_numbers("a:int", "a!:int", false);
	check_numbers("a!:int", "n!:int a!:int", false);
}

int
main(void)
{
	test_map();
	test_numbers();
	return (done_testing());
}
