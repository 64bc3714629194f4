#!/usr/bin/env bats
# Back to the table of before a migration, and nothing is lost.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE v'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	MY=(--defaults-file="$SERVER/my.cnf")
	TABLE=("${MY[@]}" --database=v --table=t)
	GO=("${TABLE[@]}" --allow-on-master --execute --checkpoint
		--throttle-additional-flag-file=)
	BACK=(--revert --old-table=_t_del)
	sql v 'DROP TABLE IF EXISTS child, t, _t_gho, _t_ghc, _t_ghk, _t_del, _t_rev_del'
}

teardown() {
	end_processes
}

# make_rows N -- a table whose rows have a name for life, in uid, and a column
# that will be dropped.
make_rows() {
	sql v "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, uid INT NOT NULL,
		a VARCHAR(20) NOT NULL, gone VARCHAR(20) NOT NULL DEFAULT 'none',
		u INT, n INT NOT NULL, UNIQUE KEY u (u))"
	sql v "INSERT INTO t (uid, a, gone, u, n)
		WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL
			SELECT n + 1 FROM r WHERE n < $1)
		SELECT n, CONCAT('a', n), CONCAT('g', n), n, n FROM r"
}

# churn SEED N NAME -- N transactions of inserts, updates, deletes, keys that
# move and UNIQUE values that change places, as SQL; column a is called NAME.
churn() {
	awk -v seed="$1" -v n="$2" -v name="$3" 'BEGIN {
		srand(seed)
		for (i = 0; i < n; i++) {
			x = int(rand() * 300) + 1
			y = int(rand() * 300) + 1
			k = 1000 + int(rand() * 50)
			print "START TRANSACTION;"
			r = int(rand() * 6)
			if (r == 0)
				printf "INSERT INTO t (uid, %s, u, n) VALUES (%d, %cw%d%c, NULL, %d);\n", name, 100000 + seed * 1000 + i, 39, i, 39, i
			else if (r == 1)
				printf "UPDATE t SET %s = CONCAT(%s, %c+%c) WHERE id BETWEEN %d AND %d AND LENGTH(%s) < 15;\n", name, name, 39, 39, x, x + 9, name
			else if (r == 2)
				printf "DELETE FROM t WHERE id = %d;\n", x
			else if (r == 3)
				printf "UPDATE IGNORE t SET id = %d, n = n + 1 WHERE id = %d; UPDATE IGNORE t SET id = %d WHERE id = %d;\n", k, x, x, y
			else if (r == 4)
				printf "UPDATE IGNORE t SET u = -u WHERE id IN (%d, %d); UPDATE IGNORE t SET u = %d WHERE id = %d; UPDATE IGNORE t SET u = %d WHERE id = %d;\n", x, y, y, x, x, y
			else
				printf "DELETE FROM t WHERE id = %d; INSERT IGNORE INTO t (id, uid, %s, n) VALUES (%d, %d, %cback%c, 0);\n", k, name, k, 500000 + seed * 1000 + i, 39, 39
			print "COMMIT;"
		}
	}'
}

write() {
	churn "$@" | "$TOP/test/mysqld" client "$SERVER" v
}

# forward ALTER [FLAG...]
forward() {
	gho-migrate "${GO[@]}" --alter="$1" "${@:2}" > forward.out 2> forward.err || {
		cat forward.out forward.err
		return 1
	}
}

# back [FLAG...]
back() {
	gho-migrate "${GO[@]}" "${BACK[@]}" "$@" > out 2> err || {
		local code=$?
		cat out err
		return "$code"
	}
}

# equal COLUMNS OTHER-COLUMNS -- of t, and of the table that was left
equal() {
	diff <(sql v "SELECT $1 FROM t ORDER BY id") \
		<(sql v "SELECT $2 FROM _t_rev_del ORDER BY id")
}

