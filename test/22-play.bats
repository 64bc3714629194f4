#!/usr/bin/env bats
# gho-split and gho-play: streams in parts, up to a point, at a pace.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	stream 20 > s
}

# line JSON - with the number in place of N
line() {
	printf '%s\n' "${1//N/$2}"
}

# stream N [FROM] - a stream of N transactions, two rows and 100 ms each.
stream() {
	local i from=${2:-1}
	{
		line '{"kind":"gho","version":1,"tool":"t","server_uuid":"u"}'
		line '{"kind":"table","database":"d","table":"t","id":0,
			"columns":[{"name":"id","type":"int",
			"collation":null,"labels":[]}],"key":["id"]}' |
			tr -d '\n\t'
		echo
		for ((i = from; i < from + $1; i++)); do
			transaction "$i"
		done
		line '{"kind":"end","text":"eof"}'
	} | gho-cat --pack
}

transaction() {
	local gtid="11111111-1111-1111-1111-111111111111:$1"
	local time=$((1000000000000000 + $1 * 100000))
	line '{"kind":"begin","gtid":"'"$gtid"'","time":'"$time"'}'
	line '{"kind":"insert","database":"d","table":"t","new":{"id":N}}' "$1"
	line '{"kind":"insert","database":"d","table":"t","new":{"id":N00}}' \
		"$1"
	line '{"kind":"commit","position":"f.1:N00","gtid":"'"$gtid"'",
		"time":'"$time"'}' "$1" | tr -d '\n\t'
	echo
}

rows() { gho-cat "$@" | grep -c '^insert'; }

commits() { gho-cat "$@" | grep -c '^commit'; }

@test "the parts of a stream are streams, and together they are the stream" {
	gho-split --bytes=400 p- < s > told
	[ "$(wc -l < told)" -gt 4 ]
	cut -f 2 told > names
	printf '%s\n' p-*.gho | diff names -
	for part in p-*.gho; do
		gho-cat "$part" > text
		grep -q '^table d.t' text
		[ "$(grep -c '^begin' text)" = "$(grep -c '^commit' text)" ]
		[ "$(stat -c %s "$part")" -lt 900 ]
	done
	diff <(gho-cat s | grep -E '^(begin|insert|commit)') \
		<(cat p-*.gho | gho-cat | grep -E '^(begin|insert|commit)')
	tail -n 1 told | grep -q "f.1:2000"
}

@test "a later run goes on with the next number; a part is never replaced" {
	gho-split --bytes=1000 p- < s > /dev/null
	last=$(printf '%s\n' p-*.gho | wc -l)
	sum=$(cat p-*.gho | cksum)
	stream 3 21 | gho-split p- > told
	[ "$(cut -f 2 told)" = "$(printf 'p-%06d.gho' "$last")" ]
	[ "$(commits <(cat p-*.gho))" -eq 23 ]
	[ "$(printf '%s\n' p-*.gho | head -n "$last" | xargs cat | cksum)" = \
		"$sum" ]
}

@test "parts are written through a filter; one that fails is said" {
	gho-split --bytes=400 --filter='zstd -q' --suffix=.zst p- < s
	[ "$(printf '%s\n' p-*.zst | wc -l)" -gt 4 ]
	[ "$(rows <(zstd -dcq p-*.zst))" -eq 40 ]
	fails 71 gho-split --filter='cat; exit 3' q- < s
	[[ $stderr == *"the filter failed"* ]]
	[ -e q-000000.gho.new ]
	[ ! -e q-000000.gho ]
}

@test "a part ends when it is old, also if nothing comes" {
	mkfifo in
	gho-split --seconds=0.3 p- < in > told &
	exec 7> in
	# Without its end record, of 9 bytes.
	stream 2 | head -c -9 >&7
	eventually test -s p-000000.gho
	gho-cat p-000000.gho > text
	tail -n 1 text | grep -q 'end split'
	exec 7>&-
	wait $! || true
}

