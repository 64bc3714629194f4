#!/usr/bin/env bats
# A migration that died goes on where it was, or says why it cannot.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE r'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	MY=(--defaults-file="$SERVER/my.cnf")
	TABLE=("${MY[@]}" --database=r --table=t)
	ALTER=(--alter='ADD COLUMN extra INT')
	GO=("${TABLE[@]}" --allow-on-master --execute
		--throttle-additional-flag-file=)
	make_table r 1000
}

teardown() {
	end_processes
}

# begin [FLAG...] -- a migration in the middle of its copy, which stands still.
begin() {
	rm -f wait
	gho-migrate "${GO[@]}" "${ALTER[@]}" --run-dir="$PWD/run" \
		--chunk-size=10 --nice-ratio=50 --throttle-flag-file="$PWD/wait" \
		"$@" > out 2> err 3>&- &
	migration=$!
	eventually grep -qs '[1-9]' run/copy/copied
	touch wait
	eventually test -e run/hold/flag-file
	[ ! -e run/copy/done ]
	sql r 'UPDATE t SET v = v + 1000'
}

# kill_all -- all of it, at once.
kill_all() {
	local pids
	pids=$(processes)
	# shellcheck disable=SC2086  # numbers
	kill -9 "$migration" $pids 2>/dev/null || :
	wait "$migration" 2>/dev/null || :
}

# die -- so, and nothing has happened to the table.
die() {
	kill_all
	[ "$(show_tables r)" = '_t_ghc _t_ghk _t_gho t' ]
	run ! has_column r extra
}

# died -- a migration that was in the middle of its copy, and of which only
# what is in the server is left.
died() {
	begin "$@"
	die
	rm -r run
	rm -f wait
}

# goes_on [FLAG...] -- the same command ends what has died.
goes_on() {
	sql r 'UPDATE t SET v = v + 1000 WHERE id % 2 = 0;
		DELETE FROM t WHERE id = 500; INSERT INTO t (v) VALUES (7)'
	gho-migrate "${GO[@]}" "${ALTER[@]}" "$@" > out2 2> err2
	cat out2 err2
	grep -x '# Going on with what an earlier run has left' out2
	[ "$(tail -n 1 out2)" = '# Done' ]
	done_right
}

done_right() {
	[ "$(show_tables r)" = '_t_del t' ]
	has_column r extra
	[ "$(sql r 'SELECT COUNT(*) FROM t')" -eq 1000 ]
	diff <(sql r 'SELECT id, v FROM t ORDER BY id') \
		<(sql r 'SELECT id, v FROM _t_del ORDER BY id')
}

# copied -- rows that the run in "out2" has copied itself.
copied() {
	sed -n 's/.*going on with the copy, \([0-9]*\) rows are there/\1/p' err2
}

@test "after the death of all, and without the run directory: it goes on" {
	died
	goes_on
	# It did not begin anew.
	[ "$(copied)" -gt 0 ]
	[ "$(copied)" -lt 1000 ]
}

@test "two that died in one database go on, each with its own" {
	local go=("${GO[@]}")
	died
	sql r 'DROP TABLE IF EXISTS u, _u_del; CREATE TABLE u LIKE t;
		INSERT INTO u SELECT * FROM t'
	GO=("${GO[@]/--table=t/--table=u}")
	begin
	kill_all
	rm -r run wait
	sql r 'UPDATE u SET v = v + 1 WHERE id % 3 = 0;
		DELETE FROM u WHERE id IN (4, 900)'
	gho-migrate "${GO[@]}" "${ALTER[@]}" > out3 2> err3
	grep -x '# Going on with what an earlier run has left' out3
	[ "$(sql r 'SELECT COUNT(*) FROM u JOIN _u_del USING (id, v)')" -eq 998 ]
	[ "$(sql r 'SELECT COUNT(*) FROM u')" -eq 998 ]
	sql r 'DROP TABLE u, _u_del'
	GO=("${go[@]}")
	goes_on
}

@test "again and again" {
	died
	died
	died
	goes_on
	# Each of the three had at least one chunk.
	[ "$(copied)" -ge 30 ]
}

@test "SIGTERM: the last line says what is left and how to go on or drop it" {
	begin
	kill -TERM "$migration"
	local code=0
	wait "$migration" || code=$?
	cat err
	[ "$code" -eq 143 ]
	[ "$(tail -n 1 err)" = "gho-migrate: the original table is as it was; kept: _t_gho, _t_ghc and _t_ghk; the same command goes on with them, gho-ghost drop ${TABLE[*]} drops them" ]
	eventually no_process
	[ ! -e run ]
	goes_on
}

@test "what was kept can be dropped by name" {
	died
	gho-ghost drop "${TABLE[@]}" > dropped
	[ "$(wc -l < dropped)" -eq 3 ]
	[ "$(show_tables r)" = t ]
	gho-ghost drop "${TABLE[@]}" > dropped
	[ ! -s dropped ]
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}" --resume
	[[ $stderr == *'has left anything to resume'* ]]
}

