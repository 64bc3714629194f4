#!/usr/bin/env bats
# What gh-ost's documentation tells people to type where there is a replica does
# the same here.  Its pages are named; names of hosts, tables and files are ours.

load helper

setup_file() {
	set -- --gtid-mode=ON --enforce-gtid-consistency=ON
	start_server "$@"
	"$TOP/test/mysqld" start "$SERVER-replica" --skip-replica-start "$@"
	follow
	# requirements-and-limitations.md; the second one may stop replication.
	local rights='ALTER, CREATE, DELETE, DROP, INDEX, INSERT, LOCK TABLES,
		SELECT, TRIGGER, UPDATE ON my_schema.*'
	sql "CREATE USER 'gh-ost' IDENTIFIED BY '123456';
		GRANT $rights TO 'gh-ost';
		GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO 'gh-ost';
		CREATE USER tester IDENTIFIED BY '123456';
		GRANT $rights TO tester;
		GRANT SUPER, REPLICATION SLAVE ON *.* TO tester"
	caught_up
}

teardown_file() {
	"$TOP/test/mysqld" stop "$SERVER-replica"
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base GHO_SOCKET_BASE=$PWD
	mkdir base
	SOURCE_PORT=$(cat "$SERVER/port")
	PORT=$(cat "$SERVER-replica/port")
	migration=''
	follow
	sql 'CREATE DATABASE my_schema'
	sql my_schema 'CREATE TABLE my_table (id INT PRIMARY KEY AUTO_INCREMENT,
			v INT, KEY idx1 (v));
		INSERT INTO my_table (v) WITH RECURSIVE r (n) AS (SELECT 1
			UNION ALL SELECT n + 1 FROM r WHERE n < 1000)
			SELECT n FROM r'
	caught_up
}

teardown() {
	end_processes
}

on_replica() {
	"$TOP/test/mysqld" client "$SERVER-replica" --batch --raw \
		--skip-column-names --execute="$1"
}

# follow -- the replica follows the source from here on; neither has the schema.
follow() {
	on_replica 'STOP REPLICA; RESET REPLICA ALL;
		DROP DATABASE IF EXISTS my_schema; RESET BINARY LOGS AND GTIDS'
	sql 'DROP DATABASE IF EXISTS my_schema; RESET BINARY LOGS AND GTIDS'
	on_replica "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1',
		SOURCE_PORT = $(cat "$SERVER/port"), SOURCE_USER = 'root',
		SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1;
		START REPLICA"
}

# caught_up -- the replica has all that the source has by now.
caught_up() {
	local set
	set=$(sql 'SELECT @@gtid_executed')
	[ "$(on_replica "SELECT WAIT_FOR_EXECUTED_GTID_SET('$set', 30)")" = 0 ]
}

replica_tables() {
	on_replica 'SHOW TABLES IN my_schema' | paste -sd ' '
}

# cheatsheet.md, "Connect to replica, migrate on master".
connect_to_replica() {
	gho-migrate \
		--max-load=Threads_running=25 \
		--critical-load=Threads_running=1000 \
		--chunk-size=1000 \
		--throttle-control-replicas="127.0.0.1:$PORT" \
		--max-lag-millis=1500 \
		--user="gh-ost" \
		--password="123456" \
		--host=127.0.0.1 --port="$PORT" \
		--database="my_schema" \
		--table="my_table" \
		--verbose \
		--alter="engine=innodb" \
		--switch-to-rbr \
		--allow-master-master \
		--cut-over=default \
		--exact-rowcount \
		--concurrent-rowcount \
		--default-retries=120 \
		--panic-flag-file="$PWD/ghost.panic.flag" \
		--postpone-cut-over-flag-file="$PWD/ghost.postpone.flag" \
		--throttle-additional-flag-file="$PWD/gh-ost.throttle" \
		"$@" > out 2> err 3>&-
}

# postponing COMMAND... -- in the background, until all is copied.
postponing() {
	"$@" &
	# shellcheck disable=SC2034 # ends waits for it
	migration=$!
	eventually grep -qs 'State: postponing cut-over' out
}

