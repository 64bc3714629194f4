#!/usr/bin/env bats
# What the README and the pages show is what happens: their examples are run.
# test/examples says how one is written.

load helper

setup_file() {
	start_server --binlog-cache-size=1M
	local dir=$BATS_FILE_TMPDIR
	mkdir "$dir/bin" "$dir/home"
	cp "$SERVER/my.cnf" "$dir/home/.my.cnf"
	# The client that came with the server, and a host to log in to.
	printf '#!/bin/sh\nexec "%s" client "%s" "$@"\n' "$TOP/test/mysqld" \
		"$SERVER" > "$dir/bin/mysql"
	printf '#!/bin/sh\nshift\nexec sh -c "$*"\n' > "$dir/bin/ssh"
	chmod +x "$dir"/bin/*
}

# shop.orders with 1000 rows, nothing else, and the first binary log.
make_shop() {
	local db
	for db in $(sql "SHOW DATABASES WHERE \`Database\` NOT IN ('mysql',
		'sys', 'information_schema', 'performance_schema')"); do
		sql "DROP DATABASE $db"
	done
	sql 'RESET BINARY LOGS AND GTIDS' || sql 'RESET MASTER'
	sql "CREATE DATABASE shop; USE shop;
		CREATE TABLE orders (
			id BIGINT AUTO_INCREMENT PRIMARY KEY,
			customer INT NOT NULL, qty INT NOT NULL,
			price DECIMAL(8,2) NOT NULL, placed DATETIME NOT NULL);
		SET cte_max_recursion_depth = 2000;
		INSERT INTO orders WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL
			SELECT n + 1 FROM r WHERE n < 1000)
			SELECT n, n % 97, 1 + n % 5, 9.99 + n, '2026-11-20'
			FROM r"
}

# examples_of FILE... -- each with a fresh table, in a directory of its own.
examples_of() {
	local file dir n=0
	for file; do
		dir=$BATS_TEST_TMPDIR/${file##*/}
		mkdir "$dir" "$dir/.run"
		make_shop
		cd "$dir"
		HOME=$BATS_FILE_TMPDIR/home XDG_RUNTIME_DIR=$dir/.run \
			PATH=$BATS_FILE_TMPDIR/bin:$PATH \
			timeout 120 "$TOP/test/examples" "$file"
		n=$((n + 1))
	done
	[ "$n" -gt 0 ]
}

@test "the examples of the README" {
	examples_of "$TOP/README.md"
}

@test "the examples of the programs' pages" {
	examples_of "$TOP"/man/*.1
}

@test "the examples of the formats' pages" {
	examples_of "$TOP"/man/*.5
}

@test "the examples of introduction, tutorial and cookbook" {
	examples_of "$TOP"/man/*.7
}

teardown_file() {
	stop_server
}
