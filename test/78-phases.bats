#!/usr/bin/env bats
# Each phase alone, and a migration that is written by hand.

load helper

setup_file() {
	start_server
	mkdir "$BATS_FILE_TMPDIR/home"
	cp "$SERVER/my.cnf" "$BATS_FILE_TMPDIR/home/.my.cnf"
}

teardown_file() { stop_server; }

setup() {
	cd "$BATS_TEST_TMPDIR"
	DB=phase$BATS_TEST_NUMBER
	export HOME=$BATS_FILE_TMPDIR/home TMPDIR=$PWD/run
	mkdir run
	sql "CREATE DATABASE $DB"
}

# by_hand - the script of gho(7), as the page shows it
by_hand() {
	mandoc -Tascii "$TOP/man/gho.7" | LC_ALL=C sed 's/.\x08//g' |
		sed -n '/#!\/bin\/sh/,/gho-ghost drop/p' | sed 's/^  *//'
}

# write N - N transactions in the table t
write() {
	local i
	for i in $(seq "$1"); do
		printf 'UPDATE t SET v = v + 1 WHERE id = %d;' "$i"
		printf 'INSERT INTO t (v) VALUES (%d);' "$i"
		printf 'DELETE FROM t WHERE id = %d;' $((i * 7))
	done | sql "$DB" "$(cat)"
}

@test "the manual's migration in twenty lines is one, while others write" {
	by_hand > alter
	[ "$(grep -cv '^#' alter)" -le 20 ]
	make_table "$DB" 1000
	sql "$DB" 'CREATE TABLE u LIKE t; INSERT INTO u SELECT * FROM t'
	write 150 &
	sh -eu alter "$DB" t 'ADD COLUMN n INT NOT NULL DEFAULT 7' \
		> told 2> err < /dev/null
	wait $!
	grep -q '^swapped' told
	[ "$(show_tables "$DB")" = '_t_del t u' ]
	[ "$(sql "$DB" 'SELECT SUM(n) = 7 * COUNT(*) FROM t')" = 1 ]
	# The journal of the writers is known: the same on a copy.
	local i
	for i in $(seq 150); do
		printf 'UPDATE u SET v = v + 1 WHERE id = %d;' "$i"
		printf 'INSERT INTO u (v) VALUES (%d);' "$i"
		printf 'DELETE FROM u WHERE id = %d;' $((i * 7))
	done | sql "$DB" "$(cat)"
	diff <(sql "$DB" 'SELECT id, v FROM t ORDER BY id') \
		<(sql "$DB" 'SELECT id, v FROM u ORDER BY id')
}

@test "it ends without harm where it cannot go on, and goes on later" {
	by_hand > alter
	make_table "$DB" 50
	run -69 sh -eu alter "$DB" t 'ADD COLUMN id INT'
	[[ $output == *"Duplicate column name 'id'"* ]]
	[ "$(show_tables "$DB")" = t ]
	# Something holds the copy until it is killed.
	sed 's/^gho-copy .*/kill -9 $$/' alter > dies
	local code=0
	sh -eu dies "$DB" t 'ADD COLUMN n INT' > out 2>&1 3>&- || code=$?
	[ "$code" -eq 137 ]
	end_processes
	[ "$(show_tables "$DB")" = '_t_ghc _t_ghk _t_gho t' ]
	sh -eu alter "$DB" t 'ADD COLUMN n INT' > told
	[ "$(show_tables "$DB")" = '_t_del t' ]
	has_column "$DB" n
}

# swap NAME - the plan, with another ghost table
other_ghost() { sed "s/\"ghost_table\": *\"[^\"]*\"/\"ghost_table\": \"$1\"/" plan; }

@test "any two tables can be compared with a plan" {
	make_table "$DB" 500
	gho-inspect --database="$DB" --table=t --alter='ENGINE=InnoDB' |
		gho-ghost create > plan
	sql "$DB" 'CREATE TABLE copied LIKE t;
		INSERT INTO copied SELECT * FROM t'
	other_ghost copied > compare
	gho-verify compare | tail -n 1 | grep -qx 'done	500	500	0	0'
	sql "$DB" 'UPDATE copied SET v = 0 WHERE id = 77;
		DELETE FROM copied WHERE id = 78'
	run -1 --separate-stderr gho-verify compare
	[ "$(grep -c '^differs' <<< "$output")" -eq 2 ]
	grep -qx 'differs	changed	found	v	77' <<< "$output"
	# What differs is a range to be copied again, from table to table.
	sql "$DB" 'DELETE FROM copied WHERE id = 77'
	grep '^differs' <<< "$output" | awk -F '\t' '{ print $5 "\t" $5 }' |
		gho-copy --ranges compare | tail -n 1 | grep -qx 'done	2'
	gho-verify compare > /dev/null
}

@test "a stream is applied elsewhere: another table, another server" {
	make_table "$DB" 100
	gho-inspect --database="$DB" --table=t --alter='ENGINE=InnoDB' |
		gho-ghost create > plan
	write 20
	gho-stream --until-end plan > s
	sql "CREATE DATABASE ${DB}x"
	gho-scratch create --database="${DB}x" --table=other < plan > there
	gho-apply there < s | grep '^applied'
	# A live pipe, into a second server with nothing in it.
	"$TOP/test/mysqld" start "$PWD/two"
	"$TOP/test/mysqld" client "$PWD/two" -e 'CREATE DATABASE lab'
	gho-dump plan > rows
	at=$(gho-cat --kind=commit rows |
		sed -n 's/^commit \([^ ]*\).*/\1/p')
	set -- --defaults-file="$PWD/two/my.cnf"
	gho-scratch create "$@" --database=lab < plan > lab
	gho-apply "$@" lab < rows > /dev/null
	write 30
	gho-stream --from="$at" --until-end plan | gho-apply "$@" lab > /dev/null
	diff <(sql "$DB" 'SELECT * FROM t ORDER BY id') \
		<("$TOP/test/mysqld" client "$PWD/two" --batch --raw \
			--skip-column-names lab -e \
			'SELECT * FROM t ORDER BY id')
	[ "$(sql "${DB}x" 'SELECT COUNT(*) FROM other WHERE id > 100')" -gt 10 ]
	"$TOP/test/mysqld" stop "$PWD/two"
}
