#!/usr/bin/env bats
# What whole migrations make of an ALTER that the differential test cannot
# compare: names of everything, times, numbers, and reasons to refuse.

load helper

setup_file() {
	start_server --default-time-zone=+05:45
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	sql 'DROP DATABASE IF EXISTS d; CREATE DATABASE d'
}

# migrate DB TABLE ALTER ARG...
migrate() {
	gho-migrate --defaults-file="$SERVER/my.cnf" --database="$1" \
		--table="$2" --alter="$3" --allow-on-master --execute \
		--throttle-additional-flag-file= --run-dir="$PWD/run" \
		"${@:4}" > out 2> err || {
		code=$?
		cat err
		return "$code"
	}
}

# hold -- begins such a migration, and waits until its rows are copied.
hold() {
	migrate "$@" --postpone-cut-over-flag-file="$PWD/postpone" 3>&- &
	migration=$!
	eventually [ -e run/pid/postponed ]
}

go() {
	rm postpone
	wait "$migration"
}

@test "a new DEFAULT CURRENT_TIMESTAMP is one time in all rows, kept ones stay" {
	sql d "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT,
			u TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
				ON UPDATE CURRENT_TIMESTAMP);
		INSERT INTO t (a, u) VALUES (1, '2001-01-01'),
			(2, '2002-02-02'), (3, '2003-03-03')"
	before=$(sql 'SELECT NOW(6)')
	hold d t 'ADD x DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
		ADD y TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP(3)
			ON UPDATE CURRENT_TIMESTAMP(3),
		ADD z DATE DEFAULT (CURRENT_DATE), MODIFY a BIGINT'
	after=$(sql 'SELECT NOW(6)')
	sql d "INSERT INTO t (a, u) VALUES (4, '2004-04-04');
		UPDATE t SET a = 20, u = u WHERE id = 2"
	go
	[ "$(sql d "SELECT COUNT(*), COUNT(DISTINCT x), MIN(x = y),
		MIN(z = DATE(x)), MIN(x BETWEEN '$before' - INTERVAL 1 SECOND
		AND '$after') FROM t")" = $'4\t1\t1\t1\t1' ]
	[ "$(sql d 'SELECT GROUP_CONCAT(DATE(u) ORDER BY id) FROM t')" = \
		2001-01-01,2002-02-02,2003-03-03,2004-04-04 ]
	sql d 'INSERT INTO t (a) VALUES (5)'
	[ "$(sql d 'SELECT x > (SELECT MIN(x) FROM t) FROM t WHERE a = 5')" = 1 ]
}

# quote NAME -- as an identifier.
quote() {
	printf '`%s`' "${1//\`/\`\`}"
}

# flat DB.TABLE -- its definition but for names and numbers that may differ.
flat() {
	sql "SHOW CREATE TABLE $1" | sed 's/ AUTO_INCREMENT=[0-9]*//' |
	sed -n '/^ \|^)/p'
}

# wide -- the definitions of 600 columns of many types.
wide() {
	awk 'BEGIN {
		split("INT|VARCHAR(3)|DECIMAL(9,2)|DATETIME(3)|BIT(9)|TEXT|" \
			"JSON|ENUM(\047a\047,\047b\047)|BINARY(3)|DOUBLE", type, "|")
		for (i = 1; i <= 600; i++)
			printf ", c%d %s", i, type[1 + i % 10]
	}'
}

# wide_set N -- values for most of them.
wide_set() {
	awk -v n="$1" 'BEGIN {
		split("1|\047x\047|1.5|\0472024-02-03 04:05:06.789\047|5|" \
			"\047text\047|\047[1.0]\047|2|\047b\047|0.1", value, "|")
		for (i = n; i <= 600; i += 3)
			printf "%sc%d = %s", i == n ? "" : ", ", i,
				value[1 + i % 10]
	}'
}

