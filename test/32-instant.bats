#!/usr/bin/env bats
# gho-instant: the server alters the table itself, or nothing happens.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE i'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	MY=(--defaults-file="$SERVER/my.cnf")
	sql i 'DROP TABLE IF EXISTS t, u, _t_gho, _t_ghc, _t_ghk, _t_del;
		CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(9));
		INSERT INTO t WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL
			SELECT n + 1 FROM r WHERE n < 100) SELECT n, n, n FROM r'
	show_create i.t > before
	started=()
}

teardown() {
	local pid
	exec 5>&-
	for pid in $(processes) "${started[@]}"; do
		kill -9 "$pid" 2>/dev/null || :
	done
	wait
}

# instant ALTER [OPTION...]
instant() {
	gho-inspect "${MY[@]}" "${@:2}" --database=i --table=t --alter="$1" \
		> plan 2> inspect.err || return
	gho-instant "${MY[@]}" --cut-over-lock-timeout-seconds=1 < plan
}

migrate() {
	gho-migrate "${MY[@]}" --database=i --table=t --allow-on-master \
		--throttle-additional-flag-file= --attempt-instant-ddl \
		--cut-over-lock-timeout-seconds=1 --alter="$1" "${@:2}"
}

unchanged() {
	cmp before <(show_create i.t)
}

# hold_table -- a transaction has used the table, until release_table.
hold_table() {
	mkfifo hold
	"$TOP/test/mysqld" client "$SERVER" --unbuffered i < hold > held 3>&- 5>&- &
	started+=($!)
	exec 5> hold
	printf 'BEGIN; SELECT COUNT(*) FROM t;\n' >&5
	eventually test -s held
}

release_table() {
	exec 5>&-
}

waits() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.processlist
		WHERE INFO LIKE 'ALTER%INSTANT%'
		AND STATE LIKE 'Waiting for table metadata%'")" = 1 ]
}

@test "what takes no time is done, as the server does it" {
	local alter
	for alter in 'ADD COLUMN c INT NOT NULL DEFAULT 7' 'ADD d INT FIRST' \
	    'DROP COLUMN b' 'RENAME COLUMN a TO z'; do
		sql i 'DROP TABLE t; CREATE TABLE t (id INT PRIMARY KEY, a INT,
				b VARCHAR(9)); INSERT INTO t VALUES (1, 2, 3);
			DROP TABLE IF EXISTS u; CREATE TABLE u LIKE t;
			INSERT INTO u SELECT * FROM t'
		instant "$alter" --approve-renamed-columns
		sql i "ALTER TABLE u $alter"
		same_tables i.t i.u
		run ! unchanged
	done
}

@test "what takes time is not: 1, and nothing has changed" {
	local alter
	for alter in 'MODIFY a BIGINT' 'ENGINE=InnoDB' 'ADD UNIQUE (a)' \
	    'PARTITION BY HASH (id) PARTITIONS 2' 'ADD c INT, MODIFY b TEXT'; do
		fails 1 instant "$alter"
		[[ $stderr == *'not altered instantly: '* ]]
		unchanged
	done
	fails 1 instant 'RENAME COLUMN a TO z' --skip-renamed-columns
	[[ $stderr == *'would keep its values'* ]]
	unchanged
}

@test "a migration: nothing is copied, nothing is left" {
	migrate 'ADD COLUMN c INT' > out
	grep -q '^# Nothing is done without --execute' out
	unchanged
	migrate 'ADD COLUMN c INT' --execute > out
	grep -q '^# Altered at once' out
	[ "$(tail -n 1 out)" = '# Done' ]
	[[ $(show_create i.t) == *'`c` int'* ]]
	[ "$(sql i 'SHOW TABLES')" = t ]
	[ -z "$(ls base)" ]
}

@test "a migration that has to copy goes on to do so" {
	migrate 'MODIFY a BIGINT' --execute > out 2> err
	grep -q 'not altered instantly: .*COPY' err
	[[ $(show_create i.t) == *'`a` bigint'* ]]
	[ "$(sql i 'SELECT COUNT(*) FROM _t_del JOIN t USING (id, a, b)')" = 100 ]
}

@test "few rows: the server's own ALTER, whatever it is" {
	local alter
	for alter in 'MODIFY a BIGINT' 'ENGINE=InnoDB' 'ADD UNIQUE (a)' \
	    'ADD c INT, MODIFY b TEXT' 'ADD COLUMN d INT'; do
		sql i 'DROP TABLE IF EXISTS u; CREATE TABLE u LIKE t;
			INSERT INTO u SELECT * FROM t'
		gho-inspect "${MY[@]}" --database=i --table=t \
			--alter="$alter" > plan
		run -0 gho-instant "${MY[@]}" --skip-instant \
			--direct-max-rows=100 < plan
		[ "$output" = 'altered	direct' ]
		sql i "ALTER TABLE u $alter"
		same_tables i.t i.u
	done
}

