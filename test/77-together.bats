#!/usr/bin/env bats
# Several tables are swapped at once: all of them, or none.

load helper

setup_file() { start_server; }
teardown_file() { stop_server; }

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	DB=together$BATS_TEST_NUMBER
	sql "CREATE DATABASE $DB"
	NOW=(--skip-metadata-lock-check --cut-over-lock-timeout-seconds=1
		--default-retries=0)
	NAMES=("$DB.v1" "$DB.v2" "$DB.v3")
	started=()
}

teardown() {
	local pid
	exec 5>&-
	for pid in "${started[@]}"; do
		kill -9 "$pid" 2> /dev/null || :
	done
	end_processes
	sql "DROP DATABASE $DB"
}

# background COMMAND... - without what tests hold open
background() {
	"$@" <&0 3>&- 5>&- &
	started+=($!)
}

# together - the migrations of the list, and one swap of all
together() {
	gho-many --together list state --defaults-file="$SERVER/my.cnf" \
		--allow-on-master >> told 2>> err
}

# related N - tables v1 to vN, whose rows belong together, and their list
related() {
	local i
	for i in $(seq "$1"); do
		sql "$DB" "CREATE TABLE v$i (id INT PRIMARY KEY, a INT);
			INSERT INTO v$i WITH RECURSIVE r (n) AS (SELECT 1
			UNION ALL SELECT n + 1 FROM r WHERE n < 900)
			SELECT n, 0 FROM r"
		printf -- '- %s.v%d ADD COLUMN b INT\n' "$DB" "$i" >> list
	done
}

# swapped N - so many tables have the new column, no other has
swapped() {
	[ "$(sql "SELECT COUNT(*) FROM information_schema.COLUMNS
		WHERE TABLE_SCHEMA = '$DB' AND COLUMN_NAME = 'b'
		AND TABLE_NAME LIKE '__'")" -eq "$1" ]
}

# mysql that goes on after an error
CLIENT=("$TOP/test/mysqld" client "$SERVER" --batch --skip-column-names
	--unbuffered --force)

# over_and_over FILE SQL - an application that says it until it is killed
over_and_over() {
	mkfifo "$1.in"
	background sh -c 'exec yes "$1" > "$0"' "$1.in" "$2"
	background "${CLIENT[@]}" "$DB" < "$1.in" > "$1" 2> "$1.err"
	eventually test -s "$1"
}

# bump - one that changes a row of each table at once; look - one that reads them
bump() {
	over_and_over bumps 'UPDATE v1, v2, v3 SET v1.a = v1.a + 1,
		v2.a = v2.a + 1, v3.a = v3.a + 1
		WHERE v1.id = 7 AND v2.id = 7 AND v3.id = 7;
		SELECT ROW_COUNT();'
}
look() {
	over_and_over looks 'SELECT * FROM v1, v2, v3 WHERE v1.id = 7
		AND v2.id = 7 AND v3.id = 7;'
}

# longer FILE... - each of them grows
longer() {
	local file
	for file; do
		wc -l < "$file" > before
		more() { [ "$(wc -l < "$file")" -gt $(($(cat before) + 20)) ]; }
		eventually more
	done
}

# hold SQL - another session has said it, until fd 5 is closed
hold() {
	mkfifo hold
	"${CLIENT[@]}" "$DB" < hold > held 3>&- 5>&- &
	started+=($!)
	exec 5> hold
	printf '%s\n' "$1" >&5
	eventually test -s held
}