# on_the_source -- the replica's log is read, the source is written to.
on_the_source() {
	grep "^# Migrating .*:$SOURCE_PORT; inspecting .*:$PORT; executing on " out
}

@test "cheatsheet.md: connect to replica, first without --execute" {
	connect_to_replica --execute=false
	[ "$(show_tables my_schema)" = my_table ]
	postponing connect_to_replica --execute
	on_the_source
	sql my_schema 'UPDATE my_table SET v = v + 1'
	rm ghost.postpone.flag
	ends 0
	[ "$(show_tables my_schema)" = '_my_table_del my_table' ]
	caught_up
	[ "$(replica_tables)" = '_my_table_del my_table' ]
	[ "$(on_replica 'SELECT SUM(v) FROM my_schema.my_table')" = 501500 ]
}

@test "cheatsheet.md: the source is named, in special topologies" {
	local flag
	for flag in --allow-master-master --tungsten; do
		postponing connect_to_replica --execute "$flag" \
			--assume-master-host="127.0.0.1:$SOURCE_PORT"
		on_the_source
		rm ghost.postpone.flag
		ends 0
		[ "$(show_tables my_schema)" = '_my_table_del my_table' ]
		sql my_schema 'DROP TABLE _my_table_del'
		caught_up
		rm out # it is waited for in that of the next
	done
}

