/* Keys: which a table can be walked by, and the ghost's for it. */

#include <stdlib.h>

#include "map.h"
#include "tables.h"
#include "tap.h"

/* want: "KEY>GHOSTKEY", "!" if stricter, "~" if looser, or "none". */
static void
check_key(const char *orig, const char *keys, const char *ghost,
    const char *ghost_keys, const char *changes, const char *want)
{
	struct plan *p = make(orig, ghost, changes);
	struct key_list a, b;
	struct buf out = {0}, why = {0};

	fill_keys(&a, keys);
	fill_keys(&b, ghost_keys);
	if (map_columns(p, &why) == -1)
		buf_str(&out, buf_cstr(&why));
	else if (map_key(p, &a, &b, &why) == -1)
		buf_str(&out, "none");
	else
		buf_fmt(&out, "%s>%s%s%s", p->key.name, p->key.ghost_name,
		    p->stricter ? "!" : "", p->looser ? "~" : "");
	is_str(buf_cstr(&out), want, ghost_keys);
	key_free(&a);
	key_free(&b);
	plan_free(p);
	buf_free(&out);
	buf_free(&why);
}

static void
test_keys(void)
{
	const char *t = "a!:int b!:int c:int s!:varchar(9):utf8mb4_bin";

	check_key(t, "PRIMARY=a", t, "PRIMARY=a", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a", t, "U=a", "", "PRIMARY>U");
	check_key(t, "PRIMARY=a,b", t, "PRIMARY=b,a", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=b", t, "PRIMARY=b", "", "U>PRIMARY");
	check_key(t, "PRIMARY=a U=b", t, "PRIMARY=b U=a", "", "PRIMARY>U");
	check_key(t, "PRIMARY=a", t, "PRIMARY=a U=b", "", "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a", t, "PRIMARY=a U=a,b", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=c", t, "PRIMARY=a U=c", "",
	    "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=s", t, "PRIMARY=a U=s(3)", "",
	    "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a U=s(3)", t, "PRIMARY=a U=s", "",
	    "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=s(3)", t, "PRIMARY=a U=s(4)", "",
	    "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=?,s", t, "PRIMARY=a U=?,s", "",
	    "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a HIDDEN=b", t, "PRIMARY=b HIDDEN=a", "", "none");
	check_key(t, "PRIMARY=a i=b", t, "PRIMARY=a i=b", "",
	    "PRIMARY>PRIMARY");
	check_key("a!:int b:int", "PRIMARY=a", "x!:int b:int", "PRIMARY=x",
	    "a>x", "PRIMARY>PRIMARY");
	check_key("a!:int b!:int", "PRIMARY=a", "b!:int a!:int", "PRIMARY=a",
	    "a>b b>a", "none");
	check_key("a!:int b!:int", "PRIMARY=a", "a!:int b!:int", "PRIMARY=a",
	    "-a", "none");
	check_key("a!:int", "PRIMARY=a", "a!:bigint", "PRIMARY=a", "",
	    "PRIMARY>PRIMARY");
	check_key("a!:bigint", "PRIMARY=a", "a!:int", "PRIMARY=a", "",
	    "PRIMARY>PRIMARY!");
	check_key("a!:int", "PRIMARY=a", "a!:bigint~unsigned", "PRIMARY=a", "",
	    "PRIMARY>PRIMARY!");
	check_key("a!:varchar(5):utf8mb4_bin", "PRIMARY=a",
	    "a!:varchar(9):utf8mb4_bin", "PRIMARY=a", "", "PRIMARY>PRIMARY");
	check_key("a!:varchar(9):utf8mb4_bin", "PRIMARY=a",
	    "a!:varchar(9):utf8mb4_ci", "PRIMARY=a", "", "PRIMARY>PRIMARY!");
	check_key("a!:datetime(6)", "PRIMARY=a", "a!:datetime", "PRIMARY=a", "",
	    "none");
	check_key("a!:datetime", "PRIMARY=a", "a!:datetime(6)", "PRIMARY=a", "",
	    "PRIMARY>PRIMARY");
	check_key("a!:varchar(9):utf8mb4_bin", "PRIMARY=a", "a!:int",
	    "PRIMARY=a", "", "none");
}

/* Keys of which the ghost has only wider or narrower ones. */
static void
test_other_keys(void)
{
	const char *t = "a!:int b!:int c:int s!:varchar(9):utf8mb4_bin";

	check_key(t, "PRIMARY=a,b", t, "PRIMARY=a", "", "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a,b", t, "PRIMARY=b i=a,b", "",
	    "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a", t, "PRIMARY=a,b", "", "PRIMARY>PRIMARY~");
	check_key(t, "PRIMARY=a,b", t, "PRIMARY=b,a,s", "", "PRIMARY>PRIMARY~");
	check_key(t, "PRIMARY=a", t, "PRIMARY=b,a", "", "none");
	check_key(t, "PRIMARY=a", t, "PRIMARY=b,a i=a", "", "PRIMARY>i~");
	check_key(t, "PRIMARY=a", t, "PRIMARY=b,a i=a(2)", "", "none");
	check_key(t, "PRIMARY=s", t, "PRIMARY=b,s full=s", "", "none");
	check_key(t, "PRIMARY=a", t, "PRIMARY=b i=a", "", "PRIMARY>i!~");
	check_key(t, "PRIMARY=a U=b", t, "PRIMARY=a,s V=b", "", "U>V");
	/* A row with a NULL could be there twice. */
	check_key(t, "PRIMARY=a", t, "U=a,c", "", "none");
	check_key(t, "PRIMARY=a", t, "i=a", "", "none");
	/* New columns: constants, and what is generated from what is kept. */
	check_key("a!:int", "PRIMARY=a", "a!:int n!:int", "PRIMARY=a,n", "",
	    "PRIMARY>PRIMARY~");
	check_key("a!:int", "PRIMARY=a", "a!:int g!:int:-:(`a`+1)",
	    "PRIMARY=a,g", "", "PRIMARY>PRIMARY~");
	check_key("a!:int", "PRIMARY=a", "a!:int n@:int", "PRIMARY=a,n", "",
	    "none");
	check_key("a!:int", "PRIMARY=a", "a!:int n@:int g!:int:-:(`n`+1)",
	    "PRIMARY=a,g", "", "none");
	/* Twins are looked for by the key as it is. */
	check_key("a!:int s!:int", "PRIMARY=a", "a!:bigint s!:int",
	    "PRIMARY=a,s", "", "PRIMARY>PRIMARY~");
	check_key("a!:int s!:int", "PRIMARY=a",
	    "a!:varchar(9):utf8mb4_bin s!:int", "PRIMARY=a,s", "", "none");
}

/* Keys on columns that are generated from others. */
static void
test_generated_keys(void)
{
	const char *t = "a!:int g!:int:-:(`a`+1) h!:int:-:(`g`*2)";

	check_key(t, "PRIMARY=g", t, "PRIMARY=g", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=h", t, "PRIMARY=h", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=h",
	    "g!:int:-:(`a`+1) b:int a!:int h!:int:-:(`g`*2)", "PRIMARY=h", "",
	    "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=g", "a!:int g!:int:-:(`a`+2)", "PRIMARY=g", "-h",
	    "none");
	check_key(t, "PRIMARY=g", "a!:bigint g!:int:-:(`a`+1)", "PRIMARY=g",
	    "-h", "none");
	check_key(t, "PRIMARY=h", "a!:bigint g!:int:-:(`a`+1) h!:int:-:(`g`*2)",
	    "PRIMARY=h", "", "none");
	check_key("b:int a!:int g!:int:-:(`a`+1)", "PRIMARY=g",
	    "b:bigint a!:int g!:int:-:(`a`+1)", "PRIMARY=g", "",
	    "PRIMARY>PRIMARY");
	check_key("k!:int a!:varchar(9):utf8mb4_bin g!:int:-:(`a`=1)",
	    "PRIMARY=k U=g", "k!:int a!:varchar(9):utf8mb4_ci g!:int:-:(`a`=1)",
	    "PRIMARY=k U=g", "", "PRIMARY>PRIMARY!");
	/* It keeps its values as a plain column. */
	check_key(t, "PRIMARY=g", "a!:bigint g!:int", "PRIMARY=g", "-h",
	    "PRIMARY>PRIMARY");
}

static void
check_lone(const char *keys, const char *ghost_keys, bool want)
{
	const char *t = "a!:int b!:int c:int";
	struct plan *p = make(t, t, "");
	struct key_list a, b;
	struct buf why = {0};

	fill_keys(&a, keys);
	fill_keys(&b, ghost_keys);
	ok(map_columns(p, &why) == 0 && map_key(p, &a, &b, &why) == 0 &&
		p->lone_key == want,
	    "lone key: %s > %s", keys, ghost_keys);
	key_free(&a);
	key_free(&b);
	plan_free(p);
	buf_free(&why);
}

static void
test_lone_keys(void)
{
	check_lone("PRIMARY=a", "PRIMARY=a", true);
	check_lone("PRIMARY=a i=b", "PRIMARY=a i=c", true);
	check_lone("PRIMARY=a U=b", "PRIMARY=a", true);
	check_lone("PRIMARY=a U=b", "PRIMARY=a U=b", false);
	check_lone("PRIMARY=a", "PRIMARY=a U=b", false);
	check_lone("PRIMARY=a", "PRIMARY=a U=a", false);
	check_lone("PRIMARY=a", "PRIMARY=a,b", false);
	check_lone("PRIMARY=a,b", "PRIMARY=a", false);
}

static void
check_choice(const char *table, const char *keys, const char *want)
{
	struct plan_table t = {0};
	struct key_list list;
	unsigned int order[16], i, n;
	struct buf out = {0}, why = {0};

	fill(&t, table);
	fill_keys(&list, keys);
	n = key_choose(&t, &list, order, &why);
	for (i = 0; i < n; i++)
		buf_fmt(&out, "%s%s", i == 0 ? "" : " ",
		    list.key[order[i]].name);
	if (n == 0)
		buf_fmt(&out, "none: %s", buf_cstr(&why));
	is_str(buf_cstr(&out), want, keys);
	plan_table_free(&t);
	key_free(&list);
	buf_free(&out);
	buf_free(&why);
}

static void
test_choice(void)
{
	const char *t =
	    "i!:int b!:bigint n:int s!:varchar(9):latin1_bin "
	    "f!:float d!:double j!:json e!:enum('x') dt!:datetime ti!:tinyint";

	check_choice(t, "A=s B=b C=i PRIMARY=e", "PRIMARY C B A");
	check_choice(t, "A=i,b B=b,i,ti C=dt D=e", "A B C D");
	check_choice(t, "A=ti,i B=b", "B A");
	check_choice(t, "i=i", "none: it has none");
	check_choice(t, "A=n", "none: A has a column that may be NULL");
	check_choice(t, "A=i,n B=f C=d",
	    "none: A has a column that may be "
	    "NULL; B has a column of an approximate type; C has a column of "
	    "an approximate type");
	check_choice(t, "A=s(3)", "none: A is on a prefix of a column");
	check_choice(t, "A=i,?", "none: A is on an expression");
	check_choice(t, "HIDDEN=i", "none: HIDDEN is invisible");
	check_choice(t, "A=n B=i", "B");
}

int
main(void)
{
	test_keys();
	test_other_keys();
	test_generated_keys();
	test_lone_keys();
	test_choice();
	return (done_testing());
}
