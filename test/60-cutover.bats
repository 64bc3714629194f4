#!/usr/bin/env bats
# The cut-over: no write is lost, whatever happens under the lock.

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
	TABLE=(--defaults-file="$SERVER/my.cnf" --database=c --table=t)
	LOAD=("${TABLE[@]}" --journal="$PWD/journal")
	sql c 'DROP TABLE IF EXISTS t, _t_gho, _t_ghc, _t_ghk, _t_del'
	writers=
	started=()
}

teardown() {
	local pid
	exec 5>&- 6>&-
	for pid in $writers "${started[@]}"; do
		kill -CONT "$pid" 2>/dev/null || :
		kill -9 "$pid" 2>/dev/null || :
	done
	wait
}

# is NUMBER QUERY -- what the query answers.
is() {
	[ "$(sql c "$2")" = "$1" ]
}

# written -- how many rows the application has changed.
written() {
	sql "SHOW GLOBAL STATUS LIKE 'Com_update'" | cut -f 2
}

more_than() {
	[ "$(written)" -gt "$1" ]
}

# writes_go_on -- the application is not stopped by anything.
writes_go_on() {
	kill -0 "$writers"
	eventually more_than $(($(written) + 200))
}

start_writers() {
	gho-load run "${LOAD[@]}" --threads=8 > report 2> errors 3>&- 6>&- &
	writers=$!
	writes_go_on
}

# stop_writers -- they have seen no error, and every row is as they wrote it.
stop_writers() {
	local code=0
	kill "$writers"
	wait "$writers" || code=$?
	writers=
	cat report errors
	[ "$code" -eq 0 ]
	run ! grep -w 1146 report errors
	[ "$(cut -d ' ' -f 1 report)" -gt 200 ]
	gho-load verify "${LOAD[@]}"
}

# prepare ALTER -- all that comes before a cut-over, by hand.
prepare() {
	gho-load create "${LOAD[@]}" --rows=20000
	start_writers
	gho-inspect "${TABLE[@]}" --alter="$1" |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	gho-copy --defaults-file="$SERVER/my.cnf" plan > copied
	[ "$(tail -n 1 copied | cut -f 2)" -gt 10000 ]
}

# start_cutover [OPTION...] -- its two processes; $stream and $cutover.
start_cutover() {
	[ -p pipe ] || mkfifo pipe
	gho-stream --defaults-file="$SERVER/my.cnf" plan \
		> pipe 2> stream.err 3>&- 5>&- 6>&- &
	stream=$!
	gho-cutover --defaults-file="$SERVER/my.cnf" "$@" plan \
		< pipe > cutover.out 2> cutover.err 3>&- 5>&- 6>&- &
	cutover=$!
	started+=("$stream" "$cutover")
}

# hold_table -- another session reads the table in a transaction, until
# release_table.
hold_table() {
	[ -p hold ] || mkfifo hold
	"$TOP/test/mysqld" client "$SERVER" --unbuffered c < hold > held 3>&- 5>&- 6>&- &
	started+=($!)
	exec 5> hold
	printf 'BEGIN; SELECT COUNT(*) > 0 FROM t;\n' >&5
	eventually test -s held
}

release_table() {
	exec 5>&-
}

# hold_backup -- another session has the server's backup lock, until fd 6 is
# closed: no RENAME then.
hold_backup() {
	mkfifo backup
	"$TOP/test/mysqld" client "$SERVER" --unbuffered < backup > backed \
		3>&- 5>&- 6>&- &
	started+=($!)
	exec 6> backup
	printf 'LOCK INSTANCE FOR BACKUP; SELECT 1;\n' >&6
	eventually test -s backed
}

# renaming -- gho-cutover has sent its RENAME, which waits for the backup.
renaming() {
	is 1 "SELECT COUNT(*) FROM performance_schema.processlist
		WHERE (INFO LIKE 'RENAME%' OR INFO LIKE 'ALTER%') AND
		STATE = 'Waiting for backup lock'"
}

