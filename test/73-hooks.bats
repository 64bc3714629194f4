# Hooks of a migration: which, when, with what; and that they can end it.

load helper

setup_file() {
	start_server
	sql "CREATE DATABASE d;
		CREATE USER careful IDENTIFIED BY '0xc0ffee';
		GRANT ALL ON *.* TO careful;
		CREATE TABLE d.t (id INT PRIMARY KEY AUTO_INCREMENT, v INT);
		INSERT INTO d.t (v) VALUES (1), (2), (3)"
}
teardown_file() { stop_server; }

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$BATS_TEST_TMPDIR/run
	mkdir hooks
	for event in startup validated rowcount-complete before-row-copy \
		row-copy-complete begin-postponed before-cut-over status \
		success failure; do
		hook "$event" "echo $event >> '$PWD/events'"
	done
}

# hook EVENT TEXT
hook() {
	printf '#!/bin/sh\n%s\n' "$2" > "hooks/gh-ost-on-$1"
	chmod 755 "hooks/gh-ost-on-$1"
}

migrate() {
	gho-migrate --defaults-file="$SERVER/my.cnf" --database=d --table=t \
		--alter='ENGINE=InnoDB, COMMENT="it'"'"'s"' --allow-on-master \
		--execute --ok-to-drop-table --hooks-path=hooks \
		--throttle-additional-flag-file= "$@"
}

tables() {
	sql "SELECT GROUP_CONCAT(table_name) FROM information_schema.tables
		WHERE table_schema = 'd'"
}

@test "each hook is called, in gh-ost's order, with its environment" {
	hook success "env | sort > '$PWD/success'; echo success >> '$PWD/events'"
	hook before-cut-over "env | sort > '$PWD/before'
		echo before-cut-over >> '$PWD/events'"
	export ROOM=dba WORD=0xc0ffee
	printf '[client]\nuser=careful\npassword=${WORD}\n' > secret.cnf
	migrate --exact-rowcount --concurrent-rowcount=false --hooks-hint=why --hooks-hint-owner=me \
		--hooks-hint-token=0815 --conf=secret.cnf
	[ "$(paste -sd ' ' events)" = "startup validated rowcount-complete before-row-copy row-copy-complete before-cut-over success" ]
	for line in DATABASE_NAME=d TABLE_NAME=t GHOST_TABLE_NAME=_t_gho \
		OLD_TABLE_NAME=_t_del ESTIMATED_ROWS=3 COPIED_ROWS=3 \
		HOOKS_HINT=why HOOKS_HINT_OWNER=me HOOKS_HINT_TOKEN=0815 \
		DRY_RUN=false REVERT=false "EXECUTING_HOST=$(uname -n)"; do
		grep -Fx "GH_OST_$line" before
	done
	grep -F "GH_OST_DDL=ENGINE=InnoDB, COMMENT=\"it's\"" before
	for name in ELAPSED_SECONDS ELAPSED_COPY_SECONDS INSPECTED_LAG \
	    HEARTBEAT_LAG PROGRESS ETA_SECONDS; do
		grep -E "^GH_OST_$name=[0-9]" before
	done
	address=$(sql 'SELECT @@hostname')
	grep -E "^GH_OST_MIGRATED_HOST=$address" before
	grep -E "^GH_OST_INSPECTED_HOST=$address" before
	# As to gh-ost's, ours is given to them, but for what is secret.
	grep -Fx ROOM=dba before
	run ! grep 0xc0ffee before
	grep -Fx 'GH_OST_INSTANT_DDL=false' success
}

@test "rows that are counted while they are copied are told, too" {
	migrate --exact-rowcount
	[ "$(grep -c rowcount-complete events)" -eq 1 ]
}

@test "a postponed cut-over is told, and the status now and then" {
	hook status "printf '%s\n' \"\$GH_OST_STATUS\" >> '$PWD/status'"
	migrate --hooks-status-interval=1 \
		--postpone-cut-over-flag-file=flag > out &
	eventually test -s status
	eventually grep -q begin-postponed events
	rm flag
	wait $!
	[[ $(head -n 1 status) == "'Copy: "*"'" ]]
}

@test "a hook that fails ends it: before anything is made" {
	hook validated 'exit 9'
	run -1 migrate
	[[ $output == *"a hook of validated failed, so the migration ends"* ]]
	[ "$(paste -sd ' ' events)" = "startup failure" ]
	[ "$(tables)" = t ]
}