# as_it_was -- rows have what they had, and new ones what the table gives them
as_it_was() {
	[ "$(sql v "SELECT COUNT(*) FROM t WHERE gone <>
		IF(uid < 100000, CONCAT('g', uid), 'none')")" -eq 0 ]
	# It was not all in place, and not all old.
	[ "$(sql v "SELECT COUNT(*) > 20 FROM t WHERE gone = CONCAT('g', uid)
		AND id <> uid")" -eq 1 ]
	[ "$(sql v "SELECT COUNT(*) > 20 FROM t WHERE gone = 'none'")" -eq 1 ]
}

ALTER='ADD COLUMN plus INT DEFAULT 5, DROP COLUMN gone,
	CHANGE a b VARCHAR(40) NOT NULL, MODIFY n BIGINT NOT NULL'

@test "back, with all that was written since" {
	make_rows 300
	forward "$ALTER" --approve-renamed-columns
	grep -x '# The old table is kept: v._t_del' forward.out
	grep -- '--revert --old-table=_t_del goes back to it' forward.out
	[ "$(show_tables v)" = '_t_del _t_ghk t' ]
	write 1 500 b
	begin --postpone-cut-over-flag-file="$PWD/postpone"
	write 2 500 b
	eventually test -e run/pid/postponed
	write 3 500 b
	# The same all the while: gho-ctl cut-over would be a moment away.
	has_column v b
	rm postpone
	ends 0
	grep '^# Going back to v._t_del; what was written since' out
	[ "$(tail -n 1 out)" = '# Done' ]
	[ "$(show_tables v)" = '_t_ghk _t_rev_del t' ]
	equal 'id, uid, a, u, n' 'id, uid, b, u, n'
	as_it_was
}

