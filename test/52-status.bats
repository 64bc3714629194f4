#!/usr/bin/env bats
# gho-status: each form of it, from the files of a run and on a real one.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE t'
	sql t 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)'
	sql t 'INSERT INTO t WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL
		SELECT n + 1 FROM r WHERE n < 1000) SELECT n, n FROM r'
	cd "$BATS_FILE_TMPDIR"
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=t --table=t \
		--alter='ENGINE=InnoDB' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	gho-ghost drop --defaults-file="$SERVER/my.cnf" < plan > dropped
	sql t 'DROP TABLE IF EXISTS _t_gho'
}

teardown_file() {
	stop_server
}

# A run as it may look, 100 s old.
setup() {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p run/hold run/hold-copy run/hold-apply run/knob run/flag \
		run/apply run/copy run/throttle run/pid run/status
	cp "$BATS_FILE_TMPDIR/plan" run/plan
	NOW=$(date +%s)
	put started $((NOW - 100))
	put rows 4000
	put copy/copied "$(printf '1000\t1\t1000')"
	put apply/applied "$(printf 'binlog.000007:1234\t-\t55\t7\t4000')"
	put throttle/lag 0.250
	put throttle/server-lag 0.051
	put throttle/binlog-kept 7200
	put throttle/binlog-left 7100
	put throttle/binlog-bytes 3072
	put flag/chunk-size 1000
	put flag/max-lag-millis 1500
	put flag/dml-batch-size 0
	put flag/nice-ratio 0
}

teardown() {
	end_processes
}

put() {
	printf '%s\n' "$2" > "run/$1"
}

show() {
	gho-status --once --format="$1" run
}

@test "the line is gh-ost's" {
	show line > shown
	grep -E '^Copy: 1000/4000 25\.0%; Applied: 55; Backlog: 7/4000; Time: 1m(39|4[0-9])s\(total\), 1m(39|4[0-9])s\(copy\); streamer: binlog\.000007:1234; Lag: 0\.05s, HeartbeatLag: 0\.25s, State: migrating; ETA: [45]m[0-9]+s$' shown
	[ "$(wc -l < shown)" -eq 1 ]
	# Durations, and the position, before there is any.
	put started $((NOW - 7384))
	rm run/apply/applied run/copy/copied
	put start binlog.000001:4
	show line | grep -E '^Copy: 0/4000 0\.0%; Applied: 0; .*Time: 2h3m[0-9]+s\(total\), .*streamer: binlog\.000001:4; .*ETA: N/A$'
	# All is copied: the estimate gives way.
	put copy/done 3900
	put copy-ended "$NOW"
	show line | grep -E '^Copy: 3900/3900 100\.0%; .* ETA: due$'
	put throttle/lag 700
	show line | grep -E '; ETA: 11m40s$'
}

