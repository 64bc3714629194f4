#!/usr/bin/env bats
# gho-serve and gho-ctl: each command, its answer, and what comes of it.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE c'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base GHO_SOCKET_BASE=$PWD
	mkdir base
	SOCK=$PWD/gh-ost.c.t.sock
	NOTE='# Note: you may only throttle for as long as your binary logs are not purged'
	migration=''
	make_table c 1000
}

teardown() {
	end_processes
}

# migrate FLAG... -- in the background; ready when its socket is there, and all
# is copied if it is not told otherwise.
migrate() {
	RUN=$PWD/base/c.t-4711
	gho-migrate --defaults-file="$SERVER/my.cnf" --database=c --table=t \
		--alter='ADD COLUMN extra INT' --allow-on-master --execute \
		--throttle-additional-flag-file= --run-dir="$RUN" \
		--postpone-cut-over-flag-file="$PWD/later" "$@" \
		> out 2> err 3>&- &
	# shellcheck disable=SC2034 # ends waits for it
	migration=$!
	eventually grep -qs 'State: ' out
}

postponing() {
	migrate "$@"
	eventually test -S "$SOCK"
	eventually grep -q 'State: postponing cut-over' out
}

# say COMMAND -- over the socket, as gh-ost's users do; its answer.
say() {
	printf '%s\n' "$1" | nc -N -U "$SOCK"
}

# answers COMMAND LINE -- it says just that.
answers() {
	local answer
	answer=$(say "$1")
	printf '%s: "%s"\n' "$1" "$answer"
	[ "$answer" = "$2" ]
}

# block -- the hints and a status line are what comes in, nothing else.
block() {
	cat > block
	cat block
	[ "$(tail -n 1 block | cut -c 1-6)" = 'Copy: ' ] &&
	[ "$(head -n 1 block)" = '# Migrating `c`.`t`; Ghost table is `c`.`_t_gho`' ] &&
	grep -q '^# chunk-size: ' block &&
	! grep -vE '^# |^Copy: ' block
}

@test "status, info, sup, help, coordinates, applier, inspector" {
	postponing
	say status | block
	grep -qx "# Serving on unix socket: $SOCK" block
	say info | block
	[ "$(say sup | wc -l)" -eq 1 ]
	say sup | grep '^Copy: 1000/1000 100.0%; .*; ETA: due$'
	say help | head -n 1 | grep -x 'available commands:'
	local command
	for command in status sup coordinates applier inspector chunk-size \
	    dml-batch-size nice-ratio critical-load max-lag-millis max-load \
	    throttle-query throttle-http throttle-control-replicas throttle \
	    no-throttle postpone-cut-over-flag-file unpostpone panic help; do
		say help | grep -q "^${command}[ =]"
	done
	say coordinates | grep -xE '[a-z]+\.[0-9]+:[0-9]+'
	say 'coordinates=?' | grep -xE '[a-z]+\.[0-9]+:[0-9]+'
	answers coordinates=1 'coordinates are read-only'
	local address
	address=$(sql 'SELECT CONCAT(@@hostname, ":", @@port, ", Version: ", @@version)')
	answers applier "Host: $address"
	answers inspector "Host: $address"
	answers replication-lag-query=x 'replication-lag-query is deprecated. gh-ost uses an internal, subsecond resolution query'
	answers nonsense 'unknown command: nonsense'
	answers '' 'unknown command: '
	say cpu-profile | grep -q "gh-ost's runtime"
	say json | python3 -c 'import json, sys
assert json.load(sys.stdin)["state"] == "postponing cut-over"'
	say metrics | grep -q '^gho_rows_copied{database="c",table="t"} 1000$'
	rm later
	ends 0
	[ ! -e "$SOCK" ]
}

@test "numbers: set, shown, moved into their range, refused" {
	postponing
	say chunk-size=250 | block
	grep -q '^# chunk-size: 250; ' block
	answers 'chunk-size=?' 250
	[ "$(cat "$RUN/knob/chunk-size")" = 250 ]
	say chunk-size=1 | grep -q '^# chunk-size: 10;'
	say 'chunk-size = 10000000' | grep -q '^# chunk-size: 100000;'
	say dml-batch-size=5000 | grep -q 'dml-batch-size: 1000;'
	answers 'dml-batch-size=?' 1000
	say max-lag-millis=1 | grep -q 'max-lag-millis: 100ms;'
	say '"max-lag-millis"=5' | grep -q '^unknown command'
	say 'max-lag-millis="2500"' | grep -q 'max-lag-millis: 2500ms;'
	say nice-ratio=0.7 | grep -q 'nice-ratio: 0.700000$'
	answers 'nice-ratio=?' 0.7
	answers chunk-size=x 'strconv.Atoi: parsing "x": invalid syntax'
	answers chunk-size=1.5 'strconv.Atoi: parsing "1.5": invalid syntax'
	answers nice-ratio=x 'strconv.ParseFloat: parsing "x": invalid syntax'
	answers 'chunk-size=?' 100000
	# gho-apply and gho-throttle have taken theirs without a word.
	sql c 'UPDATE t SET v = 0'
	eventually grep -q 'Applied: 1000; Backlog: [0-9]*/1000;' out
	run ! grep knob err
	rm later
	ends 0
}

