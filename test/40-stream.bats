#!/usr/bin/env bats
# gho-stream alone: what is written to a table is in the stream, value for
# value, and what cannot be represented stops it.
# shellcheck disable=SC2016

load helper
load stream

setup_file() {
	start_server --max-binlog-size=1G --binlog-row-event-max-size=8192
	sql "CREATE DATABASE d"
}
teardown_file() { stop_server; }

# comes_back TABLE -- the stream in $OUT.gho, applied to an empty table, makes
# the same rows, byte for byte.
comes_back() {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=d \
		--table="$1" --alter='ENGINE=InnoDB' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > "$PLAN.back"
	gho-apply --defaults-file="$SERVER/my.cnf" "$PLAN.back" < "$OUT.gho" \
		> /dev/null
	show_rows "d.$1" > "$OUT.rows"
	show_rows "d._$1_gho" | cmp - "$OUT.rows"
	[ -s "$OUT.rows" ]
}

@test "every type, extremes, NULL: as the server says" {
	dd "SET sql_mode = '';
	CREATE TABLE a (id BIGINT PRIMARY KEY,
	i1 TINYINT, u1 TINYINT UNSIGNED, i2 SMALLINT, u2 SMALLINT UNSIGNED,
	i3 MEDIUMINT, u3 MEDIUMINT UNSIGNED, i4 INT, u4 INT UNSIGNED,
	i8 BIGINT, u8 BIGINT UNSIGNED, d1 DECIMAL(65,30), d2 DECIMAL(10,2),
	d3 DECIMAL(5,5), d4 DECIMAL(1,0), f FLOAT, d DOUBLE,
	b1 BIT(1), b20 BIT(20), b64 BIT(64), y YEAR, da DATE,
	t0 TIME, t1 TIME(1), t2 TIME(2), t3 TIME(3), t4 TIME(4), t5 TIME(5),
	t6 TIME(6), p0 DATETIME, p1 DATETIME(1), p2 DATETIME(2),
	p3 DATETIME(3), p4 DATETIME(4), p5 DATETIME(5), p6 DATETIME(6),
	s0 TIMESTAMP NULL, s1 TIMESTAMP(1) NULL, s2 TIMESTAMP(2) NULL,
	s3 TIMESTAMP(3) NULL, s4 TIMESTAMP(4) NULL, s5 TIMESTAMP(5) NULL,
	s6 TIMESTAMP(6) NULL, c CHAR(10), c255 CHAR(255), vl VARCHAR(20)
	CHARSET latin1, v3 VARCHAR(1000) CHARSET utf8mb3, va VARCHAR(64)
	CHARSET ascii, bi BINARY(5), bb BINARY(255), vb VARBINARY(300),
	tt TINYTEXT, tx TEXT, mt MEDIUMTEXT, lt LONGTEXT CHARSET utf16,
	tb TINYBLOB, bl BLOB, mb MEDIUMBLOB, lb LONGBLOB,
	e ENUM('a','b','c'), st SET('x','y','z'), j JSON, g GEOMETRY,
	pt POINT, ve VECTOR(3), gv INT GENERATED ALWAYS AS (i1 + 1) VIRTUAL,
	gs BIGINT GENERATED ALWAYS AS (i4 * 2) STORED)"
	plan a
	dd "SET sql_mode = ''; SET time_zone = '+05:45';
	INSERT INTO a (id) VALUES (1);
	INSERT INTO a VALUES (2, -128, 255, -32768, 65535, -8388608, 16777215,
	-2147483648, 4294967295, -9223372036854775808, 18446744073709551615,
	-12345678901234567890123456789012345.123456789012345678901234567891,
	-0.05, 0.00001, -9, -0.5, 1e10, 1, 0xabcde, 0xffffffffffffffff, 2155,
	'9999-12-31', '-838:59:59', '-00:00:00.1', '-00:00:00.01',
	'-00:00:00.001', '-00:00:00.0001', '-00:00:00.00001',
	'-00:00:00.000001', '9999-12-31 23:59:59', '0001-01-01 00:00:00.1',
	'1969-12-31 23:59:59.01', '1969-12-31 23:59:59.999',
	'2000-02-29 12:34:56.0123', '2000-02-29 12:34:56.01234',
	'2000-02-29 12:34:56.012345', '1970-01-01 05:45:01',
	'2038-01-19 08:59:07.9', '2024-02-29 00:00:00.01',
	'2024-02-29 00:00:00.001', '2024-02-29 00:00:00.0001',
	'2024-02-29 00:00:00.00001', '2024-02-29 00:00:00.000001',
	'ä€😀  ', REPEAT('😀', 255), 'ÿä', 'x€', 'ascii', 'ab\0', '', '', '',
	'text', REPEAT('m', 70000), 'utf16 ä', x'00', x'00ff', x'0102', x'',
	'c', 'x,z', '{\"a\": [1, 2.5, null, true, {\"b\": -1e-7}], \"k\":
	18446744073709551615, \"n\": [], \"o\": {}, \"s\": \"€\"}',
	ST_GeomFromText('POINT(1 2)', 4326), ST_GeomFromText('POINT(1 2)'),
	TO_VECTOR('[1,2,3]'), DEFAULT, DEFAULT),
	(3, 127, 0, 32767, 0, 8388607, 0, 2147483647, 0, 9223372036854775807,
	0, 0, 99999999.99, -0.99999, 0, 1024, -0.0078125, 0, 1, 0, 1901,
	'1000-01-01', '838:59:59', '838:59:58.9', '00:00:00.01', '00:00:01',
	'-12:00:00.5', '-01:00:00', '01:02:03.000004', '1000-01-01',
	'2024-12-31 23:59:59.9', '2024-12-31 23:59:59.99',
	'2024-12-31 23:59:59.999', '2024-12-31 23:59:59.9999',
	'2024-12-31 23:59:59.99999', '2024-12-31 23:59:59.999999',
	'2000-01-01', '2000-01-01', '2000-01-01', '2000-01-01', '2000-01-01',
	'2000-01-01', '2000-01-01', '', '', '', REPEAT('v', 1000), '',
	x'0000000001', x'00', x'ff', 'ttt', REPEAT('t', 65535), '', '',
	x'ff', '', '', REPEAT('L', 100000), 'a', '', '[]', NULL, NULL, NULL,
	DEFAULT, DEFAULT),
	(4, 0, 128, 0, 32768, 0, 8388608, 0, 2147483648, 0,
	9223372036854775808, 1, 1, 0, 9, 0, 0, b'1', 0, 1, 0,
	'0000-00-00', 0, 0, 0, 0, 0, 0, 0, '0000-00-00', '2000-00-00',
	'2000-01-00', 0, 0, 0, 0, '0000-00-00', 0, 0, 0, 0, 0, 0, 'a', 'b',
	x'00ff', 'c', 'd', x'0102030405', REPEAT(x'ff', 255), 'x',
	REPEAT('T', 255), 'e', 'f', '😀', '', '', '', '', 'bad', 'y', '0',
	ST_GeomFromText('LINESTRING(0 0,1 1)'), NULL, TO_VECTOR('[0]'),
	DEFAULT, DEFAULT)"
	dd "SET @t = 'a'; $(cat "$BATS_TEST_DIRNAME/stream-rows.sql")" |
	sort > "$OUT.server"
	[ "$(wc -l < "$OUT.server")" -eq 4 ]
	follow
	rows "$OUT" | sort | diff "$OUT.server" -
	comes_back a
}

