#!/usr/bin/env bats
# What an ALTER would lose: counted before anything is made, refused unless it
# is accepted, and then what the server's own ALTER makes of it.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE l'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	everything > before
}

# Nothing came or went, and nothing was written where replicas would see it.
teardown() {
	everything | diff before -
}

everything() {
	sql "SELECT TABLE_NAME, CREATE_TIME FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = 'l' ORDER BY 1"
	sql 'SHOW BINARY LOG STATUS'
}

# table COLUMNS [ROWS] -- l.t has these columns after the key id; ROWS are
# values for them, or 3000 numbers n turned into them.
table() {
	sql l "SET sql_mode = ''; DROP TABLE IF EXISTS t;
		CREATE TABLE t (id INT PRIMARY KEY, $1)"
	sql l "SET sql_mode = '', time_zone = '+00:00'; INSERT INTO t
		WITH RECURSIVE q (n) AS (SELECT 1 UNION ALL SELECT n + 1
			FROM q WHERE n < 3000)
		SELECT /*+ SET_VAR(cte_max_recursion_depth = 3000) */ n, $2
		FROM q"
	everything > before
}

inspect() {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=l --table=t \
		"$@" > plan
}

# loses ALTER TEXT... -- it is refused in one line that has all of TEXT, and
# there is no plan.
loses() {
	local text
	fails 69 inspect --alter="$1" || return
	[ ! -s plan ] || return
	for text in "${@:2}"; do
		[[ $stderr == *"$text"* ]] || {
			printf 'not said: %s\nbut: %s\n' "$text" "$stderr"
			return 1
		}
	done
}

# keeps ALTER [OPTION...] -- nothing is lost: there is a plan, without a word.
keeps() {
	run -0 --separate-stderr inspect --alter="$1" "${@:2}"
	[ -z "$stderr" ] || {
		printf 'said: %s\n' "$stderr"
		return 1
	}
	grep -qF '"loss_checked": true' plan
}

@test "too long" {
	table 'v VARCHAR(20), b VARBINARY(20), w TEXT' \
		"IF(n % 1000 = 7, 'abcdef', 'abc'), IF(n = 99, X'000102030405', 'a'),
		IF(n = 5, REPEAT('x', 300), NULL)"
	loses 'MODIFY v VARCHAR(5)' 'column v: 3 rows do not fit into varchar(5)' \
		"key is 7: 'abcdef'" '--accept-loss=v'
	loses 'MODIFY v CHAR(5)' 'column v: 3 rows'
	loses 'MODIFY v TINYTEXT CHARACTER SET utf8mb4, MODIFY b VARBINARY(5)' \
		'column b: 1 row does' "key is 99: '0x000102030405'"
	loses 'MODIFY w TINYTEXT' 'column w: 1 row' "key is 5: 'xxxx" "xxx...'"
	keeps 'MODIFY v VARCHAR(6), MODIFY b VARBINARY(6), MODIFY w VARCHAR(300)'
}

@test "out of range" {
	table 'i INT, u INT UNSIGNED, d DECIMAL(10, 2), f DOUBLE, s VARCHAR(20)' \
		"n * 10, n, n / 100, IF(n = 8, 1e300, n), n"
	loses 'MODIFY i SMALLINT UNSIGNED, MODIFY u TINYINT UNSIGNED' \
		'column u: 2745 rows' 'Out of range' "key is 256: '256'"
	loses 'MODIFY i TINYINT' 'column i: 2988 rows' "key is 13: '130'"
	loses 'MODIFY d DECIMAL(3, 2)' 'column d: 2001 rows' "key is 1000: '10.00'"
	loses 'MODIFY f FLOAT' 'column f: 1 row' "key is 8: '1e300'"
	loses 'MODIFY s TINYINT' 'column s: 2873 rows' "key is 128: '128'"
	keeps 'MODIFY i SMALLINT, MODIFY u SMALLINT, MODIFY d DECIMAL(4, 2),
		MODIFY f DOUBLE NULL, MODIFY s SMALLINT'
}

@test "NULL for NOT NULL" {
	table 'n INT, v VARCHAR(10)' "IF(n = 2999, NULL, n), 'x'"
	loses 'MODIFY n INT NOT NULL' 'column n: 1 row is NULL' 'key is 2999'
	loses 'MODIFY n BIGINT NOT NULL' 'column n: 1 row is NULL' 'key is 2999'
	keeps 'MODIFY v VARCHAR(10) NOT NULL, MODIFY n BIGINT'
}

