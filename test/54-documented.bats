#!/usr/bin/env bats
# What gh-ost's documentation tells people to type does the same here.  Its
# pages are named; only names of hosts, tables and files are ours, and a port.

load helper

setup_file() {
	start_server
	# Its page on requirements and limitations says so.
	sql "CREATE DATABASE my_schema;
		CREATE USER 'gh-ost' IDENTIFIED BY '123456';
		GRANT ALTER, CREATE, DELETE, DROP, INDEX, INSERT, LOCK TABLES,
			SELECT, TRIGGER, UPDATE ON my_schema.* TO 'gh-ost';
		GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO 'gh-ost'"
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base GHO_SOCKET_BASE=$PWD
	mkdir base
	PORT=$(cat "$SERVER/port")
	SOCK=$PWD/gh-ost.my_schema.my_table.sock
	migration=''
	sql my_schema 'DROP TABLE IF EXISTS my_table, _my_table_gho,
		_my_table_ghc, _my_table_ghk, _my_table_del;
		CREATE TABLE my_table (id INT PRIMARY KEY AUTO_INCREMENT, v INT);
		INSERT INTO my_table (v) WITH RECURSIVE r (n) AS (SELECT 1
			UNION ALL SELECT n + 1 FROM r WHERE n < 1000)
			SELECT n FROM r'
}

teardown() {
	end_processes
}

# cheatsheet.md, "Connect to master"; the server is its own control replica.
connect_to_master() {
	gho-migrate \
		--max-load=Threads_running=25 \
		--critical-load=Threads_running=1000 \
		--chunk-size=1000 \
		--throttle-control-replicas="127.0.0.1:$PORT" \
		--max-lag-millis=1500 \
		--user="gh-ost" \
		--password="123456" \
		--host=127.0.0.1 --port="$PORT" \
		--allow-on-master \
		--database="my_schema" \
		--table="my_table" \
		--verbose \
		--alter="engine=innodb" \
		--switch-to-rbr --allow-master-master \
		--cut-over=default \
		--exact-rowcount \
		--concurrent-rowcount \
		--default-retries=120 \
		--panic-flag-file="$PWD/ghost.panic.flag" \
		--postpone-cut-over-flag-file="$PWD/ghost.postpone.flag" \
		--throttle-additional-flag-file="$PWD/gh-ost.throttle" \
		"$@" > out 2> err 3>&-
}

postponing() {
	connect_to_master --execute "$@" &
	# shellcheck disable=SC2034 # ends waits for it
	migration=$!
	eventually grep -qs 'State: postponing cut-over' out
}

# shows LINE -- the next status has it.
shows() {
	eventually sh -c "echo status | nc -U '$SOCK' | grep -q '$1'"
}

@test "cheatsheet.md: connect to master, first without --execute" {
	connect_to_master
	[ "$(show_tables my_schema)" = my_table ]
	[ ! -e ghost.postpone.flag ]
	postponing
	[ -e ghost.postpone.flag ]
	rm ghost.postpone.flag
	ends 0
	[ "$(show_tables my_schema)" = '_my_table_del my_table' ]
}

@test "cheatsheet.md: a file for user and password" {
	printf '[client]\nuser=gh-ost\npassword=123456\n' > config.cnf
	gho-migrate --host=127.0.0.1 --port="$PORT" --allow-on-master \
		--conf="$PWD/config.cnf" --database=my_schema --table=my_table \
		--alter="engine=innodb" --initially-drop-ghost-table \
		--initially-drop-old-table --max-load=Threads_running=30 \
		--chunk-size=500 --cut-over=default --exact-rowcount \
		--concurrent-rowcount --serve-socket-file="$PWD/gh-ost.test.sock" \
		--panic-flag-file="$PWD/gh-ost.panic.flag" \
		-replica-server-id=$((1000000000 + $$)) -throttle-http="" \
		-timestamp-old-table --execute > out
	[[ $(show_tables my_schema) =~ ^_my_table_20[0-9]{12}_del\ my_table$ ]]
	sql my_schema "DROP TABLE $(show_tables my_schema | cut -d ' ' -f 1)"
}

@test "interactive-commands.md, throttle.md: the socket" {
	postponing --serve-tcp-port=0
	echo status | nc -U "$SOCK" > answer
	grep -x '# Migrating `my_schema`.`my_table`; Ghost table is `my_schema`.`_my_table_gho`' answer
	grep -x "# Serving on unix socket: $SOCK" answer
	echo "chunk-size=250" | nc -U "$SOCK" | grep '^# chunk-size: 250;'
	echo max-load=Threads_running=50,threads_connected=1000 |
		nc -U "$SOCK" |
		grep -i 'max-load: threads_connected=1000,threads_running=50\|max-load: Threads_running=50,threads_connected=1000'
	echo critical-load=Threads_running=900 | nc -U "$SOCK" |
		grep 'critical-load: Threads_running=900'
	echo "throttle-query=select hour(now()) between 25 and 26" |
		nc -U "$SOCK"
	echo "throttle-query=?" | nc -U "$SOCK" |
		grep -x 'select hour(now()) between 25 and 26'
	echo "throttle-control-replicas=127.0.0.1:$PORT,localhost:$PORT" |
		nc -U "$SOCK"
	shows 'throttle-control-replicas count: 2'
	echo throttle | nc -U "$SOCK"
	[ -e "$(echo base/*/hold/user)" ]
	echo no-throttle | nc -U "$SOCK"
	[ ! -e "$(echo base/*/hold/user)" ]
	echo cut-over | nc -U "$SOCK" | grep -x Unpostponed
	ends 0
}

@test "throttle.md: flag files are touched, and removed" {
	touch gh-ost.throttle
	connect_to_master --execute --throttle-flag-file="$PWD/mine" &
	# shellcheck disable=SC2034 # ends waits for it
	migration=$!
	eventually grep -qs 'State: throttled, flag-file' out
	grep '^Copy: 0/' out
	touch mine
	rm gh-ost.throttle
	shows 'State: throttled, flag-file'
	rm mine
	eventually grep -q 'State: postponing cut-over' out
	rm ghost.postpone.flag
	ends 0
}

@test "command-line-flags.md: panic, by the socket and by the flag file" {
	postponing
	echo panic | nc -U "$SOCK"
	ends 1
	[[ $(show_tables my_schema) != *_del* ]]
	postponing
	touch ghost.panic.flag
	ends 1
	[[ $(show_tables my_schema) != *_del* ]]
	# What it says to do then can be done.
	drop="gho-ghost drop --host=127.0.0.1 --port=$PORT --user=gh-ost --database=my_schema --table=my_table"
	[[ $(tail -n 1 err) == *"$drop drops them" ]]
	MYSQL_PWD=123456 $drop
	[ "$(show_tables my_schema)" = my_table ]
}
