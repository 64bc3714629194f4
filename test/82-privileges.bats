#!/usr/bin/env bats
# The privileges that gho(7) lists for each tool are enough, and each of them is
# needed: without it the tool says what is missing, and ends with 69.

load helper

setup_file() {
	start_server
	printf '[client]\nuser=u\nsocket=%s\n' "$SERVER/sock" > "$SERVER/u.cnf"
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	ROOT=--defaults-file=$SERVER/my.cnf
	USER=--defaults-file=$SERVER/u.cnf
	sql 'DROP DATABASE IF EXISTS d; CREATE DATABASE d;
		CREATE TABLE d.t (id INT PRIMARY KEY, a INT);
		INSERT INTO d.t VALUES (1, 1), (2, 2), (3, 3)'
	gho-inspect "$ROOT" --database=d --table=t --alter='ADD n INT' > asked
	mkdir -p run/apply
}

teardown() {
	[ -z "${stream-}" ] || kill "$stream" || :
	wait
}

# made -- the ghost is there.
made() {
	gho-ghost create "$ROOT" < asked > plan
}

# listed PROGRAM [VERB] -- its privileges in the database, one a line.
listed() {
	awk -v name="$1" -v verb="${2-}" '
		on { gsub(/, /, "\n"); print; exit }
		$1 == ".It" && $3 == name && $5 == verb { on = 1 }' \
		"$TOP/man/gho.7"
}

# user WITHOUT GLOBAL -- has what is in "list", but for that.
user() {
	local db
	db=$(grep -vxF "$1" list | paste -sd ,)
	sql "DROP USER IF EXISTS u; CREATE USER u;
		${db:+GRANT $db ON d.* TO u;} ${2:+GRANT $2 ON *.* TO u}"
}

# refused WITHOUT COMMAND... -- it ends with 69, and names it.
refused() {
	local without=$1
	shift
	run --separate-stderr "$@"
	printf '%s, without %s: %s: %s\n' "$2" "$without" "$status" "$stderr"
	[ "$status" -eq 69 ]
	[[ $stderr == *error*denied* ]]
}

# needs GLOBAL COMMAND... -- all of "list" and GLOBAL, and nothing else.
needs() {
	local global=$1 one
	shift
	[ -s list ]
	while read -r one <&5; do
		user "$one" "$global"
		refused "$one" "$@"
	done 5< list
	if [ "$global" ]; then
		user none
		refused "$global" "$@"
	fi
	user none "$global"
	"$@"
}

create() {
	gho-ghost create "$USER" < asked > plan || return
}

drop() {
	gho-ghost drop "$USER" < plan
}

count() {
	gho-ghost count "$USER" < plan
}

apply() {
	gho-stream "$ROOT" --until-end plan > records
	gho-apply "$USER" plan < records
}

throttle() {
	local status=0
	timeout 2 gho-throttle "$USER" --run=run plan || status=$?
	[ "$status" -eq 124 ] || return "$status"
}

cutover() {
	gho-stream "$ROOT" plan 2> stream.err 3>&- |
	gho-cutover "$USER" --cut-over-lock-timeout-seconds=1 \
		--default-retries=1 plan
	return "${PIPESTATUS[1]}"
}

@test "gho-ghost: create, count, drop" {
	listed gho-ghost create > list
	# A try that failed has to be undone.
	local one
	while read -r one <&5; do
		user "$one" 'REPLICATION CLIENT'
		refused "$one" create
		gho-ghost drop "$ROOT" --database=d --table=t > dropped || :
	done 5< list
	user none
	refused 'REPLICATION CLIENT' create
	gho-ghost drop "$ROOT" --database=d --table=t > dropped || :
	user none 'REPLICATION CLIENT'
	create
	listed gho-ghost count > list
	needs '' count
	listed gho-ghost drop > list
	needs '' drop
}

@test "gho-copy, gho-apply, gho-stream, gho-throttle" {
	made
	sql d 'UPDATE t SET a = a + 1; DELETE FROM t WHERE id = 3'
	listed gho-copy > list
	needs '' gho-copy "$USER" plan
	listed gho-apply > list
	needs '' apply
	listed gho-throttle > list
	needs '' throttle
	sql 'DROP USER u; CREATE USER u'
	refused 'REPLICATION SLAVE' gho-stream "$USER" --until-end plan
	sql 'GRANT REPLICATION SLAVE ON *.* TO u'
	refused 'REPLICATION CLIENT' gho-stream "$USER" --until-end plan
	sql 'GRANT REPLICATION CLIENT ON *.* TO u'
	gho-stream "$USER" --until-end plan > records
	gho-cat records | grep delete
}

@test "gho-verify" {
	made
	gho-copy "$ROOT" plan > copied
	gho-stream "$ROOT" plan 2> stream.err 3>&- > >(gho-apply "$ROOT" plan |
		gho-ledger run/apply) &
	stream=$!
	eventually test -e run/apply/applied
	sql d 'UPDATE _t_gho SET a = 7 WHERE id = 2'
	listed gho-verify > list
	needs '' gho-verify "$USER" --repair --run=run plan
	[ "$(sql d 'SELECT a FROM _t_gho WHERE id = 2')" = 2 ]
}

@test "gho-cutover" {
	made
	gho-copy "$ROOT" plan > copied
	listed gho-cutover > list
	needs '' cutover
	[ "$(sql d 'SELECT COUNT(n IS NULL) FROM t')" = 3 ]
}

@test "gho-instant" {
	listed gho-instant > list
	user ALTER
	run --separate-stderr gho-instant "$USER" < asked
	[ "$status" -eq 1 ]
	[[ $stderr == *'ALTER command denied'* ]]
	user none
	gho-instant "$USER" < asked
	[ "$(sql d 'SELECT COUNT(n IS NULL) FROM t')" = 3 ]
}
