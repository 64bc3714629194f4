#!/usr/bin/env bats
# gho-throttle: each reason to wait comes and goes.

load helper

setup_file() {
	set -- --gtid-mode=OFF --enforce-gtid-consistency=OFF
	start_server "$@"
	"$TOP/test/mysqld" start "$SERVER-replica" --skip-replica-start "$@"
	sql "SET GLOBAL log_bin_trust_function_creators = 1;
		CREATE DATABASE t; CREATE TABLE t.t (k INT PRIMARY KEY);
		CREATE TABLE t.load (n INT); INSERT INTO t.load VALUES (0)"
	sql --delimiter=// "CREATE FUNCTION t.f() RETURNS INT
		MODIFIES SQL DATA BEGIN DELETE FROM t.load; RETURN 0; END"
	cd "$BATS_FILE_TMPDIR"
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=t --table=t \
		--alter='ENGINE=InnoDB' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
}

teardown_file() {
	stop_server
	"$TOP/test/mysqld" stop "$SERVER-replica"
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p run/apply run/knob
	REPLICA=127.0.0.1:$(cat "$SERVER-replica/port")
	throttle=''
	others=()
}

teardown() {
	local pid
	for pid in $throttle "${others[@]}"; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" || :
	done
}

# throttle OPTION... -- in the background; ends before the next one begins.
throttle() {
	gho-throttle --defaults-file="$SERVER/my.cnf" --run=run \
		--max-lag-millis=1000000 --throttle-additional-flag-file= \
		"$@" "$BATS_FILE_TMPDIR/plan" > out 2> err 3>&- &
	throttle=$!
	eventually test -e run/throttle/state
}

# held NAME PATTERN -- there is such a reason, and it says so.
held() {
	[ -e "run/$1" ] && head -n 1 "run/$1" | grep -qE "$2"
}

free() {
	[ ! -e "run/$1" ]
}

on_replica() {
	"$TOP/test/mysqld" client "$SERVER-replica" --batch --raw \
		--skip-column-names --execute="$1"
}

# replicate OPTION... -- from now on, from here on.
replicate() {
	local file pos
	read -r file pos _ <<< "$(sql 'SHOW BINARY LOG STATUS')"
	on_replica "STOP REPLICA; RESET BINARY LOGS AND GTIDS; RESET REPLICA ALL;
		DROP DATABASE IF EXISTS t; RESET BINARY LOGS AND GTIDS"
	if [ "$1" = gtid ]; then
		"$TOP/test/mysqld" run "$SERVER" mysqldump \
			--defaults-file="$SERVER/my.cnf" --databases t \
			--set-gtid-purged=ON --single-transaction > dump
		pos='SOURCE_AUTO_POSITION = 1'
	else
		"$TOP/test/mysqld" run "$SERVER" mysqldump \
			--defaults-file="$SERVER/my.cnf" --databases t \
			--set-gtid-purged=OFF > dump
		pos="SOURCE_LOG_FILE = '$file', SOURCE_LOG_POS = $pos"
	fi
	"$TOP/test/mysqld" client "$SERVER-replica" < dump
	on_replica "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1',
		SOURCE_PORT = $(cat "$SERVER/port"), SOURCE_USER = 'root',
		GET_SOURCE_PUBLIC_KEY = 1, $pos; START REPLICA"
}

# gtid_on -- on both servers, step by step as MySQL wants it.
gtid_on() {
	local text='SET GLOBAL enforce_gtid_consistency = ON;
		SET GLOBAL gtid_mode = OFF_PERMISSIVE;
		SET GLOBAL gtid_mode = ON_PERMISSIVE; SET GLOBAL gtid_mode = ON'
	[ "$(sql 'SELECT @@gtid_mode')" != ON ] || return 0
	sql "$text"
	on_replica "STOP REPLICA; $text"
}

# lag_comes_and_goes -- of the replica, as it stops and starts.
lag_comes_and_goes() {
	throttle --throttle-control-replicas="$REPLICA" \
		--cut-over-max-lag-millis=2000
	echo 1000 > run/knob/max-lag-millis
	eventually free "hold/replica-$REPLICA"
	eventually free hold-cutover/cut-over-max-lag-millis
	on_replica 'STOP REPLICA SQL_THREAD'
	eventually held "hold/replica-$REPLICA" \
		"^$REPLICA replica-lag=[0-9]+\.[0-9]{6}s\$"
	eventually held hold-cutover/cut-over-max-lag-millis \
		"^cut-over-max-lag-millis 2000: $REPLICA replica-lag=[0-9]+\.[0-9]{6}s\$"
	on_replica 'START REPLICA SQL_THREAD'
	eventually free "hold/replica-$REPLICA"
	eventually free hold-cutover/cut-over-max-lag-millis
}