@test "every byte value in binary columns, every bit in BIT and SET" {
	dd "CREATE TABLE a (id INT PRIMARY KEY, b BINARY(3), vb VARBINARY(3),
	l VARCHAR(3) CHARSET latin1, bit64 BIT(64), s SET($(
		seq -s, -f "'s%.0f'" 64)))"
	plan a
	dd "INSERT INTO a WITH RECURSIVE r AS (SELECT 0 i UNION ALL
		SELECT i + 1 FROM r WHERE i < 255)
	SELECT i, CONCAT(CHAR(i), 'x', CHAR(i)), CHAR(i, i),
		CONVERT(CHAR(i) USING latin1), 1 << (i % 64), 1 << (i % 64)
	FROM r"
	dd "SET @t = 'a'; $(cat "$BATS_TEST_DIRNAME/stream-rows.sql")" |
	sort > "$OUT.server"
	[ "$(wc -l < "$OUT.server")" -eq 256 ]
	follow
	rows "$OUT" | sort | diff "$OUT.server" -
	comes_back a
}

@test "JSON that its text gives again is text, other JSON is binary" {
	plan
	dd "INSERT INTO t VALUES
	(1, NULL, '[0, -1, 4294967295, 18446744073709551615]'),
	(2, NULL, '[1.5, 1e22, 1e-7, 100.0, -0.25, 123456789012345.0]'),
	(3, NULL, JSON_ARRAY(CAST(1.50 AS DECIMAL(5,2)))),
	(4, NULL, JSON_ARRAY(CURRENT_DATE)),
	(5, NULL, JSON_ARRAY(CAST(5 AS UNSIGNED))),
	(6, NULL, JSON_ARRAY(5000000000)),
	(7, NULL, JSON_ARRAY(0.30000000000000004e0)),
	(8, NULL, JSON_ARRAY(x'ff')),
	(9, NULL, JSON_OBJECT('k', -0e0))"
	follow
	[ "$(rows "$OUT" | wc -l)" -eq 9 ]
	# What gho-cat shows is text in the stream itself, or is not.
	grep -aF '[0, -1, 4294967295, 18446744073709551615]' "$OUT.gho"
	grep -aF '[1.5, 1e22, 0.0000001, 100.0, -0.25, 123456789012345.0]' \
		"$OUT.gho"
	local text
	for text in 1.50 "\"$(sql "SELECT CURRENT_DATE")\"" 5 5000000000 \
		0.30000000000000004 '"base64:type15:/w=="'; do
		rows "$OUT" | grep -F "j='[$text]'"
		run grep -aF "[$text]" "$OUT.gho"
		[ "$status" -eq 1 ]
	done
	rows "$OUT" | grep -F "j='{\"k\": -0.0}'"
	run grep -aF '{"k":' "$OUT.gho"
	[ "$status" -eq 1 ]
	dd "DROP TABLE _t_ghc"
	comes_back t
}

