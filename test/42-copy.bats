#!/usr/bin/env bats
# gho-copy: the rows of a table that nobody writes to, and what disturbs it.
# shellcheck shell=bash disable=SC2016,SC2030,SC2031,SC2154,SC2164

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE c'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
}

# numbers N -- a query for the numbers from 1 to N as n.
numbers() {
	printf '%s' "WITH RECURSIVE q (n) AS (SELECT 1 UNION ALL SELECT n + 1
		FROM q WHERE n < $1) SELECT /*+ SET_VAR(cte_max_recursion_depth
		= 10000000) */ n FROM q"
}

# fill TABLE N EXPRESSION... -- N rows; the expressions are of a number n.
fill() {
	local table=$1 n=$2
	shift 2
	sql c "INSERT INTO $table SELECT $(IFS=,; echo "$*")
		FROM ($(numbers "$n")) q"
}

# plan TABLE ALTER -- makes the ghost and the plan; that rows would lose
# something is left for gho-copy to find.
plan() {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=c \
		--skip-loss-check \
		--initially-drop-ghost-table --table="$1" --alter="$2" |
	gho-ghost create --defaults-file="$SERVER/my.cnf" \
		--initially-drop-ghost-table > plan
}

copy() {
	gho-copy --defaults-file="$SERVER/my.cnf" "$@" plan
}

# equal TABLE N -- both tables have the same N rows.
equal() {
	show_rows "c.$1" > rows
	show_rows "c._$1_gho" > ghost-rows
	[ "$(wc -l < rows)" -eq "$2" ]
	cmp rows ghost-rows
}

# walks KEY-DEFINITION EXPRESSION... -- 2000 rows with this key (its columns
# are k, l, m) are copied in chunks of 100, each row once.
walks() {
	walks_in '' "$@"
}

# walks_in PARTITIONS KEY-DEFINITION EXPRESSION... -- as walks.
walks_in() {
	local parts=$1 key=$2
	shift 2
	sql c 'DROP TABLE IF EXISTS k, _k_gho, _k_ghc, _k_ghk'
	sql c "CREATE TABLE k ($key, v INT) $parts"
	fill k 2000 "$@" n
	plan k 'ENGINE=InnoDB'
	copy --chunk-size=100 > out
	equal k 2000
	[ "$(tail -n 1 out)" = "done	2000" ]
	# Neither one large chunk nor rows that are read twice.
	[ "$(grep -c ^copied out)" -ge 20 ]
	[ "$(grep -c ^copied out)" -le 21 ]
}

@test "integer keys of every width and sign" {
	walks 'k SMALLINT PRIMARY KEY' 'n - 1000'
	walks 'k SMALLINT UNSIGNED PRIMARY KEY' '65536 - n'
	walks 'k MEDIUMINT PRIMARY KEY' 'n * 4000 - 4000000'
	walks 'k INT UNSIGNED PRIMARY KEY' '4294967296 - n'
	walks 'k BIGINT PRIMARY KEY' \
		'IF(n % 2, 9223372036854775807 - n, -9223372036854775808 + n)'
	walks 'k BIGINT UNSIGNED PRIMARY KEY' '18446744073709551615 - n * 3'
	walks 'k BIT(64) PRIMARY KEY' '18446744073709551615 - n'
	walks 'k YEAR, l INT, PRIMARY KEY (k, l)' \
		'IF(n % 3, 1900 + n % 4 + 1, 0)' n
}

@test "decimal and temporal keys" {
	walks 'k DECIMAL(65, 30) PRIMARY KEY' \
		"CONCAT('-12345678901234567890123456789012345.', 10000 + n)"
	walks 'k DATE PRIMARY KEY' "'1000-01-01' + INTERVAL n * 700 DAY"
	walks 'k TIME(6) PRIMARY KEY' \
		"SEC_TO_TIME((n - 1000) * 3000 + 0.000001)"
	walks 'k DATETIME(3) PRIMARY KEY' \
		"'2024-02-28' + INTERVAL n * 123 * 1000 MICROSECOND"
	walks 'k DATETIME(6), l INT, PRIMARY KEY (k, l)' \
		"'2024-02-28 00:00:00.000001'" n
}

