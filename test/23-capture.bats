#!/usr/bin/env bats
# Captures: what happens to a table is kept, and played again.

load helper

setup_file() { start_server; }
teardown_file() { stop_server; }

setup() {
	cd "$BATS_TEST_TMPDIR"
	DB=cap$BATS_TEST_NUMBER
	sql "CREATE DATABASE $DB; CREATE DATABASE ${DB}s"
}

cnf() { printf '%s\n' "--defaults-file=$SERVER/my.cnf"; }

# tool NAME [arg...] - with the connection
tool() { "$1" "$(cnf)" "${@:2}"; }

# make_plan COLUMNS [ALTER] - the table t, and a plan for it
make_plan() {
	sql "CREATE TABLE $DB.t ($1)"
	tool gho-inspect --database="$DB" --table=t \
		--alter="${2:-ADD COLUMN n INT NOT NULL DEFAULT 7}" |
		tool gho-ghost create > plan
}

replay() {
	tool gho-replay --database="${DB}s" "$@" > told
}

# fill N - some rows
fill() {
	sql "SET cte_max_recursion_depth = 10000;
		INSERT INTO $DB.t (id, k, v) WITH RECURSIVE r (i) AS (
		SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < $1)
		SELECT i, CONCAT('k', i), i FROM r"
}

# changes - 40 transactions with 5 row changes each
changes() {
	local i
	for i in $(seq 40); do
		printf 'BEGIN; UPDATE t SET v = v + 1000 WHERE id = %d;' "$i"
		printf 'DELETE FROM t WHERE id = %d;' $((i + 100))
		printf 'INSERT INTO t (id, k, v) VALUES (%d, "new", %d);' \
			$((i + 1000)) "$i"
		printf 'UPDATE t SET id = id + 5000 WHERE id = %d;' $((i + 50))
		printf 'UPDATE t SET k = "last" WHERE id = %d; COMMIT;' "$i"
	done | sql --database="$DB" "$(cat)"
}

COLUMNS='id int PRIMARY KEY, k varchar(20), v int, UNIQUE KEY (k, id)'

@test "a captured stream, replayed twice, gives the table both times" {
	make_plan "$COLUMNS"
	fill 200
	tool gho-capture --snapshot --until-end plan cap
	changes
	tool gho-capture --until-end plan cap
	[ "$(gho-cat --kind=begin <(cat cap/stream-*.gho) | grep -c '^begin')" \
		-eq 40 ]
	for _ in 1 2; do
		replay cap
		[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t WHERE k = 'last'")" -eq 40 ]
		cmp <(show_rows "$DB.t") <(show_rows "${DB}s.t")
	done
	grep -q "^applied" told
	# Under another name, beside the first.
	replay --table=other cap
	cmp <(show_rows "$DB.t") <(show_rows "${DB}s.other")
}

