#!/usr/bin/env bats
# gho-inspect: what it finds out, what it refuses, and that it changes nothing.

load helper

setup_file() {
	mkdir "$BATS_FILE_TMPDIR/disk"
	start_server --innodb-directories="$BATS_FILE_TMPDIR/disk"
	sql "CREATE DATABASE d; CREATE DATABASE \`per%cent\`;
		CREATE TABLE d.t (id INT AUTO_INCREMENT PRIMARY KEY, a INT,
			b VARCHAR(10) COLLATE utf8mb4_bin, c INT);
		INSERT INTO d.t (a) VALUES (1), (2), (3)"
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	everything > before
}

# Whatever the outcome: no table came or went.
teardown() {
	everything | diff before -
}

everything() {
	sql "SELECT TABLE_SCHEMA, TABLE_NAME, CREATE_TIME, TABLE_COMMENT
		FROM information_schema.TABLES
		WHERE TABLE_SCHEMA IN ('d', 'per%cent') ORDER BY 1, 2"
}

# with SQL UNDO COMMAND... -- runs COMMAND between two pieces of SQL.
with() {
	local undo=$2 code=0
	sql "$1"
	everything > before
	"${@:3}" || code=$?
	everything | diff before - || code=1
	sql "$undo"
	everything > before
	return "$code"
}

inspect() {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=d "$@"
}

# refuses TEXT ARG... -- exit 69, one line with TEXT, and no plan.
refuses() {
	fails 69 inspect "${@:2}" || return
	if [[ "$stderr" != *"$1"* ]] || [ -n "$output" ]; then
		printf 'said: %s\n%s\n' "$stderr" "$output"
		return 1
	fi
}

# has TEXT -- the plan has it.
has() {
	grep -qF -- "$1" plan || {
		printf 'the plan has no %s\n' "$1"
		cat plan
		return 1
	}
}

@test "a plan says what the table is" {
	inspect --table=t --alter='ADD x INT, DROP c' --exact-rowcount > plan
	has '"gho_plan": 1'
	has '"database": "d"'
	has '"table": "t"'
	has '"alter": "ADD x INT, DROP c"'
	has '"rows": 3'
	has '"rows_exact": true'
	has '"ghost_table": "_t_gho"'
	has '"old_table": "_t_del"'
	has '"complete": false'
	has "\"server_uuid\": \"$(sql 'SELECT @@server_uuid')\""
	has '"collation": "utf8mb4_bin"'
	[ "$(gho-ghost show key < plan)" = PRIMARY ]
	[ "$(gho-ghost show rows < plan)" = 3 ]
	grep -A2 '"dropped"' plan | grep -qx '  "c"'
	[ "$(gho-ghost show create < plan | head -1)" = 'CREATE TABLE `t` (' ]
}

@test "the estimate of rows is fresh" {
	sql "CREATE TABLE d.e (id INT PRIMARY KEY) STATS_PERSISTENT = 1;
		SELECT TABLE_ROWS FROM information_schema.TABLES
			WHERE TABLE_NAME = 'e';
		INSERT INTO d.e WITH RECURSIVE q (n) AS (SELECT 1 UNION ALL
			SELECT n + 1 FROM q WHERE n < 900) SELECT n FROM q;
		ANALYZE TABLE d.e"
	everything > before
	inspect --table=e --alter=ENGINE=InnoDB > plan
	rows=$(gho-ghost show rows < plan)
	sql 'DROP TABLE d.e'
	everything > before
	[ "$rows" -gt 800 ] && [ "$rows" -lt 1000 ]
	has '"rows_exact": false'
}

@test "a whole statement names the table" {
	gho-inspect --defaults-file="$SERVER/my.cnf" \
		--alter='ALTER TABLE `d` . t /* x */ ADD x INT' > plan
	has '"alter": "ADD x INT"'
	has '"database": "d"'
	inspect --table= --alter='ALTER TABLE t ADD x INT;' > plan
	has '"alter": "ADD x INT"'
	fails 64 inspect --table=u --alter='ALTER TABLE d.t ADD x INT'
	fails 64 inspect --table=t --alter='ALTER TABLE e.t ADD x INT'
	fails 64 inspect --alter='ADD x INT'
	fails 64 gho-inspect --defaults-file="$SERVER/my.cnf" --table=t \
		--alter='ADD x INT'
	fails 64 inspect --table=t
}