@test "the server reads exact doubles in JSON as the same doubles" {
	plan
	dd "SET cte_max_recursion_depth = 100000;
	INSERT INTO t SELECT i, NULL, JSON_ARRAY(d) FROM
	(WITH RECURSIVE r AS (SELECT 1 i UNION ALL
		SELECT i + 1 FROM r WHERE i < 20000)
	SELECT i, ROUND(RAND(i) * POW(10, i % 15)) * POW(10, i % 40 - 20) d
	FROM r) q"
	follow
	grep -aoE '\[[0-9.e-]+\]' "$OUT.gho" > "$OUT.text"
	[ "$(wc -l < "$OUT.text")" -gt 5000 ]
	{
		echo "CREATE TABLE back (s VARCHAR(99) COLLATE utf8mb4_bin, j JSON);"
		echo "INSERT INTO back VALUES"
		sed "s/.*/('&','&')/" "$OUT.text" |
		paste -sd,
		echo ";"
	} | "$TOP/test/mysqld" client "$SERVER" --database=d
	dd "ALTER TABLE back ADD KEY (s); ALTER TABLE t ADD s VARCHAR(99)
		COLLATE utf8mb4_bin AS (CAST(j AS CHAR)) STORED, ADD KEY (s)"
	[ "$(dd "SELECT COUNT(*) > 5000, SUM(
		CAST(JSON_EXTRACT(t.j, '\$[0]') AS DOUBLE) <>
		CAST(JSON_EXTRACT(back.j, '\$[0]') AS DOUBLE) OR
		JSON_TYPE(JSON_EXTRACT(back.j, '\$[0]')) <> 'DOUBLE' OR
		t.s <> CAST(back.j AS CHAR)) FROM t JOIN back USING (s)" |
		tr '\t' ' ')" = "1 0" ]
}