@test "the rows of a dump are the rows of the table, of every type" {
	make_plan "id int PRIMARY KEY, a tinyint unsigned, b bigint,
		c decimal(20,5), d float, e double, f bit(10), g year, h date,
		i time(3), j datetime(6), k timestamp(2) NULL, l varchar(50),
		m text CHARACTER SET latin1, n binary(5), o varbinary(9),
		p longblob, q enum('x','y'), r set('a','b','c'), s json,
		u point, w bigint unsigned,
		g1 int AS (a + 1) VIRTUAL, g2 int AS (a + 2) STORED" \
		'ENGINE=InnoDB'
	sql "SET time_zone = '+03:00';
	INSERT INTO $DB.t (id, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p,
		q, r, s, u, w) VALUES
	(1, 255, -9223372036854775808, -123456789012345.67890, 0.1, 1e-300,
		b'1000000001', 2155, '9999-12-31', '-838:59:59', NOW(6),
		'2026-06-01 12:34:56.78', 'z\\'\\n☃', 'caf\u00e9', 'ab', 'x\\0',
		REPEAT('long', 100000), 'y', 'a,c', '{\"a\": [1, \"b\"]}',
		POINT(1, 2), 18446744073709551615),
	(2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
		NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(3, 0, 0, 0, -0e0, -0e0, 0, 1901, '1000-01-01', '00:00:00', NOW(6),
		'1970-01-01 03:00:01', '', '', '', '', '', 'x', '', 'null',
		POINT(0, 0), 0)"
	tool gho-capture --snapshot --until-end plan cap
	[ "$(gho-cat cap/base.gho | grep -c '^insert')" -eq 3 ]
	replay cap
	cmp <(show_rows "$DB.t") <(show_rows "${DB}s.t")
	# A change streams the same values as the dump has.
	sql "UPDATE $DB.t SET l = 'changed'"
	tool gho-capture --until-end plan cap
	gho-cat --kind=insert --json cap/base.gho |
		grep '^{"kind":"insert"' | sed 's/.*"new"://' > dumped
	gho-cat --kind=update --json <(cat cap/stream-*.gho) |
		grep '^{"kind":"update"' |
		sed -e 's/.*"old"://' -e 's/,"new":.*/}/' > streamed
	[ "$(wc -l < streamed)" -eq 3 ]
	diff dumped streamed
}

@test "a dump under load is one moment: what streams after it completes it" {
	make_plan "$COLUMNS"
	fill 2000
	(
		for i in $(seq 200); do
			printf 'UPDATE t SET v = %d WHERE id %% 7 = %d;' \
				"$i" $((i % 7))
			printf 'INSERT INTO t (id, v) VALUES (%d, 1);' \
				$((i + 90000))
		done | sql --database="$DB" "$(cat)"
	) &
	eventually test "$(sql "SELECT COUNT(*) FROM $DB.t
		WHERE id > 90000")" -ge 0
	tool gho-capture --snapshot --until-end plan cap
	wait $!
	tool gho-capture --until-end plan cap
	replay cap
	[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t")" -eq 2200 ]
	cmp <(show_rows "$DB.t") <(show_rows "${DB}s.t")
}

@test "up to a transaction, a row, a position, a GTID, a time" {
	make_plan "$COLUMNS"
	fill 200
	tool gho-capture --snapshot --until-end plan cap
	changes
	tool gho-capture --until-end plan cap
	replay --count=10 cap
	[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t WHERE k = 'last'")" -eq 10 ]
	[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t WHERE id > 5000")" -eq 10 ]
	replay --rows=49 cap
	[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t WHERE k = 'last'")" -eq 9 ]
	[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t WHERE id > 5000")" -eq 10 ]
	gho-cat <(cat cap/stream-*.gho) > text
	at=$(grep '^commit' text | sed -n '7s/^commit \([^ ]*\).*/\1/p')
	replay --to="$at" cap
	[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t WHERE k = 'last'")" -eq 7 ]
	grep -q "$at" told
	gtid=$(grep '^begin' text | sed -n '5s/^begin \([^ ]*\) .*/\1/p')
	[[ $gtid == *-*:* ]]
	replay --to="$gtid" cap
	[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t WHERE k = 'last'")" -eq 5 ]
	replay --until='2001-01-01 00:00:00' cap
	[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t WHERE k = 'last'")" -eq 0 ]
	[ "$(sql "SELECT COUNT(*) FROM ${DB}s.t")" -eq 200 ]
	run --separate-stderr -1 tool gho-replay --database="${DB}s" \
		--count=41 cap
	[[ $stderr == *"40 transactions with 200 rows"* ]]
}

@test "one transaction at a time, at a pace" {
	make_plan "$COLUMNS"
	tool gho-capture --snapshot --until-end plan cap
	sql "INSERT INTO $DB.t (id) VALUES (1)"
	sql "INSERT INTO $DB.t (id) VALUES (2)"
	sql "INSERT INTO $DB.t (id) VALUES (3)"
	tool gho-capture --until-end plan cap
	mkfifo go
	gho-replay "$(cnf)" --database="${DB}s" --speed=1000 --step=go cap \
		2> said > told &
	exec 7> go
	counted() { [ "$(sql "SELECT COUNT(*) FROM ${DB}s.t")" = "$1" ]; }
	eventually counted 1
	grep -q 'insert .*id=1' said
	echo >&7
	eventually counted 2
	exec 7>&-
	wait $!
	counted 2
}

@test "rotated, compressed, stopped and gone on with" {
	make_plan "$COLUMNS"
	fill 200
	gho-capture "$(cnf)" --snapshot --compress --bytes=2000 plan cap > told &
	pid=$!
	eventually test -e cap/base.gho.zst
	changes
	eventually test -e cap/stream-000003.gho.zst
	fails 75 tool gho-capture plan cap
	kill "$pid"
	code=0
	wait "$pid" || code=$?
	[ "$code" -eq 143 ]
	[ -z "$(find cap -name '*.new')" ]
	sql "UPDATE $DB.t SET k = 'later' WHERE id = 1"
	tool gho-capture --until-end plan cap
	replay cap
	[ "$(sql "SELECT k FROM ${DB}s.t WHERE id = 1")" = later ]
	cmp <(show_rows "$DB.t") <(show_rows "${DB}s.t")
	# No transaction is there twice, none is missing.
	zstd -dcq cap/stream-*.zst | gho-cat | grep '^begin' > begins
	[ "$(wc -l < begins)" -eq 41 ]
	[ "$(sort -u begins | wc -l)" -eq 41 ]
	# By ssh and tee a stream comes as it went.
	zstd -dcq cap/stream-*.zst | tee all.gho | gho-cat > one
	zstd -q < all.gho | zstd -dcq | gho-cat | diff one -
}

@test "a damaged capture is refused, saying where" {
	make_plan "$COLUMNS"
	fill 200
	tool gho-capture --snapshot --until-end plan cap
	changes
	tool gho-capture --until-end plan cap
	part=$(printf '%s\n' cap/stream-*.gho | tail -n 1)
	cp "$part" good
	at=$(LC_ALL=C grep -abo commit good | sed -n '20s/:.*//p')
	printf '\xc1' | dd of="$part" bs=1 seek=$((at - 2)) conv=notrunc \
		status=none
	run --separate-stderr -65 tool gho-replay --database="${DB}s" cap
	[[ $stderr == *"$part"*"record "*", byte $((at - 2)):"* ]]
	head -c $((at + 3)) good > "$part"
	run --separate-stderr -75 tool gho-replay --database="${DB}s" cap
	[[ $stderr == *"$part"*"cut"* ]]
	cp good "$part"
	replay cap
	cmp <(show_rows "$DB.t") <(show_rows "${DB}s.t")
}

# planted N - in p: the capture cap with its N-th row event changed
planted() {
	cp -r cap p
	rm p/stream-*.gho
	cat cap/stream-*.gho | gho-cat --json |
		awk -v n="$1" '/^{"kind":"(insert|update|delete)"/ { i++ }
		i == n && !done { sub(/"v":[0-9]+}/, "\"v\":31337}"); done = 1 }
		{ print }' |
		gho-cat --pack > p/stream-000000.gho
}

