#!/usr/bin/env bats
# gho-verify: tables that are equal or not; test/mutations has the small ways
# in which they may differ, test/alarms what happens under load.
# shellcheck shell=bash disable=SC2016,SC2030,SC2031,SC2154,SC2164

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE v'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	sql v 'DROP TABLE IF EXISTS t, _t_gho, _t_ghc, _t_ghk, _t_del;
		CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20));
		INSERT INTO t SELECT n, n, n FROM (WITH RECURSIVE q (n) AS
		(SELECT 1 UNION ALL SELECT n + 1 FROM q WHERE n < 900)
		SELECT n FROM q) q'
}

# ghost ALTER [OPTION...] -- the ghost of t, filled.
ghost() {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=v --table=t \
		--alter="$1" "${@:2}" |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	gho-copy --defaults-file="$SERVER/my.cnf" plan > copied
}

verify() {
	gho-verify --defaults-file="$SERVER/my.cnf" "$@" plan
}

# differ LINE... -- these differ, and the exit code says so.
differ() {
	run --separate-stderr verify --chunk-size=100
	[ "$status" -eq 1 ]
	printf '%s\n' "$@" | sort > told
	printf '%s\n' "$output" | grep '^differs' | cut -f 2- | sort |
		diff told -
}

# migration OPTION... -- starts gho-migrate, which is held before it copies.
migration() {
	touch wait
	gho-migrate --defaults-file="$SERVER/my.cnf" --database=v --table=t \
		--alter='ADD COLUMN c INT' --allow-on-master --execute \
		--throttle-flag-file="$PWD/wait" --run-dir="$PWD/run" \
		--throttle-additional-flag-file= "$@" > out 2> err 3>&- &
	# shellcheck disable=SC2034 # ends waits for it
	migration=$!
	eventually [ -e run/hold/flag-file ]
	eventually [ -e run/pid/copy ]
}

@test "equal tables: every chunk is told, and both are counted" {
	ghost 'ADD COLUMN c INT FIRST, MODIFY a BIGINT'
	verify --chunk-size=100 --sessions=3 > out
	[ "$(tail -n 1 out)" = 'done	900	900	0	0' ]
	[ "$(grep -c '^verified' out)" -eq 9 ]
	grep -c '^verified	[0-9]*	100	200$' out
}

@test "rows that are missing, changed, or only there, also at both ends" {
	ghost 'ADD COLUMN c INT'
	sql v "DELETE FROM _t_gho WHERE id IN (1, 500, 900);
		UPDATE _t_gho SET a = 7, b = 'secret' WHERE id = 300;
		INSERT INTO _t_gho (id) VALUES (-1), (901);
		DELETE FROM t WHERE id = 77"
	differ 'missing	found	-	1' 'missing	found	-	500' \
		'missing	found	-	900' 'changed	found	a, b	300' \
		'extra	found	-	-1' 'extra	found	-	901' 'extra	found	-	77'
	[ "${lines[-1]}" = 'done	899	899	7	0' ]
	[[ $stderr == *'key 300 differs in the ghost, columns: a, b'* ]]
	[[ $stderr == *'has no row with the key 500'* ]]
	[[ $stderr != *secret* ]]
	[[ $output != *secret* ]]
}