@test "a TIMESTAMP key through the hour that clocks have twice" {
	# 2000 minutes around 2024-11-03 06:00 UTC, when clocks step back.
	sql mysql "INSERT INTO time_zone VALUES (1, 'N');
		INSERT INTO time_zone_name VALUES ('test/dst', 1);
		INSERT INTO time_zone_transition_type VALUES
			(1, 0, -14400, 1, 'EDT'), (1, 1, -18000, 0, 'EST');
		INSERT INTO time_zone_transition VALUES
			(1, 1710054000, 0), (1, 1730613600, 1)"
	sql c "CREATE TABLE ts (k TIMESTAMP PRIMARY KEY, v INT)"
	sql c "SET time_zone = '+00:00'; INSERT INTO ts
		SELECT '2024-11-02 12:00:00' + INTERVAL n MINUTE, n
		FROM ($(numbers 2000)) q"
	sql "SET GLOBAL time_zone = 'test/dst'"
	# Proof of the trap: local times that occur twice.
	[ "$(sql c 'SELECT COUNT(DISTINCT CAST(k AS DATETIME)) FROM ts')" \
		-eq 1940 ]
	plan ts 'ENGINE=InnoDB'
	copy --chunk-size=10 > out
	equal_times
	[ "$(tail -n 1 out)" = "done	2000" ]
	# The same when another column is converted on the way.
	plan ts 'MODIFY v VARCHAR(20)'
	copy --chunk-size=10 > out
	sql "SET GLOBAL time_zone = 'SYSTEM'"
	equal_times
	[ "$(tail -n 1 out)" = "done	2000" ]
}

equal_times() {
	[ "$(sql c 'SELECT COUNT(*) FROM ts JOIN _ts_gho g ON
		UNIX_TIMESTAMP(ts.k) = UNIX_TIMESTAMP(g.k) AND ts.v = g.v')" \
		-eq 2000 ]
}

@test "text keys in many charsets and collations" {
	walks 'k VARCHAR(40) CHARACTER SET utf8mb4
		COLLATE utf8mb4_0900_ai_ci PRIMARY KEY' \
		"CONCAT(CHAR(65 + n % 26 + IF(n % 2, 32, 0)), n, '\\t\\\\é😀')"
	walks 'k VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
		PRIMARY KEY (k)' "IF(n % 2, CONCAT('a', n), CONCAT('A', n))"
	walks 'k CHAR(40) CHARACTER SET latin1 COLLATE latin1_german2_ci,
		PRIMARY KEY (k)' "CONCAT(ELT(n % 4 + 1, 'ä', 'ae', 'ß', 'x'), n)"
	walks 'k VARCHAR(20) CHARACTER SET utf16 PRIMARY KEY' \
		"CONCAT('Ж', n)"
	walks 'k VARCHAR(20) CHARACTER SET sjis PRIMARY KEY' \
		"CONCAT('ソ', n)"
	walks 'k VARCHAR(20) CHARACTER SET gb18030 PRIMARY KEY' \
		"CONCAT('国', n)"
	walks 'k VARCHAR(20) CHARACTER SET cp1251, l INT, PRIMARY KEY (k, l)' \
		"ELT(n % 3 + 1, 'я', 'Я ', 'а')" n
	# A text that looks like what we write for bytes.
	walks 'k VARCHAR(20) PRIMARY KEY' "CONCAT('0x', n)"
}

@test "bytes as keys, also those that end in zeros" {
	walks 'k BINARY(8) PRIMARY KEY' "UNHEX(LPAD(HEX(n * 256), 8, '0'))"
	walks 'k VARBINARY(300) PRIMARY KEY' \
		"CONCAT(REPEAT(CHAR(n % 256), n DIV 256 + 1), CHAR(0))"
}

@test "ENUM and SET keys go by number, not by text" {
	walks "k ENUM('z', 'm', 'a', '3'), l INT, PRIMARY KEY (k, l)" \
		'n % 4 + 1' n
	walks "k SET('z', 'm', 'a'), l INT, PRIMARY KEY (k, l)" 'n % 8' n
	walks "l INT, k SET('a','b','c','d','e','f','g','h','i','j','k','l'),
		PRIMARY KEY (l, k)" 'n DIV 1000' 'n'
	# Its error value: number 0, text ''.
	sql c "SET sql_mode = ''; ALTER TABLE k DROP PRIMARY KEY,
		MODIFY k ENUM('z', 'm') NOT NULL, MODIFY l INT NOT NULL
		AUTO_INCREMENT, ADD UNIQUE KEY (l), MODIFY v INT NOT NULL" || :
	walks "k ENUM('z', 'm'), l INT, PRIMARY KEY (k, l)" 'n % 2 + 1' n
	sql c "SET sql_mode = ''; UPDATE k SET k = 0 WHERE l <= 700"
	[ "$(sql c "SELECT COUNT(*) FROM k WHERE k = 0")" -eq 700 ]
	plan k 'ENGINE=InnoDB'
	copy --chunk-size=100 > out
	equal k 2000
	[ "$(sql c "SELECT COUNT(*) FROM _k_gho WHERE k = 0")" -eq 700 ]
}

@test "keys of two and three columns" {
	walks 'k INT, l INT, PRIMARY KEY (k, l)' 'n DIV 7' 'n'
	walks 'k INT, l INT, PRIMARY KEY (l, k)' 'n' 'n DIV 700'
	walks 'k INT, l VARCHAR(10), m DATE, PRIMARY KEY (k, l, m)' \
		'n DIV 500' "ELT(n DIV 100 % 2 + 1, 'a', 'B')" \
		"'2000-01-01' + INTERVAL n DAY"
	walks 'k INT NOT NULL, l INT NOT NULL, UNIQUE KEY (l DESC, k DESC)' \
		'n' 'n DIV 10'
	walks 'k INT NOT NULL, l INT NOT NULL, UNIQUE KEY (l DESC, k)' \
		'n' 'n DIV 10'
}

# counter NAME -- one of the server's.
counter() {
	sql "SELECT VARIABLE_VALUE FROM performance_schema.global_status
		WHERE VARIABLE_NAME = '$1'"
}

@test "partitioned tables" {
	local parts
	parts='PARTITION BY KEY (k) PARTITIONS 4'
	walks_in "$parts" 'k INT PRIMARY KEY' n
	walks_in "$parts" 'k DATETIME(3) PRIMARY KEY' \
		"'2024-02-28' + INTERVAL n HOUR"
	walks_in "$parts" 'k TIMESTAMP(2), l INT, PRIMARY KEY (k, l)' \
		"'2024-02-28' + INTERVAL n HOUR" n
	walks_in "$parts" 'k TIME(6) PRIMARY KEY' \
		'SEC_TO_TIME((n - 1000) * 3000)'
	walks_in "$parts" 'k DECIMAL(12, 3) PRIMARY KEY' 'n / 7'
	walks_in "$parts" 'k VARCHAR(20) PRIMARY KEY' "CONCAT('a', n)"
	walks_in 'PARTITION BY RANGE (TO_DAYS(k)) (
		PARTITION a VALUES LESS THAN (TO_DAYS("2024-03-10")),
		PARTITION b VALUES LESS THAN (TO_DAYS("2024-04-20")),
		PARTITION c VALUES LESS THAN MAXVALUE)' \
		'k DATE, l INT, PRIMARY KEY (k, l)' \
		"'2024-02-28' + INTERVAL n HOUR" n
}