@test "the state: what is waited for, all before the copy before applying" {
	printf 'lag=2.000000s\n%s\n' "$NOW" > run/hold-copy/lag
	show line | grep -F 'State: throttled, lag=2.000000s; '
	touch run/hold-copy/half.new run/hold/user
	show line | grep -F 'State: throttled, commanded by user; '
	printf 'flag-file\n%s\n' "$((NOW - 75))" > run/hold/flag-file
	show line | grep -F 'State: throttled, flag-file; '
	# What holds the copy alone is nothing to wait for without one.
	rm run/hold/*
	show line | grep -F 'State: throttled, lag=2.000000s; '
	put copy/done 4000
	show line | grep -F 'State: migrating; '
	put state verifying
	show line | grep -F 'State: throttled, lag=2.000000s; '
	printf 'flag-file\n%s\n' "$NOW" > run/hold/flag-file
	# A cut-over that is postponed is due, whatever holds it.
	put state 'postponing cut-over'
	put flag/postpone-cut-over-flag-file "$PWD/later"
	show line | grep -F 'State: throttled, flag-file; '
	touch later
	show line | grep -E 'State: postponing cut-over; ETA: due$'
}

@test "the hints are gh-ost's, and follow the knobs" {
	show hint > shown
	local address started
	address=$(sql 'SELECT CONCAT(@@hostname, ":", @@port)')
	started=$(LC_ALL=C date -d "@$((NOW - 100))" '+%a %b %d %H:%M:%S %z %Y')
	printf '%s\n' \
		'# Migrating `t`.`t`; Ghost table is `t`.`_t_gho`' \
		"# Migrating $address; inspecting $address; executing on $(uname -n)" \
		"# Migration started at $started" \
		'# chunk-size: 1000; max-lag-millis: 1500ms; dml-batch-size: 0; max-load: ; critical-load: ; nice-ratio: 0.000000' |
	diff - shown
	put knob/chunk-size 250
	put knob/nice-ratio 0.5
	put flag/max-load Threads_running=50,Aborted_clients=7
	put knob/critical-load Threads_running=900
	put flag/throttle-flag-file "$PWD/flag"
	put flag/throttle-additional-flag-file "$PWD/flag2"
	put flag/throttle-query 'SELECT 0'
	put flag/throttle-control-replicas a:1,b:2
	put flag/postpone-cut-over-flag-file "$PWD/later"
	put flag/panic-flag-file "$PWD/panic"
	put flag/serve-socket-file /x/y.sock
	put flag/serve-tcp-port 10001
	touch flag2 later panic
	show hint | tail -n +4 > shown
	diff - shown <<- END
	# chunk-size: 250; max-lag-millis: 1500ms; dml-batch-size: 0; max-load: Aborted_clients=7,Threads_running=50; critical-load: Threads_running=900; nice-ratio: 0.500000
	# throttle-flag-file: $PWD/flag
	# throttle-additional-flag-file: $PWD/flag2 [set]
	# throttle-query: SELECT 0
	# throttle-control-replicas count: 2
	# postpone-cut-over-flag-file: $PWD/later [set]
	# panic-flag-file: $PWD/panic
	# Serving on unix socket: /x/y.sock
	# Serving on TCP port: 10001
	END
	show full > shown
	[ "$(grep -c '^# ' shown)" -eq 12 ]
	[ "$(grep -c '^Copy: ' shown)" -eq 1 ]
}

@test "for people: why, since when, and how long the logs are kept" {
	printf 'lag=2.000000s\n%s\n' "$((NOW - 75))" > run/hold-copy/lag
	show text > shown
	cat shown
	grep -x 't.t: throttled, lag=2.000000s, ETA .*' shown
	grep -E '^  waits +copy, for 1m(15|16|17|18)s: lag=2\.000000s$' shown
	grep -E '^  binlogs +3\.0 KiB not applied yet, kept for another 1h58m20s of 2h0m0s$' shown
	grep -E '^  copied +1000 of 4000 rows, 25\.0 %, 0 a second$' shown
	rm run/throttle/binlog-left
	show text | grep -E '^  binlogs +3\.0 KiB not applied yet, kept for ever$'
}

@test "JSON: one object a line, null for what is not known" {
	printf 'a "quoted" \\ reason\n%s\n' "$((NOW - 75))" > run/hold/user
	put throttle/lag unknown
	show json > object
	cat object
	[ "$(wc -l < object)" -eq 1 ]
	python3 -c '
import json
o = json.load(open("object"))
assert o["database"] == "t" and o["table"] == "t", o
assert o["state"] == "throttled", o
assert o["rows_copied"] == 1000 and o["rows_total"] == 4000, o
assert o["percent"] == 25, o
assert o["changes_applied"] == 55, o
assert o["heartbeat_lag_seconds"] is None, o
assert o["eta_seconds"] is None, o
assert o["binlog_left_seconds"] == 7100, o
assert o["binlog_backlog_bytes"] == 3072, o
w = o["waits"]
assert len(w) == 1 and w[0]["name"] == "user", w
assert w[0]["who"] == "all", w
assert w[0]["reason"] == "a \"quoted\" \\ reason", w
assert o["time"] - w[0]["since"] >= 75, o
'
}

@test "metrics are in Prometheus' text format" {
	touch run/hold/user
	show metrics > shown
	grep -qx 'gho_rows_copied{database="t",table="t"} 1000' shown
	grep -qx 'gho_heartbeat_lag_seconds{database="t",table="t"} 0.25' shown
	grep -qx 'gho_waits{database="t",table="t",name="user",who="all"} 1' \
		shown
	# Each is described once, and no line is of another form.
	grep '^# TYPE ' shown | cut -d ' ' -f 3 | sort > types
	uniq types | diff types -
	[ "$(grep -c '^# HELP ' shown)" -eq "$(wc -l < types)" ]
	run ! grep -vE '^# (HELP|TYPE) gho_[a-z_]+ .+$|^gho_[a-z_]+\{[^}]*\} [0-9.e+]+$' shown
	rm run/throttle/lag
	show metrics | run ! grep '^gho_heartbeat_lag_seconds'
}

@test "rates are smoothed, kept for others, and not changed by a pause" {
	local i
	gho-status --keep --metrics-file="$PWD/out.prom" run > out 3>&- &
	for i in $(seq 1 20); do
		put copy/copied $((1000 + i * 100))
		sleep 0.2
	done
	eventually awk '{ exit !($1 > 20) }' run/status/copy-rate
	awk '{ exit !($1 < 1000) }' run/status/copy-rate
	touch run/hold/user
	sleep 1.5
	local rate
	rate=$(cat run/status/copy-rate)
	put copy/copied 3500
	sleep 1.5
	[ "$(cat run/status/copy-rate)" = "$rate" ]
	grep -q '^gho_rows_copied{.*} 3500$' out.prom
	show text | grep -E ' rows, .*, [1-9][0-9]* a second$'
	# It ends with a last line.
	kill $!
	wait $!
	grep -c '^Copy: ' out
	tail -n 1 out | grep -F 'Copy: 3500/4000'
}

@test "the time that is left has the catching up in it" {
	put copy/done 4000
	put throttle/lag 600
	put status/lag-fall 2
	show line | grep -E '; ETA: 5m0s$'
	put throttle/lag 0.5
	show line | grep -E '; ETA: due$'
}

@test "how often: each second at first, less later" {
	put copy/copied "$(printf '4\t1\t4')"
	put started "$((NOW - 1000))"
	# A long time left, long after the start: each 30 s, after the first.
	put status/copy-rate 1
	gho-status run > out 3>&- &
	sleep 3.5
	kill $!
	wait $!
	[ "$(wc -l < out)" -eq 2 ]
	# In the second and third minute each 5 s.
	put started "$(($(date +%s) - 100))"
	gho-status run > out 3>&- &
	eventually sh -c '[ "$(wc -l < out)" -ge 3 ]'
	kill $!
	wait $!
	sed 's/.*Time: \([0-9]*\)m\([0-9]*\)s(total).*/\1 \2/' out |
	awk '{ now = $1 * 60 + $2; n += NR > 1 && now - last >= 4; last = now }
		END { exit n == 0 }'
	put started "$(date +%s)"
	gho-status run > out 3>&- &
	eventually sh -c '[ "$(wc -l < out)" -ge 4 ]'
	kill $!
	wait $!
}

