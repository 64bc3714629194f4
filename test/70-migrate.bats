#!/usr/bin/env bats
# gho-migrate as a whole: its flags, its output, its ends (more: 79-ends.bats).

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE m'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	TABLE=(--defaults-file="$SERVER/my.cnf" --database=m --table=t)
	GO=("${TABLE[@]}" --alter='ADD COLUMN extra INT' --allow-on-master
		--execute --throttle-additional-flag-file=)
	migration=
	make_table m 1000
}

teardown() {
	# A client that reads what a failed test would have written.
	exec 5>&-
	end_processes
}

no_session() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.session_connect_attrs
		WHERE ATTR_NAME = 'program_name' AND ATTR_VALUE LIKE 'gho-%'")" \
		-eq 0 ]
}

# nothing_left -- no process, no session, no table, no file of a run; the table
# as it was.
nothing_left() {
	eventually no_process
	eventually no_session
	[ "$(show_tables m)" = t ]
	run ! has_column m extra
	[ "$(sql m 'SELECT COUNT(*) FROM t')" -ge 1000 ]
	[ ! -e run ]
	[ ! -e base ] || rmdir base
}

# can_go_on -- no process, no session, no file of a run; the table as it was;
# the last line says what is kept, and the same command ends it.
can_go_on() {
	eventually no_process
	eventually no_session
	[ "$(show_tables m)" = '_t_ghc _t_ghk _t_gho t' ]
	run ! has_column m extra
	[ ! -e run ]
	tail -n 1 err | grep 'original table is as it was; kept: _t_gho, _t_ghc and _t_ghk; the same command goes on'
	gho-migrate "${GO[@]}" --ok-to-drop-table > out2 2> err2
	cat out2 err2
	grep '^# Going on' out2
	has_column m extra
	[ "$(show_tables m)" = t ]
	sql m 'ALTER TABLE t DROP COLUMN extra'
}

# start_migration [FLAG...] -- in the background, with output in out and err.
# The run's directory is ./run.  The shell lets what it starts so ignore SIGINT.
start_migration() {
	env --default-signal=INT gho-migrate "${GO[@]}" --run-dir="$PWD/run" "$@" \
		> out 2> err 3>&- &
	migration=$!
}

says() {
	grep -q "$1" out
}

# stage NAME -- it is running.
stage() {
	[ -s "run/pid/$1" ]
}

# copying -- a migration in the middle of its copy, which stands still.
copying() {
	start_migration --chunk-size=10 --nice-ratio=50 \
		--throttle-flag-file="$PWD/wait"
	eventually stage copy
	eventually stage apply
	eventually grep -qs '[1-9]' run/copy/copied
	touch wait
	eventually test -e run/hold/flag-file
	sql m 'UPDATE t SET v = v + 1'
	[ ! -e run/copy/done ]
}

# postponing -- all is copied, the cut-over is postponed.
postponing() {
	start_migration --postpone-cut-over-flag-file="$PWD/postpone"
	eventually stage postponed
	sql m 'UPDATE t SET v = v + 1'
}

@test "a migration: the table, the old one, status lines, the last line" {
	sql m 'UPDATE t SET v = -v'
	gho-migrate "${GO[@]}" > out 2> err
	cat out err
	has_column m extra
	[ "$(show_tables m)" = '_t_del t' ]
	[ "$(sql m 'SELECT COUNT(*) FROM t')" -eq 1000 ]
	[ "$(sql m 'SELECT COUNT(*) FROM _t_del JOIN t USING (id, v)')" \
		-eq 1000 ]
	[ "$(tail -n 1 out)" = '# Done' ]
	grep -xE '# Copied 1000 rows and applied [0-9]+ changes in ([0-9]+m)?[0-9]+s' out
	grep -xE '# Applications waited [0-9]+ ms for the cut-over' out
	grep '^Copy: 1000/1000 100.0%; ' out
	run ! grep -i "error" err
	eventually no_process
	[ -z "$(ls -A base)" ]
}

