load helper

setup_file() { start_server; }
teardown_file() { stop_server; }

# Each test has a database of its own, an empty table t, and a plan for it.
setup() {
	DB=apply$BATS_TEST_NUMBER
	PLAN=$BATS_TEST_TMPDIR/plan
	S=$BATS_TEST_TMPDIR/s
	sql "CREATE DATABASE $DB"
}

# make_plan COLUMNS ALTER
make_plan() {
	sql "CREATE TABLE $DB.t ($1)"
	gho-inspect --defaults-file="$SERVER/my.cnf" --database="$DB" \
		--table=t --alter="$2" |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > "$PLAN"
}

stream() {
	gho-stream --defaults-file="$SERVER/my.cnf" --until-end "$PLAN"
}

apply() {
	gho-apply --defaults-file="$SERVER/my.cnf" "$@" "$PLAN"
}

mixed_changes() {
	local i
	for i in 1 2 3 4 5 6 7 8 9; do
		printf 'INSERT INTO t VALUES (%d, "a", %d), (%d, "b", NULL);' \
			"$i" "$i" $((i + 100))
		printf 'UPDATE t SET v = v + 1 WHERE id < %d;' "$i"
	done
	printf 'UPDATE t SET id = id + 1000 WHERE id %% 2 = 0;'
	printf 'DELETE FROM t WHERE id IN (1, 103);'
	printf 'BEGIN; INSERT INTO t VALUES (7000, "x", 1); ROLLBACK;'
	printf 'BEGIN; DELETE FROM t WHERE id = 3;'
	printf 'INSERT INTO t VALUES (3, "again", 3); COMMIT;'
}

COLUMNS="id int PRIMARY KEY, k varchar(20), v int"

@test "whole rows by key: the ghost has what the original has" {
	make_plan "$COLUMNS" "ADD COLUMN n int NOT NULL DEFAULT 7"
	sql --database="$DB" "$(mixed_changes)"
	stream > "$S"
	run -0 apply < "$S"
	[[ "$output" == *applied*binlog* ]]
	[ "$(sql "SELECT COUNT(*) FROM $DB._t_gho WHERE n = 7")" -gt 10 ]
	diff <(sql "SELECT id, k, v FROM $DB.t ORDER BY id") \
		<(sql "SELECT id, k, v FROM $DB._t_gho ORDER BY id")
}

@test "a repeated stream gives the same, whatever the size of a batch" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	sql --database="$DB" "$(mixed_changes)"
	stream > "$S"
	for n in 1 2 3 7 1000; do
		apply --dml-batch-size="$n" < "$S" > /dev/null
		[ "$(sql "SELECT COUNT(*) FROM $DB.t")" -gt 10 ]
		cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
	done
}

@test "position and rows are one transaction" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	sql --database="$DB" "$(mixed_changes)"
	stream > "$S"
	run -0 apply < "$S"
	told=$(grep ^applied <<< "$output" | tail -n 1 | cut -f 2)
	[ "$(sql "SELECT coordinates FROM $DB._t_ghk WHERE id = 1")" = "$told" ]
	run -0 gho-stream --defaults-file="$SERVER/my.cnf" --until-end \
		--from="$told" "$PLAN"
	run ! grep -qa insert <<< "$output"
}

@test "a transaction larger than a batch: its position is told at its end" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	sql --database="$DB" "SET cte_max_recursion_depth = 5000;
		INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL
		SELECT i + 1 FROM n WHERE i < 5000) SELECT i, 'x', i FROM n"
	stream > "$S"
	# Cut within the rows: what is written is void and comes again.
	head -c $(($(stat -c %s "$S") / 2)) "$S" > "$S.cut"
	fails 75 apply --dml-batch-size=100 < "$S.cut"
	[ "$(sql "SELECT coordinates FROM $DB._t_ghk WHERE id = 1")" = \
		"$(gho-ghost show start < "$PLAN")" ]
	apply --dml-batch-size=100 < "$S" > /dev/null
	[ "$(sql "SELECT COUNT(*) FROM $DB._t_gho")" -eq 5000 ]
	cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
}

@test "what was whole in a cut stream is applied: 75, then the rest" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	sql --database="$DB" "$(mixed_changes)"
	stream > "$S"
	size=$(stat -c %s "$S")
	for part in 3 5 8; do
		head -c $((size * part / 10)) "$S" > "$S.cut"
		fails 75 apply < "$S.cut"
	done
	[ "$(sql "SELECT COUNT(*) FROM $DB._t_gho")" -gt 5 ]
	apply < "$S" > /dev/null
	cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
}