@test "what the stages use" {
	sh -c 'while :; do :; done' 3>&- &
	local busy=$!
	put pid/busy "$busy"
	eventually sh -c "gho-status --once --format=json run |
		python3 -c 'import json, sys
o = json.load(sys.stdin)
sys.exit(not (o[\"cpu_seconds\"] >= 0.2 and o[\"memory_bytes\"] > 1000))'"
	kill -9 "$busy"
	wait "$busy" || :
	show text | grep -E '^  uses +0 processes, '
}

# received -- bytes that the run's stages have received over TCP.
received() {
	gho-status --once --format=json run |
	python3 -c 'import json, sys
print(json.load(sys.stdin)["received_bytes"])'
}

@test "what the stages receive and send over TCP" {
	python3 -c '
import socket, time
s = socket.create_server(("127.0.0.1", 0))
a = socket.create_connection(s.getsockname())
b, _ = s.accept()
for _ in range(100):
    b.sendall(b"x" * 1000)
    got = 0
    while got < 1000:
        got += len(a.recv(1000))
open("ready", "w").write("x")
time.sleep(60)' 3>&- &
	local reader=$!
	eventually test -s ready
	[ "$(received)" -eq 0 ]
	put pid/reader "$reader"
	[ "$(received)" -eq 100000 ]
	kill "$reader"
}

@test "no run, no plan, no such form" {
	fails 71 gho-status --once nowhere
	[[ $stderr == *nowhere* ]]
	rm run/plan
	run gho-status --once run
	[ "$status" -eq 71 ]
	fails 64 gho-status --format=xml run
	run gho-status
	[ "$status" -eq 64 ]
}

migrate() {
	gho-migrate --defaults-file="$SERVER/my.cnf" --database=t --table=t \
		--alter='ENGINE=InnoDB' --allow-on-master --execute \
		--throttle-additional-flag-file= --run-dir="$PWD/run.real" \
		--ok-to-drop-table "$@"
}

@test "--json-status, --metrics-file: nothing else on standard output" {
	migrate --json-status --metrics-file="$PWD/m.prom" > out
	python3 -c '
import json
lines = [json.loads(line) for line in open("out")]
assert len(lines) >= 2
assert lines[-1]["state"] == "done", lines[-1]
assert lines[-1]["rows_copied"] == 1000, lines[-1]
assert lines[-1]["percent"] == 100, lines[-1]
'
	grep -q '^gho_rows_copied{.*} 1000$' m.prom
}

@test "--log-format=json: messages are objects" {
	migrate --log-format=json --verbose > out 2> err
	[ -s err ]
	python3 -c '
import json
for line in open("err"):
    o = json.loads(line)
    assert o["level"] in ("debug", "info", "warning", "error"), o
    assert o["program"].startswith("gho-") and o["message"], o
'
	run --separate-stderr migrate --log-format=json --table='no"such\table'
	[ "$status" -ne 0 ]
	printf '%s\n' "$stderr" | python3 -c '
import json, sys
o = [json.loads(line) for line in sys.stdin]
assert any("no\"such\\table" in x["message"] for x in o), o'
}
