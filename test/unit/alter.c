/* What lib/alter.c reads out of ALTER TABLE clauses. */

#include "alter.h"
#include "tap.h"
#include "tok.h"

/* One line that says all: what a reader of the plan would have to know. */
static void
show(const struct alter *a, struct buf *out)
{
	unsigned int i;

	if (a->table != NULL)
		buf_fmt(out, "[%s.%s]", a->db == NULL ? "" : a->db, a->table);
	for (i = 0; i < a->npair; i++)
		buf_fmt(out, "%s%s>%s;", a->pair[i].modify ? "~" : "",
		    a->pair[i].from, a->pair[i].to);
	for (i = 0; i < a->ndrop; i++)
		buf_fmt(out, "-%s;", a->drop[i]);
	for (i = 0; i < a->nadd; i++)
		buf_fmt(out, "+%s;", a->add[i]);
	if (a->auto_increment)
		buf_str(out, "ai;");
}

static void
check(const char *text, int flags, const char *want)
{
	struct buf out = {0}, why = {0};
	struct alter a;

	if (alter_parse(&a, text, flags, &why) == -1)
		buf_fmt(&out, "! %s", buf_cstr(&why));
	else
		show(&a, &out);
	is_str(buf_cstr(&out), want, text);
	alter_free(&a);
	buf_free(&out);
	buf_free(&why);
}

static void
refused(const char *text, const char *part)
{
	struct buf why = {0};
	struct alter a;
	int rc = alter_parse(&a, text, 0, &why);

	ok(rc == -1 && strstr(buf_cstr(&why), part) != NULL, "refused: %s",
	    text);
	if (rc == 0 || strstr(buf_cstr(&why), part) == NULL)
		printf("# said: %s\n", buf_cstr(&why));
	alter_free(&a);
	buf_free(&why);
}

static void
clauses(const char *text, const char *want)
{
	struct buf why = {0};
	struct alter a;

	is_str(alter_parse(&a, text, 0, &why) == -1 ? buf_cstr(&why) :
						      a.clauses,
	    want, text);
	alter_free(&a);
	buf_free(&why);
}

static void
test_names(void)
{
	check("ENGINE=InnoDB", 0, "");
	check("ADD COLUMN a INT", 0, "+a;");
	check("add a int, add column b int first", 0, "+a;+b;");
	check("ADD (a INT, b ENUM('x)','(,') , INDEX (a), `c,d` INT)", 0,
	    "+a;+b;+c,d;");
	check("ADD COLUMN (a DECIMAL(10,2) DEFAULT (f(1,(2))), b INT), "
	      "DROP c",
	    0, "-c;+a;+b;");
	check("DROP a, DROP COLUMN b, DROP INDEX c, DROP KEY d, "
	      "DROP PRIMARY KEY, DROP CONSTRAINT f, "
	      "DROP CHECK g",
	    0, "-a;-b;");
	check("ADD INDEX i (a), ADD KEY (a), ADD UNIQUE u (a), "
	      "ADD PRIMARY KEY (a), ADD FULLTEXT (a), ADD SPATIAL INDEX (a), "
	      "ADD CONSTRAINT c CHECK (a > 0), ADD CHECK (b), "
	      "ADD FOREIGN KEY (a) REFERENCES t (a)",
	    0, "");
	check("DROP `index`, DROP COLUMN `key`", 0, "-index;-key;");
	check("ADD `primary` INT, ADD `a``b` INT", 0, "+primary;+a`b;");
	check("MODIFY A bigint, modify column `b` int", 0, "~A>A;~b>b;");
	check("DROP column_a, ADD columns INT", 0, "-column_a;+columns;");
	check("ADD c\xc3\xa9 INT", 0, "+c\xc3\xa9;");
}

static void
test_renames(void)
{
	check("CHANGE a b INT", 0, "a>b;");
	check("change column `a b` `c,d` int", 0, "a b>c,d;");
	check("CHANGE a b INT, CHANGE b a INT", 0, "a>b;b>a;");
	check("RENAME COLUMN a TO b, RENAME COLUMN b TO c", 0, "a>b;b>c;");
	check("RENAME COLUMN a TO b, ADD a INT", 0, "a>b;+a;");
	check("DROP b, CHANGE a b INT", 0, "a>b;-b;");
	check("RENAME INDEX a TO b, RENAME KEY c TO d", 0, "");
	check("CHANGE a/**/b INT", 0, "a>b;");
	check("CHANGE/*x*/a -- y\nb INT", 0, "a>b;");
	refused("RENAME x", "renames the table");
	refused("RENAME TO x", "renames the table");
	refused("ADD a INT, RENAME AS x", "renames the table");
	refused("RENAME = x", "renames the table");
	refused("rename `column`", "renames the table");
	refused("RENAME db.x", "renames the table");
	refused("RENAME COLUMN a", "no TO");
	check("COMMENT='RENAME TO x'", 0, "");
	check("ADD a INT COMMENT 'x, RENAME TO y'", 0, "+a;");
}

