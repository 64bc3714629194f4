#!/usr/bin/env bats
# Nothing in the binary log is skipped: whatever a session may log is in the
# stream as it should be, or stops it with the reason.
# shellcheck disable=SC2016

load helper
load stream

# Without GTIDs a transaction may mix engines; 40-stream.bats has them.
setup_file() {
	start_server --gtid-mode=OFF --enforce-gtid-consistency=OFF \
		--log-error-verbosity=1
	sql "CREATE DATABASE d"
	printf '7\tx\t{}\n8\ty\t{}\n' > "$BATS_FILE_TMPDIR/rows.txt"
}
teardown_file() { stop_server; }

# more -- tables that lead to t, and others.
more() {
	sql "DROP DATABASE IF EXISTS e; CREATE DATABASE e"
	dd "CREATE VIEW view_t AS SELECT * FROM t;
	CREATE VIEW e.view_t AS SELECT * FROM d.t;
	CREATE TABLE e.o LIKE other; CREATE TABLE e.log (id INT);
	CREATE TABLE my (id INT) ENGINE=MyISAM;
	CREATE TRIGGER e.add_t AFTER INSERT ON e.log FOR EACH ROW
		INSERT INTO d.t VALUES (NEW.id, 'trigger', NULL)"
	sql --delimiter='$' "CREATE FUNCTION e.add_t(i INT) RETURNS INT
	DETERMINISTIC BEGIN INSERT INTO d.t VALUES (i, 'function', NULL);
	RETURN i; END\$ CREATE PROCEDURE e.set_t(i INT)
	UPDATE e.view_t SET v = 'procedure' WHERE id = i"
}

# stops PATTERN SQL -- the SQL makes the stream stop so, in one line.
stops() {
	plan
	dd "INSERT INTO t VALUES (1, 'before', NULL)"
	dd "$2"
	run --separate-stderr follow
	echo "$2: status $status: $stderr"
	[ "$status" -eq 69 ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == *"$1"* ]]
}

# stops_too PATTERN SQL -- the same once more in one test.
stops_too() {
	dd "DELETE FROM t"
	stops "$@"
}

# passes SQL -- the SQL does not disturb the stream.
passes() {
	plan
	dd "INSERT INTO t VALUES (1, 'before', NULL)"
	dd "$1"
	dd "INSERT INTO t VALUES (2, 'after', NULL)"
	follow
	[ "$(rows "$OUT" | wc -l)" -eq 2 ]
}

# arrives N SQL -- the SQL inserts N rows, and the stream has these rows.
arrives() {
	dd "DELETE FROM t"
	plan
	dd "$2"
	follow
	rows "$OUT" | sort > "$OUT.rows"
	dd "SET @t = 't'; $(cat "$BATS_TEST_DIRNAME/stream-rows.sql")" |
	sort | diff - "$OUT.rows"
	[ "$(wc -l < "$OUT.rows")" -eq "$1" ]
}

