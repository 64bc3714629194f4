#!/usr/bin/env bats
# Any end of a migration leaves what it has printed, and nothing else.
# shellcheck disable=SC2119,SC2120 # at_PHASE is called by name

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE e'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	# All that a run may make files in.
	mkdir base sockets tmp
	export GHO_RUN_BASE=$PWD/base GHO_SOCKET_BASE=$PWD/sockets
	# The loss check that this wants reads the rows.
	GO=(--defaults-file="$SERVER/my.cnf" --database=e --table=t
		--alter='ADD COLUMN extra INT, MODIFY v SMALLINT'
		--allow-on-master --execute --throttle-additional-flag-file=
		--postpone-cut-over-flag-file="$PWD/postpone")
	migration=''
	before=t
	sql e 'DROP TABLE IF EXISTS _t_rev_del'
	anew
}

teardown() {
	exec 5>&-
	# shellcheck disable=SC2046  # numbers
	kill -9 $(descendants) 2> /dev/null || :
	wait
}

# begin [FLAG...] -- a migration in the background, whose run directory is
# ./run.  All that comes of it has MARK in its environment.
begin() {
	: > out
	: > err
	env --default-signal=INT MARK="$PWD" TMPDIR="$PWD/tmp" \
		gho-migrate "${GO[@]}" --run-dir="$PWD/run" "$@" \
		> out 2> err 3>&- 5>&- &
	migration=$!
}

# anew -- the table as it was, and nothing of a migration.
anew() {
	make_table e 1000
	were=$(columns)
}

# ---- What is left ----

# descendants -- the processes of migrations.
descendants() {
	grep -lzs "^MARK=$PWD\$" /proc/[0-9]*/environ | cut -d / -f 3
}

no_descendant() {
	[ -z "$(descendants)" ]
}

no_session() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.session_connect_attrs
		WHERE ATTR_NAME = 'program_name' AND ATTR_VALUE LIKE 'gho-%'")" \
		-eq 0 ]
}

# told_tables -- those that are there, if what was printed is true.
told_tables() {
	{
		printf '%s\n' "$before"
		sed -nE 's/.*; kept: (.*); the same command goes on.*/\1/p' err
		sed -nE 's/.*swapped, the old one is ([^;]*); .* what is left of (.*)/\1 \2/p' err
		sed -nE 's/^# The old table is kept: e\.//p' out
		sed -nE 's/.* as long as (.*) and the binary logs .*/\1/p' out
	} |
	sed -e 's/ and /\n/g' -e 's/, /\n/g' -e 's/ /\n/g' |
	LC_ALL=C sort -u | paste -sd ' '
}

# told_swapped -- whether the table is another one now, if that is true.
told_swapped() {
	grep -q '^# Done' out || grep -q 'the tables are swapped' err
}

# columns -- of the table.
columns() {
	sql e 'SHOW COLUMNS FROM t' | cut -f 1,2
}

# is_left -- what was told, and nothing else.
is_left() {
	eventually no_descendant
	eventually no_session
	diff <(show_tables e | tr ' ' '\n' | LC_ALL=C sort | paste -sd ' ') \
		<(told_tables)
	[ "$(sql e 'SELECT COUNT(*), SUM(v) FROM t')" = '1000	500500' ]
	local are
	are=$(columns)
	if told_swapped; then
		[ "$are" != "$were" ]
	else
		[ "$are" = "$were" ]
	fi
	were=$are
	[ ! -e run ]
	diff <(find base sockets tmp -mindepth 1) /dev/null
	# The hints say that it is there, or what is said at the end.
	[ ! -e postpone ] || told_postpone ||
		grep -xF "# postpone-cut-over-flag-file: $PWD/postpone [set]" out
}

told_postpone() {
	grep -F ": $PWD/postpone is left, as it may postpone others" err
}

# end CODE [PHASE] -- it ends so, and leaves that.
end() {
	ends "$1"
	[ $# -lt 2 ] || "over_$2"
	is_left
}

# ---- How far it comes ----

# stage NAME -- it is running.
stage() {
	[ -s "run/pid/$1" ]
}

# waits_inspecting -- gho-inspect does, for the table.
waits_inspecting() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.threads
		JOIN performance_schema.session_connect_attrs
		USING (PROCESSLIST_ID) WHERE ATTR_NAME = 'program_name'
		AND ATTR_VALUE = 'gho-inspect'
		AND PROCESSLIST_STATE LIKE 'Waiting for table %lock'")" -gt 0 ]
}