@test "status lines and hints are in gh-ost's format" {
	postponing
	touch wait
	eventually says 'State: postponing cut-over'
	rm postpone
	ends 0
	local span='([0-9]+h)?([0-9]+m)?[0-9]+s' file='[a-z]+\.[0-9]+:[0-9]+'
	grep '^Copy: ' out > lines
	[ "$(wc -l < lines)" -ge 2 ]
	# No line is of another form.
	run ! grep -vE "^Copy: [0-9]+/[0-9]+ [0-9]+\.[0-9]%; Applied: [0-9]+;\
 Backlog: [0-9]+/[0-9]+; Time: $span\(total\), $span\(copy\);\
 streamer: $file; Lag: [0-9]+\.[0-9]{2}s, HeartbeatLag: [0-9]+\.[0-9]{2}s,\
 State: (migrating|counting rows|postponing cut-over|throttled, .*);\
 ETA: (N/A|due|$span)\$" lines
	grep -E '^# Migrating `m`.`t`; Ghost table is `m`.`_t_gho`$' out
	server=$(sql 'SELECT CONCAT(@@hostname, ":", @@port)')
	grep -qx "# Migrating $server; inspecting $server; executing on $(uname -n)" \
		out
	grep -E "^# Migration started at [A-Z][a-z]{2} [A-Z][a-z]{2} [0-9]{2} \
[0-9:]{8} [+-][0-9]{4} [0-9]{4}\$" out
	grep -E "^# chunk-size: 1000; max-lag-millis: 1500ms; dml-batch-size: \
[0-9]+; max-load: ; critical-load: ; nice-ratio: 0\.000000\$" out
	grep -E "^# postpone-cut-over-flag-file: $PWD/postpone( \[set\])?\$" out
	grep 'Applied: 1000;' lines
}

@test "without --execute nothing is made, and the new table is shown" {
	[ "$(show_tables m)" = t ]
	gho-migrate "${TABLE[@]}" --alter='ADD COLUMN extra INT' \
		--allow-on-master > out
	grep '^CREATE TABLE `_t_gho`' out
	grep '^  `extra` int DEFAULT NULL' out
	nothing_left
}

@test "every form of a flag" {
	local my=$SERVER/my.cnf
	gho-migrate --defaults-file "$my" -database m -table=t \
		--alter 'ADD COLUMN a INT' -allow-on-master --execute=true \
		-quiet -ok-to-drop-table=1 --chunk-size 10 -default-retries=3
	gho-migrate -defaults-file="$my" --database=m --table t \
		-alter='ADD COLUMN b INT' --allow-on-master=T -execute \
		--ok-to-drop-table=false --nice-ratio=0.1
	has_column m a
	has_column m b
	[ "$(show_tables m)" = '_t_del t' ]
	sql m 'DROP TABLE _t_del'
	# A switch that is off; the host's form of the server's address.
	gho-migrate --host=127.0.0.1 --port "$(cat "$SERVER/port")" \
		--user=root --database=m --table=t --execute=false \
		--alter='ADD COLUMN extra INT' --allow-on-master
	nothing_left
}

@test "what is not a flag, or one that gho does not have, is refused by name" {
	local flag
	for flag in --max-load=x --throttle-http=x -test-on-replica \
	    --throttle-query=x --throttle-control-replicas=:x \
	    --serve-tcp-port=70000 --log-format=x \
	    --migrate-on-replica \
	    --critical-load=Threads_running --master-user=x --cut-over=x; do
		fails 64 gho-migrate "${GO[@]}" "$flag"
		[[ $stderr == *"${flag%%=*}"* ]] ||
			[[ $stderr == *"-${flag%%=*}"* ]]
		[ -z "$output" ]
	done
	fails 64 gho-migrate "${GO[@]}" --statsd-addr=localhost:8125
	[[ $stderr == *--statsd-addr*--metrics-file* ]]
	fails 64 gho-migrate "${GO[@]}" --statsd-tags=a:b
	[[ $stderr == *--statsd-tags* ]]
	gho-migrate --help | grep -e '--statsd-addr: --metrics-file'
	fails 64 gho-migrate "${GO[@]}" --nonsense
	[[ $stderr == *--nonsense* ]]
	fails 64 gho-migrate "${GO[@]}" word
	fails 64 gho-migrate "${GO[@]}" --chunk-size=many
	fails 64 gho-migrate "${GO[@]}" --execute=maybe
	fails 64 gho-migrate "${GO[@]}" --chunk-size
	fails 64 gho-migrate "${TABLE[@]}" --allow-on-master --execute
	[[ $stderr == *--alter* ]]
	fails 64 gho-migrate "${GO[@]}" --approve-renamed-columns \
		--skip-renamed-columns
	nothing_left
}

@test "--check-flag: whether all flags are known, and nothing else" {
	gho-migrate --check-flag --cut-over-lock-timeout-seconds=3 --nice-ratio 0
	fails 64 gho-migrate --check-flag --no-such-flag
	[[ $stderr == *--no-such-flag* ]]
	fails 64 gho-migrate --check-flag --statsd-addr=localhost:8125
	nothing_left
}