is_asleep() {
	[ "$(sql "SELECT COUNT(*) FROM information_schema.PROCESSLIST
		WHERE INFO LIKE 'SELECT SLEEP%'")" -eq 1 ]
}

end_sleep() {
	sql "$(sql "SELECT CONCAT('KILL ', ID) FROM
		information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'")"
}

@test "a row that the copy puts where one was deleted a moment ago" {
	make_plan "id int PRIMARY KEY, u int" "ADD UNIQUE (u)"
	sql --database="$DB" "INSERT INTO t VALUES (1, 10), (2, 20)"
	stream > "$S"
	# The INSERT waits for u = 10, after the keys 1 and 2 were deleted.
	sql --database="$DB" "BEGIN; INSERT INTO _t_gho VALUES (9, 10);
		SELECT SLEEP(60); ROLLBACK" > /dev/null 2>&1 3>&- &
	eventually is_asleep
	apply < "$S" > "$BATS_TEST_TMPDIR/out" 3>&- &
	applies=$!
	until [ "$(sql "SELECT COUNT(*)
			FROM performance_schema.data_lock_waits")" -gt 0 ]; do
		sleep 0.1
	done
	sql "INSERT INTO $DB._t_gho VALUES (2, 20)"
	end_sleep
	wait "$applies"
	cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
}

@test "keys that only the old collation tells apart: none is lost" {
	make_plan "k varchar(9) COLLATE utf8mb4_bin PRIMARY KEY, v int" \
		"MODIFY k varchar(9) COLLATE utf8mb4_0900_ai_ci"
	sql "INSERT INTO $DB.t VALUES ('a', 1), ('A', 2), ('b', 3)"
	run -69 gho-copy --defaults-file="$SERVER/my.cnf" "$PLAN"
	[[ $output == *"Duplicate entry"* ]]

	# Copied after 'a' was deleted, which is applied after that.
	sql "TRUNCATE $DB._t_gho"
	from=$(sql "SHOW BINARY LOG STATUS" | awk '{ print $1 ":" $2 }')
	sql "DELETE FROM $DB.t WHERE k = 'a'"
	gho-copy --defaults-file="$SERVER/my.cnf" "$PLAN"
	gho-stream --defaults-file="$SERVER/my.cnf" --until-end \
		--from="$from" "$PLAN" > "$S"
	apply < "$S" > /dev/null
	[ "$(sql "SELECT GROUP_CONCAT(k ORDER BY k) FROM $DB._t_gho")" = A,b ]
}

@test "values that move between rows of a UNIQUE key converge" {
	make_plan "id int PRIMARY KEY, u int UNIQUE, v int" "ADD INDEX (v)"
	sql --database="$DB" "INSERT INTO t VALUES (1, 10, 0), (2, 20, 0),
		(3, 30, 0)"
	stream > "$S"
	apply < "$S" > /dev/null
	sql --database="$DB" "BEGIN; UPDATE t SET u = NULL WHERE id = 1;
		UPDATE t SET u = 10 WHERE id = 2;
		UPDATE t SET u = 20 WHERE id = 1; COMMIT;
		DELETE FROM t WHERE id = 3; UPDATE t SET u = 30 WHERE id = 2;
		INSERT INTO t VALUES (3, 10, 1)"
	stream > "$S"
	for n in 1 2 1000; do
		apply --dml-batch-size="$n" < "$S" > /dev/null
		[ "$(sql "SELECT GROUP_CONCAT(id, ':', u ORDER BY id)
			FROM $DB._t_gho")" = "1:20,2:30,3:10" ]
	done
}

