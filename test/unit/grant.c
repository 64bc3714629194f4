/* What lines of SHOW GRANTS come to in a schema. */

#include "grant.h"
#include "tap.h"

static void
check(const char *const *lines, const char *db, bool roles, bool literal,
    const char *want)
{
	struct grants g = {.roles = roles, .literal = literal};
	struct buf out = {0};
	const char *const *line;

	for (line = lines; *line != NULL; line++)
		grant_line(&g, *line);
	grant_names(grant_have(&g, db), &out);
	is_str(buf_cstr(&out), want, lines[0]);
	grant_free(&g);
	buf_free(&out);
}

#define LINES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
test_lines(void)
{
	check(LINES("GRANT USAGE ON *.* TO `u`@`%`"), "d", false, false, "");
	check(LINES("GRANT SELECT, LOCK TABLES, REPLICATION SLAVE ON *.* "
		    "TO `u`@`%` WITH GRANT OPTION"),
	    "d", false, false, "SELECT, LOCK TABLES, REPLICATION SLAVE");
	check(LINES("GRANT ALL PRIVILEGES ON `d`.* TO `u`@`%`"), "d", false,
	    false,
	    "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, "
	    "INDEX, LOCK TABLES, TRIGGER, CREATE TEMPORARY TABLES");
	check(LINES("GRANT SELECT ON `d`.`t` TO `u`@`%`"), "d", false, false,
	    "");
	check(LINES("GRANT SELECT (`a`, `ON`), INSERT ON `d`.`t` TO `u`@`%`"),
	    "d", false, false, "");
	check(LINES("GRANT EXECUTE ON PROCEDURE `d`.`p` TO `u`@`%`"), "d",
	    false, false, "");
	check(LINES("GRANT PROXY ON ``@`` TO `u`@`%`"), "d", false, false, "");
	check(LINES("GRANT SELECT ON `D`.* TO `u`@`%`"), "d", false, false, "");
	check(LINES("GRANT `r`@`%` TO `u`@`%`"), "d", false, false, "");
	check(LINES("GRANT SUPER ON *.* TO `u`@`%`"), "d", false, false,
	    "REPLICATION CLIENT, SUPER, CONNECTION_ADMIN");
	check(LINES("GRANT SELECT ON `d``x`.* TO `u`@`%`"), "d`x", false, false,
	    "SELECT");
	check(LINES("garbage", "GRANT", "GRANT SELECT ON", "", "'"), "d", false,
	    false, "");
	check(LINES("GRANT REPLICATION SLAVE ON `d`.* TO `u`@`%`"), "d", false,
	    false, "");
}

static void
test_patterns(void)
{
	const char *any = "GRANT SELECT ON `d%`.* TO `u`@`%`";
	const char *one = "GRANT INSERT ON `d\\_x`.* TO `u`@`%`";

	check(LINES(any), "dab", false, false, "SELECT");
	check(LINES(any), "ed", false, false, "");
	check(LINES(any), "dab", false, true, "");
	check(LINES("GRANT SELECT ON `d_x`.* TO `u`@`%`"), "dax", false, false,
	    "SELECT");
	check(LINES(one), "d_x", false, false, "INSERT");
	check(LINES(one), "dax", false, false, "");
	/* The server takes the most specific entry only. */
	check(LINES(any, one), "d_x", false, false, "INSERT");
	check(LINES(one, any), "d_x", false, false, "INSERT");
	check(LINES("GRANT SELECT ON `%`.* TO `u`@`%`", any), "dab", true,
	    false, "SELECT");
	check(LINES("GRANT INSERT ON `%`.* TO `u`@`%`", any), "dab", true,
	    false, "SELECT, INSERT");
	check(LINES("GRANT INSERT ON `%`.* TO `u`@`%`", any), "dab", false,
	    false, "SELECT");
	check(LINES("GRANT SELECT ON `_`.* TO `u`@`%`"), "\xc3\xa9", false,
	    false, "SELECT");
}

static void
test_revokes(void)
{
	check(LINES("GRANT SELECT, INSERT ON *.* TO `u`@`%`",
		  "REVOKE INSERT ON `d`.* FROM `u`@`%`"),
	    "d", false, true, "SELECT");
	check(LINES("GRANT SELECT, INSERT ON *.* TO `u`@`%`",
		  "REVOKE INSERT ON `e`.* FROM `u`@`%`"),
	    "d", false, true, "SELECT, INSERT");
}

int
main(void)
{
	test_lines();
	test_patterns();
	test_revokes();
	return (done_testing());
}