@test "flags of gh-ost that change nothing here, and those of the stream" {
	# shellcheck disable=SC2016
	wrap gho-stream 'printf "%s\n" "$*" >> '"$PWD/args"'
		exec "$tool" "$@"'
	gho-migrate "${GO[@]}" --ok-to-drop-table --aliyun-rds --azure --gcp \
		--tungsten --skip-port-validation --stack --assume-rbr \
		--checkpoint --checkpoint-seconds=10 --storage-engine=InnoDB \
		--runtime-metrics-interval=0 --replication-lag-query='SELECT 1' \
		--replica-server-id=4711 --debug --cut-over= \
		--binlogsyncer-max-reconnect-attempts=7 > out 2> err
	has_column m extra
	[ "$(grep -c -e '--retries=7 --server-id=4711' args)" -eq 2 ]
	# Below 0 is for ever, too.
	gho-migrate "${GO[@]}" --ok-to-drop-table --alter='ENGINE=InnoDB' \
		--binlogsyncer-max-reconnect-attempts=-1 > out
	[ "$(grep -c -e '--retries=0 ' args)" -eq 2 ]
	grep 'warning: --replication-lag-query is ignored' err
	fails 64 gho-migrate "${GO[@]}" --storage-engine=rocksdb
	fails 64 gho-migrate "${GO[@]}" --checkpoint-seconds=9
}

@test "quiet, verbose, help, version" {
	gho-migrate "${GO[@]}" --ok-to-drop-table --quiet > out 2> err
	[ ! -s out ]
	run ! grep -i "error" err
	has_column m extra
	sql m 'ALTER TABLE t DROP COLUMN extra'
	gho-migrate "${GO[@]}" --ok-to-drop-table --verbose > out 2> err
	[ "$(tail -n 1 out)" = '# Done' ]
	run ! grep -i error err
	gho-migrate --help | grep -e '--postpone-cut-over-flag-file=TEXT'
	gho-migrate --version | grep '^gho-migrate'
}

@test "a second run on the same table is refused while one is there" {
	postponing
	fails 75 gho-migrate "${GO[@]}" --run-dir="$PWD/run"
	# From elsewhere: the server knows that the first one lives.
	fails 75 gho-migrate "${GO[@]}"
	[ "$(show_tables m)" = '_t_ghc _t_ghk _t_gho t' ]
	# The first one does not mind.
	rm postpone
	ends 0
	has_column m extra
	[ "$(sql m 'SELECT COUNT(*) FROM t')" -eq 1000 ]
}

@test "a run from elsewhere may not drop the tables of one that lives" {
	postponing
	run --separate-stderr gho-migrate "${GO[@]}" \
		--initially-drop-ghost-table
	[ "$status" -ne 0 ]
	[ "$(show_tables m)" = '_t_ghc _t_ghk _t_gho t' ]
	rm postpone
	ends 0
	has_column m extra
}

@test "two runs of the same table at once: one wins, one is refused" {
	gho-migrate "${GO[@]}" > out1 2> err1 3>&- &
	local first=$! one=0 two=0
	gho-migrate "${GO[@]}" > out2 2> err2 3>&- || two=$?
	wait "$first" || one=$?
	cat err1 err2
	printf 'exits %s and %s\n' "$one" "$two"
	[ $((one + two)) -eq 75 ]
	has_column m extra
}

@test "SIGTERM at many moments from the start on" {
	local wait code
	for wait in 0 0.02 0.03 0.04 0.05 0.07 0.1 0.2 0.3 0.4 0.5 0.7; do
		# The shell may be gone before it has made these.
		: > out
		: > err
		start_migration --postpone-cut-over-flag-file="$PWD/postpone"
		sleep "$wait"
		kill -TERM "$migration"
		code=0
		wait "$migration" || code=$?
		migration=
		printf '%s s: exit %s\n' "$wait" "$code"
		cat err
		[ "$code" -eq 143 ]
		if [ "$(show_tables m)" = t ]; then
			nothing_left
		else
			grep 'kept: _t_gho, _t_ghc and _t_ghk' err
			gho-ghost drop "${TABLE[@]}"
			nothing_left
		fi
	done
}