# moves COLUMNS ALTER -- values walk from row to row of t (k, v, w), which has
# only k as a key; the rows are copied at once, and the stream comes later, in
# batches of each size: nothing is lost, nothing is in the way for ever.
moves() {
	make_plan "$@"
	sql --database="$DB" "
		INSERT INTO t (k, v, w) VALUES (1, 10, 1), (2, 20, 2), (3, 30, 3),
			(4, 40, 4), (5, 50, 5), (6, 60, 6);
		BEGIN; UPDATE t SET v = 11 WHERE k = 1;
		UPDATE t SET v = 10 WHERE k = 2; UPDATE t SET v = 20 WHERE k = 1;
		COMMIT;
		UPDATE t SET v = v + 10 WHERE k > 2; UPDATE t SET w = w + 1 ORDER BY w DESC;
		DELETE FROM t WHERE k = 3; UPDATE t SET v = 60 WHERE k = 6;
		INSERT INTO t (k, v, w) VALUES (3, 70, 9), (7, 80, 10);
		UPDATE t SET v = 20 WHERE k = 7; UPDATE t SET v = 90 WHERE k = 1;
		UPDATE t SET k = 8, v = 70 WHERE k = 4;
		UPDATE t SET k = 4, v = 50 WHERE k = 3;
		UPDATE t SET v = 100 - v WHERE k < 6"
	stream > "$S"
	[ "$(sql "SELECT COUNT(*) FROM $DB.t")" -eq 7 ]
	for n in 1 2 3 7 1000; do
		gho-copy --defaults-file="$SERVER/my.cnf" "$PLAN" > /dev/null
		apply --verbose --dml-batch-size="$n" < "$S" > /dev/null \
			2> "$BATS_TEST_TMPDIR/err"
		[ "$n" -gt 3 ] ||
			grep -q 'settled row by row' "$BATS_TEST_TMPDIR/err"
		diff <(sql "SELECT k, v, w FROM $DB.t ORDER BY k") \
			<(sql "SELECT k, v, w FROM $DB._t_gho ORDER BY k")
	done
	sql "DROP TABLE $DB.t, $DB._t_gho, $DB._t_ghc, $DB._t_ghk"
}

@test "values that move between rows of a UNIQUE key that is new converge" {
	moves 'k INT PRIMARY KEY, v INT, w INT' 'ADD UNIQUE (v), ADD UNIQUE (w)'
	moves 'k INT PRIMARY KEY, v INT, w INT, UNIQUE (w)' 'ADD UNIQUE (v, w), ADD UNIQUE (v)'
	moves 'k INT PRIMARY KEY, v INT, w INT' 'ADD UNIQUE ((v + 1))'
	moves 'k INT PRIMARY KEY, v INT, w INT' \
		'MODIFY v BIGINT, ADD x INT AS (v * 2) VIRTUAL UNIQUE FIRST'
	moves 'k INT NOT NULL, v VARCHAR(20), w INT, PRIMARY KEY (w, k)' \
		'ADD UNIQUE (v(1))'
	moves "k VARCHAR(9) COLLATE utf8mb4_bin PRIMARY KEY, v INT, w INT" \
		'MODIFY k VARCHAR(20) COLLATE utf8mb4_0900_ai_ci, ADD UNIQUE (v)'
	moves "k ENUM('h','g','f','e','d','c','b','a') NOT NULL, v INT,
		w DECIMAL(5,2), UNIQUE (k)" \
		'MODIFY w DECIMAL(7,2), ADD UNIQUE (v), ADD UNIQUE (w)'
	moves "k BIT(8) PRIMARY KEY, v INT, w INT" 'ADD UNIQUE (v)'
}

# widened COLUMNS ALTER -- rows of t (id, created, v) whose whole new key
# changes; the copy comes when an old stream is applied in part, or not at all,
# or before it: never are two rows left for one.
widened() {
	make_plan "$@"
	sql --database="$DB" "INSERT INTO t (id, created, v) VALUES (1, 1, 1),
			(2, 2, 2), (3, 3, 3), (4, 4, 4), (5, 5, 5);
		UPDATE t SET created = 10 WHERE id = 1;
		UPDATE t SET created = created + 10 WHERE id > 3"
	stream > "$S.old"
	sql --database="$DB" "UPDATE t SET created = created + 100, v = v + 10;
		DELETE FROM t WHERE id = 2; UPDATE t SET id = 2 WHERE id = 3;
		BEGIN; UPDATE t SET created = 7 WHERE id = 5; DELETE FROM t
		WHERE id = 4; INSERT INTO t (id, created, v) VALUES (4, 8, 8),
		(3, 3, 9); COMMIT"
	stream > "$S"
	for n in 1 2 1000; do
		sql "TRUNCATE $DB._t_gho"
		apply --dml-batch-size="$n" < "$S.old" > /dev/null
		copy_anew
		# The old images of 1, 3, 4 and 5 beside the new ones.
		[ "$(sql "SELECT COUNT(*) - COUNT(DISTINCT id) FROM
			$DB._t_gho")" -ge 3 ]
		apply --dml-batch-size="$n" < "$S" > /dev/null
		same_rows
		# Once more, over what is newer.
		apply --dml-batch-size="$n" < "$S.old" > /dev/null
		run ! same_rows
		copy_anew
		apply --dml-batch-size="$n" < "$S" > /dev/null
		same_rows
	done
	sql "DROP TABLE $DB.t, $DB._t_gho, $DB._t_ghc, $DB._t_ghk"
}