@test "bisect finds the event that was planted wrong" {
	make_plan "$COLUMNS"
	fill 60
	tool gho-capture --snapshot --until-end plan cap
	changes
	tool gho-capture --until-end plan cap
	tool gho-replay --database="${DB}s" --bisect cap > told
	grep -q 'equal after all' told
	# The third event of the 7th transaction with five: its insert.
	cat cap/stream-*.gho | gho-cat |
		grep -E '^(insert|update|delete) ' > events
	n=$(grep -n '^insert .*id=1007' events | cut -d: -f1)
	planted "$n"
	run -1 tool gho-replay --database="${DB}s" --bisect --other=p cap
	printf '%s\n' "$output"
	[[ $output == *"differ from event $n on"* ]]
	[[ $output == *"insert $DB.t id=1007 "*" v=7"* ]]
	[[ $output == *"v=31337"* ]]
	[[ $output == *"differs	changed	found	v	1007"* ]]
	[ "$(sql "SHOW TABLES FROM ${DB}s" | sort | xargs)" = '_t_ghr t' ]
}

@test "a table that is not gho's own is never replaced" {
	make_plan "$COLUMNS"
	tool gho-capture --snapshot --until-end plan cap
	sql "CREATE TABLE ${DB}s.t (precious int)"
	run --separate-stderr -69 tool gho-replay --database="${DB}s" cap
	[[ $stderr == *"not a scratch table"* ]]
	fails 69 tool gho-scratch drop --database="${DB}s" --table=t
	sql "SELECT precious FROM ${DB}s.t"
	# A capture goes on only with its own plan.
	sed 's/"alter"/"alter" /' plan > other
	fails 69 tool gho-capture --until-end other cap
	replay --table=fine cap
	tool gho-scratch drop --database="${DB}s" --table=fine
	[ "$(sql "SHOW TABLES FROM ${DB}s" | xargs)" = t ]
}

@test "a dump waits for who writes, not for long" {
	make_plan "$COLUMNS"
	fill 10
	(sql "BEGIN; UPDATE $DB.t SET v = 0; SELECT SLEEP(100)") &
	eventually is_asleep
	fails 75 tool gho-dump --lock-timeout=1 plan
	[[ $stderr == *"LOCK"* ]]
	sql "$(sql "SELECT CONCAT('KILL ', ID) FROM
		information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(100)%'
		AND ID <> CONNECTION_ID()")"
	wait
	tool gho-dump plan | gho-cat | grep -c '^insert' | grep -qx 10
}

is_asleep() {
	[ "$(sql "SELECT COUNT(*) FROM information_schema.PROCESSLIST
		WHERE INFO LIKE 'SELECT SLEEP(100)%'")" -eq 1 ]
}