@test "usage" {
	run -64 gho-inspect --nonsense
	run -64 gho-inspect --alter='ADD x INT' more
	fails 64 inspect --table=t --alter='ADD x INT' \
		--skip-renamed-columns --approve-renamed-columns
	run -0 gho-inspect --help
	[[ "$output" == usage:* ]]
}

@test "a server that does not answer, a wrong password" {
	fails 75 gho-inspect --socket="$PWD/none" --user=root --database=d \
		--table=t --alter='ADD x INT'
	fails 69 gho-inspect --defaults-file="$SERVER/my.cnf" --user=nobody \
		--database=d --table=t --alter='ADD x INT'
}

@test "tables that are not there, or are no InnoDB tables" {
	refuses 'table not found' --table=nosuch --alter='ADD x INT'
	refuses 'table not found' --table=T --alter='ADD x INT'
	refuses 'table not found' --table='t ' --alter='ADD x INT'
	refuses 'table not found' --table=$'t\xf0\x9f\x98\x80' \
		--alter='ADD x INT'
	refuses 'table not found' --database=nosuch --table=t \
		--alter='ADD x INT'
	with 'CREATE VIEW d.v AS SELECT 1 a' 'DROP VIEW d.v' \
		refuses 'it is a VIEW' --table=v --alter='ADD x INT'
	with 'CREATE TABLE d.m (id INT PRIMARY KEY) ENGINE=MyISAM' \
		'DROP TABLE d.m' \
		refuses 'engine MyISAM' --table=m --alter='ADD x INT'
}

@test "the best key is chosen" {
	key() {
		sql "CREATE TABLE d.k ($1)"
		inspect --table=k --alter=ENGINE=InnoDB > plan || :
		sql 'DROP TABLE d.k'
		[ "$(gho-ghost show key < plan)" = "$2" ]
	}
	key 'a VARCHAR(9) PRIMARY KEY, b INT NOT NULL UNIQUE' PRIMARY
	key 'a VARCHAR(9) NOT NULL UNIQUE, b BIGINT NOT NULL UNIQUE' b
	key 'a BIGINT NOT NULL UNIQUE, b INT NOT NULL UNIQUE' b
	key 'a INT NOT NULL, b INT NOT NULL, c BIGINT NOT NULL UNIQUE,
		UNIQUE ab (a, b)' c
	key 'a INT, b INT NOT NULL, UNIQUE x (a), UNIQUE y (b)' y
	key 'a FLOAT NOT NULL UNIQUE, b DATETIME NOT NULL UNIQUE' b
	key "a ENUM('x') NOT NULL UNIQUE, b CHAR(9) NOT NULL UNIQUE" b
	key 'b INT NOT NULL, a INT AS (b + 1) VIRTUAL NOT NULL UNIQUE' a
	key 'b INT NOT NULL, a INT AS (b + 1) STORED NOT NULL UNIQUE' a
	key 'b VARCHAR(9) NOT NULL UNIQUE, a INT NOT NULL,
		UNIQUE x (a) INVISIBLE' b
	sql "SET SESSION sql_generate_invisible_primary_key = 1;
		CREATE TABLE d.k (a INT)"
	inspect --table=k --alter=ENGINE=InnoDB > plan
	sql 'DROP TABLE d.k'
	[ "$(gho-ghost show key < plan)" = PRIMARY ]
	has '"name": "my_row_id"'
}

@test "a table without a usable key" {
	nokey() {
		with "CREATE TABLE d.k ($1)" 'DROP TABLE d.k' \
			refuses "$2" --table=k --alter='ADD x INT'
	}
	nokey 'a INT' 'it has none'
	nokey 'a INT UNIQUE' 'may be NULL'
	nokey 'a INT NOT NULL, b INT, UNIQUE x (a, b)' 'may be NULL'
	nokey 'a VARCHAR(90) NOT NULL, UNIQUE x (a(5))' 'on a prefix'
	nokey 'a INT NOT NULL, UNIQUE x ((a + 1))' 'on an expression'
	nokey 'a DOUBLE NOT NULL UNIQUE' 'approximate'
	nokey 'a INT NOT NULL, INDEX x (a)' 'it has none'
	nokey 'a INT, b INT NOT NULL, UNIQUE x (a), UNIQUE y (b, a)' \
		'x has a column that may be NULL; y has'
}