copy_anew() {
	sql "DELETE FROM $DB._t_ghk WHERE kind LIKE 'copy%'"
	gho-copy --defaults-file="$SERVER/my.cnf" "$PLAN" > /dev/null
}

same_rows() {
	diff <(sql "SELECT id, created, v FROM $DB.t ORDER BY id, created") \
		<(sql "SELECT id, created, v FROM $DB._t_gho
			ORDER BY id, created")
}

@test "a wider key: an old stream over a newer copy leaves no row twice" {
	local columns="id INT PRIMARY KEY, created INT NOT NULL, v INT"
	widened "$columns" 'DROP PRIMARY KEY, ADD PRIMARY KEY (id, created)'
	widened "$columns" 'MODIFY id BIGINT, DROP PRIMARY KEY,
		ADD PRIMARY KEY (created, id), ADD KEY (id)
		PARTITION BY RANGE (created) (PARTITION p0 VALUES LESS THAN (9),
		PARTITION p1 VALUES LESS THAN (90),
		PARTITION p2 VALUES LESS THAN MAXVALUE)'
	widened "$columns, UNIQUE KEY (v)" 'DROP PRIMARY KEY,
		DROP KEY v, ADD PRIMARY KEY (id, created), ADD KEY (v, id)'
	widened "$columns" 'DROP PRIMARY KEY, ADD PRIMARY KEY (id, created),
		ADD UNIQUE KEY (v, created)'
}

@test "a narrower key is a stricter one: it holds, or both rows are named" {
	make_plan "a INT, b INT, v INT, PRIMARY KEY (a, b)" \
		'DROP PRIMARY KEY, ADD PRIMARY KEY (b)'
	sql --database="$DB" "INSERT INTO t VALUES (1, 1, 1), (1, 2, 2);
		UPDATE t SET b = 3 WHERE b = 1; UPDATE t SET b = 1 WHERE b = 2;
		INSERT INTO t VALUES (2, 2, 3); UPDATE t SET a = 5 WHERE a = 2"
	stream > "$S"
	for n in 1 2 1000; do
		copy_anew
		apply --dml-batch-size="$n" < "$S" > /dev/null
		[ "$(sql "SELECT GROUP_CONCAT(a, b, v ORDER BY b) FROM
			$DB._t_gho")" = '112,523,131' ]
	done
	sql "INSERT INTO $DB.t VALUES (6, 3, 1)"
	stream > "$S"
	fails 69 apply < "$S"
	[[ $stderr == *'keys (6, 3) and (1, 3) both have it now'* ]]
}

@test "rows that were duplicates for a while are none in the end" {
	make_plan "$COLUMNS" "ADD UNIQUE uk (k)"
	sql --database="$DB" "INSERT INTO t VALUES (1, 'same', 1),
		(2, 'same', 2), (3, 'same', 3); UPDATE t SET k = 'other'
		WHERE id = 1; DELETE FROM t WHERE id = 3"
	stream > "$S"
	for n in 1 2 1000; do
		apply --dml-batch-size="$n" < "$S" > /dev/null
		cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
	done
	[ "$(sql "SELECT GROUP_CONCAT(k ORDER BY id) FROM $DB._t_gho")" = \
		other,same ]
}

@test "a row that is locked is asked for again, not waited for" {
	make_plan "$COLUMNS" "ADD UNIQUE uk (k)"
	sql --database="$DB" "INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2)"
	stream > "$S"
	sql --database="$DB" "UPDATE t SET k = 'c' WHERE id = 1;
		UPDATE t SET k = 'a' WHERE id = 2; INSERT INTO _t_gho
		VALUES (2, 'a', 2)"
	sql --database="$DB" "BEGIN; DELETE FROM t WHERE id = 1;
		SELECT SLEEP(60); ROLLBACK" > /dev/null 2>&1 3>&- &
	eventually is_asleep
	sql "DELETE FROM $DB._t_gho; INSERT INTO $DB._t_gho VALUES (9, 'a', 9)"
	apply --verbose < "$S" > /dev/null 2> "$BATS_TEST_TMPDIR/err" 3>&- &
	applies=$!
	eventually grep -q 'NOWAIT.*retry 2' "$BATS_TEST_TMPDIR/err"
	end_sleep
	wait "$applies"
	stream > "$S"
	apply < "$S" > /dev/null
	cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
}

@test "a new UNIQUE key that does not hold stops it at once, naming all" {
	make_plan "$COLUMNS" "ADD UNIQUE uk (k)"
	sql --database="$DB" "INSERT INTO t VALUES (1, 'same', 1),
		(2, 'same', 2)"
	stream > "$S"
	fails 69 apply < "$S"
	[[ $stderr == *"'same'"* && $stderr == *uk* ]]
	[[ $stderr == *'rows with the keys (2) and (1) both have it now'* ]]
	[ "$(sql "SELECT COUNT(*) FROM $DB.t")" -eq 2 ]
	[ "$(sql "SELECT COUNT(*) FROM $DB._t_gho")" -eq 0 ]
}

# found_by_key COLUMNS ALTER -- 3000 rows of t (k, l) are in the ghost; to
# change a few, no more of them are read, by whatever key.
found_by_key() {
	make_plan "$@"
	sql --database="$DB" "SET cte_max_recursion_depth = 3000; INSERT INTO t
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
		WHERE i < 3000) SELECT 1 + i % 3, i FROM n"
	gho-copy --defaults-file="$SERVER/my.cnf" "$PLAN" > /dev/null
	from=$(sql "SHOW BINARY LOG STATUS" | awk '{ print $1 ":" $2 }')
	sql --database="$DB" "DELETE FROM t WHERE l > 2980;
		UPDATE t SET k = 1 + k % 3 WHERE l < 20"
	gho-stream --defaults-file="$SERVER/my.cnf" --until-end \
		--from="$from" "$PLAN" > "$S"
	sql "TRUNCATE performance_schema.table_io_waits_summary_by_index_usage"
	apply < "$S" > /dev/null
	read -r deleted fetched < <(sql "SELECT SUM(COUNT_DELETE),
		SUM(COUNT_FETCH)
		FROM performance_schema.table_io_waits_summary_by_index_usage
		WHERE OBJECT_SCHEMA = '$DB' AND OBJECT_NAME = '_t_gho'")
	[ "$deleted" -eq 39 ]
	[ "$fetched" -ge 39 ]
	[ "$fetched" -le 300 ]
	[ "$(sql "SELECT COUNT(*) FROM $DB._t_gho")" -eq 2980 ]
	sql "DROP TABLE $DB.t, $DB._t_gho, $DB._t_ghc, $DB._t_ghk"
}

@test "rows are found by the key's index, also where it is converted" {
	local e="ENUM('c','b','a') NOT NULL"
	found_by_key "k $e, l INT NOT NULL, PRIMARY KEY (k, l)" 'ADD x INT'
	found_by_key "k $e, l INT NOT NULL, PRIMARY KEY (k, l)" \
		"MODIFY k ENUM('a','b','x','c') NOT NULL"
	found_by_key "k BIT(4) NOT NULL, l DECIMAL(9,2) NOT NULL,
		PRIMARY KEY (k, l)" 'MODIFY l DECIMAL(12,3) NOT NULL'
	found_by_key "k INT NOT NULL, l VARCHAR(9) COLLATE utf8mb4_bin NOT NULL,
		UNIQUE KEY (l, k)" \
		'MODIFY l VARCHAR(9) COLLATE utf8mb4_0900_ai_ci NOT NULL'
	found_by_key "k INT NOT NULL, l INT NOT NULL, UNIQUE KEY (l, k)" \
		'MODIFY l VARCHAR(20) NOT NULL, MODIFY k BIGINT NOT NULL'
}

@test "a NULL in the key stops it, and says in which row" {
	sql "CREATE TABLE $DB.t (a INT, b INT NOT NULL, c VARCHAR(9),
		UNIQUE KEY x (a, b)); INSERT INTO $DB.t VALUES (1, 1, 'old')"
	gho-inspect --defaults-file="$SERVER/my.cnf" --database="$DB" --table=t \
		--alter='ADD d INT' --allow-nullable-unique-key |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > "$PLAN"
	gho-copy --defaults-file="$SERVER/my.cnf" "$PLAN" > /dev/null
	sql "UPDATE $DB.t SET b = 2; INSERT INTO $DB.t VALUES (2, 3, 'fine')"
	stream > "$S"
	apply < "$S" > /dev/null
	[ "$(sql "SELECT GROUP_CONCAT(a, b, c ORDER BY a) FROM $DB._t_gho")" = \
		12old,23fine ]
	sql "UPDATE $DB.t SET a = NULL WHERE b = 3"
	stream > "$S"
	fails 69 apply < "$S"
	[[ $stderr == *"NULL in key x"*"a=NULL b=3 c='fine'"* ]]
	[ "$(sql "SELECT COUNT(*) FROM $DB._t_gho WHERE b = 3")" -eq 1 ]
}