@test "ALTER on the table stops it" {
	stops "ALTER TABLE t ADD x INT" "ALTER TABLE t ADD x INT"
}
@test "TRUNCATE stops it" { stops "truncate table t" "truncate table t"; }
@test "DROP in a list stops it" {
	stops "DROP TABLE" "DROP TABLE other, t"
}
@test "another RENAME stops it" { stops "RENAME" "RENAME TABLE t TO x"; }
@test "CREATE INDEX stops it" {
	stops "CREATE INDEX i" "CREATE INDEX i ON d.t (v(9))"
}
@test "DROP DATABASE stops it" {
	stops "DROP DATABASE" "DROP DATABASE d; CREATE DATABASE d"
}
@test "statements on other tables do not" {
	passes "CREATE TABLE b (t INT, c VARCHAR(9) DEFAULT 'it''s t');
	CREATE INDEX t ON b (t); INSERT INTO b VALUES (1, 't');
	CREATE VIEW w AS SELECT * FROM t; GRANT SELECT ON t TO root@localhost;
	CREATE TABLE l LIKE t; RENAME TABLE l TO m;
	ALTER TABLE b ADD x INT COMMENT 't \`t\` \\\\';
	ANALYZE TABLE t; CREATE DATABASE e; CREATE TABLE e.t (id INT);
	TRUNCATE e.t; DROP DATABASE e"
}
@test "where a string ends is said by the statement's own sql_mode" {
	passes "CREATE TABLE b (t INT) COMMENT 'it\\'s, t';
	ALTER TABLE b COMMENT = \"say \\\"t\\\", t\";
	SET sql_mode = NO_BACKSLASH_ESCAPES;
	ALTER TABLE b COMMENT = 'one \\', ADD u INT COMMENT ', t';
	SET sql_mode = ANSI_QUOTES; ALTER TABLE \"b\" ADD \"t\"\"\" INT"
}
@test "names in double quotes count under ANSI_QUOTES" {
	stops 'DROP TABLE' 'SET sql_mode = ANSI_QUOTES; DROP TABLE "t"'
}
@test "a comment that the server executes counts" {
	stops ALTER "ALTER /*!50000 TABLE t */ ADD x INT"
}
@test "DML as a statement stops it" {
	stops "UPDATE t SET v" "SET binlog_format = STATEMENT;
	UPDATE t SET v = 'x'"
}
@test "MINIMAL row images stop it" {
	stops binlog_row_image "SET binlog_row_image = MINIMAL;
	UPDATE t SET v = 'x'"
}
@test "NOBLOB row images stop it" {
	stops binlog_row_image "SET binlog_row_image = NOBLOB;
	UPDATE t SET v = 'x'"
}
@test "partial JSON stops it" {
	stops PARTIAL_JSON "SET binlog_row_value_options = PARTIAL_JSON;
	UPDATE t SET j = '{\"a\": \"$(printf 'x%.0s' {1..200})\", \"b\": 1}';
	UPDATE t SET j = JSON_SET(j, '\$.b', 2)"
}
@test "a prepared XA transaction on the table stops it" {
	stops "XA PREPARE X'78',X'',1 has rows of table d.t" \
		"XA START 'x'; INSERT INTO t VALUES (2, 'x', NULL);
	XA END 'x'; XA PREPARE 'x'; XA COMMIT 'x'"
	stops_too "XA PREPARE X'670068',X'622c',77 has" \
		"XA START X'670068', 'b,', 77; DELETE FROM t;
	XA END X'670068', 'b,', 77; XA PREPARE X'670068', 'b,', 77;
	XA ROLLBACK X'670068', 'b,', 77"
}
@test "XA on other tables, and in one phase, does not" {
	passes "XA START 'x'; INSERT INTO other VALUES (2, 'x', NULL);
	XA END 'x'; XA PREPARE 'x'; XA COMMIT 'x'"
}

@test "other definitions that change the table stop it" {
	local text
	for text in "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW SET @a = 1" \
	    "ALTER TABLE parts EXCHANGE PARTITION p0 WITH TABLE d.t" \
	    "ALTER TABLE t RENAME TO t2, RENAME COLUMN v TO w" \
	    "DROP TABLE IF EXISTS nowhere, d.t" "OPTIMIZE TABLE t" \
	    "DROP TABLE t; ALTER TABLE other RENAME t" \
	    "CREATE TABLE c (id INT, FOREIGN KEY (id) REFERENCES t (id))"; do
		setup
		dd "CREATE TABLE parts (id INT PRIMARY KEY, v TEXT, j JSON)
			PARTITION BY HASH (id) PARTITIONS 1"
		stops "may change table d.t: " "$text"
	done
}