@test "what SET GLOBAL makes of sessions neither ends nor changes anything" {
	local alter code=0
	alter="MODIFY id BIGINT AUTO_INCREMENT, MODIFY e ENUM('b', 'a'),
		MODIFY ts DATETIME, ADD KEY (ts)"
	make_table d 300
	sql d "ALTER TABLE t ADD e ENUM('a', 'b') DEFAULT 'a', ADD UNIQUE KEY (v),
			ADD ts TIMESTAMP DEFAULT '2024-01-01';
		SET GLOBAL completion_type = 'RELEASE', GLOBAL max_execution_time = 1,
			GLOBAL max_join_size = 10, GLOBAL sql_notes = 0,
			GLOBAL sql_safe_updates = 1, GLOBAL sql_select_limit = 3,
			GLOBAL transaction_read_only = 1, GLOBAL unique_checks = 0"
	hold d t "$alter" --no-repair || code=$?
	sql d "SET transaction_read_only = 0, sql_safe_updates = 0;
		UPDATE t SET e = 'b', ts = ts + INTERVAL id DAY WHERE id % 3 = 0;
		UPDATE t SET id = id + 1000 WHERE id % 7 = 0;
		DELETE FROM t WHERE id % 11 = 0"
	go || code=$?
	sql "SET GLOBAL completion_type = DEFAULT,
		GLOBAL max_execution_time = DEFAULT, GLOBAL max_join_size = DEFAULT,
		GLOBAL sql_notes = DEFAULT, GLOBAL sql_safe_updates = DEFAULT,
		GLOBAL sql_select_limit = DEFAULT,
		GLOBAL transaction_read_only = DEFAULT, GLOBAL unique_checks = DEFAULT"
	cat err
	[ "$code" -eq 0 ]
	sql d "CREATE TABLE s LIKE _t_del; INSERT INTO s SELECT * FROM _t_del;
		ALTER TABLE s COMMENT = '', $alter"
	[ "$(sql d 'SELECT COUNT(*) FROM t WHERE id > 1000')" -gt 0 ]
	same_tables d.t d.s
}

@test "a server that wants a primary key of every table" {
	sql d "CREATE TABLE t (s SET('p', 'q') CHARACTER SET latin1
			COLLATE latin1_general_cs NOT NULL, id INT NOT NULL,
			e ENUM('a', 'b'), PRIMARY KEY (s, id));
		INSERT INTO t VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, NULL);
		SET GLOBAL sql_require_primary_key = ON"
	hold d t "MODIFY s SET('q', 'p') NOT NULL, MODIFY e ENUM('b', 'a')" || :
	sql d "INSERT INTO t VALUES (1, 4, 'b'); UPDATE t SET s = 3 WHERE id = 1;
		DELETE FROM t WHERE id = 2" || :
	code=0
	go || code=$?
	sql 'SET GLOBAL sql_require_primary_key = DEFAULT'
	cat err
	[ "$code" -eq 0 ]
	[ "$(sql d "SELECT CONCAT(s, ' ', id, ' ', IFNULL(e, '-')) FROM t
		ORDER BY id" | paste -sd ';')" = "q,p 1 a;q,p 3 -;p 4 b" ]
	grep 'applied 3 changes' out
}

@test "a table of 600 columns" {
	sql d "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY$(wide));
		INSERT INTO t (c1) SELECT c1 FROM (VALUES ROW(1), ROW(2),
			ROW(3), ROW(4), ROW(5), ROW(6)) v (c1);
		UPDATE t SET $(wide_set 1) WHERE id > 2"
	hold d t 'MODIFY c10 BIGINT, MODIFY c19 LONGTEXT, DROP c300,
		ADD x INT AFTER c500, MODIFY c599 DOUBLE FIRST'
	sql d "UPDATE t SET $(wide_set 2) WHERE id IN (1, 4);
		INSERT INTO t SET $(wide_set 3); DELETE FROM t WHERE id = 3;
		UPDATE t SET id = 100, $(wide_set 3) WHERE id = 5"
	go
	[ "$(sql d 'SHOW COLUMNS FROM t' | wc -l)" -eq 601 ]
	sql d 'CREATE TABLE n LIKE _t_del; INSERT INTO n SELECT * FROM _t_del;
		ALTER TABLE n COMMENT "", MODIFY c10 BIGINT, MODIFY c19 LONGTEXT,
			DROP c300, ADD x INT AFTER c500,
			MODIFY c599 DOUBLE FIRST'
	[ "$(sql d 'SELECT COUNT(*) FROM n')" -eq 6 ]
	same_tables d.t d.n
}