# LOCK TABLES t WRITE of a session that has it, or that waits for it.
locks() {
	is "$2" "SELECT COUNT(*) FROM performance_schema.metadata_locks
		WHERE OBJECT_SCHEMA = 'c' AND OBJECT_NAME = 't' AND
		LOCK_TYPE = 'SHARED_NO_READ_WRITE' AND LOCK_STATUS = '$1'"
}

# stuck_under_lock [OPTION...] -- gho-cutover has the lock and waits for its
# mark, which does not come, as gho-stream is stopped.
stuck_under_lock() {
	hold_table
	start_cutover --cut-over-lock-timeout-seconds=10 \
		--skip-metadata-lock-check
	eventually locks PENDING 1
	kill -STOP "$stream"
	release_table
	eventually locks GRANTED 1
}

# original_is_whole -- nothing was swapped, and applications go on with it.
original_is_whole() {
	run ! has_column c extra
	is 3 "SELECT COUNT(*) FROM information_schema.TABLES WHERE
		TABLE_SCHEMA = 'c' AND TABLE_NAME LIKE '\\_t\\_gh_'"
	is 0 "SELECT COUNT(*) FROM information_schema.TABLES WHERE
		TABLE_SCHEMA = 'c' AND TABLE_NAME = '_t_del'"
	writes_go_on
}

# done_by_hand -- the cut-over has ended well; the old table is kept.
done_by_hand() {
	ends 0 "$cutover" || {
		cat cutover.out cutover.err stream.err
		return 1
	}
	grep '^swapped	' cutover.out
	has_column c extra
	writes_go_on
	is 1 "SELECT COUNT(*) > 10000 FROM _t_del"
	stop_writers
}

@test "ten cut-overs with 8 writers at full speed: no write is lost" {
	local form=one-session alter alters=(
		'ADD COLUMN extra1 INT' 'MODIFY qty BIGINT NOT NULL'
		'ADD COLUMN extra2 TEXT, ADD INDEX (placed)' 'DROP COLUMN extra1'
		'MODIFY name VARCHAR(200) CHARACTER SET utf8mb4' 'ENGINE=InnoDB'
		"ADD COLUMN extra3 VARCHAR(9) NOT NULL DEFAULT 'x' FIRST"
		'MODIFY hits BIGINT UNSIGNED NOT NULL' 'DROP INDEX placed'
		'ADD COLUMN extra4 INT AS (qty + 1) VIRTUAL'
	)
	gho-load create "${LOAD[@]}" --rows=20000
	for alter in "${alters[@]}"; do
		start_writers
		gho-migrate "${TABLE[@]}" --alter="$alter" --allow-on-master \
			--cut-over="$form" --analyze-ghost-table-before-cutover \
			--execute --ok-to-drop-table > out 2> err 3>&- || {
			cat out err
			return 1
		}
		case $form in
		one-session) form=two-session ;;
		two-session) form=one-session ;;
		esac
		writes_go_on
		stop_writers
		# The run has copied rows and applied changes.
		tail -n 20 out
		grep '^Copy: ' out | tail -n 1 > last
		grep -E '^Copy: [1-9][0-9]*/.* Applied: [1-9]' last
		printf '# %s: %s; %s\n' "$alter" \
			"$(grep -o 'longest pause [0-9.]* ms' report)" \
			"$(grep -o 'Applications waited.*' out)" >&3
	done
	has_column c extra2
	has_column c extra3
	has_column c extra4
	run ! has_column c extra1
	is t "SELECT GROUP_CONCAT(TABLE_NAME) FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = 'c'"
}