@test "rows that change as a statement, whatever leads to the table" {
	more
	local text
	for text in "UPDATE t SET v = 'x'" "INSERT INTO view_t VALUES (2, '', NULL)" \
	    "INSERT INTO e.view_t VALUES (2, 'view', NULL)" \
	    "USE e; UPDATE view_t, o SET view_t.v = 'x'" \
	    "USE e; INSERT INTO log VALUES (3)" "DO e.add_t(4)" \
	    "USE e; SELECT add_t(5)" "CALL e.set_t(1)" \
	    "PREPARE s FROM 'DELETE FROM e.view_t WHERE id = ?'; SET @i = 1;
		EXECUTE s USING @i" \
	    "WITH x AS (SELECT 1 id) DELETE view_t FROM view_t JOIN x USING (id)"; do
		stops_too "binlog_format is not ROW" \
			"SET binlog_format = STATEMENT; $text"
		stops_too "binlog_format is not ROW" \
			"SET binlog_format = MIXED; $text"
	done
	stops_too "binlog_format is not ROW" "SET binlog_format = STATEMENT;
	LOAD DATA INFILE '$BATS_FILE_TMPDIR/rows.txt' INTO TABLE e.view_t"
	# Who can say what it leads to?
	stops_too "INSERT INTO other" "SET binlog_format = STATEMENT;
		INSERT INTO other VALUES (1, 'x', NULL)"
}

@test "statements that change rows elsewhere only" {
	more
	sql "DROP TRIGGER e.add_t"
	passes "SET binlog_format = STATEMENT; USE e; INSERT INTO log VALUES (3);
	INSERT INTO o SELECT id, 'd.t', NULL FROM log; UPDATE o SET v = 't';
	DELETE o FROM o JOIN log USING (id); SET binlog_format = MIXED;
	INSERT INTO log VALUES (4); REPLACE INTO e.o VALUES (5, 't', NULL);
	LOAD DATA INFILE '$BATS_FILE_TMPDIR/rows.txt' INTO TABLE e.o"
}

@test "rows by every way that leads to the table" {
	more
	arrives 9 "INSERT INTO view_t VALUES (2, 'view', NULL); USE e;
	INSERT INTO view_t VALUES (3, 'view', NULL); INSERT INTO log VALUES (4);
	DO add_t(5); LOAD DATA INFILE '$BATS_FILE_TMPDIR/rows.txt'
		INTO TABLE view_t;
	PREPARE s FROM 'INSERT INTO view_t SELECT ?, 1, NULL'; SET @i = 9;
	EXECUTE s USING @i; SET binlog_format = MIXED;
	INSERT INTO view_t VALUES (10, UUID(), NULL);
	SET binlog_format = ROW; INSERT IGNORE INTO view_t VALUES (10, 'twice', NULL);
	REPLACE INTO d.t VALUES (11, 'new', NULL)"
}

@test "savepoints, other engines, and transactions that end in ROLLBACK" {
	more
	arrives 4 "BEGIN; INSERT INTO t VALUES (1, 'a', NULL); SAVEPOINT t;
	INSERT INTO t VALUES (2, 'gone', NULL); ROLLBACK TO t;
	INSERT INTO t VALUES (3, 'b', NULL); RELEASE SAVEPOINT t; COMMIT;
	BEGIN; INSERT INTO t VALUES (4, 'gone', NULL);
	INSERT INTO my VALUES (1); ROLLBACK;
	BEGIN; INSERT INTO my VALUES (2); INSERT INTO t VALUES (5, 'c', NULL);
	SAVEPOINT t; INSERT INTO my VALUES (3); ROLLBACK TO t; COMMIT;
	BEGIN; INSERT INTO t VALUES (6, 'gone', NULL); ROLLBACK;
	START TRANSACTION; INSERT INTO t VALUES (7, 'd', NULL);
	CREATE TABLE implicit SELECT * FROM t; ROLLBACK"
	[ "$(dd "SELECT COUNT(*) FROM my")" -eq 3 ]
}

@test "a temporary table of the same name is another table" {
	arrives 1 "CREATE TEMPORARY TABLE t (id INT); INSERT INTO t VALUES (1);
	ALTER TABLE t ADD x INT; TRUNCATE t; DROP TEMPORARY TABLE t;
	INSERT INTO t VALUES (2, 'real', NULL)"
}