@test "--resume demands that there is something; --checkpoint-seconds is accepted" {
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}" --resume
	[[ $stderr == *'has left anything to resume'* ]]
	[ "$(show_tables r)" = t ]
	fails 64 gho-migrate "${GO[@]}" "${ALTER[@]}" --resume \
		--initially-drop-ghost-table
	fails 64 gho-migrate "${GO[@]}" "${ALTER[@]}" --checkpoint-seconds=9
	died
	goes_on --resume --checkpoint=false --checkpoint-seconds=60
}

@test "without --execute what is left is only told of" {
	died
	gho-migrate "${TABLE[@]}" "${ALTER[@]}" --allow-on-master > shown 2> err
	grep '^# Going on with what' shown
	grep '^CREATE TABLE `_t_gho`' shown
	[ "$(show_tables r)" = '_t_ghc _t_ghk _t_gho t' ]
	goes_on
}

@test "another ALTER, other renames, another definition: refused" {
	died
	fails 69 gho-migrate "${GO[@]}" --alter='ADD COLUMN other INT'
	[[ $stderr == *'ADD COLUMN extra INT'*initially-drop-ghost-table* ]]
	[ "$(show_tables r)" = '_t_ghc _t_ghk _t_gho t' ]
	sql r 'ALTER TABLE t ADD COLUMN mine INT'
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}"
	[[ $stderr == *'was altered since'*initially-drop-ghost-table* ]]
	[ "$(show_tables r)" = '_t_ghc _t_ghk _t_gho t' ]
	sql r 'ALTER TABLE t DROP COLUMN mine'
	# The ghost is not what it was.
	sql r 'ALTER TABLE _t_gho ADD COLUMN mine INT'
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}"
	[[ $stderr == *'`_t_gho` is gone or another one'* ]]
	gho-migrate "${GO[@]}" "${ALTER[@]}" --initially-drop-ghost-table > out2
	done_right
}

@test "renames that are meant otherwise: refused" {
	ALTER=(--alter='CHANGE v w INT')
	died --approve-renamed-columns
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}" --skip-renamed-columns
	[[ $stderr == *approve-renamed-columns* ]]
}

@test "binary logs that were purged: refused" {
	died
	sql "FLUSH BINARY LOGS; FLUSH BINARY LOGS"
	last=$(sql 'SHOW BINARY LOG STATUS' | cut -f 1)
	sql "PURGE BINARY LOGS TO '$last'"
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}"
	[[ $stderr == *'is not on the server any more'*initially-drop-ghost-table* ]]
	[ "$(show_tables r)" = '_t_ghc _t_ghk _t_gho t' ]
}

@test "binary logs that were begun anew, also past the old position: refused" {
	died
	sql 'RESET BINARY LOGS AND GTIDS'
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}"
	[[ $stderr == *'is not on the server any more'* ]]
	# The file is long enough again, but has no event there.
	local from
	from=$(sql r "SELECT SUBSTRING_INDEX(coordinates, ':', -1) FROM _t_ghk
		WHERE id = 1")
	while [ "$(sql 'SHOW BINARY LOG STATUS' | cut -f 2)" -le "$from" ]; do
		sql r 'UPDATE t SET v = v + 1'
	done
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}"
	[[ $stderr == *'is not on the server any more'* ]]
}

@test "another server, to which the tables came: refused" {
	died
	sql r "UPDATE _t_ghk SET value = JSON_SET(value, '\$.server_uuid',
		'11111111-2222-3333-4444-555555555555') WHERE kind = 'plan'"
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}"
	[[ $stderr == *'was begun on the server 11111111-'* ]]
}

@test "two runs that both want to go on: one wins, the other gets 75" {
	died
	gho-migrate "${GO[@]}" "${ALTER[@]}" --run-dir="$PWD/run1" \
		> out1 2> err1 3>&- &
	local first=$! one=0 two=0
	gho-migrate "${GO[@]}" "${ALTER[@]}" --run-dir="$PWD/run2" \
		> out2 2> err2 3>&- || two=$?
	wait "$first" || one=$?
	cat err1 err2
	printf 'exits %s and %s\n' "$one" "$two"
	[ $((one + two)) -eq 75 ]
	done_right
}

@test "a run whose place was taken notices it" {
	begin
	# It is only frozen, and the server thinks that it is dead.
	local apply copy
	apply=$(cat run/pid/apply)
	copy=$(cat run/pid/copy)
	kill -STOP "$migration" "$apply" "$copy"
	kill -9 "$(cat run/pid/throttle)"
	rm wait
	gho-migrate "${GO[@]}" "${ALTER[@]}" --run-dir="$PWD/run2" \
		--postpone-cut-over-flag-file="$PWD/postpone" \
		> out2 2> err2 3>&- &
	local second=$!
	eventually test -e run2/pid/postponed
	sql r 'UPDATE t SET v = v + 1'
	kill -CONT "$apply" "$copy" "$migration"
	local code=0
	wait "$migration" || code=$?
	cat err
	[ "$code" -ne 0 ]
	eventually test ! -e run
	[ -e run2/pid/postponed ]
	rm postpone
	wait "$second"
	done_right
}

