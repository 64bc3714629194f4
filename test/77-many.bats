#!/usr/bin/env bats
# gho-many: a list of migrations, some at a time.

load helper

setup_file() { start_server; }
teardown_file() { stop_server; }

setup() {
	cd "$BATS_TEST_TMPDIR"
	DB=many$BATS_TEST_NUMBER
	export GHO_RUN_BASE=$PWD/base
	sql "CREATE DATABASE $DB"
	many=
}

teardown() {
	[ -z "$many" ] || kill "$many" 2> /dev/null || :
	end_processes
}

# tables N ROWS - t1 to tN, and a list of migrations for them
tables() {
	local i
	{
		printf '# a list\n\n'
		for i in $(seq "$1"); do
			sql "$DB" "CREATE TABLE t$i (id INT AUTO_INCREMENT
				PRIMARY KEY, v INT);
				SET cte_max_recursion_depth = 100000;
				INSERT INTO t$i WITH RECURSIVE r (n) AS (
				SELECT 1 UNION ALL SELECT n + 1 FROM r
				WHERE n < $2) SELECT n, n FROM r" >&2
			printf -- '-   %s.t%d\tADD COLUMN  n INT DEFAULT %d\n' \
				"$DB" "$i" "$i"
		done
	} > list
}

many() {
	gho-many "${@:1:$#-1}" list state --defaults-file="$SERVER/my.cnf" \
		--allow-on-master "${!#}"
}

# migrated N - how many tables have the new column
migrated() {
	[ "$(sql "SELECT COUNT(*) FROM information_schema.COLUMNS
		WHERE TABLE_SCHEMA = '$DB' AND COLUMN_NAME = 'n'
		AND TABLE_NAME LIKE 't%'")" -eq "$1" ]
}

# states - of all lines, counted
states() { gho-many --status state | cut -f 1 | sort | uniq -c | xargs; }

@test "ten at once, one killed, the rest done, and resumed" {
	tables 10 200
	sql "INSERT INTO $DB.t7 SELECT id + 1000, v FROM $DB.t7"
	mkdir state
	touch state/throttle
	many --jobs=10 --chunk-size=100 > told 2> err &
	many=$!
	running() { [ "$(states)" = '10 running' ]; }
	eventually running
	held() { [ "$(cat base/*/hold/flag-file 2> /dev/null |
		grep -c '^flag-file')" -eq 10 ]; }
	eventually held
	[ "$(gho-ctl list | wc -l)" -eq 10 ]
	kill -9 "$(cat state/"$DB".t7-*/pid)"
	rm state/throttle
	ends 1 "$many"
	many=
	migrated 9
	[ "$(states)" = '9 done 1 failed' ]
	grep -q "failed	-	$DB.t7	137" told
	grep -q "$DB.t7: gho-migrate exited with 137" err
	[ "$(cat state/*/done | wc -l)" -eq 9 ]
	sum=$(sql "SELECT MAX(CREATE_TIME) FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = '$DB' AND TABLE_NAME = 't1'")
	many --jobs=10 --ok-to-drop-table > told
	migrated 10
	[ "$(states)" = '10 done' ]
	[ "$(sql "SELECT COUNT(*), SUM(n = 7) FROM $DB.t7")" = '400	400' ]
	grep -q 'Going on with what an earlier run has left' \
		state/"$DB".t7-*/log
	# Nothing that was done is done again.
	[ "$(sql "SELECT MAX(CREATE_TIME) FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = '$DB' AND TABLE_NAME = 't1'")" = "$sum" ]
}

@test "told to end: no more are begun, the same command goes on" {
	tables 4 50
	mkdir state
	touch state/throttle
	gho-many --jobs=2 list state --defaults-file="$SERVER/my.cnf" \
		--allow-on-master > told 2> err &
	many=$!
	two() { [ "$(states)" = '2 running 2 waiting' ]; }
	eventually two
	run -75 --separate-stderr many --verbose
	[[ $stderr == *"runs in"*"already"* ]]
	kill "$many"
	ends 1 "$many"
	many=
	no_process
	[ "$(states)" = '2 failed 2 waiting' ]
	migrated 0
	rm state/throttle
	many --jobs=4 --verbose > told
	[ "$(states)" = '4 done' ]
	migrated 4
}

@test "one that fails does not end the others; --check executes nothing" {
	tables 3 10
	printf -- '- %s.none ENGINE=InnoDB\n' "$DB" >> list
	run -1 --separate-stderr many --check --verbose
	[ "$(states)" = '3 checked 1 failed' ]
	migrated 0
	run -1 --separate-stderr many --jobs=3 --verbose
	[ "$(states)" = '3 done 1 failed' ]
	[[ $output == *"failed	-	$DB.none	69 "* ]]
	migrated 3
	[ -z "$(gho-ctl list)" ]
	# One line alone.
	sql "CREATE TABLE $DB.x (id INT PRIMARY KEY)"
	gho-many --one="-  $DB.x ADD COLUMN n CHAR(9) DEFAULT 'a  \"%\\\\ b'" \
		state --allow-on-master --defaults-file="$SERVER/my.cnf"
	sql "INSERT INTO $DB.x (id) VALUES (1)"
	[ "$(sql "SELECT n FROM $DB.x")" = 'a  "%\ b' ]
}

@test "a list that makes no sense: nothing is begun" {
	printf 'db1 t ENGINE=InnoDB\n' > list
	fails 64 many --verbose
	[[ $stderr == *"t is not DATABASE.TABLE"* ]]
	printf 'db1 d.t\n' > list
	fails 64 many --verbose
	printf 'db1 d.t ENGINE=InnoDB\ndb1  d.t  FORCE\n' > list
	fails 64 many --verbose
	[[ $stderr == *"twice"* ]]
	[ ! -e state ]
	fails 64 gho-many --jobs=none list state
	fails 71 gho-many nolist state
}