@test "a nullable key is one if it may be and holds no NULL" {
	nullable() {
		sql "CREATE TABLE d.k ($1); INSERT INTO d.k VALUES $2"
		inspect --table=k --alter=ENGINE=InnoDB \
			--allow-nullable-unique-key > plan || :
		sql 'DROP TABLE d.k'
		[ "$(gho-ghost show key < plan)" = "$3" ]
	}
	nullable 'a INT UNIQUE' '(1), (2)' a
	flat=$(tr -d ' \n' < plan)
	[[ $flat == *'"null_free":["a"]'* ]]
	nullable 'a INT, b INT NOT NULL, c INT, UNIQUE x (a, b), UNIQUE y (c)' \
		'(1, 1, NULL), (1, 2, 1)' x
	nullable 'a INT, b INT NOT NULL, UNIQUE x (a), UNIQUE y (b)' \
		'(1, 1), (2, 2)' y
	with 'CREATE TABLE d.k (a INT UNIQUE); INSERT INTO d.k VALUES (NULL)' \
		'DROP TABLE d.k' refuses 'a has a column that is NULL in some row' \
		--table=k --alter='ADD x INT' --allow-nullable-unique-key
	with 'CREATE TABLE d.k (a INT UNIQUE)' 'DROP TABLE d.k' \
		refuses 'let --allow-nullable-unique-key use one' \
		--table=k --alter='ADD x INT'
	with 'CREATE TABLE d.k (a VARCHAR(9), UNIQUE x (a(5)))' \
		'DROP TABLE d.k' refuses 'on a prefix' --table=k \
		--alter='ADD x INT' --allow-nullable-unique-key
}

@test "foreign keys in both directions" {
	sql 'CREATE TABLE d.parent (id INT PRIMARY KEY);
		CREATE TABLE d.child (id INT PRIMARY KEY, p INT,
			CONSTRAINT fk FOREIGN KEY (p) REFERENCES parent (id))'
	everything > before
	refuses 'foreign key fk' --table=parent --alter='ADD x INT'
	refuses 'foreign key fk' --table=child --alter='ADD x INT'
	sql 'DROP TABLE d.child, d.parent'
	everything > before
}

@test "triggers" {
	with 'CREATE TABLE d.g (id INT PRIMARY KEY);
		CREATE TRIGGER d.trg BEFORE INSERT ON d.g FOR EACH ROW
			SET NEW.id = NEW.id' 'DROP TABLE d.g' \
		refuses 'trigger trg' --table=g --alter='ADD x INT'
}

@test "a DATA DIRECTORY, which LIKE would lose; of a partition it is kept" {
	disk="DATA DIRECTORY = '$BATS_FILE_TMPDIR/disk'"
	with "CREATE TABLE d.g (id INT PRIMARY KEY, a INT COMMENT '(') $disk" \
		'DROP TABLE d.g' \
		refuses 'has a DATA DIRECTORY' --table=g --alter='ADD x INT'
	with "CREATE TABLE d.g (id INT PRIMARY KEY) COMMENT \"$disk\"
			PARTITION BY RANGE (id)
			(PARTITION p VALUES LESS THAN (9) $disk)" \
		'DROP TABLE d.g' inspect --table=g --alter='ADD x INT' > plan
	has '"table": "g"'
}

# names -- of the four tables in the plan.
names() {
	gho-ghost show ghost_table < plan
	gho-ghost show changelog_table < plan
	gho-ghost show checkpoint_table < plan
	gho-ghost show old_table < plan
}