@test "not a label" {
	table "e ENUM('a', 'b', 'c'), s SET('x', 'y', 'z'), v VARCHAR(10)" \
		"IF(n = 77, 'c', 'a'), IF(n = 78, 'x,z', 'y'), 'A'"
	loses "MODIFY e ENUM('b', 'a')" 'column e: 1 row' "key is 77: 'c'"
	loses "MODIFY s SET('y', 'x')" 'column s: 1 row' "key is 78: 'x,z'"
	loses "MODIFY v ENUM('b')" 'column v: 3000 rows' "key is 1: 'A'"
	keeps "MODIFY e ENUM('c', 'b', 'a', 'd'), MODIFY s SET('z', 'y', 'x')"
	keeps "MODIFY e VARCHAR(1), MODIFY v ENUM('A')"
}

@test "not in the charset" {
	table 'v VARCHAR(10) CHARACTER SET utf8mb4' \
		"IF(n = 3000, '日本', IF(n = 2000, 'ß', 'a'))"
	loses 'MODIFY v VARCHAR(10) CHARACTER SET latin1' 'column v: 1 row' \
		"key is 3000: '日本'" 'Incorrect string value'
	loses 'CONVERT TO CHARACTER SET ascii' 'column v: 2 rows' "key is 2000"
	keeps 'MODIFY v VARCHAR(10) CHARACTER SET utf16'
	keeps 'MODIFY v VARCHAR(10) CHARACTER SET utf8mb3'
}

@test "no number, no date, no document" {
	table 'v VARCHAR(20), d VARCHAR(20), j TEXT' \
		"IF(n = 1234, '12x', '007'), IF(n = 9, '2024-02-30', '2024-1-1'),
		IF(n = 2001, '{\"a\":', '[1]')"
	loses 'MODIFY v INT' 'column v: 1 row' "key is 1234: '12x'"
	loses 'MODIFY d DATE' 'column d: 1 row' "key is 9: '2024-02-30'"
	loses 'MODIFY j JSON' 'column `j`' 'with the key 2001' \
		'Invalid JSON text'
	keeps "MODIFY j LONGTEXT"
}

@test "digits" {
	table 'd DECIMAL(10, 4), t DATETIME(6), x TIME(3), f DOUBLE,
		v VARCHAR(30), w VARCHAR(10), i BIGINT, k DATETIME' \
		"IF(n = 17, 1.2345, 1.2300), IF(n = 18, '2024-01-01 00:00:00.5',
		'2024-01-01 00:00:01'), IF(n = 19, '01:00:00.001', '01:00:00'),
		IF(n = 20, 0.1, 0.5), IF(n = 21, '2.5', '2.0'),
		IF(n = 22, 'a  ', 'a'), IF(n = 23, 9007199254740993, 1),
		IF(n = 24, '2024-01-01 01:00:00', '2024-01-01')"
	loses 'MODIFY d DECIMAL(10, 2)' 'column d: 1 row' "key is 17: '1.2345'"
	loses 'MODIFY t DATETIME' 'column t: 1 row' 'key is 18' digits
	loses 'MODIFY x TIME' 'column x: 1 row' 'key is 19' digits
	loses 'MODIFY f FLOAT' 'column f: 1 row' "key is 20: '0.1'" digits
	loses 'MODIFY f INT' 'column f: 3000 rows'
	loses 'MODIFY v INT' 'column v: 1 row' "key is 21: '2.5'"
	loses 'MODIFY w CHAR(10)' 'column w: 1 row' "key is 22: 'a  '"
	loses 'MODIFY i DOUBLE' 'column i: 1 row' 'key is 23' digits
	loses 'MODIFY k DATE' 'column k: 1 row' 'key is 24'
	keeps 'MODIFY d DECIMAL(11, 4), MODIFY t DATETIME(1), MODIFY i VARCHAR(20),
		MODIFY w VARCHAR(9), MODIFY v DOUBLE, MODIFY k DATETIME(3)'
}