@test "under an application with a journal, until after the swap" {
	LOAD=("${MY[@]}" --database=v --table=t --journal="$PWD/journal")
	gho-load create "${LOAD[@]}" --rows=2000
	sql v 'ALTER TABLE t ADD COLUMN gone INT NOT NULL DEFAULT 0;
		UPDATE t SET gone = id * 2 + 1'
	forward 'DROP COLUMN gone, ADD COLUMN plus INT, MODIFY qty BIGINT NOT NULL,
		MODIFY name VARCHAR(200) CHARACTER SET utf8mb4, ADD INDEX (placed)'
	gho-load run "${LOAD[@]}" --threads=2 --rate=200 --seconds=25 \
		> load 2>&1 3>&- &
	local load=$!
	eventually grep -q . "$PWD/journal"
	sleep 2
	back
	kill -TERM "$load" 2> /dev/null || :
	ends 0 "$load"
	cat load
	gho-load verify "${LOAD[@]}"
	has_column v gone
	run ! has_column v plus
	# Keys move there: but each row has its own, or none if it is new.
	[ "$(sql v 'SELECT COUNT(*) - COUNT(DISTINCT gone) FROM t
		WHERE gone <> 0')" -eq 0 ]
	[ "$(sql v 'SELECT COUNT(*) > 1000 FROM t WHERE gone = id * 2 + 1')" -eq 1 ]
	[ "$(sql v 'SELECT COUNT(*) > 20 FROM t WHERE gone = 0')" -eq 1 ]
}

@test "a revert of a revert, and back once more" {
	make_rows 300
	forward "$ALTER" --approve-renamed-columns
	write 1 200 b
	back
	write 2 200 a
	BACK=(--revert --old-table=_t_rev_del)
	back
	[ "$(show_tables v)" = '_t_del _t_ghk t' ]
	has_column v plus
	diff <(sql v "SELECT id, uid, b, u, n FROM t ORDER BY id") \
		<(sql v "SELECT id, uid, a, u, n FROM _t_del ORDER BY id")
	write 3 200 b
	BACK=(--revert --old-table=_t_del)
	back --checkpoint=false
	[ "$(show_tables v)" = '_t_rev_del t' ]
	equal 'id, uid, a, u, n' 'id, uid, b, u, n'
	as_it_was
}

@test "other keys: wider, narrower, and a UNIQUE key that comes back" {
	make_rows 300
	forward 'DROP PRIMARY KEY, ADD PRIMARY KEY (id, uid), DROP KEY u'
	sql v "UPDATE t SET uid = uid + 1000 WHERE id % 3 = 0;
		UPDATE t SET id = id + 1000 WHERE id % 5 = 0; DELETE FROM t
		WHERE id % 7 = 0; INSERT INTO t (id, uid, a, u, n)
		VALUES (5000, 1, 'new', 7, 1)"
	# Two may have it for a while.
	sql v "UPDATE t SET u = 8 WHERE id = 9"
	sql v "UPDATE t SET u = 9 WHERE id = 8"
	back
	equal 'id, uid, a, u, n, gone' 'id, uid, a, u, n, gone'
	# Two rows for one are possible now, and do not fit.
	sql v 'DROP TABLE _t_rev_del'
	forward 'DROP PRIMARY KEY, ADD PRIMARY KEY (id, uid)' \
		--initially-drop-old-table --timestamp-old-table
	old=$(sed -n 's/^# The old table is kept: v\.//p' forward.out)
	sql v 'INSERT INTO t (id, uid, a, n) SELECT id, -1, a, n FROM t LIMIT 1'
	fails 69 gho-migrate "${GO[@]}" --revert --old-table="$old"
	[[ $stderr == *'UNIQUE key PRIMARY: 1 row is a duplicate'* ]]
	sql v 'DELETE FROM t WHERE uid = -1'
	BACK=(--revert --old-table="$old")
	back
	equal 'id, uid, a, u, n, gone' 'id, uid, a, u, n, gone'
	sql v "DROP TABLE IF EXISTS \`$old\`"
}

@test "what does not fit: refused before anything, or when it comes" {
	make_rows 300
	forward "$ALTER" --approve-renamed-columns
	before=$(show_rows v._t_ghk)
	sql v "UPDATE t SET b = REPEAT('x', 30) WHERE id = 7"
	fails 69 gho-migrate "${GO[@]}" "${BACK[@]}"
	[[ $stderr == *"column b: 1 row does not fit into varchar(20)"*"the first key is 7: 'xxx"* ]]
	[ "$(show_tables v)" = '_t_del _t_ghk t' ]
	[ "$(show_rows v._t_ghk)" = "$before" ]
	sql v "UPDATE t SET b = 'fits' WHERE id = 7"
	begin --postpone-cut-over-flag-file="$PWD/postpone"
	eventually test -e run/pid/postponed
	# One of many in its transaction.
	sql v "UPDATE t SET n = IF(id = 208, 1 << 40, n + 1)"
	ends 69
	grep "gho-apply: error: .*Out of range value for column 'n' at row 1 (1264), in the row with the key 208; this batch is not written" err
	[ "$(tail -n 1 err)" = "gho-migrate: the table is as it was; kept: _t_ghc and _t_ghk; the same command goes on with them, gho-ghost drop ${TABLE[*]} drops them" ]
	has_column v plus
	[ "$(show_tables v)" = '_t_del _t_ghc _t_ghk t' ]
	# It is told again, and goes on when the row is mended.
	run ! back
	sql v 'UPDATE t SET n = 8 WHERE id = 208'
	rm -f postpone
	back
	equal 'id, uid, a, u, n' 'id, uid, b, u, n'
}

@test "what does not fit, and may be lost" {
	make_rows 300
	forward "$ALTER" --approve-renamed-columns
	sql v "UPDATE t SET b = REPEAT('x', 30) WHERE id = 7"
	run ! back --skip-loss-check
	grep "Data .* for column 'a' .*, in the row with the key 7;" err
	back --accept-loss=b
	[ "$(sql v 'SELECT a FROM t WHERE id = 7')" = xxxxxxxxxxxxxxxxxxxx ]
	equal 'id, uid, u, n' 'id, uid, u, n'
}

@test "a column that was NOT NULL without a default" {
	make_rows 300
	sql v 'ALTER TABLE t ALTER COLUMN gone DROP DEFAULT'
	forward 'DROP COLUMN gone'
	sql v "UPDATE t SET a = 'changed' WHERE id < 100;
		UPDATE t SET id = 2000 WHERE id = 5"
	sql v "INSERT INTO t (id, uid, a, n) VALUES (3000, 3000, 'new', 1)"
	fails 69 gho-migrate "${GO[@]}" "${BACK[@]}"
	[[ $stderr == *'column gone'*'as the one with the key 3000; --accept-loss=gone'* ]]
	# Where the look does not find it the stream stops at it.
	run ! back --skip-loss-check
	cat err
	grep "gho-apply: error: .*'gone' doesn't have a default value .*, in the row with the key 3000;" err
	back --accept-loss=gone
	[ "$(sql v "SELECT COUNT(*) FROM t WHERE gone = CONCAT('g', uid)")" -eq 300 ]
	[ "$(sql v 'SELECT id FROM t WHERE gone = ""')" = 3000 ]
	equal 'id, uid, a, u, n' 'id, uid, a, u, n'
}

# in_part -- a transaction is written in part
in_part() {
	[ "$(sql v 'SELECT value > 0 FROM _t_ghk WHERE id = 1')" = 1 ]
}

# die -- all of it, at once
die() {
	local pids
	pids=$(processes)
	# shellcheck disable=SC2086  # numbers
	kill -9 "$migration" $pids 2> /dev/null || :
	wait "$migration" 2> /dev/null || :
	eventually no_process
	rm -rf run
}

# begin [FLAG...] -- a revert in the background
begin() {
	gho-migrate "${GO[@]}" "${BACK[@]}" --run-dir="$PWD/run" \
		"$@" > out 2> err 3>&- &
	migration=$!
}

is_locked() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.data_locks
		WHERE OBJECT_NAME = '_t_del' AND LOCK_TYPE = 'RECORD'")" -gt 0 ]
}