@test "conversions are the server's own, from the original's types" {
	sql "SET GLOBAL time_zone = '+05:45'"
	make_plan "id int PRIMARY KEY, e enum('x','y'), t timestamp(2), d decimal(9,3)" \
		"MODIFY e enum('y','z','x'), MODIFY t datetime(2), MODIFY d varchar(20)"
	sql --database="$DB" "SET time_zone = '+00:00';
		INSERT INTO t VALUES (1, 'x', '2024-01-01 00:00:00.25', 1.5),
		(2, 'y', NULL, -2)"
	stream > "$S"
	run -0 apply < "$S"
	[ "$(sql "SELECT * FROM $DB._t_gho WHERE id = 1")" = \
		"$(printf '1\tx\t2024-01-01 05:45:00.25\t1.500')" ]
	[ "$(sql "SELECT * FROM $DB._t_gho WHERE id = 2")" = \
		"$(printf '2\ty\tNULL\t-2.000')" ]
	sql "SET GLOBAL time_zone = 'SYSTEM'"
}

@test "a value that would be lost stops it: nothing of it is written, its row is named" {
	local sessions
	make_plan "id int, k int, v varchar(20), PRIMARY KEY (id, k)" \
		"MODIFY v varchar(3)"
	sql --database="$DB" "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1
		UNION ALL SELECT i + 1 FROM n WHERE i < 900)
		SELECT i, -i, IF(i IN (700, 888), 'too long', i) FROM n"
	stream > "$S"
	for sessions in 1 4; do
		fails 69 apply --sessions="$sessions" < "$S"
		[[ $stderr == *", in the row with the key 700, -700; this batch is not written"* ]]
		[ "$(sql "SELECT COUNT(*) FROM $DB._t_gho")" -eq 0 ]
	done
}