@test "settings of the log, switched while rows are written" {
	arrives 6 "SET binlog_rows_query_log_events = ON;
	INSERT INTO t VALUES (1, 'the query, too', NULL);
	SET GLOBAL binlog_row_metadata = FULL;
	INSERT INTO t VALUES (2, 'full', '{}');
	SET GLOBAL binlog_row_metadata = MINIMAL;
	SET GLOBAL binlog_checksum = NONE; INSERT INTO t VALUES (3, 'none', NULL);
	SET GLOBAL binlog_checksum = CRC32; INSERT INTO t VALUES (4, 'crc', NULL);
	SET binlog_transaction_compression = ON;
	INSERT INTO t VALUES (5, REPEAT('small ', 1000), NULL);
	FLUSH BINARY LOGS; INSERT INTO t VALUES (6, 'next', NULL)"
	grep '^insert' "$OUT"
}

@test "a transaction larger than the server's cache for it, and rotations" {
	sql "SET GLOBAL binlog_cache_size = 4096, GLOBAL max_binlog_size = 65536"
	dd "DELETE FROM t"
	plan
	many 20000
	many 100 50000
	sql "SET GLOBAL binlog_cache_size = DEFAULT,
		GLOBAL max_binlog_size = DEFAULT"
	follow
	[ "$(sql "SHOW GLOBAL STATUS LIKE 'Binlog_cache_disk_use'" |
		cut -f2)" -gt 0 ]
	[ "$(rows "$OUT" | sort -u | wc -l)" -eq 20100 ]
	[ "$(grep -c ^commit "$OUT")" -eq 2 ]
}

@test "what stops it is seen inside a compressed transaction, too" {
	local pack="SET binlog_transaction_compression = ON;"
	stops binlog_row_image "$pack SET binlog_row_image = MINIMAL;
		UPDATE t SET v = REPEAT('x', 1000)"
	stops_too binlog_row_image "$pack SET binlog_row_image = NOBLOB;
		DELETE FROM t"
	stops_too PARTIAL_JSON "$pack
	SET binlog_row_value_options = PARTIAL_JSON;
	UPDATE t SET j = '{\"a\": \"$(printf 'x%.0s' {1..200})\", \"b\": 1}';
	UPDATE t SET j = JSON_SET(j, '\$.b', 2)"
	stops_too XA "$pack XA START 'x'; INSERT INTO t VALUES (2, 'x', NULL);
	XA END 'x'; XA PREPARE 'x'; XA ROLLBACK 'x'"
}

@test "XA that leaves no prepared rows of the table" {
	arrives 2 "XA START 'one'; INSERT INTO t VALUES (1, 'a', NULL);
	XA END 'one'; XA COMMIT 'one' ONE PHASE;
	XA START 'gone'; INSERT INTO t VALUES (2, 'gone', NULL); XA END 'gone';
	XA ROLLBACK 'gone';
	XA START 'else'; INSERT INTO other VALUES (3, 'x', NULL); XA END 'else';
	XA PREPARE 'else'; XA ROLLBACK 'else';
	XA START 'none', 'branch', 7; SELECT * FROM t; XA END 'none', 'branch', 7;
	XA PREPARE 'none', 'branch', 7; XA COMMIT 'none', 'branch', 7;
	INSERT INTO t VALUES (3, 'b', NULL)"
}

# migrate ARG... -- in the background, of t as setup makes it with 300 rows.
migrate() {
	export GHO_RUN_BASE=$BATS_TEST_TMPDIR/base
	gho-migrate --defaults-file="$SERVER/my.cnf" --database=d --table=t \
		--alter='ADD COLUMN x INT, MODIFY v LONGTEXT' --execute \
		--allow-on-master --throttle-additional-flag-file= \
		--chunk-size=10 --run-dir="$BATS_TEST_TMPDIR/run" "$@" \
		> "$OUT" 2> "$OUT.err" 3>&- &
	MIGRATION=$!
}

