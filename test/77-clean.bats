#!/usr/bin/env bats
# gho-clean and gho-sweep: what is left behind, and nothing else, goes.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE c; CREATE DATABASE other'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base GHO_SOCKET_BASE=$PWD
	mkdir base
	migration=''
	make_table c 1000
}

teardown() {
	end_processes
	sql 'DROP DATABASE c; CREATE DATABASE c'
}

# migrate FLAG...
migrate() {
	gho-migrate --defaults-file="$SERVER/my.cnf" --database=c --table=t \
		--alter='ADD COLUMN extra INT' --allow-on-master --execute \
		--throttle-additional-flag-file= "$@" > out 2> err 3>&-
}

# postponing -- a migration that lives, and has copied all.
postponing() {
	migrate --postpone-cut-over-flag-file="$PWD/later" \
		--run-dir="$PWD/base/c.t" &
	migration=$!
	eventually grep -qs 'State: postponing cut-over' out
}

# dies -- it, and all of it, at once.
dies() {
	kill -9 $(pgrep -f "$PWD/base/c.t")
	end_processes
	migration=''
	[ -p base/c.t/exits ]
	[ -S gh-ost.c.t.sock ]
}

clean() {
	gho-clean --defaults-file="$SERVER/my.cnf" "$@"
}

# kept REGEX -- gho-clean says why it keeps it, and does.
kept() {
	local tables
	tables=$(show_tables c)
	clean --execute --grace=0 --retention=0 > cleaned
	cat cleaned
	grep -P "^keep\\t$1" cleaned
	[ "$(show_tables c)" = "$tables" ]
}