@test "only the cut-over, by hand" {
	prepare 'ADD COLUMN extra INT'
	run -1 gho-cutover --defaults-file="$SERVER/my.cnf" --check plan
	gho-stream --defaults-file="$SERVER/my.cnf" plan |
	gho-cutover --defaults-file="$SERVER/my.cnf" plan > cutover.out
	grep '^swapped	' cutover.out
	run -0 gho-cutover --defaults-file="$SERVER/my.cnf" --check plan
	has_column c extra
	writes_go_on
	stop_writers
	# Done once more it says so, and does nothing.
	run --separate-stderr gho-cutover --defaults-file="$SERVER/my.cnf" \
		plan < /dev/null
	[ "$status" -eq 0 ]
	has_column c extra
}

@test "the cut-over goes on from the position that gho-apply has committed" {
	prepare 'ADD COLUMN extra INT'
	gho-stream --defaults-file="$SERVER/my.cnf" plan 3>&- |
	gho-apply --defaults-file="$SERVER/my.cnf" plan > applied 3>&- &
	started+=($!)
	eventually grep -q '^applied' applied
	kill -TERM $!
	ends 143 $!
	grep '^applied' applied | tail -n 1 | cut -f 2 > from
	gho-stream --defaults-file="$SERVER/my.cnf" --from="$(cat from)" plan |
	gho-cutover --defaults-file="$SERVER/my.cnf" plan > cutover.out
	grep '^swapped	' cutover.out
	has_column c extra
	writes_go_on
	stop_writers
}

@test "a session that holds the table is named, and nobody waits; then it succeeds" {
	prepare 'ADD COLUMN extra INT'
	hold_table
	start_cutover --cut-over-lock-timeout-seconds=1
	eventually grep -q 'in the way of the cut-over' cutover.err
	grep -E 'session [0-9]+ of root@localhost holds SHARED_READ on t, for [0-9]+ ms at most; it runs, or ran last: SELECT COUNT' cutover.err
	# The lock has not been asked for.
	run ! grep 'applications waited' cutover.err
	original_is_whole
	kill -0 "$cutover"
	release_table
	done_by_hand
}

@test "a ghost that somebody else has altered is not swapped in" {
	prepare 'ADD COLUMN extra INT'
	"$TOP/test/mysqld" client "$SERVER" c \
		-e 'ALTER TABLE _t_gho ADD COLUMN odd INT'
	start_cutover
	ends 69 "$cutover"
	grep 'has other columns than gho-ghost gave it' cutover.err
	original_is_whole
}

@test "a 0 that comes late in what becomes AUTO_INCREMENT is not swapped in" {
	"$TOP/test/mysqld" client "$SERVER" c -e 'DROP TABLE IF EXISTS z;
		CREATE TABLE z (id INT PRIMARY KEY); INSERT INTO z VALUES (3)'
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=c --table=z \
		--alter='MODIFY id INT AUTO_INCREMENT' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	gho-copy --defaults-file="$SERVER/my.cnf" plan
	"$TOP/test/mysqld" client "$SERVER" c -e 'INSERT INTO z VALUES (0)'
	start_cutover
	ends 69 "$cutover"
	grep 'a row has 0 in column id' cutover.err
	is 2 'SELECT COUNT(*) FROM z'
	gho-ghost drop --defaults-file="$SERVER/my.cnf" < plan
	sql c 'DROP TABLE z'
}

@test "nobody looks: attempts are given up, one succeeds" {
	prepare 'ADD COLUMN extra INT'
	hold_table
	start_cutover --cut-over-lock-timeout-seconds=1 \
		--skip-metadata-lock-check
	eventually grep -q 'no cut-over this time, applications waited' cutover.err
	original_is_whole
	kill -0 "$cutover"
	release_table
	done_by_hand
}

# hold_lock -- another session has said LOCK TABLES, until fd 6 is closed.
hold_lock() {
	mkfifo lock
	"$TOP/test/mysqld" client "$SERVER" --unbuffered c < lock > locked \
		3>&- 5>&- 6>&- &
	started+=($!)
	exec 6> lock
	printf 'LOCK TABLES t READ; SELECT 1;\n' >&6
	eventually test -s locked
}