@test "a chunk reads its own rows and no others" {
	local keys=(
		'PRIMARY KEY (k)'
		'PRIMARY KEY (l, k)'
		'PRIMARY KEY (m, l, k)'
		"e ENUM('z', 'b', 'a') AS (m + 1) STORED, PRIMARY KEY (e, k)"
	)
	local next sorted ends
	for key in "${keys[@]}"; do
		sql c 'DROP TABLE IF EXISTS big, _big_gho, _big_ghc, _big_ghk'
		sql c "CREATE TABLE big (k INT, l INT, m INT, $key)"
		sql c "INSERT INTO big (k, l, m) SELECT n, n DIV 1500,
			n DIV 40000 FROM ($(numbers 100000)) q"
		plan big 'ENGINE=InnoDB'
		next=$(counter Handler_read_next)
		sorted=$(counter Sort_rows)
		copy --chunk-size=1000 > out
		next=$(($(counter Handler_read_next) - next))
		sorted=$(($(counter Sort_rows) - sorted))
		[ "$(grep -c ^copied out)" -eq 100 ]
		[ "$(tail -n 1 out)" = "done	100000" ]
		echo "$key: $next read, $sorted sorted"
		# Once for its rows and once for its end; of integers without
		# holes only each 16th end is looked for.
		ends=100000
		[ "$key" != 'PRIMARY KEY (k)' ] || ends=7000
		[ "$next" -ge $((99000 + ends)) ]
		[ "$next" -lt $((105000 + ends)) ]
		[ "$sorted" -eq 0 ]
	done
}

# at_most N -- no chunk of out has more rows than that
at_most() {
	awk -F '\t' -v most="$1" '$1 == "copied" {
		if ($2 - was > most) { print; bad = 1 }
		was = $2 }
		END { exit bad || !was }' out
}

@test "integers with few holes, with many, with one large one: each row once" {
	local few='n + n DIV 9' many='n * 1000 + n MOD 7'
	local type
	for type in 'INT' 'INT UNSIGNED' 'BIGINT'; do
		sql c 'DROP TABLE IF EXISTS holes, _holes_gho, _holes_ghc, _holes_ghk'
		sql c "CREATE TABLE holes (k $type PRIMARY KEY, v INT)"
		fill holes 3000 "$few" n
		fill holes 1000 "1000000 + $many" n
		fill holes 3000 "2000000000 + $few" n
		[ "$type" != INT ] || fill holes 2000 "-5000 + $few" n
		[ "$type" != BIGINT ] ||
			fill holes 2000 "9223372036854775807 - 2000 + n" n
		[ "$type" = BIGINT ] || [ "$type" = INT ] ||
			fill holes 2000 '4294967295 - 2000 + n' n
		plan holes 'ENGINE=InnoDB'
		copy --chunk-size=100 > out
		[ "$(tail -n 1 out)" = "done	9000" ]
		at_most 100
		equal holes 9000
		# The same by ranges, which have both ends.
		sql c 'DELETE FROM _holes_gho'
		grep ^copied out | cut -f 3- > ranges
		copy --ranges --chunk-size=10 < ranges > out
		at_most 10
		equal holes 9000
	done
}

