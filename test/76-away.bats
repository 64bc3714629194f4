#!/usr/bin/env bats
# A server that restarts, is read-only for a while, or ends every session is a
# pause: the migration goes on by itself, and loses nothing.

load helper

setup_file() {
	start_server
	sql "CREATE DATABASE r; CREATE USER mover IDENTIFIED BY '';
		GRANT ALL ON r.* TO mover;
		GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO mover"
	# Not root: it may always connect, and write.
	sed 's/^user=.*/user=mover/' "$SERVER/my.cnf" > "$SERVER/mover.cnf"
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	LOAD=(--defaults-file="$SERVER/my.cnf" --database=r --table=t
		--journal="$PWD/journal")
	sql r 'DROP TABLE IF EXISTS t, _t_gho, _t_ghc, _t_ghk, _t_del'
	gho-load create "${LOAD[@]}" --rows=3000 > made
	gho-load run "${LOAD[@]}" --threads=2 --rate=50 --survive > report \
		2> errors 3>&- &
	writer=$!
}

teardown() {
	local pid
	for pid in $(processes) "${migration-}" "${writer-}"; do
		kill -9 "$pid" 2>/dev/null || :
	done
	wait
	sql 'SET GLOBAL super_read_only = 0, read_only = 0, offline_mode = 0,
		max_connections = 151'
	cat err report errors 2> /dev/null || :
}

# begin [FLAG...] -- a migration under writers, which postpones its cut-over.
begin() {
	touch postpone
	gho-migrate --defaults-file="$SERVER/mover.cnf" --database=r --table=t \
		--alter='ADD COLUMN extra INT' --allow-on-master --execute \
		--throttle-additional-flag-file= --chunk-size=100 \
		--postpone-cut-over-flag-file="$PWD/postpone" \
		--run-dir="$PWD/run" "$@" > out 2> err 3>&- &
	migration=$!
}

copying() {
	eventually grep -qs '[1-9]' run/copy/copied
	[ -e run/pid/copy ]
}

# told -- lines on stderr so far that say what is waited for.
told() {
	grep -c 'for at most 600 s' err || :
}

# ends_well -- it was waiting, and ends by itself; nothing is lost.
ends_well() {
	[ "$(told)" -gt 0 ]
	rm -f postpone
	wait "$migration"
	[ "$(tail -n 1 out)" = '# Done' ]
	sleep 0.3
	kill "$writer"
	# Super-read-only is for all of them.
	wait "$writer" || grep -E 'errors [0-9]+ \(1290 x [0-9]+\)$' report
	[ "$(sql r "SHOW COLUMNS FROM t LIKE 'extra'")" ]
	gho-load verify "${LOAD[@]}"
	run ! grep -i repair err
	[ "$(sql r "SHOW TABLES LIKE '%t%'" | paste -sd ' ')" = '_t_del t' ]
}

# heartbeat_back N -- gho-throttle has begun to write again more than N times.
heartbeat_back() {
	[ "$(grep -c 'heartbeat is written again' err)" -gt "$1" ]
}

# silent N -- it does not, nor has it done so more than N times.
silent() {
	grep 'gho-throttle' err | tail -n 1 | grep -q 'no heartbeat' &&
		! heartbeat_back "$1"
}

@test "the server is killed during the copy and while the cut-over is postponed" {
	begin --nice-ratio=20
	copying
	mysqld restart "$SERVER"
	[ -e run/pid/copy ]
	eventually heartbeat_back 0
	printf '0\n' > run/knob/nice-ratio
	eventually test -e run/pid/reverify
	local before
	before=$(told)
	mysqld restart "$SERVER"
	eventually heartbeat_back 1
	[ "$(told)" -gt "$before" ]
	ends_well
}

@test "the server dies just before gho-apply is asked to end for the cut-over" {
	begin
	eventually test -e run/pid/reverify
	kill -STOP "$(cat run/pid/apply)"
	mysqld restart "$SERVER"
	eventually heartbeat_back 0
	rm postpone
	eventually grep -q migrating run/state
	kill -CONT "$(cat run/pid/apply)"
	ends_well
}

@test "read-only, super-read-only and offline for some seconds" {
	begin --nice-ratio=20
	copying
	local how n=0
	for how in read_only super_read_only offline_mode; do
		sql "SET GLOBAL $how = 1"
		eventually silent "$n"
		sleep 2
		[ -e run/hold-copy/lag ]
		sql "SET GLOBAL super_read_only = 0, read_only = 0,
			offline_mode = 0"
		eventually heartbeat_back "$n"
		n=$((n + 1))
	done
	printf '0\n' > run/knob/nice-ratio
	ends_well
}

# sessions -- the ids of all sessions of the migration.
sessions() {
	sql "SELECT id FROM information_schema.processlist
		WHERE user = 'mover'"
}

@test "KILL of every session, and none can be opened for a while" {
	begin --nice-ratio=20
	copying
	local id n=0
	for id in $(sessions); do
		sql "KILL $id" 2> killed || grep 'Unknown thread' killed
		n=$((n + 1))
	done
	[ "$n" -ge 6 ]
	# One session does all of it, as there may be no other.
	sql --force "SET GLOBAL max_connections = 1;
		$(sessions | sed 's/.*/KILL &;/')
		DO SLEEP(4);
		SET GLOBAL max_connections = 151" 2> killed
	eventually grep -q 'Too many connections' err
	eventually heartbeat_back 0
	printf '0\n' > run/knob/nice-ratio
	ends_well
}

@test "gho-ghost drop waits for a server that is away" {
	begin
	eventually test -e run/pid/reverify
	cp run/plan plan
	kill -TERM "$migration"
	wait "$migration" || :
	mysqld kill "$SERVER"
	gho-ghost drop --defaults-file="$SERVER/my.cnf" < plan > dropped \
		2> err 3>&- &
	local drop=$!
	eventually grep -q 'not dropped yet.*for at most 600 s' err
	mysqld restart "$SERVER"
	wait "$drop"
	[ "$(wc -l < dropped)" -eq 3 ]
	mysqld kill "$SERVER"
	fails 75 gho-ghost drop --defaults-file="$SERVER/my.cnf" \
		--default-retries=0 < plan
	mysqld restart "$SERVER"
	kill "$writer"
	wait "$writer"
	gho-load verify "${LOAD[@]}"
}