@test "insert, update, key change, delete in one transaction" {
	plan
	dd "BEGIN; INSERT INTO t VALUES (1, 'a', NULL), (2, 'b', NULL);
	UPDATE t SET v = 'c' WHERE id = 1; UPDATE t SET id = 3 WHERE id = 2;
	SAVEPOINT s; INSERT INTO t VALUES (9, 'gone', NULL);
	ROLLBACK TO s; DELETE FROM t WHERE id = 1; COMMIT"
	follow
	cut -d' ' -f1 "$OUT" | paste -sd' ' > "$OUT.kinds"
	grep -x "gho progress table begin insert insert update update delete \
commit end" \
		"$OUT.kinds"
}

@test "a transaction of 100,000 rows in bounded memory" {
	plan
	many 100000
	(ulimit -v 120000 && stream --until-end) > "$OUT.gho"
	gho-cat "$OUT.gho" | grep -c '^insert' > "$OUT.n"
	[ "$(cat "$OUT.n")" -eq 100000 ]
	[ "$(gho-cat "$OUT.gho" | grep -c '^commit')" -eq 1 ]
}

@test "compressed transactions are the same, in bounded memory" {
	plan
	many 50000
	follow
	rows "$OUT" > "$OUT.plain"
	dd "DELETE FROM t"
	plan
	sql "SET GLOBAL binlog_transaction_compression = ON"
	many 50000
	sql "SET GLOBAL binlog_transaction_compression = OFF"
	dd "SET binlog_transaction_compression = ON;
	DELETE FROM t WHERE id = 7"
	(ulimit -v 120000 && stream --until-end) > "$OUT.gho"
	gho-cat "$OUT.gho" > "$OUT"
	[ "$(sql "SELECT SUM(TRANSACTION_COUNTER) FROM
	performance_schema.binary_log_transaction_compression_stats
	WHERE COMPRESSION_TYPE = 'ZSTD'")" -ge 2 ]
	grep '^insert' "$OUT" | cmp - "$OUT.plain"
	[ "$(wc -l < "$OUT.plain")" -eq 50000 ]
	grep -q '^delete d.t id=7' "$OUT"
}

