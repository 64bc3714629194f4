# The SQL of gho-cat, run by the server: forward it makes the same table, and
# undone the table that was.

load helper

setup_file() {
	start_server
	sql "CREATE DATABASE d"
}
teardown_file() { stop_server; }

setup() { cd "$BATS_TEST_TMPDIR"; }

# record ALTER - a table of many types, changes of it in the file stream, and
# its plan; the table as it was is in "before"
record() {
	sql --database=d "DROP TABLE IF EXISTS t, before_t;
	CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(40), w VARCHAR(20) CHARSET
		gbk, n BIGINT UNSIGNED, f FLOAT, dd DOUBLE, e ENUM('a','b',''),
		s SET('x','y','z'), bi BINARY(3), bl BLOB, ts TIMESTAMP(3) NULL,
		j JSON, b BIT(64), g GEOMETRY,
		gv INT GENERATED ALWAYS AS (id + 1));
	SET sql_mode = '', time_zone = '+05:45';
	INSERT INTO t (id, v, w, n, f, dd, e, s, bi, bl, ts, j, b, g) VALUES
	(1, 'it''s', '诚', 18446744073709551615, 0.1, -0.0, 'a', 'x,z', 'a', '',
	'2026-11-21 07:30:00.125', '{\"k\": [1, 2.5, \"ü\"]}', 0xffffffffffffffff,
	ST_GeomFromText('POINT(1 2)', 4326)),
	(2, 'back\\\\slash\n', NULL, 0, 1e30, 1e-300, 'nothing', '', '', 0x00ff,
	NULL, NULL, 0, NULL), (3, '', '', 1, 1, 1, '', 'y', 'abc', 'x', 0, '[]',
	1, NULL)"
	sql --database=d "SET sql_mode = ''; CREATE TABLE before_t LIKE t;
		INSERT INTO before_t (id, v, w, n, f, dd, e, s, bi, bl, ts, j, b, g)
		SELECT id, v, w, n, f, dd, e + 0, s, bi, bl, ts, j, b, g FROM t"
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=d --table=t \
		--alter="$1" --approve-renamed-columns |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	sql --database=d "SET sql_mode = '', time_zone = '-03:00';
	UPDATE t SET v = CONCAT(v, '€'), f = f * 3, ts = '2026-01-01 00:00:00.5';
	UPDATE t SET id = 9, e = 'nothing', w = '乗\\\\' WHERE id = 1;
	DELETE FROM t WHERE id = 2;
	INSERT INTO t (id, v, bl) VALUES (0, REPEAT('x', 40), REPEAT('\\'', 300)),
		(2, 'again', NULL)"
	gho-stream --defaults-file="$SERVER/my.cnf" --until-end plan > stream
	[ "$(gho-cat stream | grep -cE '^(insert|update|delete)')" -eq 7 ]
}

# same A B - every byte of two tables
same() {
	local one="SELECT id, HEX(v), HEX(w), n, f, dd, e + 0, s + 0, HEX(bi),
		HEX(bl), UNIX_TIMESTAMP(ts), j, b + 0, HEX(g), gv FROM"
	diff <(sql --database=d "$one $1 ORDER BY id") \
		<(sql --database=d "$one $2 ORDER BY id")
}

run_sql() {
	"$TOP/test/mysqld" client "$SERVER" --database=d
}

@test "forward: what gho-apply would run" {
	record "ADD COLUMN extra INT, RENAME COLUMN v TO vv"
	sql --database=d "SET sql_mode = '';
		INSERT INTO _t_gho (id, vv, w, n, f, dd, e, s, bi, bl, ts, j, b, g)
		SELECT id, v, w, n, f, dd, e + 0, s, bi, bl, ts, j, b, g FROM before_t"
	gho-cat --sql --plan=plan stream | run_sql
	sql --database=d "ALTER TABLE _t_gho RENAME COLUMN vv TO v"
	same t _t_gho
	gho-ghost drop --defaults-file="$SERVER/my.cnf" < plan > /dev/null
}

@test "undone: the table that was" {
	record "ENGINE=InnoDB"
	run ! same t before_t
	gho-cat --undo --plan=plan stream | tac | run_sql
	same t before_t
	gho-ghost drop --defaults-file="$SERVER/my.cnf" < plan > /dev/null
}