@test "a cut stream keeps what is whole: 75; a damaged one says where: 65" {
	fails 75 gho-split p- < <(head -c $(($(stat -c %s s) / 2)) s)
	run -75 gho-cat p-000000.gho
	[ "$(grep -c '^commit' <<< "$output")" -gt 5 ]
	cp s broken
	at=$(LC_ALL=C grep -abo commit s | sed -n '5s/:.*//p')
	printf '\xc1' | dd of=broken bs=1 seek=$((at - 2)) conv=notrunc \
		status=none
	for tool in "gho-split q-" gho-play gho-cat; do
		# shellcheck disable=SC2086  # words
		run --separate-stderr -65 $tool < broken
		[[ $stderr == *"record "*"byte $((at - 2)):"* ]]
	done
}

@test "so many transactions, so many rows" {
	gho-play < s > t
	cmp s t
	[ "$(commits <(gho-play --count=7 < s))" -eq 7 ]
	[ "$(rows <(gho-play --count=7 < s))" -eq 14 ]
	[ "$(rows <(gho-play --rows=7 < s))" -eq 7 ]
	gho-play --rows=7 < s | gho-cat > text
	[ "$(grep -c '^commit' text)" -eq 4 ]
	# What has not ended has the position before it.
	grep '^commit' text | tail -n 1 | grep -q 'f.1:300'
	tail -n 1 text | grep -q '^end played'
}

@test "up to a position, a GTID, a time" {
	[ "$(commits <(gho-play --to=f.1:500 < s))" -eq 5 ]
	[ "$(commits <(gho-play --to=f.1:501 < s))" -eq 6 ]
	gtid=11111111-1111-1111-1111-111111111111
	[ "$(commits <(gho-play --to="$gtid:9" < s))" -eq 9 ]
	[ "$(commits <(gho-play --until='2001-09-09 01:46:41' < s))" -eq 10 ]
	[ "$(commits <(gho-play --until='2001-09-09 01:46:40.3' < s))" -eq 3 ]
	fails 64 gho-play --to="$gtid:1-9" < s
	fails 64 gho-play --until=yesterday < s
}

@test "a stream that ends before the place: 1, and how far it came" {
	run --separate-stderr -1 gho-play --count=21 < s
	[[ $stderr == *"20 transactions with 40 rows, up to f.1:2000"* ]]
	run -1 gho-play --to=f.2:1 < s
	gho-play --until='2030-01-01 00:00:00' < s > t
	cmp s t
	# Parts are one stream, whose ends in between are none.
	stream 5 21 > t
	[ "$(commits <(cat s t | gho-play --count=22))" -eq 22 ]
}

@test "the pace of the source, and faster" {
	local began
	began=$(date +%s%N)
	gho-play --speed=1 < s > /dev/null
	# 20 transactions in 1.9 s
	[ $((($(date +%s%N) - began) / 1000000)) -ge 1900 ]
	began=$(date +%s%N)
	gho-play --speed=10 < s > t
	cmp s t
	[ $((($(date +%s%N) - began) / 1000000)) -ge 190 ]
}

# shown N - whether N transactions have come out
shown() { [ "$(grep -c '^commit' out)" -eq "$1" ]; }

@test "one transaction at a time" {
	mkfifo go
	gho-play --step=go < s 2> said | gho-cat > out &
	exec 7> go
	eventually shown 1
	grep -q 'insert d.t id=1$' said
	echo >&7
	eventually shown 2
	echo 5 >&7
	eventually shown 7
	grep -q 'insert d.t id=7$' said
	run ! grep -q 'insert d.t id=8$' said
	echo q >&7
	wait $!
	shown 7
	tail -n 1 out | grep -q '^end played'
	exec 7>&-
}

@test "a reader that has seen enough ends it quietly" {
	for _ in $(seq 50); do cat s; done > long
	run --separate-stderr -0 bash -c 'gho-play < long | head -c 100 > part'
	[ -z "$stderr" ]
	[ -s part ]
}
