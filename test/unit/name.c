/* Names of tables: that which the old table has for a moment. */

#include <stdlib.h>

#include "name.h"
#include "tap.h"

static void
check(const char *table, const char *want)
{
	char *old = name_table(table, "_del");
	char *name = name_after(table, old);

	is_str(name == NULL ? "none" : name, want, table);
	ok(name == NULL || strcmp(name, table) > 0, "it sorts after it");
	free(name);
	free(old);
}

int
main(void)
{
	check("t", "~t_del");
	check("orders", "~orders_del");
	check("Orders", "_Orders_del");
	check("1", "_1_del");
	check("_t", "~_t_del");
	check("~", "~~_del");
	check("\xc3\xa4", "\xef\xbf\xae\xc3\xa4_del");
	check("\xef\xbf\xaf", "none");
	return (done_testing());
}
