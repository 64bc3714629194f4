#!/usr/bin/env bats
# gho-apply leaves to gho-copy the rows that it has not come to yet.
#
# gho-copy says how far it may go for 50 chunks at a time: with 10 rows each,
# of keys without gaps, that is up to 460, 970, and so on.
# shellcheck shell=bash disable=SC2030,SC2031,SC2034,SC2154,SC2164

load helper

setup_file() { start_server; }
teardown_file() { stop_server; }

setup() {
	cd "$BATS_TEST_TMPDIR"
	DB=ahead$BATS_TEST_NUMBER
	copy='' applying=''
	sql "CREATE DATABASE $DB"
}

teardown() {
	local pid
	for pid in $copy $applying; do
		kill -9 "$pid" 2> /dev/null || :
	done
	wait
}

dd() { sql --database="$DB" "$@"; }

plan() {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database="$DB" \
		--table=t --alter='ENGINE=InnoDB' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
}

# make_rows -- 2000 rows, from 1 on
make_rows() {
	make_table "$DB" 1000
	dd 'INSERT INTO t SELECT id + 1000, v FROM t'
}

# seam_copy KIND [OPTION...] -- in the background, as ${copy}, up to ${step}
seam_copy() {
	local at=${step:-copy-ahead}
	GHO_FAIL_AT=$at:$1 "$TOP/build-seam/bin/gho-copy" \
		--defaults-file="$SERVER/my.cnf" --chunk-size=10 "${@:2}" plan \
		> copied 2> copy.err 3>&- &
	copy=$!
	eventually grep -q "seam $at:" copy.err
}

go_on() {
	kill -CONT "$copy"
	ends 0 "$copy"
	copy=
}

# apply [OPTION...] -- all that the log has since it was applied last
apply() {
	gho-stream --defaults-file="$SERVER/my.cnf" --until-end \
		${applied:+--from="$applied"} plan > records
	gho-apply --defaults-file="$SERVER/my.cnf" --verbose "$@" plan \
		< records > told 2> apply.err
	applied=$(grep '^applied' told | tail -n 1 | cut -f 2)
}

# left N -- so many changes of the last stream were left to the copy
left() {
	if [ "$1" -eq 0 ]; then
		! grep 'were left to the copy' apply.err
	else
		grep -q " $1 changes were left to the copy" apply.err
	fi
}

ghost_ids() { dd "SELECT GROUP_CONCAT(id ORDER BY id) FROM _t_gho"; }

same() { cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho"); }

@test "what is before it is written, what is behind it is not, and comes with it" {
	make_rows
	plan
	# Nobody copies yet.
	dd 'UPDATE t SET v = -1 WHERE id IN (7, 1500)'
	apply
	left 0
	[ "$(ghost_ids)" = 7,1500 ]
	seam_copy stop
	[ "$(dd 'SELECT value FROM _t_ghk WHERE kind = "ahead"')" = 460$'\t'2000 ]
	# Before it; behind it; removed behind it; into it, out of it; past its end.
	dd 'UPDATE t SET v = -2 WHERE id = 460;
		UPDATE t SET v = -3 WHERE id IN (461, 1500, 1999);
		DELETE FROM t WHERE id IN (8, 1600);
		UPDATE t SET id = -5 WHERE id = 1700;
		UPDATE t SET id = 9000 WHERE id = 1800;
		UPDATE t SET v = -4 WHERE id = 2000;
		INSERT INTO t VALUES (8000, 1)'
	apply
	left 3
	[ "$(ghost_ids)" = -5,7,460,2000,8000,9000 ]
	go_on
	same
	# It is over: everything is written.
	dd 'UPDATE t SET v = -6 WHERE id IN (461, 1500)'
	apply
	left 0
	same
}

@test "while a batch relies on it, the copy goes no further" {
	make_rows
	plan
	seam_copy stop
	dd 'UPDATE t SET v = -1 WHERE id = 500; DELETE FROM t WHERE id = 700'
	gho-stream --defaults-file="$SERVER/my.cnf" --until-end plan > records
	GHO_FAIL_AT=apply-ahead:stop "$TOP/build-seam/bin/gho-apply" \
		--defaults-file="$SERVER/my.cnf" --verbose plan \
		< records > told 2> apply.err 3>&- &
	applying=$!
	eventually grep -q 'seam apply-ahead' apply.err
	kill -CONT "$copy"
	eventually grep -q "^copied	460	" copied
	# It would be there by now.
	sleep 1
	[ "$(dd 'SELECT MAX(id) FROM _t_gho')" = 460 ]
	kill -CONT "$applying"
	ends 0 "$applying"
	left 1
	ends 0 "$copy"
	copy=
	[ "$(dd 'SELECT v FROM _t_gho WHERE id = 500')" = -1 ]
	same
}

@test "a copy that died has said how far it may have come" {
	make_rows
	plan
	# It was at 970.
	seam_copy kill:3
	ends 137 "$copy"
	local said
	said=$(dd 'SELECT value FROM _t_ghk WHERE kind = "ahead"')
	[ "${said%%	*}" -eq 1480 ]
	dd "UPDATE t SET v = -1 WHERE id IN (${said%%	*}, ${said%%	*} + 1)"
	apply
	left 1
	# The next one begins before that, and does not take it back.
	seam_copy stop
	[ "$(dd 'SELECT value FROM _t_ghk WHERE kind = "ahead"')" = "$said" ]
	go_on
	same
}

@test "a copy that begins anew takes back what was said" {
	make_rows
	plan
	seam_copy kill
	ends 137 "$copy"
	[ "$(dd 'SELECT value FROM _t_ghk WHERE kind = "ahead"')" = 460$'\t'2000 ]
	dd 'DELETE FROM t WHERE id > 1500'
	# Nobody knows yet where it will end.
	step=copy-forgotten seam_copy stop --again
	dd 'INSERT INTO t VALUES (1700, 1)'
	apply
	left 0
	[ "$(ghost_ids)" = 1700 ]
	kill -9 "$copy"
	ends 137 "$copy"
	seam_copy stop --again
	[ "$(dd 'SELECT value FROM _t_ghk WHERE kind = "ahead"')" = 460$'\t'1700 ]
	dd 'INSERT INTO t VALUES (1800, 1); UPDATE t SET v = -1 WHERE id = 1400'
	apply
	left 1
	[ "$(ghost_ids)" = 1700,1800 ]
	go_on
	same
	# Of an empty table nothing is said.
	dd 'DELETE FROM t'
	apply
	gho-copy --defaults-file="$SERVER/my.cnf" --again plan > copied
	[ -z "$(dd 'SELECT value FROM _t_ghk WHERE kind = "ahead"')" ]
	dd 'INSERT INTO t VALUES (600, 1)'
	apply
	left 0
	[ "$(ghost_ids)" = 600 ]
}

@test "several columns, unsigned numbers, several sessions, small batches" {
	dd 'CREATE TABLE t (a BIGINT UNSIGNED, b INT, v INT, PRIMARY KEY (a, b))'
	dd 'INSERT INTO t WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL
		SELECT n + 1 FROM r WHERE n < 900)
		SELECT 18446744073709551000 + n DIV 3, n MOD 3, n FROM r'
	plan
	seam_copy stop
	dd 'UPDATE t SET v = v + 1000; DELETE FROM t WHERE v MOD 5 = 0'
	apply --sessions=3 --dml-batch-size=250
	grep -q 'were left to the copy' apply.err
	[ "$(dd 'SELECT COUNT(*) BETWEEN 1 AND 500 FROM _t_gho')" = 1 ]
	go_on
	same
}

@test "nothing is left to it with another UNIQUE key, or a key of text" {
	local key
	for key in 'id INT PRIMARY KEY, v INT, UNIQUE KEY (v)' \
	    'id VARCHAR(20) PRIMARY KEY, v INT'; do
		dd 'DROP TABLE IF EXISTS t, _t_gho, _t_ghc, _t_ghk'
		dd "CREATE TABLE t ($key)"
		dd 'INSERT INTO t WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL
			SELECT n + 1 FROM r WHERE n < 900) SELECT n, n FROM r'
		plan
		applied=
		dd 'UPDATE t SET v = -1 WHERE id = 888'
		apply
		grep -q '^applied.*	1	' told
		left 0
		[ "$(ghost_ids)" = 888 ]
		gho-copy --defaults-file="$SERVER/my.cnf" plan > copied
		same
		[ -z "$(dd 'SELECT value FROM _t_ghk WHERE kind = "ahead"')" ]
	done
}
