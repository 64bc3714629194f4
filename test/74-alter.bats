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