@test "rotation, and files without a server equal the server's stream" {
	plan
	local first n
	first=$(binlog)
	for n in 1 2 3; do
		many 100 $((n * 1000))
		sql "FLUSH BINARY LOGS"
	done
	dd "INSERT INTO t VALUES (1, 'last', NULL)"
	follow
	[ "$(rows "$OUT" | wc -l)" -eq 301 ]
	local log logs=()
	for log in "$SERVER"/data/binlog.0*; do
		[[ $log < $first ]] || logs+=(-f "$log")
	done
	gho-stream --from="$(sed 's/.*"start": "\([^"]*\)".*/\1/' "$PLAN")" \
		"${logs[@]}" "$PLAN" |
	gho-cat | grep -v ^progress > "$OUT.files"
	grep -v ^progress "$OUT" | cmp - "$OUT.files"
}

@test "a file on stdin" {
	sql "FLUSH BINARY LOGS"
	plan
	many 10
	local log
	log=$(binlog)
	sql "FLUSH BINARY LOGS"
	gho-stream -f - "$PLAN" < "$log" | gho-cat > "$OUT"
	[ "$(rows "$OUT" | wc -l)" -eq 10 ]
}

@test "checksums NONE and CRC32, switched while streaming" {
	plan
	many 10 1
	sql "SET GLOBAL binlog_checksum = NONE"
	many 10 100
	follow
	sql "SET GLOBAL binlog_checksum = CRC32"
	[ "$(rows "$OUT" | wc -l)" -eq 20 ]
	many 10 200
	follow
	[ "$(rows "$OUT" | wc -l)" -eq 30 ]
}

# The first stream is running when the connection is killed.
@test "a killed connection: it goes on at the last commit" {
	plan
	many 1000 1
	gho-stream --defaults-file="$SERVER/my.cnf" "$PLAN" \
		> "$OUT.gho" 2> "$OUT.err" &
	local pid=$! n id killed=0
	for n in 1 2 3; do
		sleep 0.5
		id=$(sql "SELECT GROUP_CONCAT(ID) FROM
		information_schema.PROCESSLIST WHERE COMMAND LIKE 'Binlog%'")
		sql "KILL $id" && killed=$((killed + 1))
		many 1000 $((n * 10000))
	done
	dd "INSERT INTO _t_ghc (hint, value) VALUES ('state', 'done')"
	for n in $(seq 100); do
		gho-cat "$OUT.gho" 2>/dev/null | grep -q '^mark done' && break
		sleep 0.1
	done
	kill "$pid"
	wait "$pid" || true
	[ "$killed" -eq 3 ]
	[ "$(grep -c 'no connection' "$OUT.err")" -ge 3 ]
	gho-cat "$OUT.gho" > "$OUT"
	[ "$(grep -c ^gho "$OUT")" -ge 4 ]
	[ "$(rows "$OUT" | wc -l)" -eq 4000 ]
	[ "$(rows "$OUT" | sort -u | wc -l)" -eq 4000 ]
	[ "$(dd "SELECT COUNT(*) FROM t")" -eq 4000 ]
}

# The reader waits, so that the connection dies amid the transaction.
@test "a connection killed inside a transaction: the half is void" {
	plan
	many 200000
	local id
	gho-stream --defaults-file="$SERVER/my.cnf" --until-end "$PLAN" \
		2> "$OUT.err" |
	(sleep 2; cat) > "$OUT.gho" &
	sleep 1
	id=$(sql "SELECT ID FROM information_schema.PROCESSLIST
		WHERE COMMAND LIKE 'Binlog%' ORDER BY ID DESC LIMIT 1")
	sql "KILL $id"
	wait $!
	grep 'no connection' "$OUT.err"
	gho-cat "$OUT.gho" > "$OUT"
	[ "$(rows "$OUT" | wc -l)" -gt 200000 ]
	[ "$(grep -c '^commit' "$OUT")" -eq 1 ]
	# Rows that a head follows before a commit do not count.
	awk '/^gho/ { n = 0 } /^insert/ { n++ } /^commit/ { sum += n; n = 0 }
		END { print sum }' "$OUT" > "$OUT.sum"
	[ "$(cat "$OUT.sum")" -eq 200000 ]
}

@test "SIGTERM while idle: end, and death of that signal, at once" {
	plan
	many 5
	gho-stream --defaults-file="$SERVER/my.cnf" --heartbeat-period=60 \
		"$PLAN" > "$OUT.gho" &
	local pid=$! code=0 n
	for n in $(seq 100); do
		gho-cat "$OUT.gho" 2>/dev/null | grep -q ^commit && break
		sleep 0.1
	done
	SECONDS=0
	kill "$pid"
	wait "$pid" || code=$?
	[ "$code" -eq 143 ]
	[ "$SECONDS" -le 3 ]
	gho-cat "$OUT.gho" > "$OUT"
	[ "$(rows "$OUT" | wc -l)" -eq 5 ]
	[ "$(tail -n 1 "$OUT")" = "end stopped" ]
}

@test "a reader that goes away is death by SIGPIPE" {
	plan
	many 20000
	local code
	code=$(bash -c 'gho-stream --defaults-file="$1" "$2" | head -c 10 \
		> /dev/null; echo "${PIPESTATUS[0]}"' - "$SERVER/my.cnf" "$PLAN")
	[ "$code" -eq 141 ]
}

@test "heartbeats and marks in their place, without delay" {
	plan
	dd "INSERT INTO t VALUES (1, 'a', NULL)"
	dd "INSERT INTO _t_ghc (hint, value) VALUES ('heartbeat', 'now')"
	dd "INSERT INTO t VALUES (2, 'b', NULL)"
	dd "INSERT INTO _t_ghc (hint, value) VALUES ('state', 'one');
	UPDATE _t_ghc SET value = 'two' WHERE hint = 'state';
	DELETE FROM _t_ghc"
	follow
	cut -d' ' -f1,2 "$OUT" | sed 's/ .*:.*//; s/ d\.t//' |
	paste -sd' ' > "$OUT.kinds"
	cat "$OUT.kinds"
	grep -E "insert commit heartbeat now progress begin insert commit mark one progress mark two progress end eof" \
		"$OUT.kinds"
}

# switches PID -- how often it has waited for something
switches() { awk '$1 == "voluntary_ctxt_switches:" { print $2 }' "/proc/$1/status"; }

@test "changes may come together: few looks at a busy log, and all are there" {
	plan
	stream --gather=200 > "$OUT.gho" &
	local pid=$! n
	until gho-cat "$OUT.gho" 2>/dev/null | grep -q ^progress; do
		kill -0 "$pid"
		sleep 0.1
	done
	dd "$(printf "INSERT INTO t VALUES (%d, 'v', NULL);" $(seq 400))"
	until [ "$(gho-cat "$OUT.gho" 2>/dev/null | grep -c ^commit)" = 400 ]; do
		kill -0 "$pid"
		sleep 0.1
	done
	[ "$(switches "$pid")" -lt 200 ]
	kill "$pid"
	wait "$pid" || [ $? -eq 143 ]
	[ "$(gho-cat "$OUT.gho" | rows - | wc -l)" -eq 400 ]
}

@test "a stream that is behind waits for nothing" {
	plan
	many 1000
	dd "UPDATE t SET v = 'w' WHERE id < 10"
	sleep 1
	timeout 9 gho-stream --defaults-file="$SERVER/my.cnf" --gather=10000 \
		--until-end "$PLAN" > "$OUT.gho"
	gho-cat "$OUT.gho" > "$OUT"
	[ "$(rows "$OUT" | wc -l)" -eq 1009 ]
}

@test "an idle stream says its position about once a second" {
	plan
	timeout -s TERM 4 gho-stream --defaults-file="$SERVER/my.cnf" "$PLAN" \
		> "$OUT.gho" || [ $? -eq 124 ]
	gho-cat "$OUT.gho" > "$OUT"
	[ "$(grep -c ^progress "$OUT")" -ge 2 ]
	[ "$(grep -c ^progress "$OUT")" -le 5 ]
}

@test "unwanted tables leave nothing" {
	plan
	dd "INSERT INTO other VALUES (1, 'x', NULL); UPDATE other SET v = 'y';
	CREATE TABLE third AS SELECT * FROM other; TRUNCATE other;
	ALTER TABLE other ADD x INT; DROP TABLE third"
	follow
	[ "$(grep -cv '^progress' "$OUT")" -eq 2 ]
}

@test "GTID sets, tagged ones too, as position" {
	plan
	dd "INSERT INTO t VALUES (1, 'a', NULL)"
	local set
	set=$(sql "SELECT @@gtid_executed")
	[ -n "$set" ]
	dd "SET gtid_next = 'AUTOMATIC:shop'; INSERT INTO t VALUES (2, 'b', NULL)"
	dd "SET gtid_next = 'AUTOMATIC:a'; INSERT INTO t VALUES (3, 'c', NULL)"
	follow --from="$set"
	[ "$(rows "$OUT" | wc -l)" -eq 2 ]
	grep -E '^begin [0-9a-f-]{36}:shop:1 ' "$OUT"
	# From a set with tags, up to one.
	follow --from="$(sql "SELECT @@gtid_executed")"
	[ "$(rows "$OUT" | wc -l)" -eq 0 ]
	set=$(sql "SELECT @@gtid_executed")
	dd "INSERT INTO t VALUES (4, 'd', NULL)"
	dd "INSERT INTO t VALUES (5, 'e', NULL)"
	stream --from="$set" --to="$(sql "SELECT
		GTID_SUBTRACT(@@gtid_executed, '')")" | gho-cat > "$OUT"
	[ "$(rows "$OUT" | wc -l)" -eq 2 ]
}

@test "--to stops after the transaction that reaches it" {
	plan
	dd "INSERT INTO t VALUES (1, 'a', NULL)"
	local to
	to=$(position)
	dd "INSERT INTO t VALUES (2, 'b', NULL)"
	stream --to="$to" | gho-cat > "$OUT"
	[ "$(rows "$OUT" | wc -l)" -eq 1 ]
	[ "$(tail -n 1 "$OUT")" = "end eof" ]
}

@test "our own cut-over ends the stream" {
	plan
	dd "CREATE TABLE _t_gho LIKE t; ALTER TABLE _t_gho ADD x INT;
	INSERT INTO t VALUES (1, 'a', NULL);
	RENAME TABLE t TO _t_del, _t_gho TO t;
	INSERT INTO t VALUES (2, 'b', NULL, 3)"
	stream | gho-cat > "$OUT"
	[ "$(rows "$OUT" | wc -l)" -eq 1 ]
	[ "$(tail -n 1 "$OUT")" = "end renamed" ]
}

@test "a table that is not the plan's stops it" {
	dd "INSERT INTO t VALUES (1, 'a', NULL)"
	plan
	dd "INSERT INTO t VALUES (2, 'a', NULL)"
	sed 's/"data_type": "int"/"data_type": "bigint"/g' "$PLAN" > "$PLAN.x"
	fails 69 gho-stream --defaults-file="$SERVER/my.cnf" --until-end \
		"$PLAN.x"
	[[ $stderr == *"definition changed"* ]]
}
@test "another server than the plan's is refused" {
	plan
	sed 's/"server_uuid": "......../"server_uuid": "00000000/' "$PLAN" \
		> "$PLAN.x"
	fails 69 gho-stream --defaults-file="$SERVER/my.cnf" "$PLAN.x"
}
@test "a purged position is refused with the server's words" {
	plan
	fails 69 stream --from=binlog.000999:4
	[[ $stderr == *1236* ]]
}
@test "a position inside a transaction is refused" {
	plan
	many 1000
	local pos
	pos=$(dd "SHOW BINLOG EVENTS IN '$(basename "$(binlog)")'" |
	awk '$3 == "Table_map" { p = $2 } END { print p }')
	[ -n "$pos" ]
	fails 69 stream --until-end --from="$(basename "$(binlog)"):$pos"
	[[ $stderr == *"inside a transaction"* ]]
}

@test "a damaged file: any flipped byte, or a cut, is found" {
	sql "FLUSH BINARY LOGS"
	plan
	many 20
	local log size at bad=$BATS_TEST_TMPDIR/binlog.bad
	log=$(binlog)
	sql "FLUSH BINARY LOGS"
	gho-stream -f "$log" "$PLAN" | gho-cat > "$OUT"
	[ "$(rows "$OUT" | wc -l)" -eq 20 ]
	size=$(stat -c %s "$log")
	for at in 0 4 9 30 120 200 300 $((size / 2)) $((size - 60)); do
		cp "$log" "$bad"
		printf '\125' |
		dd_ "$bad" "$at"
		cmp -s "$log" "$bad" && continue
		fails 65 gho-stream -f "$bad" "$PLAN"
	done
	head -c $((size - 5)) "$log" > "$bad"
	fails 65 gho-stream -f "$bad" "$PLAN"
	head -c 2 "$log" > "$bad"
	fails 65 gho-stream -f "$bad" "$PLAN"
	fails 65 gho-stream -f "$PLAN" "$PLAN"
	fails 71 gho-stream -f "$bad.none" "$PLAN"
}

dd_() { command dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }

@test "usage" {
	run gho-stream
	[ "$status" -eq 64 ]
	plan
	fails 64 stream --from=nonsense
	fails 64 stream --heartbeat-period=x
	fails 64 gho-stream --until-end -f /dev/null "$PLAN"
}