# hold SQL -- another session has done that, until let_go.
hold() {
	rm -f others held
	mkfifo others
	mysqld client "$SERVER" --unbuffered e < others > held 3>&- &
	holder=$!
	exec 5> others
	printf "%s; SELECT 'held';\n" "$1" >&5
	eventually grep -q held held
}

let_go() {
	exec 5>&-
	wait "$holder"
}

# throttle_after_copy -- a hook: what follows it waits.
throttle_after_copy() {
	mkdir -p hooks
	printf '#!/bin/sh\ntouch %s\nuntil [ -e %s ]; do sleep 0.1; done\n' \
		"$PWD/wait" "$PWD/run/hold/flag-file" \
		> hooks/gh-ost-on-row-copy-complete
	chmod +x hooks/gh-ost-on-row-copy-complete
}

# at_PHASE [FLAG...] -- a migration that has come there, and does not go on;
# over_PHASE: nothing is in its way any more.
at_inspecting() {
	hold 'LOCK TABLES t WRITE'
	begin "$@"
	eventually waits_inspecting
}

over_inspecting() {
	let_go
}

at_copying() {
	begin --chunk-size=10 --nice-ratio=50 --throttle-flag-file="$PWD/wait" "$@"
	eventually stage apply
	eventually grep -qs '[1-9]' run/copy/copied
	touch wait
	eventually test -e run/hold/flag-file
	[ ! -e run/copy/done ]
}

over_copying() {
	rm -f wait
}

at_verifying() {
	throttle_after_copy
	begin --hooks-path=hooks --throttle-flag-file="$PWD/wait" "$@"
	eventually stage verify
	[ ! -e run/verify/done ]
}

over_verifying() {
	rm -r wait hooks
}

at_postponing() {
	begin "$@"
	eventually stage postponed
	eventually stage reverify
}

over_postponing() {
	rm -f postpone
}

at_cutting_over() {
	hold 'BEGIN; SELECT COUNT(*) FROM t'
	begin --cut-over-lock-timeout-seconds=10 "$@"
	eventually stage postponed
	rm -f postpone
	eventually stage cutover
	eventually grep -q 'in the way of the cut-over' err
}

over_cutting_over() {
	let_go
}

# done_at_last -- what was ended so often goes on, and is done.
done_at_last() {
	rm -f postpone
	begin --ok-to-drop-table --postpone-cut-over-flag-file=
	end 0
	grep '^# Going on' out
	[ "$(show_tables e)" = t ]
}

# ---- Ends ----

@test "signals in each phase" {
	local phase signal
	for phase in inspecting copying verifying postponing cutting_over; do
		for signal in INT TERM HUP; do
			"at_$phase"
			kill "-$signal" "$migration"
			end "$((128 + $(kill -l "$signal")))" "$phase"
			case $phase in
			inspecting) [ ! -s err ] ;;
			*) grep -q 'kept: _t_gho, _t_ghc and _t_ghk;' err ;;
			esac
		done
	done
	done_at_last
}

@test "the panic file in each phase" {
	local phase
	for phase in copying verifying postponing cutting_over; do
		"at_$phase" --panic-flag-file="$PWD/panic"
		touch panic
		end 1 "$phase"
		grep panic err
		rm panic
	done
	done_at_last
}

# killed PHASE STAGE... -- each of these, in that phase, ends it at once.
killed() {
	local name phase=$1
	for name in "${@:2}"; do
		"at_$phase"
		kill -9 "$(cat "run/pid/$name")"
		end 137 "$phase"
		grep -q 'kept: _t_gho, _t_ghc and _t_ghk;' err
	done
}

@test "a stage is killed: the migration ends at once" {
	at_inspecting
	kill -9 "$(cat run/pid/inspect)"
	end 137 inspecting
	killed copying stream apply copy throttle watch
	killed verifying verify
	killed postponing stream apply throttle postponed reverify
	killed cutting_over cutover throttle
	done_at_last
}

@test "what is not missed is killed, and nothing of it is left either" {
	at_postponing
	[ -S sockets/gh-ost.e.t.sock ]
	kill -9 "$(cat run/pid/serve)" "$(cat run/pid/status)"
	rm postpone
	end 0
	[ "$(show_tables e)" = '_t_del t' ]
	anew
	at_postponing
	kill -9 "$(cat run/pid/serve)"
	kill -TERM "$migration"
	end 143 postponing
	done_at_last
}