@test "what the stream cannot say exactly is read again from the original" {
	make_plan "id int PRIMARY KEY, j json, e enum('a','b')" "ADD INDEX (e)"
	sql --database="$DB" "SET sql_mode = '';
		INSERT INTO t VALUES
		(1, JSON_OBJECT('d', CAST('1.50' AS DECIMAL(5,2))), 'a'),
		(2, JSON_ARRAY(CAST('2024-01-01' AS DATE), 1.5e0), 'none')"
	stream > "$S"
	run -0 apply < "$S"
	cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
	# Single quotes keep the paths from the shell.
	[ "$(sql 'SELECT JSON_TYPE(JSON_EXTRACT(j, "$.d")), e + 0 FROM '"$DB"'._t_gho
		WHERE id = 1')" = "$(printf 'DECIMAL\t1')" ]
	[ "$(sql 'SELECT JSON_TYPE(JSON_EXTRACT(j, "$[0]")), e + 0 FROM '"$DB"'._t_gho
		WHERE id = 2')" = "$(printf 'DATE\t0')" ]
}

@test "marks are acknowledged when all before them is committed" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	sql --database="$DB" "INSERT INTO t VALUES (1, 'a', 1);
		INSERT INTO _t_ghc (hint, value) VALUES ('state', 'here');
		INSERT INTO t VALUES (2, 'b', 2)"
	stream > "$S"
	run -0 apply < "$S"
	[ "${lines[0]%%$'\t'*}" = applied ]
	[ "${lines[1]}" = "$(printf 'mark\there')" ]
}

# pour MS -- two more changes that come apart, with heartbeats
pour() {
	local i
	gho-stream --defaults-file="$SERVER/my.cnf" --from="$(gho-ghost show \
		start < "$PLAN")" "$PLAN" |
	apply --gather="$1" > "$BATS_TEST_TMPDIR/out" &
	local pid=$!
	for i in 1 2; do
		sql --database="$DB" "INSERT INTO t VALUES ($i$1, 'a', 1);
		REPLACE INTO _t_ghc (id, hint, value) VALUES (1, 'heartbeat', '$i')"
		sleep 1
	done
	sql --database="$DB" "REPLACE INTO _t_ghc (id, hint, value)
		VALUES (2, 'state', 'end$1')"
	until grep -q "^mark.end$1$" "$BATS_TEST_TMPDIR/out"; do
		kill -0 "$pid"
		sleep 0.1
	done
	pkill -P "$$" gho-stream
	wait "$pid"
}

# steps -- how many changes were there in the ghost, from commit to commit
steps() {
	awk -F '\t' '$1 == "applied" && $4 > 0 { print $4 }' \
		"$BATS_TEST_TMPDIR/out" |
	uniq |
	paste -sd ' '
}

@test "changes wait for others, a mark or the end of the time" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	pour 10000
	[ "$(steps)" = 2 ]
	pour 0
	[ "$(steps)" = "1 2 3 4" ]
}