@test "--cut-over-kill-blockers ends a session that reads the table" {
	prepare 'ADD COLUMN extra INT'
	hold_table
	start_cutover --cut-over-lock-timeout-seconds=1 --cut-over-kill-blockers
	done_by_hand
	grep 'root@localhost was ended by KILL, as it held SHARED_READ on t' \
		cutover.err
}

@test "--cut-over-kill-blockers does not end one that has said LOCK TABLES" {
	prepare 'ADD COLUMN extra INT'
	stop_writers
	hold_lock
	start_cutover --cut-over-lock-timeout-seconds=1 \
		--cut-over-kill-blockers --default-retries=1
	ends 75 "$cutover"
	grep 'holds SHARED_READ_ONLY on t' cutover.err
	run ! grep KILL cutover.err
	kill -0 "${started[0]}"
	exec 6>&-
	kill "$stream"
	wait "$stream" || :
	start_cutover
	ends 0 "$cutover"
	has_column c extra
}

# pauses -- between attempts, in ms.
pauses() {
	grep -oE 'failed, the next one in [0-9]+ ms' cutover.err |
	grep -oE '[0-9]+' | paste -sd ' '
}

@test "between attempts is a second, or twice as long each time up to a limit" {
	prepare 'ADD COLUMN extra INT'
	stop_writers
	hold_table
	start_cutover --cut-over-lock-timeout-seconds=1 --default-retries=3 \
		--cut-over-exponential-backoff \
		--exponential-backoff-max-interval=2 --verbose
	ends 75 "$cutover"
	[ "$(pauses)" = '1000 2000 2000' ]
	kill "$stream"
	wait "$stream" || :
	start_cutover --cut-over-lock-timeout-seconds=1 --default-retries=2 \
		--verbose
	ends 75 "$cutover"
	[ "$(pauses)" = '1000 1000' ]
	grep 'no cut-over after 3 attempts; c.t is untouched' cutover.err
	release_table
}

# instrument VALUE -- whether the server notes metadata locks.
instrument() {
	sql "UPDATE performance_schema.setup_instruments SET ENABLED = '$1'
		WHERE NAME = 'wait/lock/metadata/sql/mdl'"
}

@test "the instrument that shows metadata locks is enabled only on request" {
	local enabled="SELECT ENABLED FROM performance_schema.setup_instruments
		WHERE NAME = 'wait/lock/metadata/sql/mdl'"
	prepare 'ADD COLUMN extra INT'
	stop_writers
	instrument NO
	hold_table
	start_cutover --cut-over-lock-timeout-seconds=1 --default-retries=0
	ends 75 "$cutover"
	grep 'allow-setup-metadata-lock-instruments enables it' cutover.err
	is NO "$enabled"
	kill "$stream"
	wait "$stream" || :
	release_table
	start_cutover --allow-setup-metadata-lock-instruments
	ends 0 "$cutover"
	run ! grep 'cannot see who holds' cutover.err
	is YES "$enabled"
	has_column c extra
}

@test "a user who may not look is told so, and swaps" {
	prepare 'ADD COLUMN extra INT'
	sql "CREATE USER IF NOT EXISTS blind; GRANT ALL ON c.* TO blind;
		GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO blind"
	start_cutover --user=blind
	done_by_hand
	grep 'cannot see who holds metadata locks' cutover.err
	sql 'DROP USER blind'
}

@test "by two sessions: the same" {
	prepare 'ADD COLUMN extra INT'
	start_cutover --cut-over=two-session --analyze-ghost-table-before-cutover
	done_by_hand
	# Nothing stays of the sentry.
	is _t_del,_t_ghc,_t_ghk,t "SELECT GROUP_CONCAT(TABLE_NAME ORDER BY 1)
		FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'c'"
}

@test "by two sessions, without a proof: refused, before anything" {
	prepare 'ADD COLUMN extra INT'
	start_cutover --cut-over=two-session --skip-metadata-lock-check
	ends 69 "$cutover"
	grep 'needs to see metadata locks' cutover.err
	original_is_whole
}