@test "an empty table, and one row" {
	sql c 'CREATE TABLE few (k INT PRIMARY KEY, v INT)'
	plan few 'ENGINE=InnoDB'
	[ "$(copy)" = "done	0" ]
	sql c 'INSERT INTO few VALUES (7, 8)'
	# It was all copied when it was empty; the row is the stream's.
	[ "$(copy)" = "done	0" ]
	[ "$(copy --again)" = "$(printf 'copied\t1\t7\t7\ndone\t1')" ]
	equal few 1
	# Once more changes nothing and still counts the row.
	[ "$(copy --again | tail -n 1)" = "done	1" ]
	equal few 1
}

@test "odd names: quotes, question marks, the end of a comment" {
	local t='a`b?*/ "c'
	sql c "$(sed "s/@/'/g" <<- 'END'
		CREATE TABLE `a``b?*/ "c` (`k``?@` INT, `*/` INT,
			UNIQUE KEY `u? */` (`k``?@`), PRIMARY KEY (`*/`));
		INSERT INTO `a``b?*/ "c` VALUES (1, 2), (3, 4)
	END
	)"
	plan "$t" 'ENGINE=InnoDB'
	[ "$(copy | tail -n 1)" = "done	2" ]
	[ "$(sql c 'SELECT COUNT(*) FROM `_a``b?*/ "c_gho`')" -eq 2 ]
}

@test "columns that are new, dropped, or generated" {
	sql c 'CREATE TABLE g (k INT PRIMARY KEY, a INT, gone INT,
		s INT AS (a + 1) STORED, w INT AS (a + 2))'
	sql c 'INSERT INTO g (k, a, gone) VALUES (0, 1, 2), (-3, 4, 5)'
	plan g 'DROP gone, ADD new INT DEFAULT 9'
	[ "$(copy | tail -n 1)" = "done	2" ]
	[ "$(sql c 'SELECT * FROM _g_gho ORDER BY k')" = \
		"$(printf -- '-3\t4\t5\t6\t9\n0\t1\t2\t3\t9')" ]
}

@test "ranges by hand, both ends included" {
	sql c 'CREATE TABLE r (k INT, l VARCHAR(20), v INT,
		PRIMARY KEY (k, l))'
	fill r 1000 'n DIV 100' "CONCAT(LPAD(n, 4, '0'), '\\t')" n
	plan r 'ENGINE=InnoDB'
	printf '%s\n' '2	0250\t	3	0349\t' '9	0999\t	9	0999\t' |
	copy --ranges --chunk-size=10 > out
	[ "$(tail -n 1 out)" = "done	101" ]
	equal_range=$(sql c 'SELECT COUNT(*), MIN(v), MAX(v) FROM _r_gho')
	[ "$equal_range" = "101	250	999" ]
	# What it prints is what it reads.
	sql c 'DELETE FROM _r_gho'
	grep ^copied out | cut -f 3- | copy --ranges > again
	[ "$(sql c 'SELECT COUNT(*) FROM _r_gho')" -eq 101 ]
	# A range that has no rows.
	[ "$(printf '1000\tx\t2000\ty\n' | copy --ranges | tail -n 1)" = \
		"done	0" ]
}

# locked KEY -- waits until somebody has locked the row of that key.
locked() {
	until [ "$(sql "SELECT COUNT(*) FROM performance_schema.data_locks
		WHERE LOCK_TYPE = 'RECORD' AND LOCK_DATA = $1")" -gt 0 ]; do
		sleep 0.1
	done
}

@test "ranges that failed are told, and are what can be copied again" {
	sql c 'CREATE TABLE failed (k INT PRIMARY KEY, v INT)'
	fill failed 1000 n n
	plan failed 'ENGINE=InnoDB'
	sql c 'BEGIN; UPDATE failed SET v = 0 WHERE k = 250; DO SLEEP(101)' &
	holder=$!
	locked 250
	run -75 copy --ranges --default-retries=1 --chunk-size=1000 < <(
		printf '%s\t%s\n' 1 200 201 300 301 400)
	grep '^left' <<< "$output" | cut -f 2- > left
	[ "$(tail -n 1 left)" = '301	400' ]
	[ "$(cut -f 2 left | head -n 1)" = 300 ]
	[ "$(sql c 'SELECT MAX(k) FROM _failed_gho')" -lt 250 ]
	kill $holder
	wait
	sql "$(sql "SELECT CONCAT('KILL ', ID) FROM
		information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(101)%'
		AND ID <> CONNECTION_ID()")" || :
	copy --ranges < left
	[ "$(sql c 'SELECT COUNT(*), MAX(k) FROM _failed_gho')" = '400	400' ]
}

@test "what is no range is refused with its line" {
	sql c 'CREATE TABLE bad (k INT UNSIGNED, b VARBINARY(9),
		PRIMARY KEY (k, b))'
	plan bad 'ENGINE=InnoDB'
	for line in '' '1	0x00' '1	0x00	2' '1	0x00	2	zz' \
		'1	0x0	2	0x00' '-1	0x00	2	0x00' \
		'1	0x00	2	0x00	3' '1x	0x00	2	0x00'; do
		printf '1\t0x00\t2\t0x00\n%s\n' "$line" > ranges
		fails 65 copy --ranges < ranges
		[[ $stderr == *"line 2: not a range of key PRIMARY"* ]]
	done
}

@test "a locked row: what is before it is copied, the rest when it is free" {
	sql c 'CREATE TABLE locked (k INT PRIMARY KEY, v INT)'
	fill locked 5000 n n
	plan locked 'ENGINE=InnoDB'
	sql c 'BEGIN; UPDATE locked SET v = 0 WHERE k = 2500;
		DO SLEEP(4); ROLLBACK' &
	until [ "$(sql 'SELECT COUNT(*) FROM performance_schema.data_locks
		WHERE LOCK_TYPE = "RECORD"')" -gt 0 ]; do sleep 0.1; done
	copy --verbose > out 2> err &
	copy=$!
	sleep 2
	# It came close to the row, and holds no lock while it waits.
	last=$(grep '^copied' out | tail -n 1 | cut -f 4)
	[ "$last" -gt 2400 ]
	[ "$last" -lt 2500 ]
	grep -q '^retry	1	.*NOWAIT' out
	sql c 'SET innodb_lock_wait_timeout = 1;
		UPDATE locked SET v = v WHERE k < 2490'
	wait $copy
	grep -q 'retry 1 of 60' err
	[ "$(tail -n 1 out)" = "done	5000" ]
	wait
	equal locked 5000
}

@test "a row that stays locked is an end that can be tried again" {
	sql c 'CREATE TABLE stays (k INT PRIMARY KEY, v INT)'
	fill stays 100 n n
	plan stays 'ENGINE=InnoDB'
	sql c 'BEGIN; UPDATE stays SET v = 0 WHERE k = 50; DO SLEEP(20)' &
	holder=$!
	until [ "$(sql 'SELECT COUNT(*) FROM performance_schema.data_locks
		WHERE LOCK_TYPE = "RECORD"')" -gt 0 ]; do sleep 0.1; done
	fails 75 copy --default-retries=2
	[[ $stderr == *'given up after 2 retries'* ]]
	kill $holder
	wait
	sql "$(sql "SELECT CONCAT('KILL ', ID) FROM
		information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(20)%'
		AND ID <> CONNECTION_ID()")" || :
	copy
	equal stays 100
}

@test "it stands still in a chunk: the rows are free again soon, and it goes on" {
	sql c 'CREATE TABLE still (k INT PRIMARY KEY, v INT)'
	fill still 100 n n
	plan still 'ENGINE=InnoDB'
	GHO_FAIL_AT=copy-filled:stop "$TOP/build-seam/bin/gho-copy" \
		--defaults-file="$SERVER/my.cnf" plan > out 2> err 3>&- &
	copy=$!
	eventually grep -q 'seam copy-filled' err
	[ "$(sql "SELECT COUNT(*) > 0 FROM performance_schema.data_locks
		WHERE OBJECT_NAME = 'still' AND LOCK_TYPE = 'RECORD'")" = 1 ]
	# Applications wait for 50 s if nobody has changed that.
	sql c 'SET innodb_lock_wait_timeout = 40; UPDATE still SET v = 0 WHERE k = 7'
	kill -CONT "$copy"
	wait "$copy"
	[ "$(sql c 'SELECT v FROM _still_gho WHERE k = 7')" = 0 ]
	equal still 100
}

@test "KILL of its session, again and again" {
	sql c 'CREATE TABLE killed (k INT PRIMARY KEY, v VARCHAR(200))'
	fill killed 60000 n "REPEAT('x', 200)"
	plan killed 'ENGINE=InnoDB'
	copy --chunk-size=200 --nice-ratio=1 > out 2> err &
	copy=$!
	kills=0
	while kill -0 $copy 2>/dev/null; do
		id=$(sql "SELECT PROCESSLIST_ID FROM performance_schema.threads
			WHERE PROCESSLIST_ID IN (SELECT PROCESSLIST_ID FROM
			performance_schema.session_connect_attrs
			WHERE ATTR_NAME = 'program_name'
			AND ATTR_VALUE = 'gho-copy')" | head -n 1)
		[ -z "$id" ] || ! sql "KILL $id" 2>/dev/null ||
			kills=$((kills + 1))
		sleep 0.1
	done
	wait $copy
	[ "$kills" -ge 3 ]
	[ "$(tail -n 1 out)" = "done	60000" ]
	equal killed 60000
}

@test "SIGTERM finishes the chunk, says so, and is what it dies of" {
	sql c 'CREATE TABLE term (k INT PRIMARY KEY, v INT)'
	fill term 50000 n n
	plan term 'ENGINE=InnoDB'
	gho-copy --defaults-file="$SERVER/my.cnf" --chunk-size=100 \
		--nice-ratio=50 plan > out &
	for _ in $(seq 200); do
		[ ! -s out ] || break
		sleep 0.05
	done
	kill $!
	wait $! || [ $? -eq 143 ]
	[ "$(grep -c ^done out)" -eq 0 ]
	last=$(grep '^copied' out | tail -n 1 | cut -f 4)
	[ "$last" -gt 0 ]
	[ "$last" -lt 50000 ]
	[ "$(sql c 'SELECT COUNT(*) FROM _term_gho')" -eq "$last" ]
	[ "$(sql c 'SELECT MAX(k) FROM _term_gho')" -eq "$last" ]
}

# slowed -- gho-copy's statements take 100 ms each: an option file for it.
slowed() {
	mkfifo rules
	gho-proxy 127.0.0.1 "$(cat "$SERVER/port")" < rules > proxied 3>&- &
	exec 6> rules
	eventually test -s proxied
	printf 'delay=50 gho-copy\n' >&6
	eventually grep -q '^rule delay' proxied
	printf '[client]\nuser=root\nhost=127.0.0.1\nport=%s\n' \
		"$(head -n 1 proxied)" > slow.cnf
}

@test "a long rest is over when nice-ratio says so" {
	sql c 'CREATE TABLE resting (k INT PRIMARY KEY, v INT)'
	fill resting 50 n n
	plan resting 'ENGINE=InnoDB'
	slowed
	mkdir -p run/knob
	# A chunk takes half a second: the rest is for most of a minute.
	gho-copy --defaults-file="$PWD/slow.cnf" --run=run --chunk-size=50 \
		--nice-ratio=100 plan > out 2> err 3>&- 6>&- &
	local copy=$!
	eventually grep -q '^copied' out
	sleep 1
	kill -0 "$copy"
	run ! grep -q '^done' out
	printf '0\n' > run/knob/nice-ratio
	eventually grep -q '^done' out
	wait "$copy"
	# Its rules end, and gho-proxy with them.
	exec 6>&-
	wait
}

@test "with courtesy a busy server is left to others" {
	sql c 'CREATE TABLE courteous (k INT PRIMARY KEY, v INT)'
	fill courteous 20000 n n
	plan courteous 'ENGINE=InnoDB'
	mkdir -p run/throttle
	echo 1000 > run/throttle/busy
	gho-copy --defaults-file="$SERVER/my.cnf" --chunk-size=10 --run=run \
		--courtesy=100 plan > out &
	eventually test -s out
	sleep 2
	kill $!
	wait $! || [ $? -eq 143 ]
	# One chunk, and then a rest of minutes.
	[ "$(grep -c ^copied out)" -eq 1 ]
	echo 0.00 > run/throttle/busy
	gho-copy --defaults-file="$SERVER/my.cnf" --run=run --courtesy=100 plan > out
	equal courteous 20000
}

# held BUSY STEP -- four sessions copy 50 chunks, of which one stands still at the
# 31st; so many have been copied when it has done so for a second.  (Its first one
# would not do: two sessions that keep a new row each may wait for each other.)
held() {
	echo "$1" > run/throttle/busy
	GHO_FAIL_AT=$2:hold:31 GHO_SEAM_FILE=hold \
		"$TOP/build-seam/bin/gho-copy" --defaults-file="$SERVER/my.cnf" \
		--chunk-size=10 --run=run --courtesy=0.1 --sessions=4 --again \
		plan > out 2> err &
	eventually grep -q "seam $2" err
	sleep 1
	chunks=$(grep -c ^copied out)
	rm hold
	wait $!
}

@test "while others are at work one session copies at a time" {
	sql c 'CREATE TABLE alone (k INT PRIMARY KEY, v INT)'
	fill alone 500 n n
	plan alone 'ENGINE=InnoDB'
	mkdir -p run/throttle
	held 0.50 copy-kept
	[ "$chunks" -eq 30 ]
	held 1.50 copy-filled
	[ "$chunks" -eq 30 ]
	equal alone 500
	held 0.00 copy-filled
	[ "$chunks" -eq 49 ]
}

@test "... and another one while that waits for a row that somebody has locked" {
	sql c 'CREATE TABLE waits (k INT PRIMARY KEY, v INT)'
	fill waits 500 n n
	plan waits 'ENGINE=InnoDB'
	mkdir -p run/throttle
	echo 1.50 > run/throttle/busy
	sql c 'BEGIN; UPDATE waits SET v = 0 WHERE k = 405; DO SLEEP(6); ROLLBACK' &
	holder=$!
	locked 405
	gho-copy --defaults-file="$SERVER/my.cnf" --chunk-size=10 --run=run \
		--courtesy=0.1 --sessions=4 plan > out &
	eventually grep -q '^copied.*	500$' out
	kill -0 "$holder"
	run ! grep -q '^copied.*	410$' out
	wait
	equal waits 500
}

@test "nobody reads what it says: it ends" {
	sql c 'CREATE TABLE deaf (k INT PRIMARY KEY)'
	fill deaf 20000 n
	plan deaf 'ENGINE=InnoDB'
	run bash -c "gho-copy --defaults-file='$SERVER/my.cnf' \
		--chunk-size=10 plan | head -n 1; exit \${PIPESTATUS[0]}"
	[ "$status" -eq 70 ]
	[ "$(sql c 'SELECT COUNT(*) FROM _deaf_gho')" -lt 20000 ]
}

@test "a value that does not fit stops it, with column and key" {
	sql c 'CREATE TABLE wide (k INT PRIMARY KEY, v VARCHAR(20))'
	fill wide 3000 n "IF(n = 2345, 'a text too long', 'short')"
	plan wide 'MODIFY v VARCHAR(6)'
	fails 69 copy
	[[ $stderr == *"column 'v'"* ]]
	[[ $stderr == *'key 2345'* ]]
	[[ $stderr == *'the original is untouched'* ]]
	# The chunk is not there in part.
	[ "$(sql c 'SELECT COUNT(*) FROM _wide_gho')" -eq 2000 ]
	sql c 'UPDATE wide SET v = NULL WHERE k = 2345'
	plan wide "MODIFY v VARCHAR(20) NOT NULL DEFAULT ''"
	fails 69 copy
	[[ $stderr == *"Column 'v' cannot be null"* ]]
	[[ $stderr == *'between the keys 2000 and 3000'* ]]
	plan wide 'MODIFY k TINYINT'
	fails 69 copy
	[[ $stderr == *"Out of range value for column 'k'"* ]]
	plan wide "MODIFY v ENUM('short', 'long')"
	copy > out
	[ "$(tail -n 1 out)" = "done	3000" ]
	plan wide "MODIFY v ENUM('long')"
	fails 69 copy
	[[ $stderr == *"Data truncated for column 'v'"* ]]
}

@test "one loss among 20000 duplicates is seen" {
	sql c 'CREATE TABLE hidden (k INT PRIMARY KEY, v VARCHAR(20))'
	fill hidden 20001 n "IF(n = 20001, 'a text too long', 'short')"
	plan hidden 'MODIFY v VARCHAR(6)'
	sql c 'INSERT INTO _hidden_gho SELECT * FROM hidden WHERE k <= 20000'
	fails 69 copy --chunk-size=100000
	[[ $stderr == *'key 20001'* ]]
}

@test "more warnings than the server keeps: the chunk gets smaller" {
	sql c 'CREATE TABLE many (k INT PRIMARY KEY)'
	fill many 80000 n
	plan many 'ENGINE=InnoDB'
	sql c 'INSERT INTO _many_gho SELECT * FROM many'
	copy --chunk-size=100000 --verbose > out 2> err
	grep -q 'more warnings than the server keeps' err
	[ "$(tail -n 1 out)" = "done	80000" ]
	equal many 80000
}

@test "duplicates for a new UNIQUE key stop it at once, both rows named" {
	sql c 'CREATE TABLE dup (k INT, l CHAR(3), v INT, PRIMARY KEY (k, l))'
	fill dup 3000 n '"a"' 'IF(n = 2999, 5, n)'
	plan dup "ADD UNIQUE KEY \`o.d'd\` (v)"
	# Not after 60 retries.
	fails 69 timeout 30 gho-copy --defaults-file="$SERVER/my.cnf" plan
	[[ $stderr == *"Duplicate entry '5' for key '_dup_gho.o.d'd'"* ]]
	[[ $stderr == *'the new UNIQUE key does not hold, the rows with the keys (2999, a) and (5, a) both have it now'* ]]
	[ "$(sql c 'SELECT COUNT(*) FROM dup')" -eq 3000 ]
}

@test "duplicates for a new UNIQUE key under a key of another type stop it" {
	sql c 'CREATE TABLE late (k INT PRIMARY KEY, v INT)'
	fill late 3000 n 'IF(n = 2999, 5, n)'
	plan late 'MODIFY k VARCHAR(20), ADD UNIQUE KEY v (v)'
	fails_late 69 copy --default-retries=2
	[[ $stderr == *"Duplicate entry '5' for key '_late_gho.v'"* ]]
	[[ $stderr == *'the new UNIQUE key does not hold'* ]]
}

# As fails, but it says before that there is something to look at again.
fails_late() {
	local code=$1
	shift
	run --separate-stderr "$@"
	[ "$status" -eq "$code" ]
	[ "${#stderr_lines[@]}" -eq 2 ]
}

@test "a duplicate for a new UNIQUE key that passes is no harm" {
	sql c 'CREATE TABLE passes (k INT PRIMARY KEY, v INT)'
	fill passes 3000 n n
	plan passes 'ADD UNIQUE KEY (v)'
	# Stale rows, as the stream will replace them a little later: one whose
	# value has changed, one that is gone, and one whose new value is still
	# another stale row's.
	sql c 'INSERT INTO _passes_gho VALUES (1, 2999), (4000, 2), (3, 7),
		(5000, 3)'
	copy > out
	[ "$(tail -n 1 out)" = "done	3000" ]
	equal passes 3000
}

@test "such a duplicate under a key of another type has time to pass" {
	sql c 'CREATE TABLE pass (k INT PRIMARY KEY, v INT)'
	fill pass 3000 n n
	plan pass 'MODIFY k VARCHAR(20), ADD UNIQUE KEY (v)'
	sql c 'INSERT INTO _pass_gho VALUES (1, 2999)'
	copy > out 2> err 3>&- &
	copies=$!
	eventually grep -q '1 chunks have a duplicate for a new UNIQUE key' err
	sql c 'REPLACE INTO _pass_gho VALUES (1, 1)'
	wait "$copies"
	[ "$(sql c 'SELECT COUNT(*) FROM _pass_gho g JOIN pass p
		ON g.k = p.k AND g.v = p.v')" -eq 3000 ]
}

@test "a value that moves between rows of an old UNIQUE key is no end" {
	sql c 'CREATE TABLE moves (k INT PRIMARY KEY, v INT, UNIQUE KEY (v))'
	fill moves 1000 n n
	plan moves 'ENGINE=InnoDB'
	sql c 'INSERT INTO _moves_gho VALUES (1, 999)'
	copy > out
	[ "$(tail -n 1 out)" = "done	1000" ]
	# The stream brings both rows whole: only that one is missing.
	[ "$(sql c 'SELECT COUNT(*) FROM _moves_gho')" -eq 999 ]
}

@test "it waits while it is held, and knobs turn" {
	sql c 'CREATE TABLE knobs (k INT PRIMARY KEY)'
	fill knobs 5000 n
	plan knobs 'ENGINE=InnoDB'
	mkdir -p run/hold run/hold-copy run/knob
	echo 50 > run/knob/chunk-size
	for dir in hold hold-copy; do
		touch run/$dir/user
		copy --again --run=run > out &
		copy=$!
		sleep 0.6
		[ ! -s out ]
		rm run/$dir/user
		wait $copy
		[ "$(grep -c ^copied out)" -eq 100 ]
	done
	echo many > run/knob/chunk-size
	run --separate-stderr copy --again --run=run --chunk-size=500
	[ "$status" -eq 0 ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == *'knob chunk-size: "many" is not a number'* ]]
	[ "$(grep -c ^copied <<< "$output")" -eq 10 ]
	[ "$(cat run/knob/chunk-size)" = 500 ]
}

@test "bad options, bad plans, no server" {
	fails 65 gho-copy /dev/null
	fails 71 gho-copy /nonexistent
	fails 64 gho-copy --chunk-size=x plan
	fails 64 gho-copy --no-such-option plan
	run gho-copy
	[ "$status" -eq 64 ]
	sql c 'CREATE TABLE o (k INT PRIMARY KEY)'
	plan o 'ENGINE=InnoDB'
	fails 75 gho-copy --socket=/nonexistent --default-retries=0 plan
	sql c 'DROP TABLE _o_gho; INSERT INTO o VALUES (1)'
	fails 69 copy
	[[ $stderr == *"_o_gho' doesn't exist"* ]]
}
