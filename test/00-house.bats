#!/usr/bin/env bats
# The house: build, installation, what all tools have in common.

load helper

TOOLS='gho-inspect gho-ghost gho-stream gho-copy gho-apply gho-cutover
	gho-throttle gho-cat gho-ledger gho-verify gho-instant gho-status
	gho-report gho-serve gho-split gho-play gho-dump gho-scratch gho-sweep
	gho-replica gho-migrate gho-ctl gho-capture gho-replay gho-many gho-clean
	gho-revert gho-together'

# An empty tree with our Makefile, where nothing is built yet.
bare_tree() {
	mkdir "$BATS_TEST_TMPDIR/tree"
	cp -r "$TOP/Makefile" "$TOP/lib" "$BATS_TEST_TMPDIR/tree"
	cd "$BATS_TEST_TMPDIR/tree"
}

@test "install puts everything there, uninstall leaves nothing" {
	local dest=$BATS_TEST_TMPDIR/dest
	make -C "$TOP" -s install DESTDIR="$dest" PREFIX=/opt/gho
	for tool in $TOOLS; do
		[ -x "$dest/opt/gho/bin/$tool" ]
		[ -s "$dest/opt/gho/share/man/man1/$tool.1" ]
	done
	[ -s "$dest/opt/gho/lib/gho/gho-sh-setup" ]
	make -C "$TOP" -s uninstall DESTDIR="$dest" PREFIX=/opt/gho
	[ -z "$(find "$dest" ! -type d)" ]
}

@test "what is installed runs" {
	local dest=$BATS_TEST_TMPDIR/dest
	make -C "$TOP" -s install DESTDIR="$dest" PREFIX=/usr
	for tool in $TOOLS; do
		env -u GHO_LIB "$dest/usr/bin/$tool" --version
	done
}

@test "MariaDB's connector that poses as mysqlclient is refused" {
	bare_tree
	mkdir fake
	echo 'typedef struct st_mysql MYSQL;' > fake/mysql.h
	printf '%s\n' 'Name: mysqlclient' 'Description: MariaDB Connector/C' \
		'Version: 10.8.8' "Cflags: -I$PWD/fake" 'Libs: -lmariadb' \
		> fake/mysqlclient.pc
	run --separate-stderr env PKG_CONFIG_PATH="$PWD/fake" \
		make MYSQL_DIR=/nonexistent build/lib/say.o
	[ "$status" -ne 0 ]
	[[ $stderr == *"is MariaDB's connector, which cannot read binlogs"* ]]
	[ "${#stderr_lines[@]}" -eq 1 ]
}

@test "a real libmysqlclient is taken from pkg-config" {
	bare_tree
	mkdir real
	echo 'int mysql_binlog_open(void);' > real/mysql.h
	printf '%s\n' 'Name: mysqlclient' 'Description: MySQL' \
		'Version: 24.0.0' "Cflags: -I$PWD/real" 'Libs: -lmysqlclient' \
		> real/mysqlclient.pc
	run env PKG_CONFIG_PATH="$PWD/real" \
		make -n MYSQL_DIR=/nonexistent build/lib/say.o
	[ "$status" -eq 0 ]
	[[ $output == *"-I$PWD/real"* ]]
}

@test "without any libmysqlclient the build says what to do" {
	bare_tree
	run --separate-stderr env PKG_CONFIG_LIBDIR="$PWD" \
		make MYSQL_DIR=/nonexistent build/lib/say.o
	[ "$status" -ne 0 ]
	[[ $stderr == *"run \`make deps\`"* ]]
}

@test "every tool answers --help and --version" {
	for tool in $TOOLS; do
		run --separate-stderr "$tool" --help
		[ "$status" -eq 0 ]
		[[ $output == *"$tool"* ]]
		run --separate-stderr "$tool" --version
		[ "$status" -eq 0 ]
		[ -n "$output" ]
	done
}

@test "every tool exits 64 at an option that it does not know" {
	for tool in $TOOLS; do
		run "$tool" --no-such-option
		[ "$status" -eq 64 ]
	done
}

# elf OPTION FILE -- what readelf says, on one line.
elf() {
	readelf -W "$@" | tr -s ' \n' ' '
}