@test "attempts that never get the lock end with 75, the original is whole" {
	prepare 'ADD COLUMN extra INT'
	hold_table
	start_cutover --cut-over-lock-timeout-seconds=1 --default-retries=1
	ends 75 "$cutover"
	grep 'no cut-over after 2 attempts' cutover.err
	original_is_whole
	release_table
	# The same command goes on.
	start_cutover
	done_by_hand
}

@test "kill -9 of gho-cutover under the lock: the original is whole" {
	prepare 'ADD COLUMN extra INT'
	stuck_under_lock
	kill -9 "$cutover"
	ends 137 "$cutover"
	eventually locks GRANTED 0
	original_is_whole
	kill -CONT "$stream"
	wait "$stream" || :
	start_cutover
	done_by_hand
}

@test "KILL of the session that has the lock: the next attempt succeeds" {
	prepare 'ADD COLUMN extra INT'
	stuck_under_lock
	sql "KILL $(sql "SELECT PROCESSLIST_ID FROM
		performance_schema.metadata_locks m JOIN
		performance_schema.threads ON THREAD_ID = OWNER_THREAD_ID
		WHERE OBJECT_SCHEMA = 'c' AND OBJECT_NAME = 't' AND
		LOCK_TYPE = 'SHARED_NO_READ_WRITE' AND
		LOCK_STATUS = 'GRANTED'")"
	eventually locks GRANTED 0
	original_is_whole
	kill -CONT "$stream"
	done_by_hand
}

@test "the mark that does not come: the lock ends at its time-out" {
	prepare 'ADD COLUMN extra INT'
	stuck_under_lock
	# Nobody touches gho-cutover.
	eventually locks GRANTED 0
	original_is_whole
	kill -CONT "$stream"
	done_by_hand
}

@test "gho-cutover stopped under the lock: the server ends it" {
	prepare 'ADD COLUMN extra INT'
	stuck_under_lock
	kill -STOP "$cutover"
	local start=$SECONDS
	eventually locks GRANTED 0
	printf '# the server took the lock back after %s s\n' \
		$((SECONDS - start)) >&3
	original_is_whole
	kill -CONT "$stream" "$cutover"
	done_by_hand
}

@test "the last stream dies under the lock: 75, and applications go on" {
	prepare 'ADD COLUMN extra INT'
	stuck_under_lock
	kill -9 "$stream"
	ends 75 "$cutover"
	eventually locks GRANTED 0
	original_is_whole
	start_cutover
	done_by_hand
}

@test "a backup is seen before the lock is asked for" {
	prepare 'ADD COLUMN extra INT'
	hold_backup
	start_cutover --cut-over-lock-timeout-seconds=1
	eventually grep -q 'holds SHARED on BACKUP LOCK' cutover.err
	run ! grep 'applications waited' cutover.err
	original_is_whole
	exec 6>&-
	done_by_hand
}

@test "a backup stops the RENAME: given up, then done" {
	prepare 'ADD COLUMN extra INT'
	hold_table
	start_cutover --cut-over-lock-timeout-seconds=2 \
		--skip-metadata-lock-check
	eventually locks PENDING 1
	hold_backup
	release_table
	eventually renaming
	eventually grep -q 'no cut-over this time' cutover.err
	exec 6>&-
	done_by_hand
}

@test "a signal while the RENAME waits: the outcome is known and told" {
	prepare 'ADD COLUMN extra INT'
	hold_table
	start_cutover --cut-over-lock-timeout-seconds=3 \
		--skip-metadata-lock-check
	eventually locks PENDING 1
	hold_backup
	release_table
	eventually renaming
	kill -TERM "$cutover"
	ends 143 "$cutover"
	grep 'no cut-over this time' cutover.err
	eventually locks GRANTED 0
	exec 6>&-
	original_is_whole
	run -1 gho-cutover --defaults-file="$SERVER/my.cnf" --check plan
}