@test "a hook that fails ends it: before the cut-over" {
	hook before-cut-over 'exit 9'
	run -1 migrate
	[ "$(tail -n 1 events)" = failure ]
	[[ $output == *"kept: _t_gho"* ]]
	# The same command goes on.
	hook before-cut-over ''
	migrate
	[ "$(tail -n 1 events)" = success ]
	[ "$(tables)" = t ]
}

@test "a hook that hangs is ended, and so is the migration" {
	hook startup 'sleep 1000'
	run -1 migrate --hooks-timeout-seconds=1
	[[ $output == *"took more than 1 s"* ]]
	[ "$(tables)" = t ]
}

@test "a failure is told; no directory is a failure of its own" {
	run ! migrate --alter='DROP COLUMN none'
	[ "$(paste -sd ' ' events)" = "startup failure" ]
	fails 71 migrate --hooks-path=none
	[[ $stderr == *"none is no directory"* ]]
}

# say COMMAND - over the socket; its answer
say() {
	printf '%s\n' "$1" | nc -N -U socket
}

@test "a hook may forbid a command, whoever gives it" {
	hook interactive-command 'echo "$GH_OST_COMMAND $GH_OST_TABLE_NAME" >> '"'$PWD/commands'"'
		case $GH_OST_COMMAND in *panic* | *unpostpone*) exit 3;; esac'
	migrate --postpone-cut-over-flag-file=flag --serve-socket-file=socket \
		--run-dir="$PWD/run" > out 2> err 3>&- &
	eventually grep -q 'State: postponing cut-over' out
	[ "$(say 'chunk-size=250' | grep -c '^# chunk-size: 250;')" -eq 1 ]
	[ "$(say panic)" = "'panic' is not done: a hook of interactive-command failed with 3" ]
	[ "$(say unpostpone)" = "'unpostpone' is not done: a hook of interactive-command failed with 3" ]
	run gho-ctl --run="$PWD/run" panic
	[ "$status" -eq 1 ]
	[[ $output == *"'panic' is not done"* ]]
	[ "$(paste -sd , commands)" = "'chunk-size' t,'panic' t,'unpostpone' t,'panic' t" ]
	[ -e flag ]
	rm flag
	wait $!
	[ "$(tail -n 1 events)" = success ]
}

@test "a hook of interactive-command that hangs is ended, and forbids" {
	hook interactive-command 'sleep 1000'
	migrate --postpone-cut-over-flag-file=flag --serve-socket-file=socket \
		--hooks-timeout-seconds=1 > out 2> err 3>&- &
	eventually grep -q 'State: postponing cut-over' out
	[ "$(say chunk-size=250)" = "'chunk-size' is not done: a hook of interactive-command failed with 124" ]
	rm flag
	wait $!
}

@test "while a hook of a command runs, others are answered" {
	hook interactive-command "case \$GH_OST_COMMAND in *panic*)
		touch '$PWD/asked'; until [ -e '$PWD/go' ]; do sleep 0.1; done
		exit 3;; esac"
	migrate --postpone-cut-over-flag-file=flag --serve-socket-file=socket \
		> out 2> err 3>&- &
	local migration=$!
	eventually grep -q 'State: postponing cut-over' out
	say panic > answer &
	local client=$!
	eventually test -e asked
	say sup | grep '^Copy: '
	[ "$(say 'chunk-size=250' | grep -c '^# chunk-size: 250;')" -eq 1 ]
	[ ! -s answer ]
	touch go
	ends 0 "$client"
	grep -x "'panic' is not done: a hook of interactive-command failed with 3" answer
	rm flag
	ends 0 "$migration"
}

@test "a chunk that is tried again is told" {
	hook batch-copy-retry 'printf "%s\n" "$GH_OST_LAST_BATCH_COPY_ERROR" >> '"'$PWD/retries'"'
		exit 1'
	# A row that somebody else holds.
	sql d 'BEGIN; UPDATE t SET v = 7 WHERE id = 2;
		DO GET_LOCK("held", 0), SLEEP(60); ROLLBACK' &
	local holder=$!
	eventually held
	migrate > out 2> err 3>&- &
	local migration=$!
	eventually grep -qs . retries
	sql "KILL $(holding)"
	wait "$holder" || :
	wait "$migration"
	grep NOWAIT retries
	[ "$(tail -n 1 events)" = success ]
}

# holding - the session that holds a row
holding() {
	sql 'SELECT IS_USED_LOCK("held")'
}

held() {
	[ "$(holding)" != NULL ]
}

@test "a dry run says so" {
	hook startup "env > '$PWD/startup'"
	migrate --execute=false
	grep -Fx GH_OST_DRY_RUN=true startup
	[ "$(tables)" = t ]
}