@test "loads, queries, URLs and replicas" {
	postponing
	say max-load=Threads_running=900,Aborted_clients=800 | block
	grep -q 'max-load: Aborted_clients=800,Threads_running=900;' block
	answers 'max-load=?' Threads_running=900,Aborted_clients=800
	say critical-load=Threads_running=1000 |
		grep -q 'critical-load: Threads_running=1000;'
	say max-load=x | grep -q 'is not STATUS_VARIABLE=NUMBER'
	say "throttle-query=SELECT 0" > answer
	[ "$(head -n 1 answer)" = "$NOTE" ]
	tail -n +2 answer | block
	grep -qx '# throttle-query: SELECT 0' block
	answers 'throttle-query=?' 'SELECT 0'
	# No other SQL, and never two statements.
	local bad
	for bad in 'DROP TABLE c.t' 'SELECT 0; DROP TABLE c.t' \
	    'SELECT 1 INTO @x' 'CALL p()' '/*! DELETE FROM c.t */'; do
		say "throttle-query=$bad" | grep -q 'SELECT'
	done
	answers 'throttle-query=?' 'SELECT 0'
	say throttle-http=http://127.0.0.1:1/x > answer
	[ "$(head -n 1 answer)" = "$NOTE" ]
	eventually test -e "$RUN/hold/throttle-http"
	say throttle-http= > answer
	eventually test ! -e "$RUN/hold/throttle-http"
	say throttle-http=file:///etc/passwd | grep -q 'not a URL'
	say throttle-control-replicas=127.0.0.1:1 > answer
	[ "$(head -n 1 answer)" = 127.0.0.1:1 ]
	grep -qx '# throttle-control-replicas count: 1' answer
	eventually test -e "$RUN/hold/replica-127.0.0.1:1"
	say throttle-control-replicas= > answer
	eventually test ! -e "$RUN/hold/replica-127.0.0.1:1"
	[ "$(sql 'SELECT COUNT(*) FROM c.t')" -eq 1000 ]
	rm later
	ends 0
}

@test "throttle and its names, with and without the table's" {
	postponing
	local on off
	for on in throttle pause suspend throttle=t; do
		for off in no-throttle unthrottle resume continue no-throttle=t; do
			[ "$(say $on | head -n 1)" = "$NOTE" ]
			[ "$(head -n 1 "$RUN/hold/user")" = 'commanded by user' ]
			say $off | block
			[ ! -e "$RUN/hold/user" ]
		done
	done
	answers throttle=x "user commanded 'throttle' on x, but migrated table is t; ignoring request"
	answers resume=x "user commanded 'no-throttle' on x, but migrated table is t; ignoring request"
	[ ! -e "$RUN/hold/user" ]
	# Applying waits as well.
	say throttle > answer
	sql c 'UPDATE t SET v = -1'
	sleep 1
	[ "$(sql 'SELECT SUM(v) FROM c._t_gho')" -eq 500500 ]
	say no-throttle > answer
	eventually grep -q 'Applied: 1000;' out
	rm later
	ends 0
}

@test "copy and apply are held apart" {
	migrate --chunk-size=10 --nice-ratio=20
	eventually test -S "$SOCK"
	say throttle-copy > answer
	[ -e "$RUN/hold-copy/user" ]
	say sup | grep -q 'State: throttled, commanded by user'
	[ ! -e "$RUN/copy/done" ]
	# The copy waits, changes do not.
	sleep 1
	local copied
	copied=$(cat "$RUN/copy/copied")
	sql c 'UPDATE t SET v = -1'
	eventually sh -c "grep -q '	1000	' '$RUN/apply/applied'"
	[ "$(cat "$RUN/copy/copied")" = "$copied" ]
	say no-throttle-copy > answer
	# The other way round.
	say throttle-apply > answer
	say chunk-size=1000 > answer
	say nice-ratio=0 > answer
	eventually test -e "$RUN/copy/done"
	sql c 'UPDATE t SET v = -2'
	rm later
	# Nor does the cut-over begin.
	sleep 1
	[ "$(sql 'SELECT COUNT(*) FROM c._t_gho WHERE v = -2')" -eq 0 ]
	say no-throttle-apply > answer
	ends 0
	[ "$(sql 'SELECT SUM(v) FROM c.t')" -eq -2000 ]
}