@test "names with whatever a name can have" {
	local db=$'d?%s\t"\'`\n\\ .*/ é' odd=$'n?%d\t"\'`\n\\ .*/;-- #\u6f22'
	local long
	long=$(printf '漢%.0s' {1..64})
	local d t o l alter
	d=$(quote "$db") o=$(quote "$odd") l=$(quote "$long") t=$d.$o
	sql "CREATE DATABASE $d;
		CREATE TABLE $t ($o INT NOT NULL, $l INT, \`?\` VARCHAR(20),
			\`a?\` ENUM('?', 'é😀'), \`g?\` INT AS ($l + 1) STORED,
			UNIQUE KEY $o ($o), KEY $l ($l), CHECK (\`g?\` > 0))
			COMMENT 'is it? 😀'
			PARTITION BY HASH ($o) PARTITIONS 2;
		INSERT INTO $t ($o, $l, \`?\`, \`a?\`) WITH RECURSIVE r (n) AS
			(SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 200)
			SELECT n, n, CONCAT('?', n), 1 + n % 2 FROM r"
	alter="MODIFY $l BIGINT COMMENT 'why? 😀', ADD \`b?\` INT DEFAULT 3,
		RENAME COLUMN \`?\` TO $(quote "$odd?"), RENAME INDEX $l TO \`?\`,
		MODIFY \`a?\` ENUM('é😀', '?')"
	hold "$db" "$odd" "$alter" --approve-renamed-columns
	sql "UPDATE $t SET $l = $l + 1000, \`a?\` = '?' WHERE $o % 3 = 0;
		UPDATE $t SET $o = $o + 1000 WHERE $o % 5 = 0;
		DELETE FROM $t WHERE $o % 7 = 0;
		INSERT INTO $t ($o, $l) VALUES (5000, 1)"
	go
	old=$(sql "SELECT TABLE_NAME FROM information_schema.TABLES WHERE
		TABLE_SCHEMA LIKE 'd?\\%s%' AND TABLE_NAME LIKE '%\\_del'")
	sql "CREATE TABLE d.t LIKE $d.$(quote "$old");
		ALTER TABLE d.t COMMENT 'is it? 😀'"
	sql "INSERT INTO d.t ($o, $l, \`?\`, \`a?\`) SELECT $o, $l, \`?\`, \`a?\`
			FROM $d.$(quote "$old"); ALTER TABLE d.t $alter"
	diff <(flat "$t" | grep -v CONSTRAINT) <(flat d.t | grep -v CONSTRAINT)
	diff <(sql "SELECT *, \`a?\` + 0 FROM $t ORDER BY $o") \
		<(sql "SELECT *, \`a?\` + 0 FROM d.t ORDER BY $o")
	[ "$(sql 'SELECT COUNT(*) FROM d.t')" -eq 172 ]
	sql "DROP DATABASE $d"
}

@test "AUTO_INCREMENT after a restart of the server; id 0" {
	sql d "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
		CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT);
		INSERT INTO t VALUES (0, 0), (10, 1), (90, 2);
		DELETE FROM t WHERE id = 90"
	migrate d t 'ADD x INT'
	restart
	sql d 'INSERT INTO t (a) VALUES (3)'
	[ "$(sql d 'SELECT GROUP_CONCAT(id ORDER BY id) FROM t')" = 0,10,91 ]
}

restart() {
	"$TOP/test/mysqld" stop "$SERVER"
	"$TOP/test/mysqld" start "$SERVER" --default-time-zone=+05:45
}

@test "rows without a partition: refused or stopped, and nothing is changed" {
	sql d 'CREATE TABLE t (id INT PRIMARY KEY, a INT);
		INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)'
	run migrate d t 'PARTITION BY LIST (id) (PARTITION p VALUES IN (1, 2))'
	[ "$status" -eq 69 ]
	[[ "$output" == *"has no partition for"* ]]
	[[ "$(show_create d.t)" != *PARTITION* ]]
	[ "$(sql d 'SHOW TABLES' | paste -sd ' ')" = t ]
}

# refuses TEXT ALTER -- exit 69 with this reason, and nothing of it stays.
refuses() {
	run migrate d t "$2"
	if [ "$status" -ne 69 ] || [[ "$output" != *"$1"* ]]; then
		printf 'exit %s for %s: %s\n' "$status" "$2" "$output"
		return 1
	fi
	[ "$(show_create d.t)" = "$before" ]
	[ "$(sql d 'SHOW TABLES' | paste -sd ' ')" = t ]
}

@test "generated columns in the language of a session" {
	sql d "CREATE TABLE t (id INT PRIMARY KEY, d DATE,
			day VARCHAR(20) AS (DAYNAME(d)) STORED,
			week INT AS (WEEK(d, 1)) STORED,
			short VARCHAR(20) AS (DATE_FORMAT(d, '%Y-%m')) STORED);
		INSERT INTO t (id, d) VALUES (1, '2024-02-29');
		FLUSH TABLES; SET lc_time_names = 'de_DE';
		INSERT INTO t (id, d) VALUES (2, '2024-02-29')"
	[ "$(sql d 'SELECT COUNT(DISTINCT day) FROM t')" -eq 2 ]
	before=$(show_create d.t)
	refuses 'column day is stored and generated by dayname' 'ADD x INT'
	refuses 'column x is stored and generated by date_format' \
		"DROP day, ADD x VARCHAR(20) AS (DATE_FORMAT(d, '%M')) STORED"
	refuses 'column week is stored and generated, and functions like' \
		'DROP day, DEFAULT CHARACTER SET utf16, ADD x INT'
	# These do not depend on it, and what is not stored is made anew.
	migrate d t "DROP day, ADD x INT,
		ADD y VARCHAR(20) AS (MONTHNAME(d)) VIRTUAL"
	[ "$(sql d "SELECT COUNT(*) FROM t WHERE y = 'February' AND
		short = '2024-02' AND week = 9")" -eq 2 ]
}

@test "what cannot be done is refused with the reason" {
	sql d 'CREATE TABLE t (id INT PRIMARY KEY, a INT, g INT AS (a + 1),
		h INT AS (a + 2) STORED)
		PARTITION BY RANGE (id) (PARTITION p VALUES LESS THAN (9),
			PARTITION q VALUES LESS THAN MAXVALUE)'
	before=$(show_create d.t)
	sql d 'INSERT INTO t (id, a) VALUES (1, 1)'
	refuses 'keyring' "ENCRYPTION='Y'"
	refuses 'drops rows' 'DROP PARTITION p'
	refuses 'TRUNCATE is about' 'TRUNCATE PARTITION p'
	refuses 'EXCHANGE is about' 'EXCHANGE PARTITION p WITH TABLE x'
	refuses 'no foreign key' 'ADD x INT, DROP FOREIGN KEY f'
	refuses 'connection_id(), depends on' 'ADD x INT DEFAULT (CONNECTION_ID())'
	refuses 'now() + interval' \
		'ADD x DATETIME DEFAULT (NOW() + INTERVAL 1 DAY)'
	refuses 'unsafe' 'ADD x CHAR(36) DEFAULT (UUID())'
	refuses 'unsafe' 'ADD x DOUBLE DEFAULT (RAND())'
	refuses 'column x is NOT NULL, and there is no vector' \
		'ADD x VECTOR(3) NOT NULL'
	refuses 'there is no datetime' 'ADD y INT, ADD x DATETIME(3) NOT NULL'
	refuses 'Changing the STORED status' 'MODIFY g INT AS (a + 1) STORED'
	refuses 'Changing the STORED status' 'MODIFY h INT AS (a + 2)'
	refuses 'generated column dependency' 'DROP a'
}
