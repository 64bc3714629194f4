/* Any text as ALTER clauses, in every way that sql_mode can cut it. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alter.h"
#include "rule.h"
#include "tok.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static char name[] = "c", other[] = "_c", table[] = "t", ghost[] = "g";

/* What names no constraint stays as it is. */
static void
rename_rules(const char *clauses, int flags)
{
	struct plan_rule rule = {name, other};
	struct plan plan = {.table = table, .ghost_table = ghost};
	struct buf out = {0}, why = {0};

	if (rule_clauses(&plan, clauses, flags, &out, &why) == -1) {
		if (why.len == 0)
			abort();
	} else if (strcasestr(clauses, "_chk_") == NULL &&
	    strcmp(buf_cstr(&out), clauses) != 0)
		abort();
	buf_free(&out);
	plan.rule = &rule;
	plan.nrule = 1;
	rule_clauses(&plan, clauses, flags, &out, &why);
	buf_free(&out);
	buf_free(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf why = {0};
	struct alter a;
	char *text;

	if (len == 0)
		return (0);
	text = mem_alloc(1, len);
	memcpy(text, data + 1, len - 1);
	if (alter_parse(&a, text, data[0] & 3, &why) == -1) {
		if (why.len == 0)
			abort();
	} else if (strstr(text, a.clauses) == NULL)
		abort();
	if (a.clauses != NULL)
		rename_rules(a.clauses, data[0] & 3);
	alter_free(&a);
	buf_free(&why);
	free(text);
	return (0);
}