@test "unpostpone and its names" {
	local name
	for name in unpostpone no-postpone cut-over cut-over=t; do
		postponing --ok-to-drop-table
		answers cut-over=x "user commanded 'unpostpone' on x, but migrated table is t; ignoring request"
		say $name > answer
		[ "$(head -n 1 answer)" = Unpostponed ]
		ends 0
		[ -e later ]
		rm later
		sql c 'ALTER TABLE t DROP COLUMN extra'
	done
}

@test "a cut-over that is not postponed; one that is postponed on the way" {
	migrate --chunk-size=10 --nice-ratio=20 --postpone-cut-over-flag-file=
	eventually test -S "$SOCK"
	answers unpostpone 'You may only invoke this when gh-ost is actively postponing migration. At this time it is not'
	answers postpone-cut-over-flag-file "user commanded 'postpone-cut-over-flag-file' without specifying file path"
	say "postpone-cut-over-flag-file=/nonexistent/x" |
		grep -q '^failed to create postpone cut-over flag file /nonex'
	echo precious > notes
	say "postpone-cut-over-flag-file=$PWD/notes" > answer
	[ "$(cat notes)" = precious ]
	say "postpone-cut-over-flag-file=$PWD/wait" > answer
	[ "$(head -n 1 answer)" = Postponed ]
	grep -qx "# postpone-cut-over-flag-file: $PWD/wait \[set\]" answer
	[ "$(stat -c %a wait)" = 600 ]
	say nice-ratio=0 > answer
	eventually grep -q 'State: postponing cut-over' out
	rm wait
	ends 0
}

@test "--force-named-cut-over and --force-named-panic" {
	postponing --force-named-cut-over --force-named-panic
	answers cut-over "user commanded 'unpostpone' without specifying table name, but --force-named-cut-over is set"
	answers panic "user commanded 'panic' without specifying table name, but --force-named-panic is set"
	answers panic=x "user commanded 'panic' on x, but migrated table is t; ignoring request"
	say cut-over=t > answer
	ends 0
}

@test "panic" {
	postponing
	say panic | grep -q "^user commanded 'panic'\."
	ends 1
	grep -q 'error: panic: ' err
	[ -z "$(sql "SHOW COLUMNS FROM c.t LIKE 'extra'")" ]
	[ ! -e "$SOCK" ]
}

@test "the socket: ours alone, and others in the way" {
	postponing
	[ "$(stat -c %a "$SOCK")" = 600 ]
	# A second server: on this one only by force, as it lives.
	fails 75 gho-serve --serve-socket-file="$SOCK" "$RUN"
	[[ $stderr == *"$SOCK"*initially-drop-socket-file* ]]
	say sup | grep -q '^Copy: '
	echo precious > file
	fails 71 gho-serve --serve-socket-file="$PWD/file" \
		--initially-drop-socket-file "$RUN"
	[ "$(cat file)" = precious ]
	fails 71 gho-serve --serve-socket-file=/nonexistent/x "$RUN"
	fails 64 gho-serve --serve-socket-file="$PWD/$(printf %200s x | tr ' ' x)" "$RUN"
	# One on which nobody listens is no obstacle.
	gho-serve --serve-socket-file="$PWD/other" "$RUN" 3>&- &
	eventually test -S other
	kill -9 $!
	wait $! || :
	[ -S other ]
	gho-serve --serve-socket-file="$PWD/other" "$RUN" 3>&- &
	local second=$!
	eventually sh -c 'echo sup | nc -N -U other | grep -q "^Copy: "'
	# By force; then the one that lost it leaves it alone.
	gho-serve --serve-socket-file="$PWD/other" \
		--initially-drop-socket-file "$RUN" 3>&- &
	local third=$!
	eventually sh -c 'echo sup | nc -N -U other | grep -q "^Copy: "'
	kill "$second"
	wait "$second" || :
	eventually sh -c 'echo sup | nc -N -U other | grep -q "^Copy: "'
	kill "$third"
	wait "$third" || :
	[ ! -e other ]
	fails 64 gho-serve --serve-tcp-port=70000 "$RUN"
	fails 64 gho-serve --serve-tcp-port=7000 --serve-tcp-address=host "$RUN"
	fails 71 gho-serve --stdio nowhere
	rm later
	ends 0
}

@test "a default socket that is taken is a warning, a flag's is refused" {
	python3 -c '
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen()
open("ready", "w").write("x")
time.sleep(300)' "$SOCK" 3>&- &
	local other=$!
	eventually test -s ready
	migrate
	grep -q "warning: somebody listens on $SOCK" err
	rm later
	ends 0
	run ! grep 'Serving on' out
	[ -S "$SOCK" ]
	sql c 'DROP TABLE _t_del; ALTER TABLE t DROP COLUMN extra'
	migrate --serve-socket-file="$SOCK" || :
	ends 75
	grep -q "somebody listens on $SOCK already" err
	kill "$other"
	wait "$other" || :
}