@test "the old table is marked, and kept for its time" {
	sql c "ALTER TABLE t COMMENT = 'it''s \`T\`'"
	migrate
	local comment
	comment=$(sql c "SELECT TABLE_COMMENT FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = 'c' AND TABLE_NAME = '_t_del'")
	[[ $comment =~ ^gho\ old\ [0-9a-f]+\ 20[0-9]{12}\ \`_t_del\`\ it\'s\ \`T\`$ ]]
	clean > cleaned
	grep -P '^keep\told\tc\t_t_del\t[0-9]+\ttoo young$' cleaned
	clean --execute > cleaned
	clean --retention=0 > cleaned
	grep -P '^drop\told\tc\t_t_del\t[0-9]+\tkept long enough$' cleaned
	[ "$(show_tables c)" = '_t_del t' ]
	clean --retention=0 --execute > cleaned
	grep -x 'dropped `c`.`_t_del`' cleaned
	[ "$(show_tables c)" = t ]
	has_column c extra
}

@test "a table that was given back its name is nobody's litter" {
	migrate
	sql c 'RENAME TABLE t TO new, _t_del TO t'
	clean --execute --retention=0 --grace=0 > cleaned
	[ ! -s cleaned ]
	[ "$(show_tables c)" = 'new t' ]
	# Nor is one that only looks like it.
	sql c "CREATE TABLE _x_del (i INT) COMMENT = 'gho old 5e2c 20200101000000 \`_y_del\`';
		CREATE TABLE _x_gho (i INT) COMMENT = 'gho ghost my dear';
		CREATE TABLE _x_ghc (i INT);
		CREATE TABLE live (i INT) COMMENT = 'gho checkpoint 5e2c'"
	clean --execute --retention=0 --grace=0 > cleaned
	[ ! -s cleaned ]
	[ "$(show_tables c)" = '_x_del _x_ghc _x_gho live new t' ]
}

@test "a run that lives is left alone; what it leaves when it is dead goes" {
	postponing
	kept "run\\tc\\t_t_ghc,_t_ghk,_t_gho\\t[0-9]+\\tin use$"
	dies
	clean > cleaned
	grep -P '^keep\trun\tc\t_t_ghc,_t_ghk,_t_gho\t[0-9]+\ttoo young$' cleaned
	grep -P "^drop\\tdirectory\\t-\\t$PWD/base/c.t\\t[0-9]+\\tdead\$" cleaned
	grep -P "^drop\\tsocket\\t-\\t$PWD/gh-ost.c.t.sock\\t[0-9]+\\tdead\$" cleaned
	[ -S gh-ost.c.t.sock ]
	[ "$(show_tables c)" = '_t_ghc _t_ghk _t_gho t' ]
	clean --database=other --execute --grace=0 > cleaned
	[ "$(show_tables c)" = '_t_ghc _t_ghk _t_gho t' ]
	[ ! -e gh-ost.c.t.sock ]
	[ -z "$(ls base)" ]
	clean --execute --grace=0
	[ "$(show_tables c)" = t ]
	clean > cleaned
	[ ! -s cleaned ]
}

@test "directories and sockets of others stay, and what a person has put there" {
	postponing
	mkdir base/mine
	touch base/mine/notes
	python3 -c 'import socket
socket.socket(socket.AF_UNIX).bind("gh-ost.c.old.sock")'
	kept run
	[ -S gh-ost.c.t.sock ]
	[ ! -e gh-ost.c.old.sock ]
	[ -e base/mine/notes ]
	touch base/c.t/mine
	dies
	clean --execute > cleaned
	[ "$(find base -type f | sort | paste -sd ' ')" = 'base/c.t/mine base/mine/notes' ]
}

@test "a run by hand lives while a tool of it has a session" {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=c --table=t \
		--alter='ADD COLUMN extra INT' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	mkdir -p run/hold
	gho-copy --defaults-file="$SERVER/my.cnf" --chunk-size=10 \
		--chunk-time=0 --nice-ratio=100 plan > copied 3>&- &
	migration=$!
	eventually test -s copied
	kept "run\\tc\\t_t_ghc,_t_ghk,_t_gho\\t[0-9]+\\tin use$"
	kill "$migration"
	ends 143
	clean --execute --grace=0
	[ "$(show_tables c)" = t ]
}

@test "a run that died after the swap: the rest goes, the old table is kept" {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=c --table=t \
		--alter='ADD COLUMN extra INT' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	gho-copy --defaults-file="$SERVER/my.cnf" plan > copied
	gho-stream --defaults-file="$SERVER/my.cnf" plan 3>&- |
	gho-cutover --defaults-file="$SERVER/my.cnf" plan > swapped
	[ "$(show_tables c)" = '_t_del _t_ghc _t_ghk t' ]
	clean --execute --grace=0
	[ "$(show_tables c)" = '_t_del t' ]
	clean | grep -P '^keep\told\tc\t_t_del\t'
	[ "$(sql c 'SELECT COUNT(*) FROM _t_del')" = 1000 ]
}

@test "by small steps: they wait, stop at a signal, and go on" {
	migrate
	mkdir -p run/hold
	touch run/hold/user
	clean --execute --retention=0 --steps=always --run="$PWD/run" \
		> cleaned 2> err 3>&- &
	migration=$!
	# The first step is done, and the next waits.
	sql c 'INSERT INTO _t_del (v) VALUES (1)'
	eventually eval '[ "$(sql c "SELECT COUNT(*) FROM _t_del")" -le 1 ]'
	kill "$(pgrep -f "gho-sweep.*$PWD/run")"
	ends 143
	grep -E '^gho-sweep: [0-9]+ rows of `c`.`_t_del` are deleted, and it is there still' err
	[ "$(show_tables c)" = '_t_del t' ]
	clean --execute --retention=0 --steps=always
	[ "$(show_tables c)" = t ]
}

@test "steps run no triggers: such a table is dropped at once" {
	sql c "CREATE TABLE audit (id INT);
		CREATE TRIGGER t_d AFTER DELETE ON t FOR EACH ROW
			INSERT INTO audit VALUES (OLD.id)"
	migrate --include-triggers --trigger-suffix=_new
	clean --execute --retention=0 --steps=always 2> err
	grep 'has triggers, which must not see its rows go' err
	[ "$(sql c 'SELECT COUNT(*) FROM audit')" = 0 ]
	[ "$(show_tables c)" = 'audit t' ]
}

@test "only where DROP would make others wait the rows are deleted first" {
	local before
	migrate
	before=$(sql "SHOW GLOBAL STATUS LIKE 'Com_delete'")
	clean --execute --retention=0
	[ "$(sql "SHOW GLOBAL STATUS LIKE 'Com_delete'")" = "$before" ]
	make_table c 1000
	migrate
	sql 'SET GLOBAL innodb_adaptive_hash_index = ON'
	clean --execute --retention=0
	sql 'SET GLOBAL innodb_adaptive_hash_index = OFF'
	[ "$(sql "SHOW GLOBAL STATUS LIKE 'Com_delete'")" != "$before" ]
	[ "$(show_tables c)" = t ]
}

@test "a migration of the table, or an old table in use, is waited for" {
	migrate
	migrate --alter=FORCE --timestamp-old-table --postpone-cut-over-flag-file="$PWD/later" &
	migration=$!
	eventually grep -qs 'State: postponing cut-over' out
	kept "old\\tc\\t_t_del\\t[0-9]+\\tin use$"
	rm later
	ends 0
}

@test "what makes no sense is refused; a server that is away stops only its part" {
	local option
	for option in retention=week grace=-1 retention=1y steps=some; do
		fails 64 clean "--$option"
		[[ $stderr == *"--$option is not "* ]]
	done
	run gho-sweep --defaults-file="$SERVER/my.cnf" table
	[ "$status" -eq 64 ]
	postponing
	dies
	fails 75 gho-clean --host=127.0.0.1 --port=1 --execute
	[ ! -e gh-ost.c.t.sock ]
	[ -z "$(ls base)" ]
}