@test "a death while gho-ghost makes the tables: the next run begins anew" {
	local step
	for step in 1 2 3; do
		# What the steps of gho-ghost create leave behind.
		sql r "CREATE TABLE _t_ghc (i INT) COMMENT 'gho changelog 12ab'"
		[ "$step" -lt 2 ] ||
			sql r "CREATE TABLE _t_ghk (id BIGINT PRIMARY KEY,
				kind VARCHAR(32), value LONGTEXT)
				COMMENT 'gho checkpoint 12ab';
				INSERT INTO _t_ghk VALUES (3, 'ghost', NULL)"
		[ "$step" -lt 3 ] || sql r 'CREATE TABLE _t_gho LIKE t'
		gho-migrate "${GO[@]}" "${ALTER[@]}" --ok-to-drop-table > out2
		has_column r extra
		[ "$(show_tables r)" = t ]
		sql r 'ALTER TABLE t DROP COLUMN extra'
	done
}

@test "a death while gho-ghost drops the tables: the next run begins anew" {
	died
	sql r "DELETE FROM _t_ghk WHERE kind = 'plan'; DROP TABLE _t_gho"
	gho-migrate "${GO[@]}" "${ALTER[@]}" > out2
	run ! grep 'Going on' out2
	done_right
	# Not what somebody else has made.
	sql r 'DROP TABLE _t_del; ALTER TABLE t DROP COLUMN extra'
	died
	sql r "DELETE FROM _t_ghk WHERE kind = 'plan'; DROP TABLE _t_gho;
		CREATE TABLE _t_gho (i INT)"
	fails 69 gho-migrate "${GO[@]}" "${ALTER[@]}"
	[[ $stderr == *'did not make it'* ]]
}

# swapped_and_died -- the tables are swapped, and the run died before it could
# drop what it does not need any more.
swapped_and_died() {
	mkdir -p bin
	printf '#!/bin/sh\ncase $* in *drop*) kill -9 "$PPID"; exit 1;; esac
		exec %s "$@"\n' "$(command -v gho-ghost)" > bin/gho-ghost
	chmod +x bin/gho-ghost
	PATH=$PWD/bin:$PATH gho-migrate "${GO[@]}" "${ALTER[@]}" \
		--run-dir="$PWD/run" "$@" > out 2> err || :
	[ "$(show_tables r)" = '_t_del _t_ghc _t_ghk t' ]
	has_column r extra
	eventually no_process
}

@test "a death after the swap: the next run cleans up, and alters nothing" {
	swapped_and_died
	fails 69 gho-migrate "${GO[@]}" --alter='ADD COLUMN other INT'
	[[ $stderr == *'another --alter'* ]]
	gho-migrate "${GO[@]}" "${ALTER[@]}" > out2 2> err2
	cat out2 err2
	grep -x '# The tables were swapped by then' out2
	[ "$(tail -n 1 out2)" = '# Done' ]
	done_right
}

@test "a death after the old table was dropped: the next run cleans up" {
	swapped_and_died --ok-to-drop-table
	sql r "INSERT INTO _t_ghk (id, kind) VALUES (5, 'swapped')"
	sql r 'DROP TABLE _t_del'
	gho-migrate "${GO[@]}" "${ALTER[@]}" --ok-to-drop-table > out2 2> err2
	cat out2 err2
	grep -x '# The tables were swapped by then' out2
	[ "$(show_tables r)" = t ]
	has_column r extra
}

@test "by hand: the same two commands make the plan that goes on" {
	died
	gho-inspect "${TABLE[@]}" "${ALTER[@]}" | gho-ghost create "${MY[@]}" > plan
	mkdir apply
	mkfifo pipe
	gho-stream "${MY[@]}" plan > pipe 3>&- &
	local stream=$!
	gho-apply "${MY[@]}" plan < pipe 3>&- | gho-ledger apply 3>&- &
	gho-copy "${MY[@]}" plan > copied 2> err2
	[ "$(copied)" -gt 0 ]
	[ "$(tail -n 1 copied)" = "$(printf 'done\t1000')" ]
	[ "$(wc -l < copied)" -lt 90 ]
	# Once more there is nothing to do.
	[ "$(gho-copy "${MY[@]}" plan)" = "$(printf 'done\t1000')" ]
	local mark
	mark=$(sql r "SELECT CONCAT('m', UUID())")
	sql r "INSERT INTO _t_ghc (hint, value) VALUES ('state', '$mark')"
	eventually grep -qs "$mark" apply/mark
	diff <(sql r 'SELECT id, v FROM t ORDER BY id') \
		<(sql r 'SELECT id, v FROM _t_gho ORDER BY id')
	kill "$stream"
	wait
}