@test "rows are counted: one more is too many" {
	sql i 'INSERT INTO t VALUES (101, 1, 1); ANALYZE TABLE t'
	fails 1 instant 'MODIFY a BIGINT'
	fails 1 gho-instant "${MY[@]}" --skip-instant --direct-max-rows=100 \
		< plan
	[[ $stderr == *'altered directly: it has more rows'* ]]
	unchanged
	run -0 gho-instant "${MY[@]}" --direct-max-rows=101 < plan
	[ "${lines[-1]}" = 'altered	direct' ]
}

@test "few rows that would lose something: not by the server" {
	sql i "UPDATE t SET b = 'x' WHERE id = 7"
	gho-inspect "${MY[@]}" --database=i --table=t --accept-loss=b \
		--alter='MODIFY b INT' > plan 2> inspect.err
	fails 1 gho-instant "${MY[@]}" --skip-instant --direct-max-rows=1000 \
		< plan
	[[ $stderr == *'may lose values'* ]]
	unchanged
	# What was written since it was looked at is refused by the server.
	sql i "UPDATE t SET b = '7' WHERE id = 7"
	gho-inspect "${MY[@]}" --database=i --table=t \
		--alter='MODIFY b INT' > plan
	sql i "UPDATE t SET b = 'x' WHERE id = 7;
		SET @mode = @@GLOBAL.sql_mode; SET GLOBAL sql_mode = ''"
	fails 1 gho-instant "${MY[@]}" --skip-instant --direct-max-rows=1000 \
		< plan
	sql i 'SET GLOBAL sql_mode = DEFAULT'
	[[ $stderr == *'Incorrect integer value'* ]]
	unchanged
}

@test "a migration of few rows, and one of more" {
	gho-migrate "${MY[@]}" --database=i --table=t --allow-on-master \
		--direct-max-rows=100 --alter='MODIFY a BIGINT' --execute > out
	grep -q '^# Altered by the server itself, as it has few rows' out
	[[ $(show_create i.t) == *'`a` bigint'* ]]
	[ "$(sql i 'SHOW TABLES')" = t ]
	migrate 'MODIFY b TEXT' --direct-max-rows=99 --execute > out 2> err
	grep -q 'altered instantly' err
	grep -q 'altered directly: it has more' err
	[[ $(show_create i.t) == *'`b` text'* ]]
	[ "$(sql i 'SELECT COUNT(*) FROM _t_del')" = 100 ]
}

@test "a long transaction: applications wait for a moment, then it copies" {
	hold_table
	migrate 'ADD COLUMN c INT' --execute --run-dir="$PWD/run" \
		--postpone-cut-over-flag-file="$PWD/postpone" > out 2> err 3>&- 5>&- &
	local migration=$! code=0
	started+=("$migration")
	eventually waits
	eventually test -s run/pid/postponed
	grep -q 'Lock wait timeout exceeded' err
	release_table
	rm postpone
	wait "$migration" || code=$?
	cat err
	[ "$code" -eq 0 ]
	[ "$(sql i 'SELECT COUNT(*) FROM _t_del')" = 100 ]
	[[ $(show_create i.t) == *'`c` int'* ]]
}

@test "a lost answer: the table says what is true" {
	hold_table
	gho-inspect "${MY[@]}" --database=i --table=t --alter='ADD c INT' > plan
	gho-instant "${MY[@]}" --cut-over-lock-timeout-seconds=10 \
		< plan 2> err 3>&- 5>&- &
	local instant=$! code=0
	started+=("$instant")
	eventually waits
	sql "KILL $(sql "SELECT ID FROM performance_schema.processlist
		WHERE INFO LIKE 'ALTER%INSTANT%'")"
	wait "$instant" || code=$?
	cat err
	[ "$code" -eq 1 ]
	grep -q 'the connection was lost' err
	unchanged
}

@test "not while a migration runs, not with an old plan, not with garbage" {
	gho-migrate "${MY[@]}" --database=i --table=t --allow-on-master \
		--throttle-additional-flag-file= --alter='MODIFY a BIGINT' \
		--execute --run-dir="$PWD/run" \
		--postpone-cut-over-flag-file="$PWD/postpone" > out 3>&- &
	started+=($!)
	gho-inspect "${MY[@]}" --database=i --table=t --alter='ADD c INT' > plan
	eventually test -s run/pid/postponed
	fails 75 gho-instant "${MY[@]}" < plan
	[[ $stderr == *'is running already'* ]]
	rm postpone
	wait "${started[0]}"
	fails 69 gho-instant "${MY[@]}" < plan
	[[ $stderr == *'was altered since gho-inspect'* ]]
	fails 65 gho-instant "${MY[@]}" < out
	fails 64 gho-instant "${MY[@]}" --cut-over-lock-timeout-seconds=0 < plan
}
