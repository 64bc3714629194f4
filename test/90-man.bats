#!/usr/bin/env bats
# The manual pages say what the programs do.

load helper

# The names of all that is installed to be run.
programs() {
	local file
	for file in "$TOP"/tools/*.c; do
		basename "$file" .c
	done
	for file in "$TOP"/pipelines/gho-*; do
		[[ $file == */gho-sh-* ]] || basename "$file"
	done
}

# A page as plain text, without line breaks of its own.
render() {
	mandoc -Tascii -Owidth=1000 "$TOP/man/$1" |
	LC_ALL=C sed 's/.\x08//g'
}

# One space between words, none after < and >.
words() {
	tr -s ' \t\n' ' ' |
	sed -e 's/\([<>]\) /\1/g' -e 's/^ //' -e 's/ $//'
}

# section PAGE NAME -- the text of a section.
section() {
	render "$1" |
	awk -v name="$2" '/^[A-Z]/ { on = $0 == name; next } on'
}

# usage_of PROGRAM -- its usage, as words.
usage_of() {
	"$1" --help 2>&1 |
	sed -e '/usage: /,/^$/!d' -e 's/.*usage: //' |
	words
}

# The long options that a text has, once each.
long_options() {
	grep -oE -- '(^|[^a-z-])--[a-z][a-z0-9-]*' |
	sed 's/^[^-]*//' |
	sort -u
}

# options_of PAGE -- the long options that it describes in lists.
options_of() {
	grep -E '^\.It Fl -' "$TOP/man/$1" |
	sed -e 's/^\.It Fl //' -e 's/^/-/' -e 's/ .*//' |
	sort
}

# hex TEXT -- the bytes that hexadecimal words stand for.
hex() {
	local byte
	for byte in $1; do
		printf '%b' "\\x$byte"
	done
}

# same WHAT FILE FILE -- they are equal, or it says how they differ.
same() {
	diff -u "$2" "$3" > "$BATS_TEST_TMPDIR/diff" && return
	printf '%s:\n' "$1"
	cat "$BATS_TEST_TMPDIR/diff"
	return 1
}

@test "every program has a page, and every page of section 1 a program" {
	same "programs and pages" <(programs | sort) \
		<(cd "$TOP/man" && printf '%s\n' *.1 | sed 's/\.1$//' | sort)
}

@test "every page has the sections that a reader looks for" {
	local page section
	for page in "$TOP"/man/*.[157]; do
		for section in NAME DESCRIPTION EXAMPLES 'SEE ALSO'; do
			grep -qx "\.Sh $section" "$page"
		done
	done
	for page in "$TOP"/man/*.1; do
		for section in SYNOPSIS 'EXIT STATUS'; do
			grep -qx "\.Sh $section" "$page"
		done
	done
}

@test "each program's usage is the synopsis of its page" {
	local name
	for name in $(programs); do
		usage_of "$name" | tr ' ' '\n' > "$BATS_TEST_TMPDIR/usage"
		[ -s "$BATS_TEST_TMPDIR/usage" ]
		section "$name.1" SYNOPSIS | words | tr ' ' '\n' \
			> "$BATS_TEST_TMPDIR/synopsis"
		same "$name" "$BATS_TEST_TMPDIR/usage" \
			"$BATS_TEST_TMPDIR/synopsis"
	done
}

@test "each page describes the options that its program has, no others" {
	local name source common=$BATS_TEST_TMPDIR/common
	section gho.7 DESCRIPTION | grep -E '^ +--' | long_options > "$common"
	[ "$(wc -l < "$common")" -eq 9 ]
	for source in "$TOP"/tools/*.c; do
		name=$(basename "$source" .c)
		{
			usage_of "$name" | long_options |
				grep -vxFf "$common" || true
			printf '%s\n' --help --version
		} | sort > "$BATS_TEST_TMPDIR/has"
		options_of "$name.1" > "$BATS_TEST_TMPDIR/says"
		same "$name" "$BATS_TEST_TMPDIR/has" "$BATS_TEST_TMPDIR/says"
	done
}

@test "gho-migrate's page describes the flags that it takes, no others" {
	gho-migrate --help | sed '/refused/,$d' | grep -E '^ +--' |
		long_options > "$BATS_TEST_TMPDIR/takes"
	[ "$(wc -l < "$BATS_TEST_TMPDIR/takes")" -gt 30 ]
	options_of gho-migrate.1 > "$BATS_TEST_TMPDIR/says"
	same flags "$BATS_TEST_TMPDIR/takes" "$BATS_TEST_TMPDIR/says"
}

@test "gho(5) describes the records that are written, no others" {
	grep -oE '\[REC_[A-Z]+\] = \{"[a-z]+"' "$TOP/lib/rec.c" |
		cut -d '"' -f 2 | sort > "$BATS_TEST_TMPDIR/written"
	[ "$(wc -l < "$BATS_TEST_TMPDIR/written")" -gt 10 ]
	render gho.5 | grep -oE '^ +\["[a-z]+"' | cut -d '"' -f 2 | sort \
		> "$BATS_TEST_TMPDIR/described"
	same records "$BATS_TEST_TMPDIR/written" "$BATS_TEST_TMPDIR/described"
}

@test "gho(5)'s examples are what gho-cat makes of their bytes" {
	local at head row
	at=$(date -u -d '2026-11-21T07:30:00Z' +%s)118203
	head=$(render gho.5 | grep -oE 'the bytes( [0-9a-f]{2})+')
	row=$(section gho.5 EXAMPLES | grep -oE '^ +([0-9a-f]{2} )+')
	[ -n "$row" ]
	at=$(printf 'cf%016x' "$at" | sed 's/../& /g')
	{
		hex "${head#the bytes }"
		printf '\xaagho-stream\xc0'
		printf '\x96\xa5table\x00\xa4shop\xa6orders'
		printf '\x92\x94\xa2id\xa6bigint\xc0\x90'
		printf '\x94\xa3qty\xa3int\xc0\x90\x91\x00'
		printf '\x93\xa5begin\xc0'
		hex "$at"
		hex "$row"
		printf '\x94\xa6commit\xb2binlog.000002:1187\xc0'
		hex "$at"
		printf '\x92\xa3end\xa3eof'
	} | gho-cat > "$BATS_TEST_TMPDIR/shown"
	section gho.5 EXAMPLES | sed 's/^ *//' |
		grep -E '^(gho|table|begin|insert|commit) ' \
		> "$BATS_TEST_TMPDIR/says"
	echo 'end eof' >> "$BATS_TEST_TMPDIR/says"
	same stream "$BATS_TEST_TMPDIR/shown" "$BATS_TEST_TMPDIR/says"
}