teardown() {
	[ -z "${MIGRATION:-}" ] || kill "$MIGRATION" 2> /dev/null || :
	wait
}

postponed() { [ -e "$BATS_TEST_TMPDIR/run/pid/postponed" ]; }

@test "a migration ends at once; the table is as its application left it" {
	local text code
	for text in "TRUNCATE TABLE t" \
	    "SET binlog_format = STATEMENT; UPDATE view_t SET v = 'x'" \
	    "SET binlog_row_image = MINIMAL; UPDATE t SET v = 'x'" \
	    "XA START 'x'; UPDATE t SET v = 'x'; XA END 'x'; XA PREPARE 'x'"; do
		setup
		dd "DROP TABLE _t_ghc; CREATE VIEW view_t AS SELECT * FROM t"
		many 300
		migrate --postpone-cut-over-flag-file="$OUT.flag"
		eventually postponed
		dd "$text"
		[[ $text != XA* ]] || sql "XA COMMIT 'x'"
		code=0
		wait "$MIGRATION" || code=$?
		cat "$OUT.err"
		[ "$code" -eq 69 ]
		[ "$(dd "SHOW TABLES" | paste -sd' ')" = "other t view_t" ]
		[ "$(dd "SELECT COUNT(*) = SUM(v = 'x') OR COUNT(*) = 0
			FROM t")" -eq 1 ]
		[ "$(dd "SHOW COLUMNS FROM t" | wc -l)" -eq 3 ]
	done
}

@test "LOAD DATA while it runs" {
	local rows=$BATS_TEST_TMPDIR/load.txt
	setup
	dd "DROP TABLE _t_ghc"
	many 300
	seq 200 400 | sed 's/.*/&\tl\\to\\0aded é &\t{"a": 1.50, "n": &}/' \
		> "$rows"
	migrate --postpone-cut-over-flag-file="$OUT.flag"
	eventually postponed
	dd "LOAD DATA INFILE '$rows' REPLACE INTO TABLE t;
		LOAD DATA INFILE '$rows' IGNORE INTO TABLE t (@i, v, j)
			SET id = @i + 150;
		LOAD DATA INFILE '$rows' INTO TABLE t FIELDS TERMINATED BY '\t'
			(@i, @v, j) SET id = 10000 + @i, v = UPPER(@v)"
	rm "$OUT.flag"
	wait "$MIGRATION"
	dd "SELECT id, v, j FROM t ORDER BY id" > "$OUT.new"
	dd "SELECT id, v, j FROM _t_del ORDER BY id" | diff - "$OUT.new"
	[ "$(dd "SELECT COUNT(*), SUM(v LIKE BINARY 'l%') FROM t" |
		tr '\t' ' ')" = '751 351' ]
}

waits_for_row() {
	[ "$(sql "SELECT COUNT(*) FROM performance_schema.data_lock_waits")" \
		-gt 0 ]
}

# The stream begins after their rows: the copy has to wait for these.
@test "rows prepared by XA before the start, committed or rolled back later" {
	local end
	for end in COMMIT ROLLBACK; do
		setup
		dd "DROP TABLE _t_ghc"
		many 300
		dd "XA START 'early'; INSERT INTO t VALUES (1000, 'xa', NULL);
		UPDATE t SET v = 'xa' WHERE id = 3; DELETE FROM t WHERE id = 5;
		INSERT INTO t VALUES (-5, 'xa', NULL);
		XA END 'early'; XA PREPARE 'early'"
		migrate
		eventually waits_for_row
		sql "XA $end 'early'"
		wait "$MIGRATION"
		dd "SELECT id, v FROM t" > "$OUT.new"
		dd "SELECT id, v FROM _t_del" | diff - "$OUT.new"
		[ "$(grep -c 'xa' "$OUT.new")" -eq \
			"$([ $end = ROLLBACK ] && echo 0 || echo 3)" ]
		[ "$(dd "SHOW COLUMNS FROM t" | wc -l)" -eq 4 ]
	done
}