@test "the lag of a control replica, without GTIDs" {
	[ "$(sql 'SELECT @@gtid_mode')" = OFF ]
	replicate file
	lag_comes_and_goes
}

@test "the lag of a control replica, with GTIDs" {
	gtid_on
	replicate gtid
	lag_comes_and_goes
	[ "$(on_replica 'SELECT @@gtid_executed <> ""')" = 1 ]
}

@test "control replicas: one that is gone, one that has no heartbeat" {
	gtid_on
	replicate gtid
	throttle --throttle-control-replicas="$REPLICA" \
		--cut-over-max-lag-millis=100000
	eventually free "hold/replica-$REPLICA"
	# Gone, then there again.
	"$TOP/test/mysqld" stop "$SERVER-replica"
	eventually held "hold/replica-$REPLICA" "^$REPLICA .*\(20[0-9]{2}\)"
	eventually held hold-cutover/cut-over-max-lag-millis " unknown\$"
	local port
	port=$(cat "$SERVER-replica/port")
	"$TOP/test/mysqld" start "$SERVER-replica" --gtid-mode=ON \
		--enforce-gtid-consistency=ON --port="$port"
	eventually free "hold/replica-$REPLICA"
	# A server that is no replica has no such table, or no row.
	on_replica 'STOP REPLICA; DELETE FROM t._t_ghc'
	eventually held "hold/replica-$REPLICA" "^$REPLICA it has no heartbeat"
	on_replica 'DROP TABLE t._t_ghc'
	eventually held "hold/replica-$REPLICA" "doesn't exist"
}

@test "control replicas are a knob" {
	throttle
	echo 127.0.0.1:1,127.0.0.1:2 > run/knob/throttle-control-replicas
	eventually held hold/replica-127.0.0.1:1 '^127.0.0.1:1 cannot connect'
	eventually held hold/replica-127.0.0.1:2 '^127.0.0.1:2 cannot connect'
	echo 127.0.0.1:2 > run/knob/throttle-control-replicas
	eventually free hold/replica-127.0.0.1:1
	eventually held hold/replica-127.0.0.1:2 '^127.0.0.1:2 cannot connect'
	# What makes no sense is said, and what was in force stays.
	echo '127.0.0.1:x' > run/knob/throttle-control-replicas
	eventually grep -qx 127.0.0.1:2 run/knob/throttle-control-replicas
	grep -q 'knob throttle-control-replicas: .*HOST:PORT' err
	: > run/knob/throttle-control-replicas
	eventually free hold/replica-127.0.0.1:2
}

# connections N -- so many more, which do nothing.
connections() {
	local i
	for ((i = 0; i < $1; i++)); do
		sql 'SELECT SLEEP(60)' > /dev/null 3>&- &
		others+=($!)
	done
}