@test "every program is hardened" {
	local program n=0
	for program in "$TOP"/build/bin/*; do
		# Position-independent, without an executable stack, and its
		# table of functions is read-only once it runs.
		[[ $(elf -h "$program") == *'Type: DYN'* ]]
		[[ $(elf -l "$program") == *'GNU_STACK '*' RW 0x'*GNU_RELRO* ]]
		[[ $(elf -d "$program") == *BIND_NOW* ]]
		[[ $(elf -s "$program") == *__stack_chk_fail*_chk@* ]]
		n=$((n + 1))
	done
	[ "$n" -ge 10 ]
}

@test "every file in tools/ is in the Makefile's list" {
	for source in "$TOP"/tools/*.c; do
		[[ " ${TOOLS//[$'\n\t']/ } " == *" $(basename "$source" .c) "* ]]
	done
}

@test "lint is silent" {
	run "$TOP/test/lint"
	printf '%s\n' "$output"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "test/gh-ost-table: each test is there, each flag is known" {
	local kind name file test n=0
	while read -r kind name file test; do
		[[ $kind == [fch]* ]] || continue
		n=$((n + 1))
		[ "$file" = - ] ||
			grep -qF "@test \"$test\" {" "$TOP/test/$file" || {
			printf '%s %s: no test "%s" in %s\n' "$kind" "$name" \
				"$test" "$file"
			return 1
		}
	done < "$TOP/test/gh-ost-table"
	[ "$n" -gt 140 ]
	gho-migrate --help | grep -oE -- '--[a-z-]+' | cut -c 3- | sort -u \
		> "$BATS_TEST_TMPDIR/known"
	awk '$1 == "flag" { print $2 }' "$TOP/test/gh-ost-table" | sort -u \
		> "$BATS_TEST_TMPDIR/listed"
	[ -z "$(comm -23 "$BATS_TEST_TMPDIR/listed" \
		"$BATS_TEST_TMPDIR/known")" ]
}

@test "test/failures-table: each test is there, each entry has one" {
	local id file test
	while read -r id file test; do
		[[ $id && $id != '#'* ]] || continue
		case $file in
		*.bats) grep -qF "@test \"$test\" {" "$TOP/test/$file" ;;
		*.sql | *.c) [ -s "$TOP/test/$file" ] ;;
		*) [ -x "$TOP/test/$file" ] ;;
		esac || {
			printf '%s: no test "%s" in %s\n' "$id" "$test" \
				"$file" >&2
			return 1
		}
		printf '%s\n' "$id"
	done < "$TOP/test/failures-table" > "$BATS_TEST_TMPDIR/ids"
	diff <(printf '%s\n' item{1..7} M{1..16} M23 M24 {1..64} | sort) \
		<(sort -u "$BATS_TEST_TMPDIR/ids")
}

# A plan has new members now and then, and fuzz-plan gets no further than these.
@test "the corpus of fuzz-plan has plans that are read" {
	local line n=0
	while read -r line; do
		base64 -d <<< "$line" > "$BATS_TEST_TMPDIR/plan"
		! gho-ghost show table < "$BATS_TEST_TMPDIR/plan" \
			> /dev/null 2>&1 || n=$((n + 1))
	done < "$TOP/test/fuzz/corpus/fuzz-plan"
	[ "$n" -ge 3 ]
}

@test "the load sees what is wrong in a table" {
	start_server
	set -- --defaults-file="$SERVER/my.cnf" --database=d --table=t \
		--journal="$BATS_TEST_TMPDIR/journal"
	sql 'CREATE DATABASE d'
	gho-load create "$@" --rows=2000
	gho-load run "$@" --seconds=2
	gho-load verify "$@"
	sql 'UPDATE d.t SET hits = hits ^ 1 ORDER BY id LIMIT 1'
	run ! gho-load verify "$@"
	sql 'UPDATE d.t SET hits = hits ^ 1 ORDER BY id LIMIT 1'
	gho-load verify "$@"
	sql 'DELETE FROM d.t ORDER BY id LIMIT 1'
	run ! gho-load verify "$@"
}

teardown_file() {
	stop_server
}