@test "repair: written again, said, and all is compared once more" {
	ghost 'ADD COLUMN c INT, ADD UNIQUE KEY (b)'
	sql v "DELETE FROM _t_gho WHERE id = 1;
		UPDATE _t_gho SET b = '1' WHERE id = 2;
		INSERT INTO _t_gho (id) VALUES (1000)"
	verify --repair > out 2> err
	[ "$(grep -c '^done' out)" -eq 2 ]
	[ "$(tail -n 1 out)" = 'done	900	900	0	0' ]
	grep 'rows of the ghost were wrong and are written again; unless' err
	verify > out
	[ "$(sql v 'SELECT COUNT(*) FROM t JOIN _t_gho g ON t.id = g.id
		AND t.a = g.a AND t.b = g.b')" -eq 900 ]
}

@test "two rows for one, which no key of the ghost forbids" {
	sql v 'ALTER TABLE t MODIFY a INT NOT NULL'
	ghost 'DROP PRIMARY KEY, ADD c INT NOT NULL DEFAULT 1, ADD PRIMARY KEY (id, a, c)'
	verify > out
	sql v "INSERT INTO _t_gho VALUES (1, 7, '1', 1), (900, 900, '900', 2)"
	differ 'extra	found	-	1' 'extra	found	-	900'
	verify --repair > out
	[ "$(tail -n 1 out)" = 'done	900	900	0	0' ]
	[ "$(sql v 'SELECT COUNT(*) FROM _t_gho')" -eq 900 ]
}

@test "an empty table, whose ghost is not" {
	sql v 'DELETE FROM t'
	ghost 'ADD COLUMN c INT'
	verify > out
	[ "$(cat out)" = 'done	0	0	0	0' ]
	sql v 'INSERT INTO _t_gho (id) VALUES (3)'
	differ 'extra	found	-	3'
}

@test "values that the server converts, by expressions and by a stage" {
	sql v "ALTER TABLE t ADD e ENUM('x', 'y') NOT NULL DEFAULT 'y',
		ADD n INT, ADD j TEXT, ADD d DATETIME(6), ADD k CHAR(5);
		UPDATE t SET n = id, j = '[1.0, {}]', k = 'ä',
		d = '2024-03-04 05:06:07.999999'"
	ghost "MODIFY e ENUM('y', 'x') NOT NULL, MODIFY n VARCHAR(9) NOT NULL,
		MODIFY j JSON, MODIFY d DATETIME, MODIFY k CHAR(5)
		CHARACTER SET latin1, MODIFY id VARCHAR(20)" --accept-loss=d
	verify > out
	[[ $(tail -n 1 out) == 'done	900	'*'	0	0' ]]
	sql v "UPDATE _t_gho SET e = 'x' WHERE id = 4;
		UPDATE _t_gho SET j = NULL WHERE id = 5;
		UPDATE _t_gho SET j = '[1, {}]' WHERE id = 5;
		UPDATE _t_gho SET d = d - INTERVAL 1 SECOND WHERE id = 6;
		UPDATE _t_gho SET k = 'a' WHERE id = 7"
	differ 'changed	found	e	4' 'changed	found	j	5' \
		'changed	found	d	6' 'changed	found	k	7'
}

@test "ranges by hand, both ends included" {
	ghost 'ADD COLUMN c INT'
	sql v 'UPDATE _t_gho SET a = 0 WHERE id IN (9, 10, 20, 21)'
	run ! verify --ranges <<< '10	20'
	printf '%s\n' "$output" | grep '^differs' | cut -f 5 | sort -n > keys
	[ "$(paste -sd ' ' keys)" = '10 20' ]
	printf '11\t19\n22\t900\n' | verify --ranges > out
	[ "$(tail -n 1 out)" = 'done	888	888	0	0' ]
	run -65 verify --ranges <<< '10	x'
}

@test "a row that others have locked is waited for only if it differs" {
	ghost 'ADD COLUMN c INT'
	sql v 'UPDATE _t_gho SET a = 0 WHERE id = 5'
	{
		echo 'BEGIN; UPDATE t SET b = b WHERE id IN (5, 6) FOR UPDATE;' |
			sed 's/UPDATE t SET b = b/SELECT * FROM t/'
		echo "SELECT 'locked';"
		sleep 100 3>&- &
		echo $! > sleeper
		wait $!
	} | "$TOP/test/mysqld" client "$SERVER" -n v > locker 3>&- &
	eventually grep -q locked locker
	verify --ranges <<< '6	900' > out
	fails 75 verify --default-retries=2
	kill "$(cat sleeper)"
	eventually verify_says_5
}

verify_says_5() {
	run verify
	[ "$status" -eq 1 ] && [[ $output == *'changed	found	a	5'* ]]
}

@test "no mark comes back: it says what is missing" {
	ghost 'ADD COLUMN c INT'
	mkdir apply
	verify --run=. > out
	sql v 'UPDATE _t_gho SET a = 0 WHERE id = 5'
	fails 75 verify --run=. --default-retries=1
	[[ $stderr == *'a mark did not come back: does gho-apply run'* ]]
}

@test "SIGTERM ends it by that signal" {
	ghost 'ADD COLUMN c INT'
	mkdir hold
	touch hold/user
	gho-verify --defaults-file="$SERVER/my.cnf" --run=. plan > out 2> err 3>&- &
	sleep 0.3
	kill -TERM $!
	wait $! || status=$?
	[ "$status" -eq 143 ]
}

@test "gho-migrate compares, repairs, and says so" {
	migration
	sql v "INSERT INTO _t_gho (id, a, b) VALUES (8, 0, 'wrong'),
		(7000, 0, 'none')"
	rm wait
	ends 0
	grep 'key 8 differs in the ghost, columns: a, b; copied again' err
	grep 'only the ghost has a row with the key 7000; deleted there' err
	grep '2 rows of the ghost were wrong' err
	[ "$(sql v 'SELECT COUNT(*), SUM(a = id), SUM(b = id) FROM t')" = \
		'900	900	900' ]
}

@test "gho-migrate --no-repair ends there, the original is as it was" {
	migration --no-repair
	sql v "INSERT INTO _t_gho (id, a, b) VALUES (8, 0, 'wrong')"
	rm wait
	ends 1
	grep 'key 8 differs in the ghost' err
	grep 'the original table is as it was; kept: _t_gho' err
	[ "$(sql v "SELECT a FROM t WHERE id = 8")" = 8 ]
}

@test "gho-migrate --no-verify does not look" {
	migration --no-verify
	sql v "INSERT INTO _t_gho (id, a, b) VALUES (8, 0, 'wrong')"
	rm wait
	ends 0
	[ "$(sql v "SELECT b FROM t WHERE id = 8")" = wrong ]
}

@test "gho-migrate compares again while the cut-over is postponed" {
	migration --postpone-cut-over-flag-file="$PWD/postpone"
	rm wait
	eventually [ -e run/pid/reverify ]
	eventually [ -e run/verify/done ]
	rm postpone
	ends 0
	[ ! -s err ]
	[ "$(sql v 'SELECT COUNT(c IS NULL) FROM t')" -eq 900 ]
}
