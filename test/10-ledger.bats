#!/usr/bin/env bats
# gho-ledger: the last line of each kind, as a file.
# shellcheck shell=bash disable=SC2012,SC2016,SC2154,SC2164

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	mkdir d
}

@test "the last line of each kind is its file" {
	printf '%s\t%s\n' position a:4 mark 'one	two' position b:5 |
	gho-ledger d
	[ "$(cat d/position)" = b:5 ]
	[ "$(cat d/mark)" = 'one	two' ]
	[ "$(ls d | wc -l)" -eq 2 ]
}

@test "300,000 lines: few writes, nothing stale at the end" {
	seq 300000 | awk '{ print "a\t" $1; if ($1 % 7 == 0) print "b-c\t" $1 }' \
		> lines
	gho-ledger d < lines
	[ "$(cat d/a)" = 300000 ]
	[ "$(cat d/b-c)" = 299999 ]
	[ "$(ls d | wc -l)" -eq 2 ]
}

@test "what was read is there while more is awaited" {
	mkfifo pipe
	gho-ledger d < pipe &
	exec 9> pipe
	printf 'a\t1\n' >&9
	for _ in $(seq 50); do [ -e d/a ] && break; sleep 0.1; done
	[ "$(cat d/a)" = 1 ]
	printf 'a\t2\nb\t' >&9
	for _ in $(seq 50); do [ "$(cat d/a)" = 2 ] && break; sleep 0.1; done
	[ "$(cat d/a)" = 2 ]
	[ ! -e d/b ]
	printf '3\n' >&9
	exec 9>&-
	wait $!
	[ "$(cat d/b)" = 3 ]
}

@test "a reader never sees half of a line" {
	awk 'BEGIN { for (i = 0; i < 200000; i++) {
		s = i % 2 ? "xxxxxxxxxxxxxxxxxxxxxx" : "y"; print "a\t" s s s
	} }' > lines
	gho-ledger d < lines &
	ledger=$!
	reads=0
	while kill -0 $ledger 2>/dev/null; do
		[ -e d/a ] || continue
		grep -qE '^(yyy|x{66})$' d/a
		reads=$((reads + 1))
	done
	wait $ledger
	[ "$reads" -gt 0 ]
}

@test "SIGTERM: what comes before the end of the input still counts" {
	mkfifo pipe
	gho-ledger d < pipe &
	ledger=$!
	exec 9> pipe
	printf 'a\t1\n' >&9
	for _ in $(seq 50); do [ -e d/a ] && break; sleep 0.1; done
	kill $ledger
	printf 'a\tlast\n' >&9
	exec 9>&-
	code=0
	wait $ledger || code=$?
	[ "$code" -eq 143 ]
	[ "$(cat d/a)" = last ]
}

@test "lines that are none are refused by number" {
	for line in 'no tab' '	x' 'Up	x' '../a	x' 'a.new	x' 'a/b	x'; do
		printf 'a\t1\n%s\n' "$line" > lines
		fails 65 gho-ledger d < lines
		[[ $stderr == *'line 2'* ]]
	done
	printf 'a\t1\nb\tcut' > lines
	fails 65 gho-ledger d < lines
	[[ $stderr == *'line 2: cut'* ]]
	[ "$(ls d)" = a ]
}

@test "no directory, no argument" {
	fails 71 gho-ledger /nonexistent <<< 'a	1'
	run gho-ledger
	[ "$status" -eq 64 ]
}