@test "another table's stream is refused: 65" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	sql --database="$DB" "INSERT INTO t VALUES (1, 'a', 1)"
	stream > "$S"
	sed 's/"varchar(20)"/"varchar(21)"/' "$PLAN" > "$PLAN.other"
	run ! cmp -s "$PLAN" "$PLAN.other"
	mv "$PLAN.other" "$PLAN"
	fails 65 apply < "$S"
}

@test "a held run waits, and goes on when released" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	mkdir -p "$BATS_TEST_TMPDIR/run/hold"
	sql --database="$DB" "INSERT INTO t VALUES (1, 'a', 1)"
	stream > "$S"
	echo 'by a person' > "$BATS_TEST_TMPDIR/run/hold/user"
	apply --run="$BATS_TEST_TMPDIR/run" < "$S" \
		> "$BATS_TEST_TMPDIR/out" &
	sleep 0.5
	[ ! -s "$BATS_TEST_TMPDIR/out" ]
	rm "$BATS_TEST_TMPDIR/run/hold/user"
	wait $!
	grep -q '^applied' "$BATS_TEST_TMPDIR/out"
}

@test "its session is killed: it goes on, and nothing is lost" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	sql --database="$DB" "$(mixed_changes)"
	stream > "$S"
	mkfifo "$BATS_TEST_TMPDIR/f"
	apply < "$BATS_TEST_TMPDIR/f" \
		> "$BATS_TEST_TMPDIR/out" 2> "$BATS_TEST_TMPDIR/err" &
	exec 7> "$BATS_TEST_TMPDIR/f"
	cat "$S" >&7
	for _ in $(seq 100); do
		! grep -q '^applied' "$BATS_TEST_TMPDIR/out" || break
		sleep 0.1
	done
	sql "KILL $(sql "SELECT processlist_id
		FROM performance_schema.session_account_connect_attrs
		WHERE attr_name = 'program_name'
		AND attr_value = 'gho-apply'")"
	# Keys that change are to be deleted also by the batch that is retried.
	sql --database="$DB" "UPDATE t SET v = v + 1; DELETE FROM t LIMIT 3;
		UPDATE t SET id = id + 20000 WHERE id BETWEEN 104 AND 106"
	stream >&7
	exec 7>&-
	wait $!
	grep -q 'retry 1' "$BATS_TEST_TMPDIR/err"
	[ "$(sql "SELECT COUNT(*) > 5, SUM(id > 20000) > 0 FROM $DB.t" |
		tr '\t' ' ')" = '1 1' ]
	cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
}

