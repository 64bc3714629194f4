#!/usr/bin/env bats
# A source and a replica: which is read, which is written to, and when neither.

load helper

setup_file() {
	set -- --gtid-mode=ON --enforce-gtid-consistency=ON \
		--skip-replica-start --binlog-transaction-dependency-history-size=1000
	start_server "$@"
	"$TOP/test/mysqld" start "$SERVER-replica" "$@"
	sql "CREATE USER follower@localhost IDENTIFIED BY 'r\"1';
		GRANT REPLICATION SLAVE ON *.* TO follower@localhost"
	replicate "SOURCE_PORT = $(cat "$SERVER/port")"
}

teardown_file() {
	"$TOP/test/mysqld" stop "$SERVER-replica"
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	ON=(--database=t --table=t --throttle-additional-flag-file=)
	GO=("${ON[@]}" --alter='ADD COLUMN extra INT, MODIFY qty BIGINT NOT NULL'
		--execute)
	REPLICA=(--defaults-file="$SERVER-replica/my.cnf")
	SOURCE=(--defaults-file="$SERVER/my.cnf")
	LOAD=(--database=t --table=t --journal="$PWD/journal")
	migration='' writers=''
	sql 'DROP DATABASE IF EXISTS t; CREATE DATABASE t'
	gho-load create "${SOURCE[@]}" "${LOAD[@]}" --rows=2000
	caught_up
}

teardown() {
	[ -z "$writers" ] || kill "$writers"
	end_processes
	[ ! -d "$SERVER-leaf" ] || {
		"$TOP/test/mysqld" stop "$SERVER-leaf"
		rm -rf "$SERVER-leaf"
	}
	back_to_normal
}

# back_to_normal -- the replica follows the source, as it was at the start.
back_to_normal() {
	[ "$(sql 'SELECT @@gtid_mode')" = ON ] || gtid_on
	on_replica 'STOP REPLICA; SET GLOBAL super_read_only = OFF;
		SET GLOBAL read_only = OFF; SET GLOBAL binlog_format = ROW;
		DROP DATABASE IF EXISTS t; RESET BINARY LOGS AND GTIDS'
	sql 'STOP REPLICA; RESET REPLICA ALL; SET GLOBAL read_only = OFF;
		SET GLOBAL binlog_format = ROW'
	sql 'DROP DATABASE IF EXISTS t; RESET BINARY LOGS AND GTIDS'
	replicate "SOURCE_PORT = $(cat "$SERVER/port")"
}

on_replica() {
	"$TOP/test/mysqld" client "$SERVER-replica" --batch --raw \
		--skip-column-names --execute="$1"
}

# replicate OPTION -- the replica's source, by GTIDs.
replicate() {
	on_replica "STOP REPLICA; RESET REPLICA ALL;
		CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1',
		SOURCE_USER = 'root', GET_SOURCE_PUBLIC_KEY = 1,
		SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 1000,
		SOURCE_AUTO_POSITION = 1, $1; START REPLICA"
}

# caught_up -- the replica has all that the source has by now.
caught_up() {
	local set
	set=$(sql 'SELECT @@gtid_executed')
	[ "$(on_replica "SELECT WAIT_FOR_EXECUTED_GTID_SET('$set', 30)")" = 0 ]
}

written() {
	wc -c < journal
}

more_than() {
	[ "$(written)" -gt "$1" ]
}

write_rows() {
	gho-load run "${SOURCE[@]}" "${LOAD[@]}" --threads=4 --rate=200 \
		> report 2> errors 3>&- &
	writers=$!
	eventually more_than "$(($(written) + 500))"
}

stop_writing() {
	local code=0
	kill "$writers"
	wait "$writers" || code=$?
	writers=
	cat report errors
	[ "$code" -eq 0 ]
}

# migrated -- while others wrote: on the source and on the replica every row
# is as it was written, in the new table.
migrated() {
	stop_writing
	has_column t extra
	gho-load verify "${SOURCE[@]}" "${LOAD[@]}"
	caught_up
	gho-load verify "${REPLICA[@]}" "${LOAD[@]}"
	[ "$(on_replica 'SHOW COLUMNS FROM t.t LIKE "extra"')" ]
	[ "$(show_tables t)" = '_t_del t' ]
}

