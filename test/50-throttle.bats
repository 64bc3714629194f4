#!/usr/bin/env bats
# gho-throttle: the heartbeat, the lag, and the files that say "wait".
# shellcheck shell=bash disable=SC2012,SC2016,SC2154,SC2164

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE t'
	sql t 'CREATE TABLE t (k INT PRIMARY KEY)'
	cd "$BATS_FILE_TMPDIR"
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=t --table=t \
		--alter='ENGINE=InnoDB' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p run/apply run/knob
	ln -s "$BATS_FILE_TMPDIR/plan" plan
	THROTTLE=
}

teardown() {
	if [ -n "$THROTTLE" ]; then
		kill "$THROTTLE" 2>/dev/null || :
		wait "$THROTTLE" || :
	fi
}

# Starts it in the background, with its process id in THROTTLE.
throttle() {
	gho-throttle --defaults-file="$SERVER/my.cnf" --run=run \
		--throttle-additional-flag-file="$PWD/flag2" "$@" plan \
		> out 2> err &
	THROTTLE=$!
}

# within SECONDS COMMAND... -- it becomes true in that time.
within() {
	local tries=$(($1 * 20))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ]
		sleep 0.05
	done
}

missing() {
	[ ! -e "$1" ]
}

heartbeat() {
	sql t "SELECT value FROM _t_ghc WHERE id = 1 AND hint = 'heartbeat'"
}

# acknowledge [DIR] -- every heartbeat, as gho-apply would, or gho-cutover.
acknowledge() {
	local beat dir=run/${1-apply}
	while :; do
		beat=$(heartbeat)
		if [ -n "$beat" ]; then
			echo "$beat" > "$dir/heartbeat.new"
			mv "$dir/heartbeat.new" "$dir/heartbeat"
		fi
		sleep 0.02
	done 3>&-
}

new_heartbeat() {
	[ "$(heartbeat)" != "$1" ]
}

@test "the heartbeat is the server's time, and goes on" {
	sql "SET GLOBAL time_zone = '+05:00'"
	throttle
	within 5 new_heartbeat ''
	one=$(heartbeat)
	[[ $one =~ ^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}Z$ ]]
	within 2 new_heartbeat "$one"
	# Of now, in UTC.
	age=$(sql "SELECT TIMESTAMPDIFF(SECOND, STR_TO_DATE('$(heartbeat)',
		'%Y-%m-%dT%H:%i:%s.%fZ'), UTC_TIMESTAMP(6))")
	[ "$age" -le 3 ]
	[ "$age" -ge 0 ]
	sql "SET GLOBAL time_zone = 'SYSTEM'"
}

@test "lag holds the copy alone, and lets it go again" {
	throttle --max-lag-millis=500
	# Nothing is applied: the lag counts from the start.
	within 5 test -e run/hold-copy/lag
	grep -qE '^lag=[0-9]+\.[0-9]{6}s$' run/hold-copy/lag
	# Its second line: since when.
	since=$(sed -n 2p run/hold-copy/lag)
	[ $(($(date +%s) - since)) -le 30 ]
	[ -z "$(ls run/hold)" ]
	lag=$(cat run/throttle/lag)
	sleep 1
	awk -v a="$lag" -v b="$(cat run/throttle/lag)" \
		'BEGIN { exit !(b > a + 0.8 && b < a + 3) }'
	grep -q '^lag=' run/throttle/state
	acknowledge &
	acknowledge=$!
	within 5 missing run/hold-copy/lag
	awk -v b="$(cat run/throttle/lag)" 'BEGIN { exit !(b < 0.5) }'
	kill $acknowledge
	within 5 test -e run/hold-copy/lag
	# A line for each change of mind, not for each look.
	[ "$(grep -c '^hold	lag	lag=' out)" -eq 2 ]
	[ "$(grep -c '^release	lag$' out)" -eq 1 ]
	[ "$(wc -l < out)" -eq 3 ]
}

@test "gho-cutover goes on where gho-apply has ended" {
	mkdir run/cutover
	echo 2026-01-01T00:00:00.000000Z > run/apply/heartbeat
	throttle
	within 5 test -e run/hold-copy/lag
	acknowledge cutover &
	acknowledge=$!
	within 5 missing run/hold-copy/lag
	kill $acknowledge
}

@test "the limit is a knob" {
	throttle --max-lag-millis=500
	within 5 test -e run/hold-copy/lag
	echo 600000 > run/knob/max-lag-millis
	within 5 missing run/hold-copy/lag
	echo 200 > run/knob/max-lag-millis
	within 5 test -e run/hold-copy/lag
}