@test "duplicates for a new, a shorter or another key" {
	table 'v VARCHAR(20) COLLATE utf8mb4_bin, n INT, UNIQUE KEY w (v)' \
		"IF(n = 2000, 'K7', CONCAT('k', n)), IF(n = 2500, NULL, n DIV 2)"
	loses 'ADD UNIQUE KEY u (n)' 'UNIQUE key u' "is '1' in the row with the key 3" \
		'cannot be accepted'
	loses 'MODIFY v VARCHAR(20) COLLATE utf8mb4_0900_ai_ci' 'UNIQUE key w' \
		'1 row is a duplicate' 'with the key 2000'
	loses 'DROP KEY w, ADD UNIQUE KEY w (v(2))' 'UNIQUE key w'
	fails 69 inspect --alter='ADD UNIQUE KEY u (n)' --accept-loss=n
	keeps 'ADD UNIQUE KEY u (n, v), ADD UNIQUE KEY x (v(10))'
}

@test "several columns have a line each, in one pass" {
	table 'a INT, b VARCHAR(10), c INT, d INT' \
		"n * 100, 'abcdef', IF(n = 1, NULL, n), 1"
	run --separate-stderr inspect --alter='MODIFY a SMALLINT,
		MODIFY b VARCHAR(3), MODIFY c INT NOT NULL, ADD UNIQUE u (d)'
	[ "$status" -eq 69 ]
	[ "${#stderr_lines[@]}" -eq 4 ]
	[[ $stderr == *'column a: 2673 rows'*'column b: 3000 rows'*'column c: 1 row'*'UNIQUE key u: 2999 rows'* ]]
	# Duplicates that an accepted loss makes are no less duplicates.
	run --separate-stderr inspect --alter='MODIFY a TINYINT,
		ADD UNIQUE u (a)' --accept-loss=a
	[ "$status" -eq 69 ]
	[[ $stderr == *'column a: 2999 rows'*accepted*'UNIQUE key u: 2998 rows'* ]]
}

@test "where nothing can be lost, no row is read" {
	table 'a INT, b VARCHAR(10), e ENUM("x"), t TIME' "n, 'b', 'x', NULL"
	sql "SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1"
	keeps 'MODIFY a BIGINT, MODIFY b VARCHAR(20), ADD KEY (b),
		MODIFY e ENUM("x", "y"), MODIFY t TIME(6), ADD z INT'
	sql 'SET GLOBAL general_log = 0'
	run -0 sql "SELECT COUNT(*) FROM mysql.general_log
		WHERE argument LIKE '%IGNORE%' OR argument LIKE '%FORCE INDEX%'"
	[ "$output" = 0 ]
	run -0 sql "SELECT COUNT(*) > 5 FROM mysql.general_log"
	[ "$output" = 1 ]
}

@test "rows that are locked, also the first and the last, are read" {
	table 'v VARCHAR(20)' "IF(n = 3000, 'abcdef', 'abc')"
	{
		printf 'BEGIN; SELECT COUNT(*) FROM t FOR UPDATE;\n'
		eventually test -e over > /dev/null
	} | "$TOP/test/mysqld" client "$SERVER" --unbuffered l > locked &
	eventually test -s locked
	loses 'MODIFY v VARCHAR(5)' 'column v: 1 row' 'key is 3000'
	touch over
	wait
}

@test "keys of other kinds are named, too" {
	sql l "CREATE TABLE k (a VARCHAR(10), b VARBINARY(4), c DATE, v INT,
		PRIMARY KEY (a, b, c));
		INSERT INTO k VALUES ('x', X'00ff', '2024-01-01', 1),
			('y', X'01', '2024-01-02', 1000)"
	everything > before
	run --separate-stderr gho-inspect --defaults-file="$SERVER/my.cnf" \
		--database=l --table=k --alter='MODIFY v TINYINT'
	[ "$status" -eq 69 ]
	[[ $stderr == *"key is y, 0x01, 2024-01-02: '1000'"* ]]
}

@test "a table with partitions, CHECKs, generated columns and full text" {
	sql l "CREATE TABLE p (id INT PRIMARY KEY, v VARCHAR(10),
		c INT CHECK (c > 0), CHECK (id <> 99),
		g INT AS (c + 1) STORED, h INT AS (c * 2))
		PARTITION BY HASH (id) PARTITIONS 4;
		INSERT INTO p (id, v, c) VALUES (1, 'abc', 1), (2, 'abcdef', 2);
		CREATE TABLE ft (id INT PRIMARY KEY, v VARCHAR(10), FULLTEXT KEY (v));
		INSERT INTO ft VALUES (1, 'abcdef')"
	everything > before
	local t
	for t in p ft; do
		fails 69 gho-inspect --defaults-file="$SERVER/my.cnf" \
			--database=l --table=$t --alter='MODIFY v VARCHAR(4)'
		[[ $stderr == *'column v: 1 row'* ]]
	done
	# The ALTER names what a temporary table has not: gho-ghost looks.
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=l --table=p \
		--alter='MODIFY v VARCHAR(4) PARTITION BY KEY (id)' > plan
	grep -qF '"loss_checked": false' plan
	fails 69 gho-ghost create --defaults-file="$SERVER/my.cnf" < plan
	[[ $stderr == *'column v: 1 row'* ]]
	# What gho-ghost made and dropped is in the log.
	sql "SELECT TABLE_NAME FROM information_schema.TABLES
		WHERE TABLE_NAME LIKE '\\_p\\_%'" > left
	[ ! -s left ]
	everything > before
}