@test "names that are forced, have the time in them, or have to be cut" {
	inspect --table=t --alter='ADD x INT' --force-table-names='o`dd' > plan
	[ "$(names | paste -sd ' ')" = '_o`dd_gho _o`dd_ghc _o`dd_ghk _o`dd_del' ]
	inspect --table=t --alter='ADD x INT' --timestamp-old-table > plan
	[[ $(names | tail -n 1) =~ ^_t_20[0-9]{12}_del$ ]]
	fails 64 inspect --table=t --alter='ADD x INT' --force-table-names=😀
	# Names of 64 characters that differ in the last one only; so must those
	# that are made of them, though these have to be cut.
	local same c
	same=$(printf 'ä日%.0s' {1..31})x
	for c in y z; do
		inspect --table=t --alter='ADD x INT' --timestamp-old-table \
			--force-table-names="$same$c" > plan
		names >> all
	done
	[ "$(sort -u all | wc -l)" -eq 8 ]
	while read -r c; do
		sql "CREATE TABLE d.\`$c\` (i INT); DROP TABLE d.\`$c\`"
	done < all
}

@test "server settings" {
	setting() {
		with "SET GLOBAL $1 = $2" "SET GLOBAL $1 = DEFAULT" \
			refuses "$1 is ${2//\'/}" --table=t --alter='ADD x INT'
	}
	setting binlog_format STATEMENT
	setting binlog_format MIXED
	setting binlog_row_image MINIMAL
	setting binlog_row_image NOBLOB
	setting binlog_row_value_options "'PARTIAL_JSON'"
	with 'SET GLOBAL read_only = ON' 'SET GLOBAL read_only = OFF' \
		refuses 'takes no writes' --table=t --alter='ADD x INT'
}

@test "servers without a log, without a database in it, in a group" {
	other=$BATS_TEST_TMPDIR/other
	refuses_there() {
		"$TOP/test/mysqld" start "$other" "${@:2}"
		"$TOP/test/mysqld" client "$other" -e 'CREATE DATABASE d;
			CREATE TABLE d.t (id INT PRIMARY KEY)'
		run --separate-stderr gho-inspect --database=d --table=t \
			--defaults-file="$other/my.cnf" --alter='ADD x INT'
		"$TOP/test/mysqld" stop "$other"
		rm -rf "$other"
		[ "$status" -eq 69 ] && [[ "$stderr" == *"$1"* ]]
	}
	refuses_there 'log_bin is OFF' --skip-log-bin
	refuses_there 'binlog-ignore-db' --binlog-ignore-db=d
	refuses_there 'binlog-do-db' --binlog-do-db=e
	refuses_there 'a group of servers' \
		--plugin-load-add=group_replication.so \
		--loose-group-replication-start-on-boot=OFF \
		--loose-group-replication-group-name="$(
			cat /proc/sys/kernel/random/uuid)"
}

@test "a node of a Galera cluster; a server that could be one" {
	other=$BATS_TEST_TMPDIR/other
	on_other() {
		"$TOP/test/mysqld" client "$other" -e "$1"
	}
	look() {
		run --separate-stderr gho-inspect --database=d --table=t \
			--defaults-file="$other/my.cnf" --alter='ADD x INT'
	}
	"$TOP/test/mysqld" start "$other" --plugin-dir="$TOP/build/test" \
		--plugin-load-add=galera.so
	on_other 'CREATE DATABASE d; CREATE TABLE d.t (id INT PRIMARY KEY)'
	on_other 'SELECT @@wsrep_provider' | grep -x none
	look
	local alone=$status
	on_other "SET GLOBAL wsrep_provider = '/lib/libgalera_smm.so'"
	look
	"$TOP/test/mysqld" stop "$other"
	rm -rf "$other"
	[ "$alone" -eq 0 ]
	[ "$status" -eq 69 ]
	[[ $stderr == *'wsrep_provider is /lib/libgalera_smm.so: a Galera cluster may refuse'* ]]
}

