# What every bats file begins with: load helper
#
# A file that needs a server says so with these two, and all its tests share it:
#	setup_file()    { start_server; }
#	teardown_file() { stop_server; }
# shellcheck shell=bash

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
PATH=$TOP/build/bin:$TOP/pipelines:$TOP/build/test:$TOP/test:$PATH
SERVER=$BATS_FILE_TMPDIR/server
# The default socket of a migration is in /tmp, where others test, too.
GHO_SOCKET_BASE=$BATS_FILE_TMPDIR
export TOP PATH SERVER GHO_SOCKET_BASE

# Starts the file's server (options go to mysqld); $SERVER/my.cnf leads to it.
start_server() {
	"$TOP/test/mysqld" start "$SERVER" "$@"
}

stop_server() {
	"$TOP/test/mysqld" stop "$SERVER"
}

# sql [option...] TEXT -- runs SQL; prints rows, tabs between their columns.
sql() {
	"$TOP/test/mysqld" client "$SERVER" --batch --raw --skip-column-names \
		"${@:1:$#-1}" --execute="${!#}"
}

# fails CODE PROG [arg...] -- it exits CODE and says why in one line.
# Its output is in $output, the line in $stderr.
fails() {
	local code=$1
	shift
	run --separate-stderr "$@"
	if [ "$status" -ne "$code" ]; then
		printf '%s: exit %s, not %s: %s\n' \
			"$1" "$status" "$code" "$stderr"
		return 1
	fi
	if [ "${#stderr_lines[@]}" -ne 1 ]; then
		printf '%s: not one line on stderr: %s\n' "$1" "$stderr"
		return 1
	fi
}

# show_create TABLE -- its definition without name and next number.
show_create() {
	sql "SHOW CREATE TABLE $1" |
	sed -e '1s/^[^\t]*\t//' \
		-e '1s/^CREATE TABLE `.*` (/CREATE TABLE (/' \
		-e 's/ AUTO_INCREMENT=[0-9]*//'
}

# show_rows TABLE -- every byte of every row in hexadecimal, in order.
show_rows() {
	local columns
	columns=$(sql "SET group_concat_max_len = 1000000; SELECT GROUP_CONCAT(
		'HEX(CAST(\`', REPLACE(Field, '\`', '\`\`'), '\` AS BINARY))'
		ORDER BY ORDINAL_POSITION)
		FROM (SELECT COLUMN_NAME Field, ORDINAL_POSITION
			FROM information_schema.COLUMNS
			WHERE TABLE_SCHEMA = '${1%%.*}'
			AND TABLE_NAME = '${1#*.}') c")
	sql "SELECT $columns FROM $1" |
	LC_ALL=C sort
}

# same_tables DB.A DB.B -- equal in definition and in every byte of every row.
# Only for names that need no quotes.
same_tables() {
	diff <(show_create "$1") <(show_create "$2") &&
	cmp <(show_rows "$1") <(show_rows "$2")
}

# eventually COMMAND... -- it succeeds within half a minute; else what programs
# have said in files here may tell why.
eventually() {
	local tries=300
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || {
			printf 'never: %s\n' "$*"
			tail -v -n 5 -- *err 2>/dev/null
			return 1
		}
		sleep 0.1
	done
}

# ends CODE [PID] -- a child of ours, ${migration} if none is named, ends so.
ends() {
	local code=0 pid=${2:-$migration} tries=1800
	until ended "$pid"; do
		tries=$((tries - 1))
		if [ "$tries" -eq 0 ]; then
			hangs
			kill -9 "$pid"
		fi
		sleep 0.1
	done
	wait "$pid" || code=$?
	# shellcheck disable=SC2034 # files clean up by it
	[ $# -gt 1 ] || migration=''
	cat out err 2> /dev/null || :
	printf 'exit %s, not %s\n' "$code" "$1"
	[ "$code" -eq "$1" ]
}

# hangs -- what may tell why: the processes of this test, what each waits for,
# and the small files of its runs.
hangs() {
	local pid
	echo 'did not end in 180 s:'
	for pid in $(processes); do
		printf '%s %s %s: ' "$pid" "$(cut -d ' ' -f 4 "/proc/$pid/stat")" \
			"$(cat "/proc/$pid/wchan")"
		tr '\0' ' ' < "/proc/$pid/cmdline" | cut -c 1-300
		echo
	done
	find . -path '*/exits' -prune -o -type f -size -8 -mmin -15 \
		! -name '*.cnf' ! -name 'plan*' -print0 |
	xargs -0 tail -v -n 5 --
}

# show_tables DB -- their names, on one line.
show_tables() {
	sql "SELECT TABLE_NAME FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = '$1' ORDER BY 1" | paste -sd ' '
}

# has_column DB COLUMN -- whether its table t has it.
has_column() {
	[ "$(sql "$1" "SHOW COLUMNS FROM t LIKE '$2'")" ]
}

# processes -- those of this test's runs; all of them know its directory.
processes() {
	pgrep -f "$PWD/(base|run)" || :
}

no_process() {
	[ -z "$(processes)" ]
}

# family PID... -- these processes, and what they have begun.
family() {
	local pid
	for pid; do
		echo "$pid"
		# shellcheck disable=SC2046 # numbers
		family $(pgrep -P "$pid")
	done
}

# ended PID -- it is no more, but for what its parent may want to know.
ended() {
	! grep -qs '^State:.[^XZ]' "/proc/$1/status"
}

# end_processes -- also those that know no directory yet.  They hold locks until
# they are gone.
end_processes() {
	local pid pids
	# shellcheck disable=SC2046 # numbers
	pids="$(family $(jobs -p)) $(processes)"
	for pid in $pids; do
		kill -9 "$pid" 2> /dev/null || :
	done
	for pid in $pids; do
		eventually ended "$pid"
	done
	wait
}

# make_table DB ROWS -- its table t, and nothing of a migration of it.
make_table() {
	sql "$1" 'DROP TABLE IF EXISTS t, _t_gho, _t_ghc, _t_ghk, _t_del'
	sql "$1" 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)'
	sql "$1" "INSERT INTO t WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL
		SELECT n + 1 FROM r WHERE n < $2) SELECT n, n FROM r"
}