@test "gho-plan(5) describes the members that a plan has, no others" {
	{
		grep -oE '(PLAN|COL|TABLE)\("[a-z_]+"' "$TOP/lib/plan_json.h"
		grep -oE '(_set_new|put_[a-z]+|member_[a-z_]+)\((o|c|top), "[a-z_]+"' \
			"$TOP/lib/plan_put.c"
	} | cut -d '"' -f 2 | sort -u > "$BATS_TEST_TMPDIR/has"
	[ "$(wc -l < "$BATS_TEST_TMPDIR/has")" -gt 40 ]
	# Members of members: they are not in lists of their own.
	grep -E '^\.(It )?Li ' "$TOP/man/gho-plan.5" | tr ' ' '\n' |
		grep -xE '[a-z_]+' | sort -u > "$BATS_TEST_TMPDIR/says"
	same members "$BATS_TEST_TMPDIR/has" "$BATS_TEST_TMPDIR/says"
}

@test "gho(7) has every exit code" {
	section gho.7 'EXIT STATUS' | grep -oE '^ +[0-9]+ ' | tr -d ' ' |
		sort -n > "$BATS_TEST_TMPDIR/says"
	grep -oE 'X_[A-Z]+ = [0-9]+' "$TOP/lib/say.h" | cut -d ' ' -f 3 |
		sort -n > "$BATS_TEST_TMPDIR/has"
	[ -s "$BATS_TEST_TMPDIR/has" ]
	same "exit codes" "$BATS_TEST_TMPDIR/has" "$BATS_TEST_TMPDIR/says"
}

@test "every page that is referred to exists" {
	local name section rest
	grep -hE '^\.Xr ' "$TOP"/man/*.[157] | sort -u \
		> "$BATS_TEST_TMPDIR/references"
	while read -r _ name section rest; do
		[ -e "$TOP/man/$name.$section" ]
	done < "$BATS_TEST_TMPDIR/references"
}

@test "the README names every program, and only flags that there are" {
	local name
	for name in $(programs); do
		grep -qF "$name" "$TOP/README.md"
	done
	{
		for name in $(programs); do
			usage_of "$name"
		done
		gho-migrate --help
		options_of gho-migrate.1
	} | long_options > "$BATS_TEST_TMPDIR/has"
	# In commands: indented, and with one of our programs in them.
	grep -E '^(    |\$ )' "$TOP/README.md" | long_options |
		grep -vxFf "$BATS_TEST_TMPDIR/has" > "$BATS_TEST_TMPDIR/odd" ||
		true
	cat "$BATS_TEST_TMPDIR/odd"
	[ ! -s "$BATS_TEST_TMPDIR/odd" ]
}

# The privileges in the database that gho(7) lists first.
grants() {
	section gho.7 DESCRIPTION | words |
	sed -e 's/.*The user needs \(.*\) in the database, .*/\1/' \
		-e 's/ and /, /'
}

@test "a user with the privileges that gho(7) lists can migrate" {
	start_server
	[[ $(grants) == SELECT,*TRIGGER ]]
	sql "CREATE DATABASE d; CREATE TABLE d.t (id INT PRIMARY KEY, a INT);
		INSERT INTO d.t VALUES (1, 1), (2, 2);
		CREATE USER u@localhost IDENTIFIED BY 'p w';
		GRANT $(grants), CREATE TEMPORARY TABLES ON d.* TO u@localhost;
		GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.*
			TO u@localhost"
	printf '[client]\nuser=u\npassword="p w"\nsocket=%s\n' "$SERVER/sock" \
		> "$BATS_TEST_TMPDIR/my.cnf"
	gho-migrate --defaults-file="$BATS_TEST_TMPDIR/my.cnf" --execute \
		--run-dir="$BATS_TEST_TMPDIR/run" --allow-on-master \
		--database=d --table=t --alter='MODIFY a BIGINT'
	[ "$(sql 'SELECT SUM(a) FROM d.t')" = 3 ]
	[ "$(sql "SELECT DATA_TYPE FROM information_schema.COLUMNS
		WHERE TABLE_SCHEMA = 'd' AND TABLE_NAME = 't'
		AND COLUMN_NAME = 'a'")" = bigint ]
}

teardown_file() {
	stop_server
}