# sessions TOOL [replica] -- of a tool, on a server.
sessions() {
	"$TOP/test/mysqld" client "$SERVER${2:+-$2}" --batch \
		--skip-column-names --execute="SELECT COUNT(DISTINCT processlist_id)
		FROM performance_schema.session_connect_attrs
		WHERE attr_name = 'program_name' AND attr_value = '$1'"
}

# begin FLAG... -- a migration whose cut-over is postponed, under way.
begin() {
	gho-migrate "${GO[@]}" --run-dir="$PWD/run" \
		--postpone-cut-over-flag-file="$PWD/postpone" "$@" \
		> out 2> err 3>&- &
	migration=$!
	eventually test -s run/pid/postponed
}

# dies -- the migration, all of it at once; others go on.
dies() {
	local pid
	for pid in $(processes); do
		kill -9 "$pid" 2> /dev/null || :
	done
	wait "$migration" || :
	rm -r run
}

# migrate FLAG... -- it works; its output is in out and err.
migrate() {
	gho-migrate "${GO[@]}" "$@" > out 2> err || {
		cat out err
		return 1
	}
}

# refuses CODE TEXT FLAG... -- says so, and leaves nothing.
refuses() {
	local text=$2
	fails "$1" gho-migrate "${GO[@]}" "${@:3}"
	[[ $stderr == *"$text"* ]] || {
		printf 'it said: %s\n' "$stderr"
		return 1
	}
	[ "$(show_tables t)" = t ]
}

@test "the replica's log is read, the source is written to" {
	write_rows
	begin "${REPLICA[@]}"
	[ "$(sessions gho-stream)$(sessions gho-stream replica)" = 01 ]
	[ "$(sessions gho-apply)$(sessions gho-apply replica)" = 10 ]
	grep -x "# Migrating .*:$(cat "$SERVER/port"); inspecting .*:$(
		cat "$SERVER-replica/port"); executing on .*" out
	gho-ghost show stream_uuid < run/plan |
		grep -x "$(on_replica 'SELECT @@server_uuid')"
	echo inspector | gho-serve --stdio run |
		grep -F ":$(cat "$SERVER-replica/port"), Version: "
	echo applier | gho-serve --stdio run |
		grep -F ":$(cat "$SERVER/port"), Version: "
	# How long the replica keeps its logs, and how far it is behind.
	eventually test -s run/throttle/binlog-kept
	eventually grep -qx '[0-9.]*' run/throttle/server-lag
	rm postpone
	ends 0 "$migration"
	migrated
}

# start_leaf OPTION... -- a replica of the replica; by itself it goes on.
start_leaf() {
	"$TOP/test/mysqld" start "$SERVER-leaf" --gtid-mode=ON \
		--enforce-gtid-consistency=ON "$@"
}

on_leaf() {
	"$TOP/test/mysqld" client "$SERVER-leaf" --batch --raw \
		--skip-column-names --execute="$1"
}

leaf_has_table() {
	on_leaf 'SELECT COUNT(*) FROM t.t' 2> /dev/null | grep -qx 2000
}

@test "a replica of a replica: its source's source is found" {
	local leaf=(--defaults-file="$SERVER-leaf/my.cnf") set
	start_leaf --log-replica-updates=OFF
	on_leaf "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1',
		SOURCE_PORT = $(cat "$SERVER-replica/port"),
		SOURCE_USER = 'root', GET_SOURCE_PUBLIC_KEY = 1,
		SOURCE_AUTO_POSITION = 1; START REPLICA"
	eventually leaf_has_table
	refuses 69 'log_replica_updates is OFF' "${leaf[@]}"
	"$TOP/test/mysqld" stop "$SERVER-leaf"
	start_leaf
	eventually leaf_has_table
	write_rows
	migrate "${leaf[@]}"
	grep "^# Migrating .*:$(cat "$SERVER/port"); inspecting .*:$(
		cat "$SERVER-leaf/port")" out
	migrated
	set=$(sql 'SELECT @@gtid_executed')
	[ "$(on_leaf "SELECT WAIT_FOR_EXECUTED_GTID_SET('$set', 30)")" = 0 ]
	gho-load verify "${leaf[@]}" "${LOAD[@]}"
}