@test "a user who may not make temporary tables is told so" {
	table 'v VARCHAR(10)' "'abcdef'"
	sql "CREATE USER nobody; GRANT SELECT, INSERT, UPDATE, DELETE, CREATE,
		DROP, ALTER, INDEX, LOCK TABLES, TRIGGER ON l.* TO nobody;
		GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO nobody"
	everything > before
	gho-inspect --socket="$SERVER/sock" --user=nobody --database=l \
		--table=t --alter='MODIFY v VARCHAR(5)' > plan
	fails 69 gho-ghost create --socket="$SERVER/sock" --user=nobody < plan
	[[ $stderr == *'CREATE TEMPORARY TABLES'* ]]
	everything > before
}

@test "columns that may lose something" {
	table 'a INT, `b,c` VARCHAR(10), d INT' "n * 100, 'abcdef', n"
	local alter='MODIFY a SMALLINT, MODIFY `b,c` VARCHAR(3)'
	run --separate-stderr inspect --alter="$alter" --accept-loss=d
	[ "$status" -eq 69 ]
	[[ $stderr == *"--accept-loss='\`b,c\`' says"* ]]
	run -0 --separate-stderr inspect --alter="$alter" \
		--accept-loss='A, `b,c`'
	[[ $stderr == *warning*'column a: 2673 rows'*'this loss is accepted'* ]]
	[[ $stderr == *'column b,c: 3000 rows'* ]]
	[ "$(jq -c .accept_loss plan)" = '["a","b,c"]' ]
	run --separate-stderr inspect --alter="$alter" --accept-loss=a
	[ "$status" -eq 69 ]
	[[ $stderr == *warning*'column a'*error*'column b,c'* ]]
	fails 69 inspect --alter="$alter" --accept-loss=nothing
	[[ $stderr == *'no column nothing'* ]]
	fails 64 inspect --alter="$alter" --accept-loss='a,,d'
	fails 64 inspect --alter="$alter" --accept-loss=
	# By the new name, and never in the key.
	run -0 --separate-stderr inspect --approve-renamed-columns \
		--alter='CHANGE a z SMALLINT' --accept-loss=z
	[ "$(jq -c .accept_loss plan)" = '["a"]' ]
	fails 69 inspect --alter='MODIFY id TINYINT' --accept-loss=id
	[[ $stderr == *'no loss can be accepted in it'* ]]
}

@test "--skip-loss-check looks at nothing" {
	table 'v VARCHAR(10)' "'abcdef'"
	keeps 'MODIFY v VARCHAR(5), ADD UNIQUE (v)' --skip-loss-check
}

@test "--skip-strict-mode: what the server's own ALTER accepts" {
	table 'v VARCHAR(10)' "'abcdef'"
	fails 69 inspect --alter='MODIFY v VARCHAR(5)' --skip-strict-mode
	sql "SET GLOBAL sql_mode = ''"
	fails 69 inspect --alter='MODIFY v VARCHAR(5)'
	run -0 --separate-stderr inspect --alter='MODIFY v VARCHAR(5)' \
		--skip-strict-mode
	sql 'SET GLOBAL sql_mode = DEFAULT'
	[[ $stderr == *'3000 rows'*'this loss is accepted'* ]]
}

@test "it waits while the run is held, and says how far it is" {
	table 'v VARCHAR(10)' "'abcdef'"
	mkdir -p run/hold
	touch run/hold/user
	inspect --alter='MODIFY v VARCHAR(5)' --run=run 2> err &
	local pid=$!
	eventually sql "SELECT 1 / (COUNT(*) > 1) FROM information_schema.PROCESSLIST
		WHERE DB IS NULL AND COMMAND = 'Sleep'" > /dev/null
	[ ! -s err ]
	rm run/hold/user
	wait "$pid" || [ $? -eq 69 ]
	grep -q 'column v: 3000 rows' err
}

