/* Names of tables. */

#include <stdlib.h>

#include "buf.h"
#include "name.h"
#include "tap.h"

/* That which the old table has for a moment. */
static void
check_after(const char *table, const char *want)
{
	char *old = name_table(table, "_del");
	char *name = name_after(table, old);

	is_str(name == NULL ? "none" : name, want, table);
	ok(name == NULL || strcmp(name, table) > 0, "it sorts after it");
	free(name);
	free(old);
}

static void
check_name(const char *table, const char *want)
{
	char *name = name_table(table, "_gho");

	is_str(name, want, table);
	free(name);
}

static void
test_names(void)
{
	char a[65], b[65];
	char *x, *y;

	check_name("t", "_t_gho");
	check_name("a b`c", "_a b`c_gho");
	memset(a, 'x', 64);
	a[64] = '\0';
	a[59] = '\0';
	x = name_table(a, "_gho");
	is_num((long long)strlen(x), 64, "59 characters fit as they are");
	free(x);
	a[59] = 'x';
	memcpy(b, a, sizeof(a));
	b[63] = 'y';
	x = name_table(a, "_gho");
	y = name_table(b, "_gho");
	is_num((long long)strlen(x), 64, "64 characters are cut to fit");
	ok(strcmp(x, y) != 0, "names with the same beginning stay different");
	ok(strncmp(x, "_xxxxxxxxxx", 11) == 0 && strcmp(x + 60, "_gho") == 0,
	    "and look like the table's");
	free(x);
	free(y);
}

/* 60 times U+6F22 is too long, for the file's name sooner than for SQL's. */
static void
test_wide_names(void)
{
	struct buf t = {0};
	unsigned int i, chars = 0;
	char *x;
	size_t n;

	for (i = 0; i < 60; i++)
		buf_str(&t, "\xe6\xbc\xa2");
	x = name_table(buf_cstr(&t), "_gho");
	for (n = 1; strncmp(x + n, "\xe6\xbc\xa2", 3) == 0; n += 3)
		chars++;
	ok(chars > 40 && chars * 5 + 14 + 4 <= 255, "%u wide characters",
	    chars);
	is_num(x[n], '_', "cut between two characters");
	free(x);
	buf_free(&t);
}

int
main(void)
{
	test_names();
	test_wide_names();
	check_after("t", "~t_del");
	check_after("orders", "~orders_del");
	check_after("Orders", "_Orders_del");
	check_after("1", "_1_del");
	check_after("_t", "~_t_del");
	check_after("~", "~~_del");
	check_after("\xc3\xa4", "\xef\xbf\xae\xc3\xa4_del");
	check_after("\xef\xbf\xaf", "none");
	return (done_testing());
}