@test "a replica that stops is waited for, one that dies, too" {
	write_rows
	begin "${REPLICA[@]}" --max-lag-millis=500
	on_replica 'STOP REPLICA SQL_THREAD'
	eventually grep -q 'lag=' run/hold-copy/lag
	eventually grep -Eq '^[1-9]' run/throttle/server-lag
	on_replica 'START REPLICA SQL_THREAD'
	eventually test ! -e run/hold-copy/lag
	"$TOP/test/mysqld" restart "$SERVER-replica"
	on_replica 'START REPLICA'
	eventually grep -q 'gho-stream: warning: no connection' err
	rm postpone
	ends 0 "$migration"
	migrated
}

@test "by GTIDs; and a run goes on where another server's log is read" {
	write_rows
	begin "${REPLICA[@]}" --gtid
	[[ $(gho-ghost show start < run/plan) == *-*:*-* ]]
	dies
	# Positions of the one are none of the other: the source is read now.
	migrate "${SOURCE[@]}" --allow-on-master
	grep -x '# Going on with what an earlier run has left' out
	migrated
}

@test "the position of another server is refused without GTIDs" {
	GO+=(--alter='ENGINE=InnoDB')
	begin "${REPLICA[@]}"
	dies
	sql "UPDATE t._t_ghk SET gtid_set = NULL;
		UPDATE t._t_ghk SET value = JSON_SET(value, '$.start_gtid', NULL)
		WHERE kind = 'plan'"
	fails 69 gho-migrate "${GO[@]}" "${SOURCE[@]}" --allow-on-master
	[[ $stderr == *"has followed the server"*"follow that one again"* ]]
}

@test "the source itself is asked for with a word; other exclusions" {
	refuses 69 '--allow-on-master' "${SOURCE[@]}"
	refuses 69 '--allow-on-master' "${SOURCE[@]}" \
		--assume-master-host="127.0.0.1:$(cat "$SERVER/port")"
	refuses 64 'exclude each other' --allow-on-master --test-on-replica
	refuses 64 'exclude each other' --allow-on-master --migrate-on-replica
	refuses 64 'exclude each other' --test-on-replica --migrate-on-replica
	refuses 64 'exclude each other' --test-on-replica --attempt-instant-ddl
	refuses 64 'exclude each other' --switch-to-rbr --assume-rbr
	refuses 64 'without --test-on-replica' --test-on-replica-skip-replica-stop
	refuses 64 'without --assume-master-host' --master-user=x
	refuses 64 'without --assume-master-host' --master-password=x
	refuses 64 'not HOST or HOST:PORT' --assume-master-host=a:b
	refuses 69 'is no replica' "${SOURCE[@]}" --test-on-replica
	refuses 69 'is no replica' "${SOURCE[@]}" --migrate-on-replica
}

follows() {
	[ "$(on_replica "SELECT COUNT(*) FROM
		performance_schema.replication_connection_status
		WHERE SERVICE_STATE = 'ON'")" = 1 ]
}

# elsewhere COMMAND... -- where the network has nobody but, at the port of the
# source, the replica.
elsewhere() {
	unshare -rn python3 - "$(cat "$SERVER/port")" "$SERVER-replica/sock" \
		"$@" <<'EOF'
import fcntl, os, socket, struct, subprocess, sys, threading
fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh14x', b'lo', 0x41))
def pump(a, b):
    while data := a.recv(65536):
        b.sendall(data)
    b.shutdown(socket.SHUT_WR)
def serve(listener):
    while True:
        near = listener.accept()[0]
        far = socket.socket(socket.AF_UNIX)
        far.connect(sys.argv[2])
        for pair in (near, far), (far, near):
            threading.Thread(target=pump, args=pair, daemon=True).start()
if sys.argv[1] != '0':
    listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
    threading.Thread(target=serve, args=[listener], daemon=True).start()
sys.exit(subprocess.call(sys.argv[3:]))
EOF
}

# lost COMMAND... -- where the network has nobody at all.
lost() {
	unshare -rn "$@"
}