@test "a hook forbids it: before anything is made, in each phase, and after it" {
	local event
	mkdir hooks
	for event in startup validated before-row-copy row-copy-complete \
	    begin-postponed before-cut-over success; do
		rm -f hooks/*
		printf '#!/bin/sh\nexit 9\n' > "hooks/gh-ost-on-$event"
		chmod +x "hooks/gh-ost-on-$event"
		[ "$event" = begin-postponed ] || rm -f postpone
		case $event in
		begin-postponed) begin --hooks-path=hooks ;;
		*) begin --hooks-path=hooks --postpone-cut-over-flag-file= ;;
		esac
		end 1
		grep "hook of $event failed" err
		case $event in
		startup | validated) [ "$(show_tables e)" = t ] ;;
		success) [ "$(show_tables e)" = '_t_del t' ] ;;
		*) [ "$(show_tables e)" = '_t_ghc _t_ghk _t_gho t' ] ;;
		esac
	done
}

# refused CODE FLAG... -- at once, and nothing is made.
refused() {
	begin "${@:2}"
	end "$1"
	[ -s err ]
	[ ! -e postpone ] || told_postpone
	rm -f postpone
	[ "$(show_tables e)" = t ]
}

@test "refused before anything is made, or when it is made" {
	refused 64 --chunk-size=many
	refused 69 --table=none
	refused 69 --alter='DROP COLUMN none'
	refused 69 --alter='ADD COLUMN v INT'
	refused 69 --alter='MODIFY v TINYINT'
	refused 75 --defaults-file= --host=127.0.0.1 --port=1
	# What the server refuses is the table that gho-ghost makes.
	refused 69 --alter='ADD COLUMN g INT AS (no_such(v))'
	sql "CREATE USER less@localhost; GRANT SELECT, REPLICATION CLIENT,
		REPLICATION SLAVE ON *.* TO less@localhost"
	refused 69 --user=less
	sql 'DROP USER less@localhost'
}

@test "gho-cutover is killed when it has swapped: told, and done by the same command" {
	GHO_FAIL_AT=cutover-renamed:kill PATH=$TOP/build-seam/bin:$PATH \
		begin --postpone-cut-over-flag-file=
	end 137
	grep 'the tables are swapped, the old one is _t_del; the same command drops what is left of _t_ghc and _t_ghk$' err
	[ "$(show_tables e)" = '_t_del _t_ghc _t_ghk t' ]
	begin --postpone-cut-over-flag-file=
	ends 0
	grep -x '# The tables were swapped by then' out
	[ "$(show_tables e)" = '_t_del t' ]
}

@test "gho-migrate is killed: it tells nothing, its stages end, gho-clean does the rest" {
	at_postponing
	kill -9 "$migration"
	ends 137
	eventually no_descendant
	[ -z "$(ls sockets)" ]
	GHO_RUN_BASE=$PWD gho-clean --defaults-file="$SERVER/my.cnf" --execute \
		--database=e --grace=3600
	before='_t_ghc _t_ghk _t_gho t'
	is_left
	before=t
	over_postponing
	done_at_last
}

@test "another statement alters the table: dropped is what was made" {
	at_postponing
	sql e 'ALTER TABLE t ADD COLUMN theirs INT'
	were=$(columns)
	end 69
	[ "$(tail -n 1 err)" = 'gho-migrate: the original table is as it was, and what was made for the migration is dropped' ]
	[ "$(show_tables e)" = t ]
	told_postpone
}

# succeeds WHAT-IS-LEFT FLAG...
succeeds() {
	anew
	begin --postpone-cut-over-flag-file= "${@:2}"
	end 0
	[ "$(tail -n 1 out)" = '# Done' ]
	[ "$(show_tables e)" = "$1" ]
}

@test "success, with what is kept" {
	succeeds '_t_del t'
	succeeds t --ok-to-drop-table
	succeeds '_t_del _t_ghk t' --checkpoint
	succeeds '_t_del t' --no-verify --defer-indexes
	succeeds t --attempt-instant-ddl --alter='ADD COLUMN extra INT'
	grep '^# Altered at once' out
	anew
	# Without --execute nothing is done.
	begin --execute=false
	end 0
	grep '^# Nothing is done' out
}

@test "a revert: ended early, then done" {
	begin --checkpoint --postpone-cut-over-flag-file=
	end 0
	GO+=(--alter= --revert --old-table=_t_del)
	before='_t_del _t_ghk t'
	at_postponing
	kill -TERM "$migration"
	end 143 postponing
	grep -q ': the table is as it was; kept: _t_ghc and _t_ghk; the same command goes on' err
	before=t
	begin --postpone-cut-over-flag-file=
	end 0
	[ "$(show_tables e)" = '_t_rev_del t' ]
}