@test "by gho-many, under load: no write is lost" {
	local i pid
	for i in 1 2 3; do
		gho-load create --defaults-file="$SERVER/my.cnf" \
			--database="$DB" --table="t$i" --journal="$PWD/j$i" \
			--rows=3000 --seed="$i"
		printf -- '- %s.t%d ADD COLUMN b INT DEFAULT %d\n' \
			"$DB" "$i" "$i" >> list
		background gho-load run --defaults-file="$SERVER/my.cnf" \
			--database="$DB" --table="t$i" --journal="$PWD/j$i" \
			--threads=2 > "report$i" 2> "errors$i"
	done
	together || {
		cat told err state/together.log state/*/log
		return 1
	}
	for pid in "${started[@]}"; do
		kill -0 "$pid"
		kill "$pid"
		wait "$pid" || :
	done
	swapped 3
	[ "$(grep -c '^done' told)" -eq 3 ]
	for i in 1 2 3; do
		cat "report$i" "errors$i"
		[ "$(cut -d ' ' -f 1 "report$i")" -gt 100 ]
		gho-load verify --defaults-file="$SERVER/my.cnf" \
			--database="$DB" --table="t$i" --journal="$PWD/j$i"
		# What was applied late is there, and told to each of them.
		grep 'Applications waited [0-9]* ms' state/*t"$i"-*/log
	done
	# One statement did it: no stamp is between theirs.
	[ "$(sql "SELECT COUNT(*) FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = '$DB' AND TABLE_NAME LIKE '\\_t_\\_del'")" -eq 3 ]
}

# start I [FLAG...] - the migration of table vI by hand; $pids has its process
start() {
	background gho-migrate --defaults-file="$SERVER/my.cnf" \
		--database="$DB" --table="v$1" --alter='ADD COLUMN b INT' \
		--allow-on-master --postpone-cut-over-flag-file="$PWD/later" \
		--execute "${@:2}" > "$1.log" 2> "$1.err"
	pids[$1]=$!
}

# postponed N - so many of them are
postponed() {
	[ "$(cat base/*/state 2> /dev/null | grep -c postponing)" -eq "$1" ]
}

# start_all - all three, until they are postponed
start_all() {
	local i
	for i in 1 2 3; do start "$i"; done
	eventually postponed 3
}

# all_end CODE - the migrations by hand
all_end() {
	local i
	for i in 1 2 3; do
		ends "$1" "${pids[$i]}" || {
			tail -n 5 ./*.log ./*.err
			return 1
		}
	done
}

@test "one fails when the others are ready: none is swapped, now or later" {
	related 3
	# Not seen before it is copied.
	sed -i 's/v1 .*/v1 ADD COLUMN b INT, ADD CHECK (a <> 9)/' list
	sql "UPDATE $DB.v1 SET a = 9 WHERE id = 900"
	hold 'BEGIN; SELECT id FROM v1 WHERE id = 900 FOR UPDATE;'
	background together
	eventually postponed 2
	swapped 0
	exec 5>&-
	ends 1 "${started[1]}"
	swapped 0
	[ "$(gho-many --status state | grep -c '^failed')" -eq 3 ]
	grep "$DB.v1 has failed; all are told to end, none is swapped" err
	[ -e state/postpone ]
}

@test "the file that postpones several does not go with the one that made it" {
	related 3
	hold 'BEGIN; SELECT id FROM v1 WHERE id = 900 FOR UPDATE;'
	sql "UPDATE $DB.v1 SET a = 9 WHERE id = 1"
	start 1 --alter='ADD COLUMN b INT, ADD CHECK (a <> 9)'
	eventually test -e later
	start 2
	start 3
	eventually postponed 2
	exec 5>&-
	ends 69 "${pids[1]}"
	postponed 2
	test -e later
	grep "$PWD/later is left, as it may postpone others" 1.err
	swapped 0
	rm later
	ends 0 "${pids[2]}"
	ends 0 "${pids[3]}"
	swapped 2
}

@test "by hand, while one statement writes to all and one reads all: never a mixture" {
	related 3
	bump
	look
	longer bumps looks
	start_all
	longer bumps looks
	swapped 0
	gho-together "${NAMES[@]}" 2> together.err
	all_end 0
	swapped 3
	longer bumps looks
	kill "${started[@]:0:4}"
	wait "${started[@]:0:4}" || :
	# Six columns before, nine after, nothing between; the values are equal.
	[ "$(awk '{ print NF }' looks | uniq | paste -sd ' ')" = '6 9' ]
	awk '{ s = NF / 3; if ($2 != $(2 + s) || $2 != $(2 + 2 * s) || $2 < n)
		{ print; bad = 1 } n = $2 } END { exit bad }' looks
	[ ! -s looks.err ]
	[ ! -s bumps.err ]
	# Each change that was answered is there; the last may have had none.
	answered=$(grep -c '^3$' bumps)
	lost=$(sql "SELECT $answered - a FROM $DB.v2 WHERE id = 7")
	echo "answered $answered, lost $lost; $(sort bumps | uniq -c)"
	[ "$lost" -eq 0 ] || [ "$lost" -eq -1 ]
}

@test "one table is held by another session: none is swapped, the same command goes on" {
	related 3
	bump
	longer bumps
	hold 'BEGIN; SELECT COUNT(*) FROM v2;'
	start_all
	run -75 gho-together "${NOW[@]}" "${NAMES[@]}"
	printf '%s\n' "$output" > together.err
	all_end 75
	grep 'no cut-over this time, applications waited' together.err
	grep "after 1 attempts; $DB.v1, $DB.v2, $DB.v3 are untouched" together.err
	swapped 0
	longer bumps
	# Looked for, it is named, and nobody has to wait.
	start_all
	run -75 gho-together "${NOW[@]:1}" "${NAMES[@]}"
	printf '%s\n' "$output" > together.err
	all_end 75
	grep 'in the way of the cut-over: session .* on v2' together.err
	run ! grep 'applications waited' together.err
	swapped 0
	exec 5>&-
	# Now by a list, which goes on with them.
	together
	swapped 3
	longer bumps
	[ "$(gho-many --status state | grep -c '^done')" -eq 3 ]
}

@test "what cannot be swapped together is refused, and nobody is asked to join" {
	related 3
	fails 64 gho-together
	fails 1 gho-together none.none
	start 1
	start 2
	start 3 --no-verify
	eventually postponed 3
	run -69 gho-together "${NAMES[@]}"
	[[ $output == *"v3-"*": its tables were not compared"* ]]
	run -69 gho-together --cut-over=two-session "$DB.v1" "$DB.v2"
	[[ $output == *"since MySQL 8.0.13; this server is "* ]]
	run -69 gho-together "$DB.v1" "$DB.v1"
	[[ $output == *"$DB.v1 is there twice"* ]]
	postponed 3
	swapped 0
	# The others of them can be.
	gho-together "$DB.v1" "$DB.v2"
	ends 0 "${pids[1]}"
	ends 0 "${pids[2]}"
	swapped 2
	kill -0 "${pids[3]}"
}

# locks STATUS - the lock of the swap on v2 is GRANTED, or PENDING
locks() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.metadata_locks
		WHERE OBJECT_SCHEMA = '$DB' AND OBJECT_NAME = 'v2' AND
		LOCK_TYPE = 'SHARED_NO_READ_WRITE' AND LOCK_STATUS = '$1'")" = 1 ]
}