@test "an acknowledgement that is no time is an unknown lag" {
	echo nonsense > run/apply/heartbeat
	throttle
	within 5 test -e run/hold-copy/lag
	[ "$(head -n 1 run/hold-copy/lag)" = 'lag unknown' ]
	[ "$(cat run/throttle/lag)" = unknown ]
}

@test "flag files hold everything" {
	throttle --throttle-flag-file="$PWD/flag1" --max-lag-millis=100000
	within 5 new_heartbeat ''
	[ -z "$(ls run/hold)" ]
	for flag in flag1 flag2; do
		touch $flag
		within 5 test -e run/hold/flag-file
		[ "$(head -n 1 run/hold/flag-file)" = flag-file ]
		within 2 grep -q flag-file run/throttle/state
		rm $flag
		within 5 missing run/hold/flag-file
	done
	[ "$(cat out)" = "$(printf 'hold\tflag-file\tflag-file
release\tflag-file\nhold\tflag-file\tflag-file\nrelease\tflag-file')" ]
}

@test "the user's own hold is not touched" {
	mkdir run/hold
	echo mine > run/hold/user
	throttle
	within 5 new_heartbeat ''
	kill "$THROTTLE"
	wait "$THROTTLE" || :
	[ "$(cat run/hold/user)" = mine ]
}

@test "the panic file ends it, with nothing held" {
	touch flag2
	throttle --panic-flag-file="$PWD/panic"
	within 5 test -e run/hold/flag-file
	touch panic
	code=0
	wait "$THROTTLE" || code=$?
	[ "$code" -eq 1 ]
	[ "$(wc -l < err)" -eq 1 ]
	grep -q "panic: $PWD/panic exists" err
	[ -z "$(ls run/hold)" ]
	[ -z "$(ls run/hold-copy)" ]
}

@test "SIGTERM: it takes its holds away and dies of it" {
	touch flag2
	throttle --max-lag-millis=100
	within 5 test -e run/hold-copy/lag
	within 5 test -e run/hold/flag-file
	kill "$THROTTLE"
	code=0
	wait "$THROTTLE" || code=$?
	[ "$code" -eq 143 ]
	[ ! -e run/hold-copy/lag ]
	[ ! -e run/hold/flag-file ]
}

@test "what a killed one left is gone with the next" {
	touch flag2
	throttle
	within 5 test -e run/hold/flag-file
	kill -9 "$THROTTLE"
	wait "$THROTTLE" || :
	[ -e run/hold/flag-file ]
	rm flag2
	throttle
	within 5 missing run/hold/flag-file
}

@test "a lost session holds the copy, and comes back" {
	acknowledge &
	acknowledge=$!
	throttle
	within 5 test -s run/apply/heartbeat
	within 5 missing run/hold-copy/lag
	for _ in 1 2 3; do
		for id in $(sql "SELECT PROCESSLIST_ID FROM
				performance_schema.session_connect_attrs
				WHERE ATTR_VALUE = 'gho-throttle'"); do
			sql "KILL $id"
		done
		within 5 grep -q 'lag unknown' out
		within 5 missing run/hold-copy/lag
		old=$(heartbeat)
		within 5 new_heartbeat "$old"
	done
	kill $acknowledge
	kill -0 "$THROTTLE"
	grep -q '^gho-throttle: warning: no heartbeat' err
	grep -q '^hold	lag	lag unknown$' out
}

@test "no changelog table: it ends and says so" {
	sql t 'RENAME TABLE _t_ghc TO away'
	run --separate-stderr gho-throttle --defaults-file="$SERVER/my.cnf" \
		--run=run plan
	sql t 'RENAME TABLE away TO _t_ghc'
	[ "$status" -eq 69 ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == *"_t_ghc' doesn't exist"* ]]
}

@test "bad options" {
	run gho-throttle plan
	[ "$status" -eq 64 ]
	fails 64 gho-throttle --run=run --max-lag-millis=x plan
	fails 71 gho-throttle --run=/nonexistent plan
}

@test "one migration of a table at a time, from whatever host" {
	throttle
	within 5 new_heartbeat ''
	mkdir other
	fails 75 gho-throttle --defaults-file="$SERVER/my.cnf" --run=other plan
	[[ $stderr == *"is running already, session "* ]]
	fails 75 gho-inspect --defaults-file="$SERVER/my.cnf" --database=t \
		--table=t --alter='ENGINE=InnoDB' --initially-drop-ghost-table
	[[ $stderr == *"is running already, session "* ]]
}