# lock ROW -- of the old table, until unlock
lock() {
	"$TOP/test/mysqld" client "$SERVER" v --execute="START TRANSACTION;
		SELECT * FROM _t_del WHERE id = $1 FOR UPDATE; DO SLEEP(100)" \
		> locked 2>&1 3>&- &
	locker=$!
	eventually is_locked
}

unlock() {
	sql "KILL $(sql "SELECT ID FROM information_schema.PROCESSLIST
		WHERE INFO = 'DO SLEEP(100)'")"
	wait "$locker" || :
}

@test "kill -9 in the middle of a large transaction, and the same again" {
	make_rows 300
	forward 'DROP COLUMN gone, ADD COLUMN plus INT'
	# Keys that move twice: what is done twice would lose what was kept.
	sql v 'START TRANSACTION;
		UPDATE t SET id = id + 100000 ORDER BY id DESC;
		UPDATE t SET id = id - 50000 ORDER BY id; COMMIT'
	sql v "UPDATE t SET id = id + 300000 ORDER BY id DESC;
		INSERT INTO t (uid, a, n) SELECT uid + 100000, 'new', n FROM t"
	local row
	for row in 200 50; do
		lock "$row"
		begin --dml-batch-size=20
		eventually in_part
		die
		unlock
		[ "$(show_tables v)" = '_t_del _t_ghc _t_ghk t' ]
		in_part
	done
	sql v "UPDATE t SET a = 'after' WHERE uid % 7 = 0"
	back --dml-batch-size=20
	equal 'id, uid, a, u, n' 'id, uid, a, u, n'
	[ "$(sql v "SELECT COUNT(*) FROM t WHERE gone <>
		IF(uid < 100000, CONCAT('g', uid), 'none')")" -eq 0 ]
	[ "$(sql v 'SELECT COUNT(*) FROM t')" -eq 600 ]
}