@test "kill -9 of gho-migrate itself: the next run goes on" {
	copying
	kill -9 "$migration"
	ends 137
	[ "$(sql m 'SELECT COUNT(*) FROM t')" -eq 1000 ]
	run ! has_column m extra
	# Its stages may be alive or not; in the end a new run succeeds.
	local pid
	for pid in $(processes); do
		kill -9 "$pid" 2>/dev/null || :
	done
	rm wait
	gho-migrate "${GO[@]}" --run-dir="$PWD/run" > out
	grep '^# Going on' out
	has_column m extra
	[ "$(show_tables m)" = '_t_del t' ]
}

@test "the throttle files hold the run and let it go" {
	touch wait
	start_migration --throttle-flag-file="$PWD/wait"
	eventually says 'State: throttled, '
	sql m 'UPDATE t SET v = v + 1'
	grep '^Copy: 0/' out
	rm wait
	ends 0
	has_column m extra
	[ "$(sql m 'SELECT SUM(v) FROM t')" -eq 501500 ]
	# The other one.
	sql m 'DROP TABLE _t_del; ALTER TABLE t DROP COLUMN extra'
	touch both
	start_migration --throttle-additional-flag-file="$PWD/both"
	eventually says 'State: throttled, '
	rm both
	ends 0
	has_column m extra
}

@test "the postpone file is made at the start, and waited for" {
	start_migration --postpone-cut-over-flag-file="$PWD/postpone"
	eventually says 'State: postponing cut-over'
	[ -e postpone ]
	run ! has_column m extra
	[ "$(show_tables m)" = '_t_ghc _t_ghk _t_gho t' ]
	# Changes go on to be applied.
	sql m 'UPDATE t SET v = 0'
	eventually says 'Applied: 1000;'
	[ "$(sql m 'SELECT SUM(v) FROM _t_gho')" -eq 0 ]
	rm postpone
	ends 0
	has_column m extra
	[ "$(sql m 'SELECT SUM(v) FROM t')" -eq 0 ]
}

@test "--ok-to-drop-table, --exact-rowcount" {
	sql m 'ANALYZE TABLE t'
	sql m 'DELETE FROM t WHERE id > 777'
	gho-migrate "${GO[@]}" --ok-to-drop-table --exact-rowcount \
		--concurrent-rowcount=false > out
	[ "$(show_tables m)" = t ]
	has_column m extra
	grep '^Copy: 777/777 100.0%' out
	# The first line knows how many there are.
	grep -m 1 '^Copy: ' out | grep '/777 '
}

@test "--exact-rowcount counts while rows are copied" {
	# So that the estimate is another number.
	sql m 'DELETE FROM t WHERE id > 777; ANALYZE TABLE t;
		ALTER TABLE t STATS_PERSISTENT=1 STATS_AUTO_RECALC=0;
		UPDATE mysql.innodb_table_stats SET n_rows = 500
		WHERE database_name = "m" AND table_name = "t"; FLUSH TABLE t'
	touch wait
	# shellcheck disable=SC2016
	wrap gho-ghost 'case $* in *count*)
			until [ -e go ]; do sleep 0.1; done
		esac
		real "$@"'
	gho-migrate "${GO[@]}" --ok-to-drop-table --exact-rowcount \
		--throttle-flag-file=wait > out 2> err 3>&- &
	# Copying has begun, and does not wait for the number.
	eventually grep -q '^Copy: 0/' out
	grep -q '^Copy: 0/500 ' out
	touch go
	eventually grep -q '^Copy: 0/777 ' out
	rm wait
	wait $!
	has_column m extra
	grep '^Copy: 777/777 100.0%' out
}

@test "a count that fails leaves the estimate" {
	# shellcheck disable=SC2016
	wrap gho-ghost 'case $* in *count*) exit 75;; esac
		real "$@"'
	gho-migrate "${GO[@]}" --ok-to-drop-table --exact-rowcount > out 2> err
	has_column m extra
	[ "$(tail -n 1 out)" = '# Done' ]
}

@test "what an earlier run left is dropped only on request" {
	sql m 'CREATE TABLE _t_del (id INT)'
	fails 69 gho-migrate "${GO[@]}"
	[[ $stderr == *_t_del* ]]
	[ "$(show_tables m)" = '_t_del t' ]
	# It is not ours: it has no mark.
	sql m 'CREATE TABLE _t_gho (id INT)'
	fails 69 gho-migrate "${GO[@]}"
	[ "$(show_tables m)" = '_t_del _t_gho t' ]
	sql m 'DROP TABLE _t_gho'
	gho-migrate "${GO[@]}" --initially-drop-old-table > out 2> err
	has_column m extra
	[ "$(sql m 'SELECT COUNT(*) FROM _t_del')" -eq 1000 ]
}