# Neither user is known on the other server.
@test "azure.md: another user, with another password, on the source" {
	sql "SET sql_log_bin = 0;
		CREATE USER 'master-user-name' IDENTIFIED BY 'master-password';
		GRANT ALL ON *.* TO 'master-user-name'"
	on_replica "SET sql_log_bin = 0;
		CREATE USER 'replica-user-name' IDENTIFIED BY 'replica-password';
		GRANT SELECT, REPLICATION CLIENT, REPLICATION SLAVE ON *.*
			TO 'replica-user-name'"
	postponing connect_to_replica --execute \
		--azure \
		--assume-master-host="127.0.0.1:$SOURCE_PORT" \
		--master-user="master-user-name" \
		--master-password="master-password" \
		--user=replica-user-name --password=replica-password \
		--assume-rbr --switch-to-rbr=false
	on_the_source
	# Whoever looks at processes sees neither.
	for file in base/*/pid/*; do
		tr '\0' ' ' < "/proc/$(cat "$file")/cmdline"
	done > shown
	[ "$(grep -o 'gho-[a-z]*' shown | sort -u | wc -l)" -ge 4 ]
	rm ghost.postpone.flag
	ends 0
	run ! grep -e master-password -e replica-password shown out err
	[ "$(show_tables my_schema)" = '_my_table_del my_table' ]
	sql "SET sql_log_bin = 0; DROP USER 'master-user-name'"
	on_replica "SET sql_log_bin = 0; DROP USER 'replica-user-name'"
}

# cheatsheet.md, "Migrate/test on replica".
test_on_replica() {
	gho-migrate \
		--user=tester \
		--password="123456" \
		--host=127.0.0.1 --port="$PORT" \
		--test-on-replica \
		--database="my_schema" \
		--table="my_table" \
		--verbose \
		--alter="engine=innodb" \
		--initially-drop-ghost-table \
		--initially-drop-old-table \
		--max-load=Threads_running=30 \
		--switch-to-rbr \
		--chunk-size=500 \
		--cut-over=default \
		--exact-rowcount \
		--concurrent-rowcount \
		--serve-socket-file="$PWD/gh-ost.test.sock" \
		--panic-flag-file="$PWD/gh-ost.panic.flag" \
		--execute "$@" > out 2> err 3>&-
}

# sum_of TABLE -- as testing-on-replica.md has it
sum_of() {
	on_replica "select * from my_schema.$1 order by id" | md5sum
}

replicating() {
	[ "$(on_replica "SELECT SERVICE_STATE FROM
		performance_schema.replication_applier_status")" = ON ]
}

# tested -- both tables are there and equal, replication is stopped, and the
# source has not seen any of it.
tested() {
	[ "$(replica_tables)" = '_my_table_gho my_table' ]
	[ "$(sum_of my_table)" = "$(sum_of _my_table_gho)" ]
	[ "$(on_replica 'SELECT COUNT(*) FROM my_schema._my_table_gho')" = 1000 ]
	run ! replicating
	[ "$(show_tables my_schema)" = my_table ]
}

@test "cheatsheet.md: test on replica, and once more" {
	replicating
	test_on_replica
	tested
	on_replica 'START REPLICA'
	test_on_replica
	tested
}

@test "testing-on-replica.md: a simple test, and an elaborate one" {
	printf '[client]\nuser=tester\npassword=123456\n' > gh-ost.cnf
	gho-migrate --host=127.0.0.1 --port="$PORT" --conf="$PWD/gh-ost.cnf" \
		--database=my_schema --table=my_table --alter="engine=innodb" \
		--chunk-size=2000 --max-load=Threads_connected=2000 \
		--initially-drop-ghost-table --initially-drop-old-table \
		--test-on-replica --verbose --execute > out 2> err
	tested
	on_replica 'START REPLICA'
	postponing gho-migrate --host=127.0.0.1 --port="$PORT" \
		--conf="$PWD/gh-ost.cnf" --database=my_schema --table=my_table \
		--alter="engine=innodb" --chunk-size=2000 \
		--max-load=Threads_connected=2000 --switch-to-rbr \
		--initially-drop-ghost-table --initially-drop-old-table \
		--test-on-replica \
		--postpone-cut-over-flag-file="$PWD/ghost-postpone.flag" \
		--exact-rowcount --concurrent-rowcount \
		--allow-nullable-unique-key --verbose --execute \
		> out 2> err 3>&-
	replicating
	rm ghost-postpone.flag
	ends 0
	tested
}

@test "cheatsheet.md: migrate on replica" {
	test_on_replica --test-on-replica=false --migrate-on-replica
	[ "$(replica_tables)" = '_my_table_del my_table' ]
	[ "$(show_tables my_schema)" = my_table ]
	replicating
	# What is written goes into the new table.
	sql my_schema 'INSERT INTO my_table (v) VALUES (4711)'
	caught_up
	[ "$(on_replica 'SELECT COUNT(*) FROM my_schema.my_table')" = 1001 ]
	[ "$(on_replica 'SELECT COUNT(*) FROM my_schema._my_table_del')" = 1000 ]
}

# resume.md and revert.md have this in common.
drop_key() {
	gho-migrate \
		--chunk-size=100 \
		--host=127.0.0.1 --port="$PORT" \
		--user=gh-ost --password=123456 \
		--database="my_schema" \
		--table="my_table" \
		--gtid \
		--execute \
		"$@" > out 2> err 3>&-
}

has_key() {
	[ "$(sql my_schema "SHOW KEYS FROM my_table WHERE Key_name = 'idx1'")" ]
}

@test "resume.md: one that was killed goes on" {
	postponing drop_key --alter="drop key idx1" --checkpoint \
		--checkpoint-seconds=60 --postpone-cut-over-flag-file="$PWD/later"
	end_processes
	has_key
	drop_key --alter="drop key idx1" --resume
	grep -x '# Going on with what an earlier run has left' out
	run ! has_key
	[ "$(sql my_schema 'SELECT COUNT(*) FROM my_table')" = 1000 ]
}

@test "revert.md: back, with what was written since" {
	drop_key --alter="drop key idx1" --checkpoint --checkpoint-seconds=60
	run ! has_key
	sql my_schema 'INSERT INTO my_table (v) VALUES (4711)'
	caught_up
	drop_key --old-table="_my_table_del" --checkpoint \
		--checkpoint-seconds=60 --revert
	has_key
	[ "$(sql my_schema 'SELECT COUNT(*) FROM my_table')" = 1001 ]
}
