#!/usr/bin/env bats
# Semi-synchronous replication, AFTER_SYNC: a transaction is in the binary log,
# and sent to all who read that, before its replica has acknowledged it; nobody
# else can see its rows until then.  Reference Manual, "Semisynchronous
# Replication".

load helper

REPLICA=$BATS_FILE_TMPDIR/replica

setup_file() {
	start_server --plugin-load-add=semisync_source.so \
		--rpl-semi-sync-source-enabled=1 \
		--rpl-semi-sync-source-timeout=600000
	mysqld start "$REPLICA" --plugin-load-add=semisync_replica.so \
		--rpl-semi-sync-replica-enabled=1
	mysqld client "$REPLICA" -e "CHANGE REPLICATION SOURCE TO
		SOURCE_HOST = '127.0.0.1',
		SOURCE_PORT = $(cat "$SERVER/port"), SOURCE_USER = 'root',
		GET_SOURCE_PUBLIC_KEY = 1, SOURCE_CONNECT_RETRY = 1;
		START REPLICA"
	eventually acknowledged
	sql 'CREATE DATABASE r'
}

teardown_file() {
	kill -CONT "$(cat "$REPLICA/pid")"
	# Without its replica the server would not stop for long.
	mysqld kill "$REPLICA"
	mysqld kill "$SERVER"
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	CNF=--defaults-file=$SERVER/my.cnf
	LOAD=("$CNF" --database=r --table=t --journal="$PWD/journal")
	sql r 'DROP TABLE IF EXISTS t, _t_gho, _t_ghc, _t_ghk, _t_del'
	gho-load create "${LOAD[@]}" --rows=3000 > made
}

teardown() {
	kill -CONT "$(cat "$REPLICA/pid")"
	end_processes
	cat err report 2> /dev/null || :
}

# acknowledged -- there is a replica whose answers are waited for.
acknowledged() {
	[ "$(sql "SELECT VARIABLE_VALUE FROM performance_schema.global_status
		WHERE VARIABLE_NAME = 'Rpl_semi_sync_source_clients'")" = 1 ]
}

# waiting -- sessions wait for its answer.
waiting() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.threads
		WHERE PROCESSLIST_STATE LIKE
		'Waiting for semi-sync ACK from replica%'")" -gt 0 ]
}

# stall SECONDS -- the replica says nothing for so long, and others wait.
stall() {
	kill -STOP "$(cat "$REPLICA/pid")"
	eventually waiting
	sleep "$1"
	kill -CONT "$(cat "$REPLICA/pid")"
}

# copy_waits -- gho-copy does, for a row that somebody has locked.
copy_waits() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.data_lock_waits
		JOIN performance_schema.session_connect_attrs
		JOIN performance_schema.threads USING (PROCESSLIST_ID)
		WHERE THREAD_ID = REQUESTING_THREAD_ID
		AND ATTR_NAME = 'program_name' AND ATTR_VALUE = 'gho-copy'")" -gt 0 ]
}

@test "the stream has rows that nobody can see, and they are not lost" {
	gho-inspect "$CNF" --database=r --table=t \
		--alter='ADD COLUMN extra INT' | gho-ghost create "$CNF" > plan
	gho-stream "$CNF" plan | gho-cat > seen 3>&- &
	local stream=$!
	kill -STOP "$(cat "$REPLICA/pid")"
	# Outside of all keys that can be seen.
	sql r "INSERT INTO t SELECT k, CONCAT('unseen', k), qty, hits, name,
		price, placed, seen, details, state, memo
		FROM (SELECT -987654 k UNION SELECT 987654) k,
		(SELECT * FROM t LIMIT 1) t" 3>&- &
	local writer=$!
	eventually grep -q unseen987654 seen
	waiting
	[ "$(sql r 'SELECT COUNT(*) FROM t WHERE ABS(id) = 987654')" = 0 ]
	# The copy begins now, and has to wait for them.
	gho-copy "$CNF" plan > copied 2> err 3>&- &
	local copy=$!
	eventually copy_waits
	kill -CONT "$(cat "$REPLICA/pid")"
	wait "$writer"
	wait "$copy"
	[ "$(sql r 'SELECT COUNT(*) FROM _t_gho WHERE ABS(id) = 987654')" = 2 ]
	kill %1 2> /dev/null || kill "$stream"
	gho-ghost drop "$CNF" < plan > dropped
}

@test "stalls while it copies, compares, postpones and cuts over" {
	gho-load run "${LOAD[@]}" --threads=4 --rate=100 --survive > report \
		2> errors 3>&- &
	local writer=$!
	touch postpone
	gho-migrate "$CNF" --database=r --table=t \
		--alter='ADD COLUMN extra INT' --allow-on-master --execute \
		--throttle-additional-flag-file= --chunk-size=100 \
		--postpone-cut-over-flag-file="$PWD/postpone" \
		--run-dir="$PWD/run" --nice-ratio=3 > out 2> err 3>&- &
	local migration=$!
	eventually test -e run/copy/copied
	stall 1
	stall 1
	eventually test -e run/pid/reverify
	stall 2
	rm postpone
	eventually test -e run/pid/cutover
	stall 2
	wait "$migration"
	kill "$writer"
	wait "$writer"
	gho-load verify "${LOAD[@]}"
	run ! grep -i repair err
	sql r 'SELECT extra FROM t LIMIT 1'
}
