#!/usr/bin/env bats
# Bad input and bad luck: the exit code, one line that says why, and nothing
# that is left behind.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE b'
	sql "CREATE USER poor@localhost; GRANT SELECT ON b.* TO poor@localhost"
	sql "CREATE USER nearly@localhost;
		GRANT ALL ON b.* TO nearly@localhost"
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	TABLE=(--defaults-file="$SERVER/my.cnf" --database=b --table=t)
	GO=("${TABLE[@]}" --allow-on-master --execute
		--throttle-additional-flag-file=)
	make_table b 500
	look > before
}

teardown() {
	end_processes
}

# look -- what the table is; it must stay so.
look() {
	show_create b.t
	sql b 'CHECKSUM TABLE t'
}

# nothing_left -- no process, no file of a run, no table but t as it was.
nothing_left() {
	eventually no_process
	[ ! -e run ]
	[ ! -e base ] || rmdir base
	[ "$(sql b "SHOW TABLES LIKE '%t%'")" = t ]
	look > after
	cmp before after
}

# prepare -- a plan, and 40 changes as a whole stream, in plan and records.
prepare() {
	gho-inspect "${TABLE[@]}" --alter='ADD COLUMN extra INT' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	sql b 'INSERT INTO t SELECT id + 1000, v FROM t WHERE id <= 20'
	sql b 'UPDATE t SET v = -v WHERE id <= 20'
	sql 'FLUSH BINARY LOGS'
	gho-stream --defaults-file="$SERVER/my.cnf" plan > all 3>&- &
	local stream=$!
	eventually inserted_20
	kill "$stream"
	wait "$stream" || :
}

inserted_20() {
	[ "$(gho-cat all 2>/dev/null | grep -c ^update)" -ge 20 ]
}

apply() {
	gho-apply --defaults-file="$SERVER/my.cnf" plan
}

ghost_rows() {
	sql b "SELECT COUNT(*) FROM _t_gho WHERE $1"
}

drop() {
	gho-ghost drop --defaults-file="$SERVER/my.cnf" < plan
	sql b 'DELETE FROM t WHERE id > 500; UPDATE t SET v = id'
}

@test "a table or a database that does not exist" {
	fails 69 gho-migrate "${GO[@]}" --alter='ENGINE=InnoDB' --table=none
	[[ $stderr == *none* ]]
	fails 69 gho-migrate "${GO[@]}" --alter='ENGINE=InnoDB' --database=none
	[[ $stderr == *none* ]]
	nothing_left
}

@test "what is no table, and tables that are not for this" {
	sql b 'CREATE VIEW vt AS SELECT * FROM t'
	fails 69 gho-migrate "${GO[@]}" --alter='ENGINE=InnoDB' --table=vt
	[[ $stderr == *VIEW* ]]
	sql b 'DROP VIEW vt; ALTER TABLE t MODIFY id INT, DROP PRIMARY KEY'
	look > before
	fails 69 gho-migrate "${GO[@]}" --alter='ENGINE=InnoDB'
	[[ $stderr == *key* ]]
	nothing_left
	sql b 'CREATE TABLE mt (id INT PRIMARY KEY) ENGINE=MyISAM'
	fails 69 gho-migrate "${GO[@]}" --alter='ENGINE=InnoDB' --table=mt
	[[ $stderr == *MyISAM* ]]
	sql b 'DROP TABLE mt'
}

@test "an ALTER that the server refuses: its own words are quoted" {
	fails 69 gho-migrate "${GO[@]}" --alter='DROP COLUMN nowhere'
	[[ $stderr == *"no column nowhere"* ]]
	nothing_left
	fails 69 gho-migrate "${GO[@]}" --alter='DROP INDEX nowhere'
	[[ $stderr == *"Can't DROP 'nowhere'"* ]]
	nothing_left
	fails 69 gho-migrate "${GO[@]}" --alter='ADD COLUMN v INT'
	[[ $stderr == *"Duplicate column name 'v'"* ]]
	nothing_left
	fails 69 gho-migrate "${GO[@]}" --alter='MODIFY v WORD'
	[[ $stderr == *"You have an error in your SQL syntax"* ]]
	nothing_left
	fails 69 gho-migrate "${GO[@]}" --alter='ADD COLUMN a INT; DROP TABLE t'
	nothing_left
	fails 69 gho-migrate "${GO[@]}" --alter='RENAME TO u'
	nothing_left
	fails 69 gho-migrate "${GO[@]}" --alter='DROP PRIMARY KEY'
	nothing_left
	fails 69 gho-migrate "${GO[@]}" --alter='CHANGE v w INT'
	[[ $stderr == *approve-renamed-columns* ]]
	nothing_left
}

@test "an ALTER that loses values stops, and the original is as it was" {
	sql b 'UPDATE t SET v = 100000 WHERE id = 333'
	look > before
	local alter
	for alter in 'MODIFY v SMALLINT' "MODIFY v ENUM('1', '2')" \
	    'ADD UNIQUE KEY ((v DIV 2))' 'MODIFY v VARCHAR(2)' \
	    'ADD CHECK (v < 100000)'; do
		# A duplicate is looked at again as often as that.
		run --separate-stderr gho-migrate "${GO[@]}" --alter="$alter" \
			--default-retries=3
		printf '%s: exit %s: %s\n' "$alter" "$status" "$stderr"
		[ "$status" -ne 0 ]
		[[ $stderr == *error* ]]
		nothing_left
	done
}

@test "privileges that are missing are named" {
	local user
	for user in poor nearly; do
		fails 69 gho-migrate --socket="$SERVER/sock" --user="$user" \
			--database=b --table=t --alter='ENGINE=InnoDB' \
			--allow-on-master --execute
		[[ $stderr == *REPLICATION* ]]
		nothing_left
	done
}