@test "kill -9 at other times, and the same again" {
	make_rows 300
	forward "$ALTER" --approve-renamed-columns
	write 1 300 b
	# Before the first change: the tables are made, and nothing else.
	gho-inspect "${MY[@]}" --revert --old-table=_t_del --database=v --table=t |
		gho-ghost create "${MY[@]}" > plan
	[ "$(show_tables v)" = '_t_del _t_ghc _t_ghk t' ]
	begin --postpone-cut-over-flag-file="$PWD/postpone"
	eventually test -e run/pid/postponed
	write 2 100 b
	die
	write 3 100 b
	# After the swap, before anything is dropped.
	mkdir -p bin
	printf '#!/bin/sh\ncase $* in *drop*) kill -9 "$PPID"; exit 1;; esac
		exec %s "$@"\n' "$(command -v gho-ghost)" > bin/gho-ghost
	chmod +x bin/gho-ghost
	rm postpone
	PATH=$PWD/bin:$PATH run ! back
	eventually no_process
	[ "$(show_tables v)" = '_t_ghc _t_ghk _t_rev_del t' ]
	back
	grep -x '# The tables were swapped by then' out
	[ "$(show_tables v)" = '_t_ghk _t_rev_del t' ]
	equal 'id, uid, a, u, n' 'id, uid, b, u, n'
	as_it_was
}

@test "binary logs that were purged: refused, and nothing is changed" {
	make_rows 10
	forward 'ADD COLUMN plus INT'
	sql v "UPDATE t SET a = 'since'"
	sql 'FLUSH BINARY LOGS'
	last=$(sql 'SHOW BINARY LOG STATUS' | cut -f 1)
	sql "PURGE BINARY LOGS TO '$last'"
	fails 69 gho-migrate "${GO[@]}" "${BACK[@]}"
	[[ $stderr == *'is not on the server any more; what was written since cannot be brought back'* ]]
	[ "$(show_tables v)" = '_t_del _t_ghk t' ]
}

@test "without --checkpoint, or not that table, or altered since: refused" {
	make_rows 10
	forward 'ADD COLUMN plus INT' --checkpoint=false
	grep '^# .*after a migration with --checkpoint one can go back' forward.out
	[ "$(show_tables v)" = '_t_del t' ]
	fails 69 gho-migrate "${GO[@]}" "${BACK[@]}"
	[[ $stderr == *'nothing is known of a migration'* ]]
	sql v 'DROP TABLE _t_del'
	forward 'ADD COLUMN more INT'
	fails 69 gho-migrate "${GO[@]}" --revert --old-table=other
	[[ $stderr == *'can go back to `_t_del`, not to `other`'* ]]
	sql v 'ALTER TABLE t ADD COLUMN mine INT'
	fails 69 gho-migrate "${GO[@]}" "${BACK[@]}"
	[[ $stderr == *'`t` has other columns than at the swap'* ]]
	sql v 'ALTER TABLE t DROP COLUMN mine'
	# It was altered all the same, as the log says.
	run ! back
	grep 'gho-stream: error: .*a statement may change table v.t' err
	gho-ghost drop "${TABLE[@]}" > dropped
	[ "$(show_tables v)" = '_t_del t' ]
}

@test "triggers and foreign keys of either table, a name that is taken: refused" {
	make_rows 10
	forward 'ADD COLUMN plus INT'
	sql v 'CREATE TRIGGER old_one BEFORE INSERT ON _t_del FOR EACH ROW SET @x = 1'
	fails 69 gho-migrate "${GO[@]}" "${BACK[@]}"
	[[ $stderr == *'`_t_del` has the trigger old_one'* ]]
	sql v 'DROP TRIGGER old_one; CREATE TABLE child (i INT, FOREIGN KEY one (i)
		REFERENCES t (id))'
	fails 69 gho-migrate "${GO[@]}" "${BACK[@]}"
	[[ $stderr == *'`child` has the foreign key'* ]]
	sql v 'DROP TABLE child; CREATE TABLE _t_rev_del (i INT)'
	fails 69 gho-migrate "${GO[@]}" "${BACK[@]}"
	[[ $stderr == *'`_t_rev_del` exists'* ]]
	[ "$(show_tables v)" = '_t_del _t_ghk _t_rev_del t' ]
}

