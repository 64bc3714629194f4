#!/usr/bin/env bats
# When the cut-over may happen: times, and a last look at the server.

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
	RUN=$PWD/base/run
	migration='' there=''
	make_table c 100
}

teardown() {
	end_processes
	sql 'SET GLOBAL time_zone = SYSTEM; SET GLOBAL max_connections = DEFAULT'
}

# migrate FLAG... -- in the background, ${there} or here.
migrate() {
	$there gho-migrate --defaults-file="$SERVER/my.cnf" --database=c --table=t \
		--alter='ADD COLUMN extra INT' --allow-on-master --execute \
		--throttle-additional-flag-file= --run-dir="$RUN" "$@" \
		> out 2> err 3>&- &
	# shellcheck disable=SC2034 # ends waits for it
	migration=$!
}

# elsewhere COMMAND... -- on a host of another name.
elsewhere() {
	unshare -ru sh -c 'hostname elsewhere && exec "$@"' sh "$@"
}

# at ZONE HOURS -- the time there, so many hours from now.
at() {
	sql "SELECT DATE_FORMAT(CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', '$1')
		+ INTERVAL $2 HOUR, '%H:%i')"
}

# waits REASON -- the cut-over does, and it is told and shown; nothing is swapped.
waits() {
	eventually grep -qE "^gho-migrate: warning: the cut-over waits: $1" err
	gho-ctl --run="$RUN" status
	gho-ctl --run="$RUN" status | grep -E "waits +cut-over, for .*: $1"
	[ ! "$(sql c 'SHOW TABLES LIKE "\\_t\\_del"')" ]
	grep -q 'State: throttled, ' out || eventually grep -q 'State: throttled, ' out
}

# lets KNOB VALUE -- it is over then.
lets() {
	gho-ctl --run="$RUN" set "$1=$2"
	ends 0
	has_column c extra
}

@test "no cut-over but in its times, by the server's clock" {
	sql "SET GLOBAL time_zone = '-11:30'"
	migrate --cut-over-window="$(at -11:30 2)-$(at -11:30 4)"
	waits 'cut-over-window [0-9:-]+: it is [A-Z][a-z]{2} [0-9:]{5}$'
	grep -q 'State: throttled, cut-over-window ' out
	[ "$(gho-ctl --run="$RUN" get cut-over-window)" = "$(at -11:30 2)-$(at -11:30 4)" ]
	# Where the server is it is another time.
	lets cut-over-window "$(at -11:30 -2)-$(at -11:30 2)"
}

@test "the times may be of another zone" {
	migrate --cut-over-window="$(at +05:45 -2)-$(at +05:45 2)" \
		--cut-over-window-zone=+05:45
	ends 0
	has_column c extra
	run ! grep 'cut-over waits' err
}

@test "a zone that the server does not know: the end, nothing is left" {
	migrate --cut-over-window=00:00-24:00 --cut-over-window-zone=Mars/Olympus
	ends 69
	grep 'does not know the time zone Mars/Olympus' err
	[ "$(show_tables c)" = t ]
}

@test "load, connections and disk: below their limits it waits" {
	migrate --cut-over-max-load=Threads_connected=1 \
		--cut-over-min-connections=10000000 --cut-over-min-disk=900000T
	waits '.*cut-over-max-load Threads_connected=[0-9]+ >= 1'
	grep -E 'cut-over-min-connections [0-9]{2,} < 10000000' err
	grep -E 'cut-over-min-disk [0-9]+M < 900000T' err
	gho-ctl --run="$RUN" set cut-over-min-disk=1M
	gho-ctl --run="$RUN" set cut-over-min-connections=5
	eventually sh -c "! ls '$RUN/hold-cutover' | grep -q min"
	lets cut-over-max-load Threads_connected=10000
}

@test "the disk of another host cannot be seen: refused before it begins" {
	there=elsewhere
	migrate --cut-over-min-disk=1M
	ends 69
	grep "cut-over-min-disk: the disk of the server on $(uname -n) cannot be seen from here: run gho there" err
	grep 'the original table is as it was' err
	[ "$(show_tables c)" = t ]
}

@test "the same, set on the way: the cut-over waits, and nothing is lost" {
	there=elsewhere
	migrate --postpone-cut-over-flag-file="$PWD/later"
	eventually grep -q 'State: postponing cut-over' out
	gho-ctl --run="$RUN" set cut-over-min-disk=1M
	eventually test -e "$RUN/hold-cutover/cut-over-min-disk"
	rm later
	waits 'cut-over-min-disk: the disk of the server on .* cannot be seen'
	lets cut-over-min-disk 0
}

@test "a person may hold the cut-over with a file" {
	migrate --postpone-cut-over-flag-file="$PWD/later"
	eventually grep -q 'State: postponing cut-over' out
	touch "$RUN/hold-cutover/monday"
	rm later
	waits monday
	rm "$RUN/hold-cutover/monday"
	ends 0
}

@test "by hand: gho-cutover waits for the same, and says why" {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=c --table=t \
		--alter='ADD COLUMN extra INT' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	gho-copy --defaults-file="$SERVER/my.cnf" plan > copied
	mkdir -p run/hold-cutover
	echo 'it rains' > run/hold-cutover/weather
	gho-stream --defaults-file="$SERVER/my.cnf" plan 3>&- |
	gho-cutover --defaults-file="$SERVER/my.cnf" --run="$PWD/run" plan \
		> out 2> err 3>&- &
	# shellcheck disable=SC2034 # ends waits for it
	migration=$!
	eventually grep -x 'gho-cutover: warning: the cut-over waits: it rains' err
	run ! has_column c extra
	rm run/hold-cutover/weather
	ends 0
	has_column c extra
}

# refused_set NAME=VALUE... -- gho-ctl refuses each, and says why.
refused_set() {
	local setting
	for setting; do
		run gho-ctl --run="$RUN" set "$setting"
		[ "$status" -eq 1 ]
		[[ $output == "${setting%%=*}: \"${setting#*=}\" is not "* ]]
	done
}

@test "what makes no sense is refused, before and while it runs" {
	local flag
	for flag in cut-over-window=22 cut-over-max-lag-millis=2s \
	    cut-over-max-load=x cut-over-min-connections=few \
	    cut-over-min-disk=10X; do
		fails 64 gho-migrate --database=c --table=t --alter=FORCE \
			--allow-on-master --defaults-file="$SERVER/my.cnf" "--$flag"
		[[ $stderr == *"--${flag%%=*}"*"is not "* ]]
	done
	migrate --postpone-cut-over-flag-file="$PWD/later"
	eventually grep -q 'State: postponing cut-over' out
	refused_set cut-over-window=never cut-over-min-disk=1Z \
		cut-over-min-connections=-1 cut-over-max-lag-millis=1.5
	rm later
	ends 0
}
