/* The names of CHECK constraints in the ALTER, for the ghost. */

#include "rule.h"
#include "tap.h"
#include "tok.h"

static char table[] = "t", ghost[] = "_t_gho";
static char name[][8] = {"mine", "t_chk_1", "a`b"};
static char other[][16] = {"_mine", "_t_gho_chk_1", "_a`b"};
static struct plan_rule rules[] = {
    {name[0], other[0]},
    {name[1], other[1]},
    {name[2], other[2]},
};
static struct plan plan = {.table = table,
    .ghost_table = ghost,
    .rule = rules,
    .nrule = 3};

static void
gives_in(int flags, const char *text, const char *want)
{
	struct buf out = {0}, why = {0};

	rule_clauses(&plan, text, flags, &out, &why);
	is_str(buf_cstr(&out), want, text);
	buf_free(&out);
	buf_free(&why);
}

static void
gives(const char *text, const char *want)
{
	gives_in(0, text, want);
}

static void
stays(const char *text)
{
	gives(text, text);
}

static void
refuses(const char *text, const char *part)
{
	struct buf out = {0}, why = {0};

	ok(rule_clauses(&plan, text, 0, &out, &why) == -1 &&
		strstr(buf_cstr(&why), part) != NULL,
	    "refused: %s", text);
	buf_free(&out);
	buf_free(&why);
}

static void
known(void)
{
	gives("DROP CHECK mine", "DROP CHECK `_mine`");
	gives("drop constraint MINE , ADD x INT",
	    "drop constraint `_mine` , ADD x INT");
	gives("ALTER CHECK mine NOT ENFORCED",
	    "ALTER CHECK `_mine` NOT ENFORCED");
	gives("ALTER/**/CONSTRAINT `mine` ENFORCED",
	    "ALTER/**/CONSTRAINT `_mine` ENFORCED");
	gives("DROP CHECK `a``b`,DROP CHECK t_chk_1",
	    "DROP CHECK `_a``b`,DROP CHECK `_t_gho_chk_1`");
	gives("DROP CHECK mine, ADD CONSTRAINT mine CHECK (a > 1)",
	    "DROP CHECK `_mine`, ADD CONSTRAINT `_mine` CHECK (a > 1)");
	gives("ADD (c INT CONSTRAINT mine CHECK (c > 1))",
	    "ADD (c INT CONSTRAINT `_mine` CHECK (c > 1))");
	gives("MODIFY a INT CONSTRAINT t_chk_7 CHECK (a > 1), ADD x INT",
	    "MODIFY a INT CONSTRAINT `_t_gho_chk_7` CHECK (a > 1), ADD x INT");
	gives_in(TOK_ANSI_QUOTES, "DROP CHECK \"mine\"", "DROP CHECK `_mine`");
}

static void
others(void)
{
	stays("ADD CONSTRAINT CHECK (mine > 1)");
	stays("ADD CONSTRAINT new CHECK (mine > 1)");
	stays("ADD CONSTRAINT mine UNIQUE (mine)");
	stays("ADD CONSTRAINT mine FOREIGN KEY (mine) REFERENCES x (mine)");
	stays("DROP COLUMN mine, ALTER mine SET DEFAULT 1, DROP mine");
	stays("ADD mine INT CHECK (mine > 1), DROP INDEX mine");
	stays("COMMENT 'DROP CHECK mine'");
	stays("ADD x INT /* DROP CHECK mine */ -- DROP CHECK mine");
	stays("DROP CHECK other");
	stays("ADD CONSTRAINT t_chk_ CHECK (a > 1)");
	stays("ADD CONSTRAINT T_chk_1x CHECK (a > 1)");
	refuses("ADD CONSTRAINT _t_gho_chk_1 CHECK (a > 1)", "renamed");
	refuses("ADD x INT COMMENT 'no end", "no end");
}

int
main(void)
{
	known();
	others();
	return (done_testing());
}
