#!/usr/bin/env bats
# Indexes that are built after the copy: the same table in the end.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE i'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	MY=(--defaults-file="$SERVER/my.cnf")
	sql i 'DROP TABLE IF EXISTS t, _t_gho, _t_ghc, _t_ghk, _t_del, other'
}

# make ROWS -- a table with indexes of all kinds, and its twin.
make() {
	sql i "CREATE TABLE t (id INT NOT NULL, no INT NOT NULL AUTO_INCREMENT,
		a INT, b VARCHAR(50), c DATETIME, d JSON, g POINT NOT NULL SRID 0,
		PRIMARY KEY (id), KEY early (a), KEY no (no), SPATIAL KEY g (g),
		KEY a (a, b(5) DESC),
		KEY c (c) COMMENT 'KEY \`b\` (\`b\`),', UNIQUE KEY u (b, id),
		KEY hidden (a) INVISIBLE, KEY f ((a + 1)),
		KEY \`odd, KEY \`\` (name\` (c, a), FULLTEXT KEY words (b));
		INSERT INTO t (id, a, b, c, d, g) WITH RECURSIVE r (n) AS (SELECT 1
			UNION ALL SELECT n + 1 FROM r WHERE n < $1)
		SELECT n, n % 7, CONCAT('word', n), '2026-01-01' + INTERVAL n DAY,
			JSON_OBJECT('n', n), POINT(n, n) FROM r"
	sql i 'CREATE TABLE other LIKE t; INSERT INTO other SELECT * FROM t'
}

create() {
	gho-inspect "${MY[@]}" --database=i --table=t --alter="$1" |
		gho-ghost create "${MY[@]}" --defer-indexes "${@:2}" > plan
}

# keys TABLE -- how many indexes it has.
keys() {
	sql "SELECT COUNT(DISTINCT index_name) FROM information_schema.statistics
		WHERE table_schema = 'i' AND table_name = '$1'"
}

@test "a migration: the definition and the rows are those of ALTER TABLE" {
	make 900
	sql i 'ALTER TABLE other ADD COLUMN n INT, ADD KEY n (n, c), DROP KEY hidden'
	gho-migrate "${MY[@]}" --database=i --table=t --allow-on-master \
		--alter='ADD COLUMN n INT, ADD KEY n (n, c), DROP KEY hidden' \
		--throttle-additional-flag-file= --defer-indexes --execute > out
	same_tables i.t i.other
	[ "$(keys t)" -eq 11 ]
}

@test "what waits: all that finds and numbers no row, and is not UNIQUE" {
	make 10
	create 'ENGINE=InnoDB'
	gho-ghost show deferred < plan > waits
	[ "$(wc -l < waits)" -eq 5 ]
	diff waits <(show_create i.t | grep -E '^  KEY .(a|c|hidden|f|odd)' |
		sed 's/^  //; s/,$//')
	# PRIMARY, u, early, no, g, words
	[ "$(keys _t_gho)" -eq 6 ]
	gho-copy "${MY[@]}" plan > /dev/null
	gho-ghost index "${MY[@]}" < plan
	[ "$(keys _t_gho)" -eq 11 ]
	gho-ghost index "${MY[@]}" < plan
	same_tables i.other i.t
	diff <(show_create i._t_gho | grep KEY) <(show_create i.t | grep KEY)
}

@test "no index waits, where names are such that no line is sure" {
	sql i 'CREATE TABLE t (id INT PRIMARY KEY, `a
  KEY ``b`` (``c``)` INT, KEY b (id))'
	create 'ENGINE=InnoDB' 2> err
	grep 'no index of `t` can be built after the copy' err
	[ "$(keys _t_gho)" -eq 2 ]
	run -1 gho-ghost show deferred < plan
}

@test "the swap is refused while they are missing" {
	make 10
	create 'ENGINE=InnoDB'
	gho-copy "${MY[@]}" plan > /dev/null
	gho-stream "${MY[@]}" --until-end plan > stream
	fails 69 gho-cutover "${MY[@]}" plan < stream
	[[ "$stderr" == *'lacks indexes'*'gho-ghost index builds them'* ]]
	[ "$(keys t)" -eq 11 ]
	gho-ghost drop "${MY[@]}" < plan
}

@test "more is written than the server can remember: nothing is for that time" {
	make 900
	mkdir bin
	# The first time as if the server had said 1799; then it looks about.
	cat > bin/gho-ghost <<-END
		#!/bin/sh
		case \$* in
		*' index')
			ls run/hold-apply >> "$PWD/held"
			[ -e "$PWD/again" ] || { touch "$PWD/again"; exit 75; } ;;
		esac
		exec $(command -v gho-ghost) "\$@"
	END
	chmod +x bin/gho-ghost
	sql i 'ALTER TABLE other ADD COLUMN n INT'
	PATH=$PWD/bin:$PATH gho-migrate "${MY[@]}" --database=i --table=t \
		--alter='ADD COLUMN n INT' --allow-on-master --execute \
		--throttle-additional-flag-file= --defer-indexes \
		--run-dir="$PWD/run" > out
	[ "$(cat held)" = indexes ]
	same_tables i.t i.other
}

building() {
	[ "$(sql 'SELECT COUNT(*) FROM information_schema.processlist
		WHERE info LIKE "ALTER%ADD KEY%" AND id <> CONNECTION_ID()')" -eq 1 ]
}

@test "killed while they are built: the same command goes on" {
	make 900
	local go=("${MY[@]}" --database=i --table=t --allow-on-master
		--alter='ADD COLUMN n INT' --defer-indexes --execute
		--throttle-additional-flag-file= --run-dir="$PWD/run")
	sql i 'ALTER TABLE other ADD COLUMN n INT'
	# Somebody reads the ghost, so that the ALTER waits.
	gho-migrate "${go[@]}" --nice-ratio=100 --chunk-size=50 > out 2>&1 3>&- &
	migration=$!
	eventually test -s run/copy/copied
	mysqld client "$SERVER" i -e 'BEGIN; SELECT COUNT(*) FROM _t_gho;
		DO SLEEP(600)' > /dev/null 2>&1 3>&- &
	local reader=$!
	printf '0\n' > run/knob/nice-ratio
	eventually test -e run/pid/index
	eventually building
	kill -9 "$migration"
	sql 'SELECT GROUP_CONCAT("KILL ", id SEPARATOR ";")
		FROM information_schema.processlist
		WHERE info LIKE "DO SLEEP%"' > kill.sql
	eventually no_process
	sql "$(cat kill.sql)"
	wait "$reader" || :
	gho-migrate "${go[@]}" > out
	same_tables i.t i.other
}