# many_changes -- of 3000 rows, some of which move or go, to an empty table t.
many_changes() {
	sql --database="$DB" "INSERT INTO t (id, k, v)
		WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL
			SELECT n + 1 FROM r WHERE n < 1000)
		SELECT n * 3, CONCAT('k', n), n FROM r;
		INSERT INTO t (id, k, v) SELECT id + 1, k, -v FROM t;
		INSERT INTO t (id, k, v)
			SELECT id + 1, k, v * 10000 FROM t WHERE v < 0;
		UPDATE t SET v = v + 5000 WHERE id % 4 = 0;
		UPDATE t SET id = id + 10000 WHERE id % 7 = 0;
		DELETE FROM t WHERE id % 11 = 0"
}

# seam_apply STEP OPTION... -- ends, or stops, when it comes to that step.
seam_apply() {
	GHO_FAIL_AT=$1 "$TOP/build-seam/bin/gho-apply" \
		--defaults-file="$SERVER/my.cnf" "${@:2}" "$PLAN"
}

@test "several sessions write a batch: the same rows, whoever dies when" {
	make_plan "$COLUMNS" "ADD COLUMN n int NOT NULL DEFAULT 7, MODIFY v BIGINT"
	many_changes
	stream > "$S"
	for step in apply-lanes apply-lanes-committed; do
		run -137 --separate-stderr seam_apply $step:kill:2 --sessions=4 \
			--dml-batch-size=700 < "$S"
		grep -q "seam $step: kill" <<< "$stderr"
	done
	# Ahead of the position, in three of four parts of the second batch.
	[ "$(sql "SELECT COUNT(*) FROM $DB._t_gho")" -gt 1000 ]
	for n in 4 1 2; do
		run -0 apply --sessions=$n --dml-batch-size=1000 < "$S"
		[ "$(grep ^applied <<< "$output" | tail -n 1 | cut -f 4)" \
			-gt 3000 ]
		[ "$(sql "SELECT COUNT(*) FROM $DB.t")" -gt 2000 ]
		cmp <(sql "SELECT id, k, v FROM $DB.t ORDER BY id") \
			<(sql "SELECT id, k, v FROM $DB._t_gho ORDER BY id")
	done
}

@test "several sessions: those of a process that does not die are ended" {
	make_plan "$COLUMNS" "ENGINE=InnoDB"
	many_changes
	stream > "$S"
	GHO_FAIL_AT=apply-lanes:stop "$TOP/build-seam/bin/gho-apply" \
		--defaults-file="$SERVER/my.cnf" --sessions=3 --verbose "$PLAN" \
		< "$S" > /dev/null 2> "$S.err" 3>&- &
	stopped=$!
	eventually grep -q 'seam apply-lanes' "$S.err"
	run -0 apply < "$S"
	cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
	# It lost its sessions, writes the batch again, and goes on from there.
	kill -CONT "$stopped"
	wait "$stopped"
	grep -q 'one session writes it all' "$S.err"
	cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
}

@test "one session where rows may meet outside their key" {
	for columns in "id int PRIMARY KEY, k varchar(20), v int, UNIQUE (v, k)" \
	    "id varchar(20) PRIMARY KEY, k varchar(20), v int"; do
		sql "DROP TABLE IF EXISTS $DB.t"
		make_plan "$columns" "ADD COLUMN n int"
		many_changes
		stream > "$S"
		run -0 seam_apply apply-lanes:kill --sessions=4 < "$S"
		cmp <(sql "SELECT id, k, v FROM $DB.t ORDER BY id") \
			<(sql "SELECT id, k, v FROM $DB._t_gho ORDER BY id")
		gho-ghost drop --defaults-file="$SERVER/my.cnf" < "$PLAN"
	done
}

@test "no statement is larger than the server takes" {
	sql "SET GLOBAL max_allowed_packet = 1048576"
	make_plan "id int PRIMARY KEY, v mediumtext" "ENGINE=InnoDB"
	sql --database="$DB" "SET cte_max_recursion_depth = 100;
		INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL
		SELECT i + 1 FROM n WHERE i < 60)
		SELECT i, REPEAT(CHAR(64 + i % 50), 100000) FROM n;
		UPDATE t SET v = CONCAT(v, id); INSERT INTO t
		VALUES (1000, REPEAT('x', 1000000)), (1001, 'small')"
	stream > "$S"
	apply < "$S" > /dev/null
	sql "SET GLOBAL max_allowed_packet = 67108864"
	[ "$(sql "SELECT COUNT(*) FROM $DB._t_gho")" -eq 62 ]
	cmp <(show_rows "$DB.t") <(show_rows "$DB._t_gho")
}