# accepts ALTER COLUMNS CHANGE -- the table is migrated with this loss accepted
# while CHANGE comes by the stream; the rows are what a server makes of them
# that is not strict.
accepts() {
	sql l "CREATE TABLE w LIKE t; INSERT INTO w SELECT * FROM t;
		${3//@/w}; SET sql_mode = ''; ALTER TABLE w $1"
	touch postpone
	gho-migrate --defaults-file="$SERVER/my.cnf" --database=l --table=t \
		--alter="$1" --accept-loss="$2" --allow-on-master --execute \
		--run-dir=here --ok-to-drop-table \
		--throttle-additional-flag-file= \
		--postpone-cut-over-flag-file=postpone > out 2> err &
	local pid=$!
	eventually test -e here/pid/postponed || {
		cat err
		return 1
	}
	sql l "${3//@/t}"
	rm postpone
	wait "$pid" || {
		cat err
		return 1
	}
	same_tables l.t l.w
	sql 'DROP TABLE l.w'
	everything > before
}

@test "an accepted loss is what ALTER TABLE makes of it, by both ways" {
	table 'v VARCHAR(10), n INT, e ENUM("a", "b", "c"), d DECIMAL(10, 4),
		u VARCHAR(10) CHARACTER SET utf8mb4' \
		"'abcdef', IF(n = 7, NULL, n), ELT(1 + n % 3, 'a', 'b', 'c'),
		n / 7, IF(n % 2, '日本', 'ab')"
	accepts 'MODIFY v VARCHAR(3), MODIFY n TINYINT UNSIGNED NOT NULL,
		MODIFY e ENUM("c", "a"), MODIFY d DECIMAL(5, 1),
		MODIFY u VARCHAR(10) CHARACTER SET latin1' v,n,e,d,u \
		"UPDATE @ SET v = 'zyxwv', n = NULL, e = 'b', d = -1.5555,
			u = '本' WHERE id % 100 = 1"
	[ "$(sql 'SELECT COUNT(*) FROM l.t WHERE v = "zyx" AND n = 0
		AND e + 0 = 0 AND d = -1.6 AND u = "?"')" -eq 30 ]
}

@test "a loss in another column than the accepted one ends it" {
	table 'v VARCHAR(10), w VARCHAR(10)' "'abcdef', 'abc'"
	touch postpone
	gho-migrate --defaults-file="$SERVER/my.cnf" --database=l --table=t \
		--alter='MODIFY v VARCHAR(3), MODIFY w VARCHAR(3)' \
		--accept-loss=v --allow-on-master --execute --run-dir=here \
		--throttle-additional-flag-file= \
		--postpone-cut-over-flag-file=postpone > out 2> err &
	local pid=$!
	eventually test -e here/pid/postponed
	sql l "UPDATE t SET w = 'abcd' WHERE id = 9"
	wait "$pid" || [ $? -eq 69 ]
	grep -q "column 'w'" err
	grep -q 'original table is as it was' err
	everything > before
}

@test "flags of gh-ost about warnings, modes and charsets" {
	table 'v VARCHAR(10), t DATETIME NULL' "'abcdef', '2024-00-00'"
	local go=(gho-migrate --defaults-file="$SERVER/my.cnf" --database=l
		--table=t --allow-on-master --run-dir=here)
	fails 64 "${go[@]}" --alter='ADD x INT' --panic-on-warnings \
		--accept-loss=v
	sql "SET GLOBAL sql_mode = ''"
	fails 69 "${go[@]}" --alter='MODIFY v VARCHAR(3)' --panic-on-warnings \
		--skip-strict-mode
	sql 'SET GLOBAL sql_mode = DEFAULT'
	fails 69 "${go[@]}" --alter='MODIFY t DATETIME(3)'
	run "${go[@]}" --alter='MODIFY t DATETIME(3),
		ADD z DATE DEFAULT "0000-00-00"' --allow-zero-in-date \
		--panic-on-warnings --charset=latin1
	printf '%s\n' "$output"
	[ "$status" -eq 0 ]
	fails 64 "${go[@]}" --alter='ADD x INT COMMENT "é"' --charset=latin1,utf8
	[[ $stderr == *UTF-8* ]]
	everything > before
}