@test "a source that cannot be reached from here, or is another one" {
	fails 75 lost gho-migrate "${GO[@]}" "${REPLICA[@]}"
	[[ $stderr == *"the source 127.0.0.1:"*"cannot be reached from here"*"--assume-master-host"* ]]
	fails 69 elsewhere gho-migrate "${GO[@]}" "${REPLICA[@]}"
	[[ $stderr == *"is the server $(on_replica 'SELECT @@server_uuid') from here, but its source is $(
		sql 'SELECT @@server_uuid'); --assume-master-host"* ]]
	fails 75 gho-migrate "${GO[@]}" "${REPLICA[@]}" \
		--assume-master-host=127.0.0.1:1
	fails 75 gho-migrate "${GO[@]}" "${REPLICA[@]}" \
		--assume-master-host=no.such.host.invalid
	# As its replica calls it nobody finds it.
	replicate "SOURCE_HOST = 'no.such.host.invalid', SOURCE_PORT = 1"
	refuses 69 'replication from no.such.host.invalid:1 is broken' \
		"${REPLICA[@]}"
	on_replica 'STOP REPLICA'
	refuses 69 'START REPLICA, or --assume-master-host' "${REPLICA[@]}"
}

@test "--assume-master-host, with a user and a password of its own" {
	sql "CREATE USER IF NOT EXISTS writer IDENTIFIED BY 'S3cret\"'' #';
		GRANT ALL ON *.* TO writer"
	caught_up
	on_replica "ALTER USER writer IDENTIFIED BY 'other'"
	write_rows
	begin "${REPLICA[@]}" --master-user=writer \
		--assume-master-host="127.0.0.1:$(cat "$SERVER/port")" \
		--master-password="S3cret\"' #"
	# Our own arguments have it; those of no stage have.
	local file
	for file in run/pid/*; do
		tr '\0' ' ' < "/proc/$(cat "$file")/cmdline" > shown
		[ -s shown ]
		run ! grep -F S3cret shown
	done
	[ "$(stat -c %a run/client.cnf run/stream.cnf | uniq)" = 600 ]
	[ "$(sql "SELECT COUNT(*) > 2 FROM information_schema.PROCESSLIST
		WHERE USER = 'writer'")" = 1 ]
	[ "$(on_replica "SELECT COUNT(*) FROM information_schema.PROCESSLIST
		WHERE USER = 'writer'")" = 0 ]
	rm postpone
	ends 0 "$migration"
	run ! grep -F S3cret out err
	migrated
	sql 'DROP USER writer'
}

@test "servers that replicate from each other" {
	sql "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1',
		SOURCE_PORT = $(cat "$SERVER-replica/port"),
		SOURCE_USER = 'root', GET_SOURCE_PUBLIC_KEY = 1,
		SOURCE_AUTO_POSITION = 1; START REPLICA"
	eventually follows
	refuses 69 'replicate from each other' "${REPLICA[@]}"
	refuses 69 '2 take writes; --assume-master-host' "${REPLICA[@]}" \
		--allow-master-master
	# The one that takes writes is the source.
	on_replica 'SET GLOBAL read_only = ON'
	refuses 69 '--allow-on-master' "${SOURCE[@]}" --allow-master-master
	write_rows
	migrate "${REPLICA[@]}" --allow-master-master
	grep "^# Migrating .*:$(cat "$SERVER/port"); inspecting .*:$(
		cat "$SERVER-replica/port")" out
	migrated
}

@test "a replica whose log does not have all, or in another order" {
	on_replica 'STOP REPLICA; SET GLOBAL replica_preserve_commit_order = OFF;
		START REPLICA'
	eventually follows
	refuses 69 'replica_preserve_commit_order is OFF' "${REPLICA[@]}"
	on_replica 'STOP REPLICA; SET GLOBAL replica_preserve_commit_order = ON;
		CHANGE REPLICATION FILTER REPLICATE_WILD_IGNORE_TABLE = ("t%.x"),
		REPLICATE_DO_DB = (t); START REPLICA'
	eventually follows
	refuses 69 'Replicate_Wild_Ignore_Table is set' "${REPLICA[@]}"
	on_replica 'STOP REPLICA; CHANGE REPLICATION FILTER
		REPLICATE_WILD_IGNORE_TABLE = (), REPLICATE_DO_DB = (u);
		START REPLICA'
	eventually follows
	refuses 69 'Replicate_Do_DB is set' "${REPLICA[@]}"
	on_replica 'STOP REPLICA; CHANGE REPLICATION FILTER
		REPLICATE_WILD_IGNORE_TABLE = ("u%.%"), REPLICATE_DO_DB = ();
		START REPLICA'
	# A table that is another one there.
	on_replica 'SET sql_log_bin = 0; ALTER TABLE t.t MODIFY qty BIGINT'
	eventually follows
	refuses 69 'has other columns on the replica' "${REPLICA[@]}"
	on_replica 'STOP REPLICA; CHANGE REPLICATION FILTER
		REPLICATE_WILD_IGNORE_TABLE = ()'
}

@test "--test-on-replica: both tables stay, equal, and replication stops" {
	mkdir hooks
	local event
	for event in stop start; do
		printf '#!/bin/sh\nenv > %s\n' "$PWD/$event" \
			> hooks/gh-ost-on-$event-replication
	done
	chmod 755 hooks/*
	write_rows
	show_replica > before
	migrate "${REPLICA[@]}" --test-on-replica \
		--hooks-path=hooks
	cat out err
	stop_writing
	run ! grep -v "retry [0-9]* of" err
	[ "$(grep -c 'rows were compared, and are equal' out)" -eq 1 ]
	grep -x '# Both tables are kept: t.t is as it was, the new one is _t_gho' out
	grep -x '# Replication is stopped' out
	grep -x GH_OST_TABLE_NAME=t stop
	[ ! -e start ]
	[ "$(on_replica 'SHOW TABLES IN t' | paste -sd ' ')" = '_t_gho t' ]
	show_replica | diff before -
	[ "$(on_replica 'SHOW COLUMNS FROM t._t_gho LIKE "extra"')" ]
	[ "$(on_replica 'SELECT COUNT(*) FROM t.t LEFT JOIN t._t_gho g
		USING (id, token, qty, hits, price, placed, seen, state)
		WHERE g.id IS NULL')" = 0 ]
	gho-replica "${REPLICA[@]}" stopped
	[ "$(show_tables t)" = t ]
	# The next test may drop what is left of this one, and nobody else's.
	on_replica 'START REPLICA'
	fails 69 gho-migrate "${GO[@]}" "${REPLICA[@]}" --test-on-replica
	[[ $stderr == *--initially-drop-ghost-table* ]]
	migrate "${REPLICA[@]}" --test-on-replica \
		--initially-drop-ghost-table --cut-over=two-session
	[ "$(on_replica 'SHOW TABLES IN t' | paste -sd ' ')" = '_t_gho t' ]
	run ! grep -v "retry [0-9]* of" err
}

show_replica() {
	on_replica 'SHOW CREATE TABLE t.t' | sed 's/ AUTO_INCREMENT=[0-9]*//'
}

# reader -- the session that holds the replica's table.
reader() {
	on_replica "SELECT id FROM information_schema.processlist
		WHERE info = 'SELECT SLEEP(1000)'" | grep .
}

@test "--test-on-replica: a hook may stop replication; a failure starts it" {
	mkdir hooks
	printf '#!/bin/sh\ngho-replica --defaults-file=%s stop\n' \
		"$SERVER-replica/my.cnf" > hooks/gh-ost-on-stop-replication
	printf '#!/bin/sh\ntouch %s\n' "$PWD/started" \
		> hooks/gh-ost-on-start-replication
	chmod 755 hooks/*
	migrate "${REPLICA[@]}" --test-on-replica \
		--test-on-replica-skip-replica-stop --hooks-path=hooks
	grep -x '# 2000 rows were compared, and are equal' out
	grep 'warning: replication is not stopped' err
	[ ! -e started ]
	# Nobody has stopped it: that is said.
	on_replica 'START REPLICA'
	migrate "${REPLICA[@]}" --test-on-replica \
		--initially-drop-ghost-table \
		--test-on-replica-skip-replica-stop
	grep 'replication goes on, so the tables are not compared' err
	run ! grep 'Replication is stopped' out
	# A cut-over that fails leaves replication as it was.
	rm hooks/gh-ost-on-stop-replication
	on_replica 'LOCK TABLES t.t READ; SELECT SLEEP(1000)' \
		> /dev/null 2>&1 3>&- &
	eventually reader
	run --separate-stderr gho-migrate "${GO[@]}" "${REPLICA[@]}" \
		--test-on-replica --initially-drop-ghost-table \
		--default-retries=0 --cut-over-lock-timeout-seconds=1 \
		--hooks-path=hooks
	on_replica "KILL $(reader)"
	[ "$status" -eq 75 ]
	[[ $stderr == *"no cut-over after 1 attempts"* ]]
	[ -e started ]
	run -1 gho-replica "${REPLICA[@]}" stopped
}

@test "--migrate-on-replica: the table of the replica, which may be read-only" {
	# Replication goes on into what has become of the table.
	GO+=(--alter='ADD COLUMN extra INT')
	on_replica 'SET GLOBAL super_read_only = ON'
	fails 69 gho-migrate "${GO[@]}" "${REPLICA[@]}" --migrate-on-replica
	[[ $stderr == *'super_read_only'* ]]
	on_replica 'SET GLOBAL super_read_only = OFF'
	write_rows
	migrate "${REPLICA[@]}" --migrate-on-replica
	grep "^# Migrating .*:$(cat "$SERVER-replica/port"); inspecting .*:$(
		cat "$SERVER-replica/port")" out
	eventually more_than "$(($(written) + 200))"
	stop_writing
	[ "$(show_tables t)" = t ]
	run ! has_column t extra
	caught_up
	gho-load verify "${REPLICA[@]}" "${LOAD[@]}"
	[ "$(on_replica 'SHOW COLUMNS FROM t.t LIKE "extra"')" ]
	# Who may not write to it is told so before anything is made.
	sql "CREATE USER IF NOT EXISTS plain; GRANT SELECT, INSERT, UPDATE,
		DELETE, CREATE, DROP, ALTER, INDEX, LOCK TABLES, TRIGGER
		ON t.* TO plain;
		GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO plain"
	caught_up
	on_replica 'SET GLOBAL read_only = ON'
	fails 69 gho-migrate "${GO[@]}" --socket="$SERVER-replica/sock" \
		--user=plain --migrate-on-replica
	[[ $stderr == *CONNECTION_ADMIN* ]]
}

@test "--switch-to-rbr, and a source that logs statements" {
	sql 'SET GLOBAL binlog_format = MIXED'
	on_replica 'STOP REPLICA; SET GLOBAL binlog_format = MIXED;
		START REPLICA'
	eventually follows
	refuses 69 'binlog_format is MIXED: changes must be' "${REPLICA[@]}"
	write_rows
	migrate "${REPLICA[@]}" --switch-to-rbr
	grep 'binlog_format is ROW from now on, and stays so' err
	migrated
	[ "$(on_replica 'SELECT @@GLOBAL.binlog_format')" = ROW ]
	[ "$(sql 'SELECT @@GLOBAL.binlog_format')" = MIXED ]
	# A server that has replicas of its own is not changed.
	sql 'RENAME TABLE t._t_del TO t.kept'
	fails 69 gho-migrate "${GO[@]}" "${SOURCE[@]}" --allow-on-master \
		--switch-to-rbr --alter='ENGINE=InnoDB'
	[[ $stderr == *'has replicas of its own: 1'* ]]
	sql 'SET GLOBAL binlog_format = STATEMENT'
	fails 69 gho-migrate "${GO[@]}" "${REPLICA[@]}" --alter='ENGINE=InnoDB'
	[[ $stderr == *'rows cannot be copied so'* ]]
}

# gtid_off -- on both servers, step by step as MySQL wants it.
gtid_off() {
	on_replica 'STOP REPLICA; CHANGE REPLICATION SOURCE TO
		SOURCE_AUTO_POSITION = 0; START REPLICA'
	local mode
	for mode in ON_PERMISSIVE OFF_PERMISSIVE OFF; do
		sql "SET GLOBAL gtid_mode = $mode"
		caught_up
		on_replica "SET GLOBAL gtid_mode = $mode"
	done
}

gtid_on() {
	local mode
	for mode in OFF_PERMISSIVE ON_PERMISSIVE ON; do
		on_replica "SET GLOBAL gtid_mode = $mode"
		sql "SET GLOBAL gtid_mode = $mode"
	done
}

@test "without GTIDs" {
	gtid_off
	[ "$(sql 'SELECT @@gtid_mode')$(on_replica 'SELECT @@gtid_mode')" = OFFOFF ]
	refuses 69 '--gtid, but gtid_mode is not ON' "${REPLICA[@]}" --gtid
	write_rows
	migrate "${REPLICA[@]}"
	stop_writing
	has_column t extra
	gho-load verify "${SOURCE[@]}" "${LOAD[@]}"
	on_replica "SELECT SOURCE_POS_WAIT('$(sql 'SHOW BINARY LOG STATUS' |
		cut -f 1)', $(sql 'SHOW BINARY LOG STATUS' | cut -f 2), 30)"
	gho-load verify "${REPLICA[@]}" "${LOAD[@]}"
	migrate "${REPLICA[@]}" --alter='ENGINE=InnoDB' \
		--initially-drop-old-table --test-on-replica
	grep 'rows were compared, and are equal' out
}