@test "TCP: on the loopback, if asked for" {
	local port=$((20000 + RANDOM % 10000))
	postponing --serve-tcp-port="$port" || :
	if grep -q 'cannot listen' err; then
		skip "port $port is taken"
	fi
	grep -qx "# Serving on TCP port: $port" out
	[ "$(echo 'chunk-size=?' | nc -N 127.0.0.1 "$port")" = 1000 ]
	grep -iE "^ *[0-9]+: 0100007F:$(printf %04X "$port") 0+:0+ 0A" \
		/proc/net/tcp
	run ! grep -iE "^ *[0-9]+: 00000000:$(printf %04X "$port") " \
		/proc/net/tcp
	# Taken: another one is refused.
	fails 75 gho-serve --serve-tcp-port="$port" "$RUN"
	rm later
	ends 0
}

@test "clients that are slow, rude or many" {
	postponing
	# Says nothing: others are served meanwhile, and it is sent away.
	nc -U "$SOCK" < <(sleep 20) > silent 3>&- &
	local silent=$! i
	for i in 1 2 3 4 5 6 7 8; do
		say sup > "many.$i" &
	done
	eventually sh -c '[ "$(cat many.* | grep -c "^Copy: ")" -eq 8 ]'
	eventually sh -c "! kill -0 $silent 2> /dev/null"
	# A line without an end, one too long, one with zeros, none.
	printf sup | nc -N -U "$SOCK" | grep -q '^Copy: '
	head -c 100000 /dev/zero | tr '\0' a | nc -N -U "$SOCK" > answer || :
	printf 'sup\0\0x\n' | nc -N -U "$SOCK" > answer
	: | nc -N -U "$SOCK" > answer
	say sup | grep -q '^Copy: '
	rm later
	ends 0
}

ctl() {
	gho-ctl "$@"
}

@test "gho-ctl: list, status, pause, resume, set, get" {
	fails 1 ctl status
	postponing
	[ "$(ctl list | cut -f 1)" = "$RUN" ]
	ctl list | cut -f 2 | grep '^Copy: 1000/1000'
	ctl status | grep '^c.t: postponing cut-over, ETA due$'
	ctl --run=c.t status --json | python3 -c 'import json, sys
assert json.load(sys.stdin)["table"] == "t"'
	ctl --run="$RUN" pause | grep -qx "$NOTE"
	ctl status | grep -E '^  waits +all, for [0-9]+s: commanded by user$'
	ctl resume > answer
	[ ! -e "$RUN/hold/user" ]
	ctl pause copy > answer
	[ -e "$RUN/hold-copy/user" ]
	ctl resume copy > answer
	ctl pause apply > answer
	[ -e "$RUN/hold-apply/user" ]
	ctl resume apply > answer
	[ ! -e "$RUN/hold-copy/user" ]
	[ ! -e "$RUN/hold-apply/user" ]
	ctl set chunk-size=400 > answer
	[ "$(ctl get chunk-size)" = 400 ]
	[ "$(ctl command applier)" = "$(say applier)" ]
	# What is refused is said, with exit 1.
	run ctl set chunk-size=x
	[ "$status" -eq 1 ]
	fails 64 ctl pause everything
	fails 64 ctl set
	fails 64 ctl set chunk-size
	# Nothing happens to a migration that was not meant.
	local other
	for other in c c. c.t- c.t-47 c.t_archive t; do
		fails 1 ctl --run=$other status
	done
	fails 64 ctl cut-over x
	fails 64 ctl panic --run=c.x
	[[ $stderr == *'--run=c.x: panic wants no argument; --run=RUN goes before it' ]]
	fails 64 ctl pause apply x
	fails 64 ctl status --json x
	run ctl nonsense
	[ "$status" -eq 64 ]
	ctl cut-over | grep -qx Unpostponed
	ends 0
	[ -z "$(ctl list)" ]
	fails 1 ctl status
}

@test "gho-ctl: postpone, panic" {
	migrate --chunk-size=10 --nice-ratio=20 --postpone-cut-over-flag-file=
	eventually test -s "$RUN/plan"
	ctl postpone wait | grep -qx Postponed
	[ -e wait ]
	ctl set nice-ratio=0 > answer
	eventually grep -q 'State: postponing cut-over' out
	run ctl panic
	[ "$status" -eq 1 ]
	ends 1
	grep -q 'error: panic: ' err
}

@test "the same by plain files" {
	postponing
	echo 123 > "$RUN/knob/chunk-size"
	answers 'chunk-size=?' 123
	touch "$RUN/hold/user"
	say sup | grep -q 'State: postponing cut-over'
	[ -e "$RUN/hold/user" ]
	rm "$RUN/hold/user"
	touch "$RUN/unpostpone"
	ends 0
	[ -e later ]
}
