# What the tests of gho-stream share: a table t in the database d, its plan,
# and what is streamed of it.
# shellcheck shell=bash disable=SC2016,SC2154

setup() {
	sql "DROP DATABASE IF EXISTS d; CREATE DATABASE d CHARACTER SET utf8mb4"
	dd "CREATE TABLE t (id INT PRIMARY KEY, v TEXT, j JSON);
	CREATE TABLE other LIKE t;
	CREATE TABLE _t_ghc (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
		last_update TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
		hint VARCHAR(64) CHARSET ascii NOT NULL UNIQUE,
		value VARCHAR(4096) CHARSET ascii NOT NULL)"
	PLAN=$BATS_TEST_TMPDIR/plan
	OUT=$BATS_TEST_TMPDIR/out
}

dd() { sql --database=d "$@"; }

position() { sql "SHOW BINARY LOG STATUS" | awk '{ print $1 ":" $2 }'; }

# plan [TABLE] -- a plan to stream from here on.
plan() {
	local start
	start=$(position)
	dd "SET @t = '${1:-t}', @start = '$start';
	$(cat "$BATS_TEST_DIRNAME/stream.sql")" > "$PLAN"
}

stream() { gho-stream --defaults-file="$SERVER/my.cnf" "$@" "$PLAN"; }

# The stream up to here as text, in $OUT.
follow() { stream --until-end "$@" > "$OUT.gho" && gho-cat "$OUT.gho" > "$OUT"; }

rows() { grep -E '^(insert|update|delete) ' "$1"; }

# many N [FROM] -- inserts N rows in one transaction.
many() {
	dd "SET cte_max_recursion_depth = 10000000;
	INSERT INTO t SELECT i, CONCAT('row ', i, REPEAT('x', i % 100)), NULL
	FROM (WITH RECURSIVE r AS (SELECT ${2:-1} i UNION ALL
		SELECT i + 1 FROM r WHERE i < ${2:-1} + $1 - 1)
		SELECT i FROM r) q"
}

binlog() { echo "$SERVER/data/$(position | cut -d: -f1)"; }