@test "the next migration of the table ends what could be gone back to" {
	make_rows 10
	forward 'ADD COLUMN plus INT'
	fails 69 gho-migrate "${GO[@]}" --alter='ADD COLUMN more INT'
	[[ $stderr == *'_t_del` exists'* ]]
	forward 'ADD COLUMN more INT' --initially-drop-old-table
	grep 'warning: the migration that has left .* cannot be reverted' forward.err
	back
	has_column v plus
	run ! has_column v more
}

@test "a migration does not begin while a revert is not over" {
	make_rows 10
	forward 'ADD COLUMN plus INT'
	gho-inspect "${MY[@]}" --revert --old-table=_t_del --database=v --table=t \
		> asked
	[ "$(show_tables v)" = '_t_del _t_ghk t' ]
	gho-ghost create "${MY[@]}" < asked > plan
	fails 69 gho-migrate "${GO[@]}" --alter='ADD COLUMN more INT'
	[[ $stderr == *'gho-revert goes on with it'* ]]
	# What is dropped is not the old table.
	gho-ghost drop "${MY[@]}" < plan > dropped
	[ "$(paste -sd ' ' dropped)" = 'dropped `v`.`_t_ghc` dropped `v`.`_t_ghk`' ]
	[ "$(show_tables v)" = '_t_del t' ]
}

@test "flags that mean something else there are refused, or warned of" {
	fails 64 gho-migrate "${GO[@]}" --revert
	fails 64 gho-migrate "${GO[@]}" --alter='ADD x INT' --old-table=_t_del
	fails 64 gho-migrate "${GO[@]}" "${BACK[@]}" --initially-drop-old-table
	fails 64 gho-migrate "${GO[@]}" "${BACK[@]}" --initially-drop-ghost-table
	fails 64 gho-migrate "${GO[@]}" "${BACK[@]}" --resume
	make_rows 10
	forward 'ADD COLUMN plus INT'
	back --alter='ADD COLUMN plus INT' --attempt-instant-ddl
	[ "$(grep -c 'means nothing with --revert' err)" -eq 2 ]
	run ! has_column v plus
}

@test "without --execute a revert changes nothing, and says what it would do" {
	make_rows 10
	forward 'ADD COLUMN plus INT'
	before=$(show_rows v._t_ghk)
	gho-revert "${TABLE[@]}" --old-table=_t_del --allow-on-master > out 2> err
	grep '^# Nothing is done without --execute' out
	run ! grep plus out
	[ "$(show_tables v)" = '_t_del _t_ghk t' ]
	[ "$(show_rows v._t_ghk)" = "$before" ]
}

@test "gho-clean leaves what a revert needs, and the comment comes back" {
	make_rows 10
	sql v "ALTER TABLE t COMMENT 'mine'"
	forward 'ADD COLUMN plus INT'
	gho-sweep "${MY[@]}" --database=v --grace=0 --execute > swept
	cat swept
	grep -P '^keep\trun\tv\t_t_ghk\t.*in use' swept
	[ "$(show_tables v)" = '_t_del _t_ghk t' ]
	back --checkpoint=false
	[ "$(sql "SELECT TABLE_COMMENT FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = 'v' AND TABLE_NAME = 't'")" = mine ]
	# Without its old table it is of no use.
	forward 'ADD COLUMN plus INT'
	sql v 'DROP TABLE _t_del'
	gho-sweep "${MY[@]}" --database=v --grace=0 --execute > swept
	[ "$(show_tables v)" = '_t_rev_del t' ]
}