@test "leftovers of our own and of others" {
	with "CREATE TABLE d._t_gho (i INT) COMMENT 'gho ghost 00ff'" \
		'DROP TABLE d._t_gho' \
		refuses --initially-drop-ghost-table --table=t --alter='ADD x INT'
	# Without a ghost nobody misses it: a run died while it made its tables.
	with "CREATE TABLE d._t_ghc (i INT) COMMENT 'gho changelog 00ff'" \
		'DROP TABLE d._t_ghc' inspect --table=t --alter='ADD x INT' > plan
	has '"table": "t"'
	with "CREATE TABLE d._t_gho (i INT) COMMENT 'gho ghost 00ff'" \
		'DROP TABLE d._t_gho' \
		inspect --initially-drop-ghost-table --table=t \
		--alter='ADD x INT' > plan
	has '"table": "t"'
	for comment in '' 'gho ghost' 'gho ghost xyz' 'gho changelog 00ff' \
		'gh-ost changelog'; do
		with "CREATE TABLE d._t_gho (i INT) COMMENT '$comment'" \
			'DROP TABLE d._t_gho' refuses 'gho did not make it' \
			--initially-drop-ghost-table --table=t --alter='ADD x INT'
	done
	with "CREATE TABLE d._t_ghk (i INT)" 'DROP TABLE d._t_ghk' \
		refuses 'gho did not make it' --initially-drop-ghost-table \
		--table=t --alter='ADD x INT'
	with "CREATE VIEW d._t_ghc AS SELECT 1 a" 'DROP VIEW d._t_ghc' \
		refuses 'gho did not make it' --initially-drop-ghost-table \
		--table=t --alter='ADD x INT'
	with 'CREATE TABLE d._t_del (i INT)' 'DROP TABLE d._t_del' \
		refuses --initially-drop-old-table --table=t --alter='ADD x INT'
	with 'CREATE TABLE d._t_del (i INT)' 'DROP TABLE d._t_del' \
		inspect --initially-drop-old-table --table=t \
		--alter='ADD x INT' > plan
	has '"table": "t"'
}

@test "an ALTER that cannot be done through a ghost" {
	refuses 'renames the table' --table=t --alter='RENAME TO x'
	refuses 'renames the table' --table=t --alter='ADD x INT, RENAME x'
	refuses 'ALGORITHM' --table=t --alter='ADD x INT, ALGORITHM=INSTANT'
	refuses 'LOCK' --table=t --alter='ADD x INT, LOCK=NONE'
	refuses "text after ';'" --table=t --alter='ADD x INT; DROP TABLE t'
	refuses 'has no end' --table=t --alter="ADD x INT COMMENT 'x"
	refuses 'empty' --table=t --alter=''
	refuses 'executes' --table=t --alter='ADD x INT /*!, DROP a */'
	refuses 'no column nosuch' --table=t --alter='DROP nosuch'
	refuses 'no column nosuch' --table=t --alter='CHANGE nosuch x INT'
	refuses 'not UTF-8' --table=t --alter=$'ADD x INT COMMENT \'\xff\''
	refuses 'no column' --table=t --alter=$'DROP x\xf0\x9f\x98\x80'
}

@test "renames need a word from the user" {
	refuses --approve-renamed-columns --table=t --alter='CHANGE a z INT'
	refuses --approve-renamed-columns --table=t \
		--alter='RENAME COLUMN a TO z'
	inspect --table=t --alter='RENAME COLUMN a TO c, RENAME COLUMN c TO a' \
		--approve-renamed-columns > plan
	grep -A8 '"renames"' plan | tr -d ' \n' |
	grep -qF '{"from":"a","to":"c"},{"from":"c","to":"a"}'
	inspect --table=t --alter='CHANGE a z INT' --skip-renamed-columns > plan
	has '"renames": []'
	grep -A1 '"dropped"' plan | grep -qx '  "a"'
	inspect --table=t --alter='CHANGE a a BIGINT, MODIFY b TEXT' > plan
	has '"renames": []'
	inspect --table=t --alter='MODIFY A BIGINT' > plan
	grep -A4 '"renames"' plan | tr -d ' \n' |
	grep -qF '{"from":"a","to":"A"}'
}

@test "the server's sql_mode decides what a quote is" {
	with "SET GLOBAL sql_mode = 'ANSI_QUOTES'" \
		'SET GLOBAL sql_mode = DEFAULT' \
		inspect --table=t --alter='DROP "a"' > plan
	grep -A1 '"dropped"' plan | grep -qx '  "a"'
	with "SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES'" \
		'SET GLOBAL sql_mode = DEFAULT' \
		inspect --table=t --alter="ADD x INT COMMENT '\\', DROP a" > plan
	grep -A1 '"dropped"' plan | grep -qx '  "a"'
}