static void
test_quotes(void)
{
	check("ADD a INT COMMENT 'it''s, DROP b'", 0, "+a;");
	check("ADD a INT COMMENT 'it\\'s, DROP b', DROP c", 0, "-c;+a;");
	check("ADD a INT COMMENT \"x\\\", DROP b\", DROP c", 0, "-c;+a;");
	check("ADD a INT COMMENT 'x\\', DROP c -- '", TOK_NO_BACKSLASH,
	    "-c;+a;");
	check("CHANGE \"a,b\" \"c\" INT", TOK_ANSI_QUOTES, "a,b>c;");
	check("DROP \"a\\\", DROP b", TOK_ANSI_QUOTES, "-a\\;-b;");
	check("DROP `a\\`, DROP b", 0, "-a\\;-b;");
	check("ADD a INT # DROP b,\n, DROP c", 0, "-c;+a;");
	check("ADD a INT /* , DROP b */, DROP c", 0, "-c;+a;");
	check("ADD a INT DEFAULT (1--1), DROP c", 0, "-c;+a;");
	refused("ADD a INT COMMENT 'x", "quote (') has no end");
	refused("ADD a INT COMMENT 'x\\'", "quote (') has no end");
	refused("ADD `a INT", "quote (`) has no end");
	refused("ADD a INT COMMENT \"x", "quote (\") has no end");
	refused("ADD a INT /* x", "comment");
	refused("ADD a INT /*!80000 , DROP b */", "executes");
	refused("ADD a INT /*!, RENAME x*/", "executes");
	refused("ADD a DECIMAL(1", "no end");
	refused("ADD (a INT", "no end");
	refused("ADD a INT)", "too many");
}

static void
test_statements(void)
{
	refused("", "empty");
	refused("  -- x", "empty");
	refused("ALTER TABLE t", "empty");
	refused("ADD a INT; DROP TABLE t", "text after ';'");
	refused("ADD a INT;;", "text after ';'");
	check("ADD a INT COMMENT ';'", 0, "+a;");
	check("ALTER TABLE t ADD a INT", 0, "[.t]+a;");
	check("alter table `d`.`t` add a int", 0, "[d.t]+a;");
	check("ALTER # x\nTABLE -- y\nd.t/* RENAME */DROP a", 0, "[d.t]-a;");
	refused("ALTER TABLE /*! d. */ t DROP a", "executes");
	check("ALTER /* x */ TABLE d . `t``1`\nDROP a", 0, "[d.t`1]-a;");
	check("ALTER COLUMN a SET DEFAULT 1, DROP b", 0, "-b;");
	check("ALTER a DROP DEFAULT, ALTER INDEX i INVISIBLE", 0, "");
	check("ALTER `table` SET DEFAULT 1", 0, "");
	refused("ALTER TABLE 'x' ADD a INT", "name is expected");
	clauses("ALTER TABLE d.t  ADD  a INT", "ADD  a INT");
	clauses("  ADD a INT ; -- done", "  ADD a INT ");
	clauses("ALTER TABLE t/**/ADD a INT;", "ADD a INT");
	clauses("ADD a INT COMMENT ';;'", "ADD a INT COMMENT ';;'");
}

static void
test_options(void)
{
	check("AUTO_INCREMENT=5", 0, "ai;");
	check("auto_increment 5", 0, "ai;");
	check("ENGINE=InnoDB AUTO_INCREMENT = 7, DROP a", 0, "-a;ai;");
	check("ADD id INT AUTO_INCREMENT PRIMARY KEY", 0, "+id;");
	check("ADD id INT AUTO_INCREMENT", 0, "+id;");
	check("ADD a INT COMMENT 'AUTO_INCREMENT=5'", 0, "+a;");
	check("CHANGE auto_increment b INT", 0, "auto_increment>b;");
	refused("ADD a INT, ALGORITHM=INPLACE", "ALGORITHM");
	refused("LOCK=NONE, ADD a INT", "LOCK");
	refused("DROP PARTITION p0, p1", "PARTITION");
	refused("DROP FOREIGN KEY e", "no foreign key");
	refused("TRUNCATE PARTITION p0", "TRUNCATE");
	refused("EXCHANGE PARTITION p0 WITH TABLE x", "EXCHANGE");
	refused("DISCARD TABLESPACE", "DISCARD");
	refused("IMPORT PARTITION p0 TABLESPACE", "IMPORT");
	refused("DISABLE KEYS", "DISABLE");
	refused("ADD a INT, ENABLE KEYS", "ENABLE");
	refused("ORDER BY a, b", "ORDER");
	refused("ADD g INT AS (1), WITHOUT VALIDATION", "WITHOUT");
	refused("REBUILD PARTITION ALL", "REBUILD");
	check("ADD `order` INT, DROP `with`", 0, "-with;+order;");
	check("ADD a INT, ORDER", 0,
	    "! ORDER is about the original's data or "
	    "how the server itself alters it, not about a definition; leave "
	    "it out");
	check("FORCE, ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE = 8", 0, "");
	check("COALESCE PARTITION 2", 0, "");
	check("ADD PARTITION (PARTITION p VALUES IN (1,2), PARTITION q)", 0,
	    "");
	check("REORGANIZE PARTITION p0, p1 INTO (PARTITION p)", 0, "");
	check("ADD a INT PARTITION BY HASH(id) PARTITIONS 4", 0, "+a;");
	check("REMOVE PARTITIONING", 0, "");
	check("DROP `partition`", 0, "-partition;");
	check("ADD lock INT, ADD algorithm INT", 0, "+lock;+algorithm;");
}

int
main(void)
{
	test_names();
	test_renames();
	test_quotes();
	test_statements();
	test_options();
	is_num(tok_flags("ANSI,ANSI_QUOTES,STRICT_ALL_TABLES"), TOK_ANSI_QUOTES,
	    "flags of a mode");
	is_num(tok_flags("NO_BACKSLASH_ESCAPES"), TOK_NO_BACKSLASH,
	    "flags of another");
	return (done_testing());
}