@test "a server whose binary log is not as it must be" {
	sql 'SET GLOBAL binlog_row_image = MINIMAL'
	fails 69 gho-migrate "${GO[@]}" --alter='ENGINE=InnoDB'
	[[ $stderr == *binlog_row_image* ]]
	sql 'SET GLOBAL binlog_row_image = FULL'
	nothing_left
}

@test "no server there" {
	local tool
	for tool in 'gho-migrate --allow-on-master --execute' gho-inspect; do
		# shellcheck disable=SC2086 # words of ours
		run --separate-stderr $tool --socket="$PWD/none" \
			--user=root --database=b --table=t \
			--alter='ENGINE=InnoDB'
		[ "$status" -eq 75 ]
		[ "${#stderr_lines[@]}" -eq 1 ]
		[[ $stderr == *"$PWD/none"* ]]
	done
	nothing_left
}

@test "the server ends while rows are copied, and comes back" {
	gho-migrate "${GO[@]}" --alter='ADD COLUMN extra INT' \
		--run-dir="$PWD/run" --default-retries=2 --chunk-size=10 \
		--nice-ratio=100 > out 2> err 3>&- &
	local migration=$! code=0
	eventually grep -qs '[1-9]' run/copy/copied
	stop_server
	wait "$migration" || code=$?
	cat err
	[ "$code" -ne 0 ]
	eventually no_process
	[ ! -e run ]
	grep 'kept: _t_gho' err
	start_server
	look > after
	cmp before after
	gho-migrate "${GO[@]}" --alter='ADD COLUMN extra INT' \
		--initially-drop-ghost-table
	[ "$(sql b 'SELECT COUNT(*) FROM t WHERE extra IS NULL')" -eq 500 ]
}

@test "a whole stream is applied; one that was cut ends with 75" {
	prepare
	run apply < all
	[ "$(ghost_rows 'id <= 20 AND v = -id')" -eq 20 ]
	[ "$(ghost_rows 'id > 1000')" -eq 20 ]
	sql b 'DELETE FROM _t_gho'
	# Cut everywhere: what was whole is applied, nothing in part.
	local size cut n
	size=$(stat -c %s all)
	for cut in 0 1 100 $((size / 3)) $((size / 2)) $((size - 1)); do
		head -c "$cut" all > part
		run --separate-stderr apply < part
		printf 'cut at %s: exit %s: %s\n' "$cut" "$status" "$stderr"
		[ "$status" -eq 75 ]
		[ "${#stderr_lines[@]}" -eq 1 ]
		for n in $(ghost_rows 'id <= 20') $(ghost_rows 'id > 1000'); do
			[ "$n" -eq 0 ] || [ "$n" -eq 20 ]
		done
	done
	# The stream once more gives the same.
	run apply < all
	[ "$(ghost_rows 'id <= 20 AND v = -id')" -eq 20 ]
	[ "$(ghost_rows 'id > 1000')" -eq 20 ]
	drop
	nothing_left
}

@test "garbage instead of a stream ends with 65 and is not applied" {
	prepare
	head -c 10000 /dev/urandom > random
	head -c 10000 /dev/zero > zeros
	printf 'gho is a text\n' > text
	printf '\xdd\xff\xff\xff\xff' > huge
	cat plan > json
	{ head -c 200 all; cat random; } > half
	{ cat all; cat text; } > longer
	local input
	for input in random zeros text huge json half longer; do
		fails 65 apply < "$input"
		[[ $stderr == *record*byte* ]] || [[ $stderr == *record* ]]
	done
	[ "$(ghost_rows 'id NOT BETWEEN 1 AND 20 AND id < 1001')" -eq 0 ]
	drop
	nothing_left
}

@test "a stream with damaged bytes never crashes gho-apply" {
	prepare
	local size i at
	size=$(stat -c %s all)
	for i in $(seq 1 40); do
		at=$((i * size / 41))
		cp all bad
		printf '\xc1' |
		dd of=bad bs=1 seek="$at" conv=notrunc status=none
		run --separate-stderr apply < bad
		printf 'byte %s: exit %s: %s\n' "$at" "$status" "$stderr"
		[[ $status == @(0|65|69|75) ]]
		[ "${#stderr_lines[@]}" -le 1 ]
	done
	drop
	nothing_left
}

@test "a plan that is damaged, of another version, or not complete" {
	prepare
	gho-inspect "${TABLE[@]}" --alter='ENGINE=InnoDB' > early 2>/dev/null ||
		sed 's/"ghost"/"no ghost"/' plan > early
	head -c 300 plan > short
	sed 's/"version": *[0-9]*/"version": 99/' plan > other
	: > empty
	local tool file
	for file in early short empty all; do
		for tool in gho-apply gho-copy gho-cutover gho-stream; do
			fails 65 "$tool" --defaults-file="$SERVER/my.cnf" \
				"$file" < /dev/null
		done
		fails 65 gho-ghost drop --defaults-file="$SERVER/my.cnf" \
			< "$file"
	done
	fails 71 gho-copy --defaults-file="$SERVER/my.cnf" none
	drop
	nothing_left
}

@test "tables without our mark are never dropped" {
	prepare
	sql b "ALTER TABLE _t_gho COMMENT 'mine'"
	run --separate-stderr gho-ghost drop \
		--defaults-file="$SERVER/my.cnf" < plan
	[ "$status" -eq 69 ]
	[ "$(sql b "SHOW TABLES LIKE '_t_gho'")" = _t_gho ]
	sql b 'DROP TABLE IF EXISTS _t_gho, _t_ghc, _t_ghk'
	sql b 'DELETE FROM t WHERE id > 500; UPDATE t SET v = id'
	nothing_left
}