@test "max-load" {
	local now
	now=$(sql 'SELECT VARIABLE_VALUE FROM
		performance_schema.global_status
		WHERE VARIABLE_NAME = "Threads_running"')
	throttle --max-load="Threads_running=$((now + 6)),Uptime=1000000000"
	free hold/max-load
	connections 8
	eventually held hold/max-load \
		"^max-load Threads_running=[0-9]+ >= $((now + 6))\$"
	kill "${others[@]}"
	sql "SELECT ID FROM information_schema.PROCESSLIST
		WHERE INFO LIKE 'SELECT SLEEP%'" |
	while read -r id; do
		sql "KILL $id"
	done
	eventually free hold/max-load
	# A knob; one that makes no sense is said and reset.
	echo Uptime=1 > run/knob/max-load
	eventually held hold/max-load '^max-load Uptime=[0-9]+ >= 1$'
	echo Uptime > run/knob/max-load
	eventually grep -qx 'Uptime=1' run/knob/max-load
	grep -q 'knob max-load: "Uptime": .*STATUS_VARIABLE=NUMBER' err
	# What cannot be measured counts as too much.
	echo No_such=1 > run/knob/max-load
	eventually held hold/max-load '^No_such there is no such status'
	: > run/knob/max-load
	eventually free hold/max-load
}

@test "critical-load ends it" {
	throttle --critical-load=Uptime=1000000000
	sleep 1.5
	kill -0 "$throttle"
	echo Uptime=1 > run/knob/critical-load
	ends 1 "$throttle"
	grep -q 'error: critical-load met: Uptime=[0-9]*, >=1$' err
	[ -z "$(ls run/hold)" ]
}

@test "critical-load is looked at twice" {
	throttle --critical-load=Uptime=1000000000 \
		--critical-load-interval-millis=3000
	echo Uptime=1 > run/knob/critical-load
	eventually grep -q 'critical-load met once: Uptime=' err
	# It passes before the second look.
	echo Uptime=1000000000 > run/knob/critical-load
	sleep 3.5
	kill -0 "$throttle"
	echo Uptime=1 > run/knob/critical-load
	ends 1 "$throttle"
	[ "$(grep -c 'met once' err)" -eq 2 ]
	grep -q 'error: critical-load met: Uptime=' err
}

heartbeat() {
	sql "SELECT value FROM t._t_ghc WHERE id = 1 AND hint = 'heartbeat'"
}

beats_after() {
	[ "$(heartbeat)" != "$1" ]
}

@test "critical-load hibernates" {
	throttle --critical-load=Uptime=1 --critical-load-hibernate-seconds=6
	eventually held hold/critical-load \
		'^critical-load-hibernate until 20[0-9-]+ [0-9:]+ UTC$'
	sleep 0.5
	local beat
	beat=$(heartbeat)
	sleep 1
	[ "$(heartbeat)" = "$beat" ]
	echo Uptime=1000000000 > run/knob/critical-load
	eventually free hold/critical-load
	grep -q 'leaving hibernation' err
	eventually beats_after "$beat"
}

@test "throttle-query" {
	throttle --throttle-query='SELECT n FROM t.load'
	free hold/throttle-query
	sql 'UPDATE t.load SET n = 1'
	eventually held hold/throttle-query '^throttle-query$'
	sql 'UPDATE t.load SET n = 0'
	eventually free hold/throttle-query
	# What it may not be.
	local bad
	for bad in 'DELETE FROM t.load' 'SELECT 1; SELECT 1' 'SET @a = 1' \
	    "SELECT 1 INTO OUTFILE '$PWD/out'" "SELECT '"; do
		echo "$bad" > run/knob/throttle-query
		eventually grep -qx 'SELECT n FROM t.load' \
			run/knob/throttle-query
	done
	[ "$(grep -c 'knob throttle-query: .*stays' err)" -eq 5 ]
	# A function that writes: the session is read-only.
	echo 'SELECT t.f()' > run/knob/throttle-query
	eventually held hold/throttle-query 'READ ONLY'
	[ "$(sql 'SELECT COUNT(*) FROM t.load')" = 1 ]
	# One that takes too long is ended by the server.
	echo 'SELECT 0 FROM t.load WHERE SLEEP(60) = 1' > run/knob/throttle-query
	eventually held hold/throttle-query 'maximum statement execution time'
	: > run/knob/throttle-query
	eventually free hold/throttle-query
}

# web -- a server whose answer is the number in the file "code"; 0: none.
web() {
	cat > web.py <<'PY'
import http.server, time
class Web(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        code = int(open('code').read())
        if code == 0:
            time.sleep(60)
        self.send_response(code)
        self.end_headers()
    def log_message(self, *a):
        open('methods', 'a').write(self.command + '\n')
s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Web)
s.daemon_threads = True
open('web.new', 'w').write(str(s.server_port))
import os; os.rename('web.new', 'web')
s.serve_forever()
PY
	echo 200 > code
	python3 web.py 3>&- &
	others+=($!)
	eventually test -s web
	URL=http://127.0.0.1:$(cat web)
}

@test "throttle-http" {
	web
	throttle --throttle-http="$URL/check" --throttle-http-timeout-millis=500
	free hold/throttle-http
	echo 429 > code
	eventually held hold/throttle-http '^Too many requests \(http=429\)$'
	echo 503 > code
	eventually held hold/throttle-http '^http=503$'
	echo "$URL/freno" > run/knob/throttle-http
	echo 429 > code
	eventually held hold/throttle-http '^freno: threshold exceeded \(http=429\)$'
	echo 200 > code
	eventually free hold/throttle-http
	# It hangs; it is gone.
	echo 0 > code
	eventually held hold/throttle-http '^freno: connection error \(http=-1\)$'
	echo 200 > code
	eventually free hold/throttle-http
	kill "${others[0]}"
	eventually held hold/throttle-http 'http=-1'
	echo file:///etc/passwd > run/knob/throttle-http
	eventually grep -q "http://" run/knob/throttle-http
	: > run/knob/throttle-http
	eventually free hold/throttle-http
	[ "$(sort -u methods)" = HEAD ]
}

@test "ignore-http-errors: no answer is no reason, an answer is" {
	web
	throttle --throttle-http="$URL" --ignore-http-errors \
		--throttle-http-timeout-millis=300
	echo 0 > code
	sleep 1
	free hold/throttle-http
	echo 417 > code
	eventually held hold/throttle-http '^Expectation failed \(http=417\)$'
	kill "${others[0]}"
	eventually free hold/throttle-http
}

@test "the copy alone, if asked" {
	throttle --throttle-copy-only --max-load=Uptime=1 \
		--throttle-query='SELECT 1' --throttle-flag-file="$PWD/flag"
	held hold-copy/max-load '^max-load Uptime='
	held hold-copy/throttle-query '^throttle-query$'
	[ -z "$(ls run/hold)" ]
	touch flag
	eventually held hold/flag-file '^flag-file$'
	eventually grep -qx flag-file run/throttle/state
}

@test "how long the binary logs that are needed are kept" {
	sql 'SET GLOBAL binlog_expire_logs_seconds = 7200'
	throttle
	eventually test -e run/throttle/binlog-bytes
	[ "$(cat run/throttle/binlog-kept)" = 7200 ]
	[ "$(cat run/throttle/binlog-left)" = 7200 ]
	[ "$(cat run/throttle/binlog-bytes)" -ge 0 ]
	# What is applied is of an hour and 59 minutes ago.
	date -u -d '-119 minutes' '+%Y-%m-%dT%H:%M:%S.000000Z' \
		> run/apply/heartbeat
	eventually grep -q 'may purge binary logs that are still needed' err
	[ "$(cat run/throttle/binlog-left)" -le 60 ]
	sql 'SET GLOBAL binlog_expire_logs_seconds = 0'
	eventually grep -qx 'for ever' run/throttle/binlog-left
	# One that is gone.
	printf 'nothing.000001:4\t-\t0\t0\t0\n' > run/apply/applied
	eventually grep -q 'does not have nothing.000001 any more' err
	[ "$(cat run/throttle/binlog-bytes)" = unknown ]
}

@test "values that make no sense are refused at the start" {
	local bad
	for bad in max-load=Threads_running critical-load=a=-1 \
	    throttle-query='DROP TABLE t.t' throttle-http=ftp://x \
	    throttle-http=1.2.3.4:6789/throttle \
	    throttle-control-replicas=a:b \
	    critical-load-interval-millis=x critical-load-hibernate-seconds=-1 \
	    throttle-http-interval-millis=1 throttle-http-timeout-millis=0; do
		fails 64 gho-throttle --defaults-file="$SERVER/my.cnf" \
			--run=run "--$bad" "$BATS_FILE_TMPDIR/plan"
		[[ $stderr == *"--${bad%%=*}"* ]]
	done
}

@test "libcurl is gho-throttle's alone" {
	local tool
	for tool in "$TOP"/build/bin/*; do
		readelf -d "$tool" | grep -q libcurl || continue
		[ "${tool##*/}" = gho-throttle ]
	done
	readelf -d "$TOP/build/bin/gho-throttle" | grep -q libcurl
}

sql_stdin() {
	"$TOP/test/mysqld" client "$SERVER"
}

# busy OPERATOR N -- how many sessions of others are at work, in the mean.
busy() {
	[ -e run/throttle/busy ] &&
		awk -v n="$2" "{ exit !(\$1 $1 n) }" run/throttle/busy
}

@test "how busy others are is counted, our own tools aside" {
	local i
	for i in 1 2 3; do
		sql 'SELECT SLEEP(1000)' > /dev/null &
		others+=($!)
	done
	throttle
	eventually busy '>' 2.9
	busy '<' 3.1
	sql "SELECT CONCAT('KILL ', id, ';') FROM information_schema.processlist
		WHERE info = 'SELECT SLEEP(1000)'" | sql_stdin
	eventually busy '<' 0.05
	# A short statement does not make the server busy for good.
	sql 'SELECT SLEEP(0.5)' &
	eventually busy '>' 0.05
	eventually busy '<' 0.05
}