# renaming - gho-cutover has sent its RENAME, which waits for the backup
renaming() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.processlist
		WHERE INFO LIKE 'RENAME%' AND
		STATE = 'Waiting for backup lock'")" = 1 ]
}

# streams SIGNAL - to those of the last changes
streams() {
	local file
	for file in base/*/pid/last-stream; do
		kill "-$1" "$(cat "$file")"
	done
}

# stuck_at_rename - gho-cutover has the lock, its marks do not come back until
# another session has the backup lock, so that the RENAME waits: $swap
stuck_at_rename() {
	related 3
	bump
	longer bumps
	start_all
	hold 'BEGIN; SELECT COUNT(*) FROM v2;'
	background gho-together --skip-metadata-lock-check \
		--cut-over-lock-timeout-seconds=10 "${NAMES[@]}" 2> together.err
	eventually locks PENDING
	streams STOP
	exec 5>&-
	eventually locks GRANTED
	rm hold held
	hold 'LOCK INSTANCE FOR BACKUP; SELECT 1;'
	streams CONT
	eventually renaming
	swap=$(pgrep -f "^gho-cutover --together .* $PWD/base/")
}

# all_equal - the rows that belong together do
all_equal() {
	longer bumps
	[ "$(sql "$DB" 'SELECT COUNT(*) FROM v1, v2, v3 WHERE v1.id = 7
		AND v2.id = 7 AND v3.id = 7 AND v1.a = v2.a AND v2.a = v3.a')" = 1 ]
}

@test "killed at the RENAME, which then is done: all are swapped" {
	stuck_at_rename
	kill -9 "$swap"
	exec 5>&-
	eventually swapped 3
	all_end 75
	grep -h 'the tables are swapped' 1.err 2.err 3.err
	# Each is started again, and finds that out.
	for i in 1 2 3; do start "$i"; done
	all_end 0
	swapped 3
	all_equal
}

@test "killed at the RENAME, which the server gives up: none is swapped" {
	stuck_at_rename
	kill -9 "$swap"
	all_end 75
	gone() { ! renaming; }
	eventually gone
	exec 5>&-
	swapped 0
	longer bumps
	start_all
	gho-together "${NAMES[@]}" 2> together.err
	all_end 0
	swapped 3
	all_equal
}

# prepare_by_hand - run directories d1 to d3 with a plan, the rows are copied
prepare_by_hand() {
	local i
	for i in 1 2 3; do
		mkdir -p "d$i/together"
		gho-inspect --defaults-file="$SERVER/my.cnf" \
			--alter="ALTER TABLE $DB.v$i ADD COLUMN b INT" |
		gho-ghost create --defaults-file="$SERVER/my.cnf" > "d$i/plan"
		gho-copy --defaults-file="$SERVER/my.cnf" "d$i/plan" > copied
		mkfifo "d$i/together/records"
	done
}

# swap_by_hand [VARIABLE=VALUE...] - the streams, and one swap; $code
swap_by_hand() {
	local i streams=()
	for i in 1 2 3; do
		gho-stream --defaults-file="$SERVER/my.cnf" "d$i/plan" \
			> "d$i/together/records" 2> "stream$i.err" 3>&- 5>&- &
		streams+=($!)
	done
	started+=("${streams[@]}")
	code=0
	env "$@" gho-cutover --defaults-file="$SERVER/my.cnf" \
		--cut-over-lock-timeout-seconds=1 --together d1 d2 d3 \
		2> cutover.err || code=$?
	kill "${streams[@]}" 2> /dev/null || :
	wait "${streams[@]}" || :
}

# Of the server's sessions none is left that could still change something.
settled() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.session_account_connect_attrs
		WHERE ATTR_NAME = 'program_name' AND
		ATTR_VALUE = 'gho-cutover'")" = 0 ]
}

@test "by hand, killed at each step: all are swapped or none, and the same goes on" {
	local step n=0
	PATH=$TOP/build-seam/bin:$PATH
	related 3
	bump
	for step in locked drained rename renamed; do
		prepare_by_hand
		longer bumps
		swap_by_hand GHO_FAIL_AT="cutover-$step"
		[ "$code" -eq 137 ]
		eventually settled
		case $step in
		renamed) swapped 3 ;;
		*) swapped 0 ;;
		esac
		swap_by_hand
		cat cutover.err
		[ "$code" -eq 0 ]
		swapped 3
		all_equal
		for i in 1 2 3; do
			gho-ghost drop --defaults-file="$SERVER/my.cnf" --old \
				< "d$i/plan" > dropped
			sql "ALTER TABLE $DB.v$i DROP COLUMN b"
		done
		rm -r d1 d2 d3
		n=$((n + 1))
	done
	[ "$n" -eq 4 ]
}