@test "user and password by --conf, from the environment, by flags" {
	sql "CREATE USER u@localhost IDENTIFIED BY 'S3cret\"\\\\ #x';
		GRANT ALL ON *.* TO u@localhost"
	printf '[mysqld]\nuser=wrong\n[client]\nuser = u\n%s\n' \
		'password = ${GHO_TEST_PASSWORD}' > conf
	printf '[client]\nsocket=%s\n' "$SERVER/sock" > plain
	GO=(--database=m --table=t --alter='ADD COLUMN extra INT'
		--allow-on-master --execute)
	export GHO_TEST_PASSWORD='S3cret"\ #x'
	start_migration --conf="$PWD/conf" --socket="$SERVER/sock" \
		--postpone-cut-over-flag-file="$PWD/postpone" --verbose
	eventually stage postponed
	[ "$(sql "SELECT COUNT(*) > 2 FROM information_schema.PROCESSLIST
		WHERE USER = 'u'")" = 1 ]
	# No process shows it or would dump it, and no one else may read where
	# it is.
	run ! grep -lF S3cret /proc/[0-9]*/cmdline
	local file n=0
	for file in run/pid/*; do
		run ! grep -F S3cret "/proc/$(cat "$file")/environ"
		[[ ${file##*/} =~ ^(stream|apply|throttle|reverify)$ ]] ||
			continue
		grep -E 'core file size +1 +1 ' "/proc/$(cat "$file")/limits"
		n=$((n + 1))
	done
	[ "$n" -ge 3 ]
	[ "$(stat -c %a run)" = 700 ]
	[ "$(stat -c %a run/client.cnf)" = 600 ]
	rm postpone
	ends 0
	has_column m extra
	run ! grep -F S3cret out err
	unset GHO_TEST_PASSWORD
	sql m 'DROP TABLE _t_del; ALTER TABLE t DROP COLUMN extra'
	# By flags, of which nothing is to be seen.
	start_migration --user=u --password='S3cret"\ #x' --quiet \
		--socket="$SERVER/sock" \
		--postpone-cut-over-flag-file="$PWD/postpone"
	eventually stage postponed
	for file in run/pid/*; do
		tr '\0' ' ' < "/proc/$(cat "$file")/cmdline" > shown
		[ -s shown ]
		run ! grep -F S3cret shown
	done
	tr '\0' ' ' < "/proc/$migration/cmdline" > shown
	grep -F -- --user=u shown
	run ! grep -F S3cret shown
	run ! pgrep -f S3cret
	rm postpone
	ends 0
	has_column m extra
	run ! grep -F S3cret out err
	sql m 'DROP TABLE _t_del; ALTER TABLE t DROP COLUMN extra'
	# By MYSQL_PWD, which gives way to an option file.
	printf '[client]\nuser=u\nsocket=%s\n' "$SERVER/sock" > none.cnf
	MYSQL_PWD='S3cret"\ #x' start_migration --quiet \
		--defaults-file="$PWD/none.cnf" \
		--postpone-cut-over-flag-file="$PWD/postpone"
	eventually stage postponed
	for file in run/pid/*; do
		run ! grep -F S3cret "/proc/$(cat "$file")/environ"
	done
	rm postpone
	ends 0
	has_column m extra
	sql m 'DROP TABLE _t_del; ALTER TABLE t DROP COLUMN extra'
	# A wrong one.
	run --separate-stderr gho-migrate "${GO[@]}" --user=u \
		--password=S3wrong --socket="$SERVER/sock"
	[ "$status" -ne 0 ]
	[[ $stderr != *S3wrong* ]]
	[[ $stderr == *denied* ]]
	nothing_left
	sql 'DROP USER u@localhost'
}

@test "an empty table, and one row" {
	sql m 'DELETE FROM t'
	gho-migrate "${GO[@]}" --ok-to-drop-table > out
	has_column m extra
	[ "$(tail -n 1 out)" = '# Done' ]
	grep '^Copy: 0/0 ' out
	sql m 'INSERT INTO t VALUES (1, 1, 1); ALTER TABLE t DROP COLUMN extra'
	gho-migrate "${GO[@]}" > out
	has_column m extra
	[ "$(sql m 'SELECT COUNT(*) FROM t')" -eq 1 ]
}

@test "the ALTER as a whole statement names database and table" {
	gho-migrate --defaults-file="$SERVER/my.cnf" --allow-on-master \
		--execute --alter='ALTER TABLE `m`.`t` ADD COLUMN extra INT' \
		> out
	has_column m extra
	[ "$(show_tables m)" = '_t_del t' ]
}

# hash DIR -- all files in it and what they hold.
hash() {
	find "$1" -printf '%p %y %m\n' -type f -exec cksum {} + | sort
}

@test "a run directory with a person's files is refused and left alone" {
	mkdir -p mine/copy mine/apply
	echo precious > mine/copy/file
	echo precious > mine/plan
	hash mine > before
	fails 71 gho-migrate "${GO[@]}" --run-dir="$PWD/mine"
	[[ $stderr == *"mine is not empty"* ]]
	hash mine | diff before -
	# Nor through a FIFO that is not there, nor a link.
	ln -s mine link
	fails 71 gho-migrate "${GO[@]}" --run-dir="$PWD/link"
	hash mine | diff before -
	[ "$(show_tables m)" = t ]
}

@test "an empty directory can be the run's; it stays, with what came into it" {
	mkdir mine
	gho-migrate "${GO[@]}" --ok-to-drop-table --run-dir="$PWD/mine" > out
	[ -d mine ]
	[ -z "$(ls -A mine)" ]
	sql m 'ALTER TABLE t DROP COLUMN extra'
	start_migration --postpone-cut-over-flag-file="$PWD/postpone"
	eventually stage postponed
	echo precious > run/notes
	echo 500 > run/knob/chunk-size
	rm postpone
	ends 0
	[ "$(ls -A run)" = notes ]
}

@test "runs of the same name on two servers do not know each other" {
	# The directory of one server is busy; the other's is another.
	printf '!include %s\n' "$SERVER/my.cnf" > other.cnf
	local flags=(--database=m --table=t --alter='ADD COLUMN extra INT'
		--allow-on-master --execute --throttle-additional-flag-file=)
	gho-migrate --defaults-file="$SERVER/my.cnf" "${flags[@]}" \
		--postpone-cut-over-flag-file="$PWD/postpone" > out 2> err 3>&- &
	migration=$!
	eventually says 'State: postponing'
	fails 75 gho-migrate --defaults-file="$SERVER/my.cnf" "${flags[@]}"
	[[ $stderr == *'running here'*'stages are the processes'* ]]
	# Another spelling gets past it, to the server, which knows.
	fails 75 gho-migrate --defaults-file="$PWD/other.cnf" "${flags[@]}"
	[[ $stderr != *'running here'* ]]
	# Relative is the same as absolute.
	(
		cd "$SERVER"
		fails 75 gho-migrate --defaults-file=my.cnf "${flags[@]}"
		[[ $stderr == *'running here'* ]]
	)
	# No server there at all: not refused as busy, but as not there.
	run --separate-stderr gho-migrate --host=127.0.0.1 --port=1 "${flags[@]}"
	[ "$status" -ne 0 ]
	[[ $stderr == *connect* ]]
	rm postpone
	ends 0
	has_column m extra
}

# wrap TOOL TEXT -- a tool in ./bin that runs TEXT in its place; "real" is it,
# and "exec $tool" where signals are to reach it.
wrap() {
	mkdir -p bin
	printf '#!/bin/sh\ntool=%s\nreal() { "$tool" "$@"; }\n%s\n' \
		"$(command -v "$1")" "$2" > "bin/$1"
	chmod +x "bin/$1"
	PATH=$PWD/bin:$PATH
}

@test "SIGTERM while gho-ghost makes the tables: they are dropped" {
	# shellcheck disable=SC2016
	wrap gho-ghost 'real "$@"; code=$?
		case $* in *create*) touch created; sleep 1;; esac
		exit $code'
	start_migration
	eventually test -e created
	[ "$(show_tables m)" = '_t_ghc _t_ghk _t_gho t' ]
	kill -TERM "$migration"
	ends 143
	PATH=${PATH#*:}
	can_go_on
}

@test "signals while it cleans up after the swap: it goes on" {
	# shellcheck disable=SC2016
	wrap gho-ghost 'case $* in *drop*) touch dropping; sleep 1;; esac
		real "$@"'
	start_migration
	eventually test -e dropping
	kill -TERM "$migration"
	kill -INT "$migration"
	kill -HUP "$migration"
	ends 0
	has_column m extra
	[ "$(show_tables m)" = '_t_del t' ]
	[ "$(tail -n 1 out)" = '# Done' ]
	[ ! -e run ]
}

@test "what an early end says: swapped, or not, or not known; dropped or not" {
	# shellcheck disable=SC2016
	wrap gho-ghost 'case $* in *drop*) exit 75;; esac; real "$@"'
	start_migration
	ends 75
	grep 'the tables are swapped, the old one is _t_del; the same command drops what is left of _t_ghc and _t_ghk' err
	[ "$(wc -l < err)" -eq 1 ]
	has_column m extra
	sql m 'DROP TABLE IF EXISTS _t_del, _t_gho, _t_ghc, _t_ghk;
		ALTER TABLE t DROP COLUMN extra'
	# shellcheck disable=SC2016
	wrap gho-cutover 'case $* in *--check*) exit 75;; esac; exit 70'
	start_migration
	ends 70
	grep 'cannot tell whether the tables are swapped: they are not if _t_gho exists; kept: .* the same command goes on' err
	[ "$(show_tables m)" = '_t_ghc _t_ghk _t_gho t' ]
}

@test "gho-cutover's exit 0 alone is no swap" {
	# shellcheck disable=SC2016
	wrap gho-cutover 'case $* in *--check*) real "$@";; esac'
	start_migration
	ends 70
	grep 'without a swap' err
	PATH=${PATH#*:}
	can_go_on
}

@test "whoever reads its output may go: it goes on, and is done" {
	postponing
	end_processes
	migration=''
	# It has something to say at once, and nobody hears it.
	gho-migrate "${GO[@]}" 2> err | true
	[ "${PIPESTATUS[0]}" -eq 0 ]
	has_column m extra
	[ "$(show_tables m)" = '_t_del t' ]
}

@test "nobody reads its output from the start: it is done all the same" {
	gho-migrate "${GO[@]}" >&- 2> err
	run ! grep error err
	has_column m extra
}

@test "kill -9 of gho-migrate: its stages end" {
	copying
	kill -9 "$migration"
	ends 137
	eventually no_process
	rm wait
	gho-migrate "${GO[@]}" --run-dir="$PWD/run"
	has_column m extra
	[ ! -e run ]
}

@test "numbers out of range: moved as gh-ost does, or refused at the start" {
	local flag
	for flag in cut-over-lock-timeout-seconds=11 \
	    cut-over-lock-timeout-seconds=0 default-retries=1.5 \
	    default-retries=-1 chunk-size=10.5 copy-sessions=65 port=70000 \
	    dml-batch-size=x nice-ratio=1.2.3 mysql-timeout=-1; do
		fails 64 gho-migrate "${GO[@]}" "--$flag"
		[[ $stderr == *"--$flag"* ]]
	done
	gho-migrate "${GO[@]}" --execute=false --chunk-size=1 \
		--dml-batch-size=5000 --max-lag-millis=1 --nice-ratio=0 \
		--heartbeat-interval-millis=5 --verbose > out
	grep '^# chunk-size: 10; max-lag-millis: 100ms; dml-batch-size: 1000;' \
		out
}

@test "every tool gets the login path and the timeout" {
	local tool
	for tool in inspect ghost throttle stream apply copy cutover; do
		# shellcheck disable=SC2016
		wrap "gho-$tool" 'printf "%s\n" "$*" >> '"$PWD/args.$tool"'
			exec "$tool" "$@"'
	done
	gho-migrate "${GO[@]}" --login-path=nobody --mysql-timeout=20.5 > out
	has_column m extra
	for tool in inspect ghost throttle stream apply copy cutover; do
		grep -v '^show ' "args.$tool" > calls
		run ! grep -v -e '--mysql-timeout=21 .*--login-path=nobody' calls
	done
}

@test "a login path is read" {
	MYSQL_TEST_LOGIN_FILE=$PWD/login "$TOP/test/mysqld" run "$SERVER" \
		mysql_config_editor set --login-path=there \
		--socket="$SERVER/sock" --user=root --host=localhost
	export MYSQL_TEST_LOGIN_FILE=$PWD/login
	gho-migrate --login-path=there --database=m --table=t --execute \
		--alter='ADD COLUMN extra INT' --allow-on-master > out
	has_column m extra
}

@test "a postpone file that cannot be made: one line, nothing made" {
	fails 71 gho-migrate "${GO[@]}" --initially-drop-ghost-table \
		--postpone-cut-over-flag-file=/nonexistent/x
	[[ $stderr == *'cannot make /nonexistent/x'* ]]
	nothing_left
}

@test "a full disc at the start: one line, nothing made" {
	# shellcheck disable=SC2016
	env --ignore-signal=XFSZ sh -c 'ulimit -f 0; gho-migrate "$@" 2>&1
		echo "exit $?"' sh "${GO[@]}" --run-dir="$PWD/run" | cat > both
	cat both
	[ "$(wc -l < both)" -eq 2 ]
	grep 'gho-migrate: error: cannot ' both
	grep -x 'exit 71' both
	nothing_left
}

@test "quotes around values of --conf" {
	sql "CREATE USER q@localhost IDENTIFIED BY 'ab#c\"';
		GRANT ALL ON *.* TO q@localhost"
	printf '[client]\nuser="q"\npassword = %s\n' "'ab#c\"'" > conf
	gho-migrate --database=m --table=t --alter='ADD COLUMN extra INT' \
		--allow-on-master --conf="$PWD/conf" --socket="$SERVER/sock" \
		> out
	sql 'DROP USER q@localhost'
}

# on_terminal COMMAND -- as if a person sat there; what it showed, in lines.
on_terminal() {
	script -qefc "$1" /dev/null | stdbuf -o0 tr '\r' '\n'
}

@test "on a terminal: a bar that moves, with rate and ETA" {
	on_terminal "gho-migrate ${GO[*]@Q} --chunk-size=10 --nice-ratio=20" > shown
	grep -E '\[#*\.*\] +[0-9.]+%  [0-9]+ rows/s  applied [0-9]+  backlog [0-9.]+ [KMG]?i?B  lag [0-9.?]+s?  ETA ' shown
	grep '\[#\{24\}\] 100.0%' shown
	run ! grep '^Copy: ' shown
	grep '^# Done' shown
	has_column m extra
}

@test "^C on a terminal, which every process gets: it says what is left" {
	mkfifo typed
	on_terminal "gho-migrate ${GO[*]@Q} --chunk-size=10 --nice-ratio=100 \
		--run-dir=$PWD/run" < typed > shown 3>&- &
	exec 5> typed
	eventually grep -qs '[1-9]' run/copy/copied
	printf '\003' >&5
	eventually no_process
	exec 5>&-
	wait $! || :
	grep 'the original table is as it was; kept: _t_gho, _t_ghc and _t_ghk' shown
	run ! grep 'error:' shown
	[ "$(show_tables m)" = '_t_ghc _t_ghk _t_gho t' ]
	gho-ghost drop --defaults-file="$SERVER/my.cnf" --database=m --table=t
}

@test "--ask-pass asks on the terminal, and does not show the answer" {
	sql "CREATE USER asked IDENTIFIED BY 'se cret#1'; GRANT ALL ON *.* TO asked"
	mkfifo typed
	on_terminal "gho-migrate --socket=$SERVER/sock --user=asked --ask-pass \
		--database=m --table=t --alter='ADD COLUMN extra INT' \
		--allow-on-master --execute" < typed > shown 3>&- &
	exec 5> typed
	eventually grep -q 'Password: ' shown
	printf 'se cret#1\n' >&5
	wait $!
	exec 5>&-
	grep 'Password: ' shown
	run ! grep 'se cret' shown
	grep '^# Done' shown
	has_column m extra
}

@test "those that begin at the same moment share one postpone file" {
	cat > sharer <<'EOT'
. "$TOP/pipelines/gho-sh-setup"
. "$TOP/pipelines/gho-sh-plan"
flag_postpone_cut_over_flag_file=$1
postpone_made=
until [ -e go ]; do :; done
postpone_file
echo "made $postpone_made"
EOT
	for _ in $(seq 20); do
		for _ in 1 2 3 4; do
			sh sharer "$PWD/shared" >> said 2>&1 &
		done
		touch go
		wait
		rm go shared
	done
	sort said | uniq -c
	[ "$(grep -c '^made' said)" -eq 80 ]
	[ "$(grep -c '^made 1' said)" -eq 20 ]
}

@test "the stage that watches ends when the run directory is gone" {
	cat > watcher <<'EOT'
. "$TOP/pipelines/gho-sh-setup"
run=$1
mkdir -p "$run/pid"
mkfifo "$run/watch" "$run/exits"
exec 9<> "$run/exits" 8<> "$run/watch"
watch &
until [ -s "$run/pid/watch" ]; do sleep 0.02; done
rm -r "$run/pid"
exec 8>&-
wait
EOT
	timeout 20 sh watcher "$PWD/gone"
}