@test "odd names" {
	wide=$(printf '漢%.0s' {1..50})
	long=$(printf 'x%.0s' {1..64})
	for name in 'a`b' "it's" 'q"q' '100%' 'two words' 'select' 'ünïcödé' \
		'?' 'semi;colon' '-- x' "$wide" "$long"; do
		quoted=$(printf '%s' "$name" | sed 's/`/``/g')
		sql "CREATE TABLE \`per%cent\`.\`$quoted\`
			(\`$quoted\` INT PRIMARY KEY)"
		gho-inspect --defaults-file="$SERVER/my.cnf" \
			--database='per%cent' --table="$name" \
			--alter='ADD x INT' > plan
		sql "DROP TABLE \`per%cent\`.\`$quoted\`"
		[ "$(gho-ghost show table < plan)" = "$name" ]
		[ "$(gho-ghost show key < plan)" = PRIMARY ]
	done
}

# ---- Privileges ----

ALL='SELECT INSERT UPDATE DELETE CREATE DROP ALTER INDEX LOCK,TABLES TRIGGER'

as_user() {
	gho-inspect --socket="$SERVER/sock" --user=u --database=d --table=t \
		--alter='ADD x INT'
}

# grants TO WITHOUT -- all that is needed on d.*, but for one.
grants() {
	local list=
	for one in $ALL; do
		[ "$one" = "$2" ] || list="$list, ${one/,/ }"
	done
	printf 'GRANT %s ON d.* TO %s;' "${list#, }" "$1"
}

GLOBAL='GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO'

@test "privileges: what is needed is enough, and each is missed by name" {
	with "CREATE USER u; $(grants u none) $GLOBAL u" 'DROP USER u' \
		as_user > plan
	for one in $ALL; do
		sql "CREATE USER u; $(grants u "$one") $GLOBAL u"
		run --separate-stderr as_user
		sql 'DROP USER u'
		[ "$status" -eq 69 ]
		[[ "$stderr" == *"no privilege for ${one/,/ } on"* ]]
	done
	for one in 'REPLICATION SLAVE' 'REPLICATION CLIENT'; do
		sql "CREATE USER u; $(grants u none) GRANT $one ON *.* TO u"
		run --separate-stderr as_user
		sql 'DROP USER u'
		[ "$status" -eq 69 ]
		[[ "$stderr" == *"no privilege for REPLICATION "* ]]
		[[ "$stderr" != *"no privilege for $one"* ]]
	done
}

@test "privileges: a table's own are not enough, global ones are" {
	sql "CREATE USER u; GRANT ALL ON d.t TO u; $GLOBAL u"
	run --separate-stderr as_user
	sql 'DROP USER u'
	[ "$status" -eq 69 ]
	[[ "$stderr" == *'SELECT, INSERT, UPDATE, DELETE'* ]]
	with "CREATE USER u; GRANT ALL ON *.* TO u" 'DROP USER u' as_user > plan
	with "CREATE USER u; GRANT ALL ON \`d%\`.* TO u; $GLOBAL u" \
		'DROP USER u' as_user > plan
	# The more specific entry hides the other one.
	sql "CREATE USER u; GRANT ALL ON \`%\`.* TO u; $GLOBAL u;
		GRANT SELECT ON d.* TO u"
	run --separate-stderr as_user
	sql 'DROP USER u'
	[ "$status" -eq 69 ]
	[[ "$stderr" == *'no privilege for INSERT'* ]]
}

@test "privileges: partial revokes" {
	sql "SET GLOBAL partial_revokes = ON; CREATE USER u;
		GRANT ALL ON *.* TO u; REVOKE INSERT ON d.* FROM u"
	run --separate-stderr as_user
	sql 'DROP USER u; SET GLOBAL partial_revokes = OFF'
	[ "$status" -eq 69 ]
	[[ "$stderr" == *'no privilege for INSERT on'* ]]
}

@test "privileges: roles count when they are active" {
	sql "CREATE ROLE r, s; CREATE USER u; $(grants r none) GRANT r TO s;
		GRANT s TO u; $GLOBAL s; GRANT SELECT ON d.* TO u"
	run --separate-stderr as_user
	idle=$status idle_said=$stderr
	sql 'SET DEFAULT ROLE s TO u'
	run --separate-stderr as_user
	sql 'DROP USER u; DROP ROLE r, s'
	[ "$idle" -eq 69 ]
	[ "$status" -eq 0 ]
	[[ "$idle_said" == *'SET DEFAULT ROLE'* ]]
}
