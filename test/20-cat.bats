load helper

setup() { cd "$BATS_TEST_TMPDIR"; }

# Records byte by byte, as gho(5) has them.
head_record() { printf '\x94\xa3gho\x01\xa1t\xa1u'; }
table_record() {
	printf '\x96\xa5table\x00\xa1d\xa1t'
	printf '\x93\x94\xa2id\xa3int\xc0\x90'
	printf '\x94\xa1v\xacvarchar(100)\xabutf8mb4_bin\x90'
	printf '\x94\xa1e\xadenum('"'a','b'"')\xabutf8mb4_bin\x92\xa1a\xa1b'
	printf '\x91\x00'
}
insert_record() { printf '\x93\xa6insert\x00\x93\x05\xa3it'"'"'\x02'; }
commit_record() { printf '\x94\xa6commit\xa5f.1:9\xc0\x00'; }
end_record() { printf '\x92\xa3end\xa3eof'; }

whole() {
	head_record
	table_record
	insert_record
	commit_record
	end_record
}

@test "a stream as text, one line a record" {
	whole > "$BATS_TEST_TMPDIR/s"
	run -0 gho-cat "$BATS_TEST_TMPDIR/s"
	[ "${#lines[@]}" -eq 5 ]
	[ "${lines[0]}" = "gho t" ]
	[ "${lines[1]}" = "table d.t (id int, v varchar(100), e enum('a','b')) key (id)" ]
	[ "${lines[2]}" = "insert d.t id=5 v='it\\'' e='b'" ]
	[ "${lines[3]}" = "commit f.1:9" ]
	[ "${lines[4]}" = "end eof" ]
}

@test "names and texts cannot leave their line, nor reach the terminal" {
	{
		head_record
		printf '\x96\xa5table\x00\xa3d\nd\xa2t\x07'
		printf '\x91\x94\xa3i\x1bd\xa3int\xc0\x90\x91\x00'
		printf '\x93\xa6insert\x00\x91\x05'
		printf '\x92\xa4mark\xa4\x1b[2J'
		end_record
	} > s
	run -0 gho-cat s
	printf '%s\n' "${lines[@]}"
	[ "${lines[1]}" = 'table d\nd.t\x07 (i\x1bd int) key (i\x1bd)' ]
	[ "${lines[2]}" = 'insert d\nd.t\x07 i\x1bd=5' ]
	[ "${lines[3]}" = 'mark \x1b[2J' ]
}

@test "a stream as JSON lines" {
	run -0 gho-cat --json < <(whole)
	[ "${#lines[@]}" -eq 5 ]
	[ "${lines[2]}" = '{"kind":"insert","database":"d","table":"t","new":{"id":5,"v":"it'"'"'","e":"b"}}' ]
	[ "${lines[3]}" = '{"kind":"commit","position":"f.1:9"}' ]
}

@test "two streams one after the other are a stream" {
	run -0 gho-cat < <(whole; whole)
	[ "${#lines[@]}" -eq 10 ]
}

@test "what has come is shown at once" {
	mkfifo "$BATS_TEST_TMPDIR/f"
	gho-cat < "$BATS_TEST_TMPDIR/f" > "$BATS_TEST_TMPDIR/out" &
	exec 7> "$BATS_TEST_TMPDIR/f"
	head_record >&7
	for _ in $(seq 100); do
		[ ! -s "$BATS_TEST_TMPDIR/out" ] || break
		sleep 0.1
	done
	grep -q '^gho t' "$BATS_TEST_TMPDIR/out"
	end_record >&7
	exec 7>&-
	wait $!
}

@test "a stream without its end was cut: 75" {
	fails 75 gho-cat < <(head_record; table_record)
	[[ $stderr == *"cut"* ]]
	fails 75 gho-cat < <(whole | head -c 40)
}

@test "damaged bytes: 65, with record and byte" {
	fails 65 gho-cat < <(head_record; printf 'garbage')
	[[ $stderr == *"record 2, byte 10"* ]]
	fails 65 gho-cat < <(echo 'this is no stream')
	fails 65 gho-cat < /dev/urandom
}

@test "a missing file: 71" {
	fails 71 gho-cat "$BATS_TEST_TMPDIR/none"
	[[ $stderr == *"none"* ]]
}

@test "a reader that goes away ends it quietly" {
	run -0 --separate-stderr bash -c \
		'for _ in $(seq 2000); do cat "$1"; done | gho-cat | head -n 1' \
		- <(whole)
	[ -z "$stderr" ]
}

@test "JSON and back is the same stream, byte for byte" {
	whole > s
	gho-cat --json s | gho-cat --pack | cmp - s
	gho-cat --records s | cmp - s
}

@test "JSON that is no record: 65, with the line" {
	fails 65 gho-cat --pack <<< 'no JSON'
	[[ $stderr == *"line 1: not JSON"* ]]
	fails 65 gho-cat --pack <<< '{"kind":"insert","database":"d","table":"t","new":{}}'
	[[ $stderr == *"line 1: a row of no table seen before"* ]]
	gho-cat --json < <(whole) | sed 's/"e":"b"/"e":"c"/' > j
	fails 65 gho-cat --pack j
	[[ $stderr == *"line 3: column e, enum('a','b'), cannot have this value"* ]]
	sed 's/,"e":"c"//' j > k
	fails 65 gho-cat --pack k
	[[ $stderr == *"line 3: no value of column e"* ]]
}

@test "numbers that other programs print without a point stay what they were" {
	gho-cat --pack <<- 'EOF' > s
	{"kind":"gho","tool":"t"}
	{"kind":"table","id":0,"database":"d","table":"t","columns":[{"name":"id","type":"bigint unsigned"},{"name":"f","type":"float"},{"name":"d","type":"double"},{"name":"e","type":"enum('')","labels":[""]}],"key":["id"]}
	{"kind":"begin"}
	{"kind":"insert","database":"d","table":"t","new":{"id":"18446744073709551615","f":1,"d":-0.0,"e":0}}
	{"kind":"insert","database":"d","table":"t","new":{"id":7,"f":0.1,"d":2,"e":""}}
	{"kind":"commit","position":"f.1:4"}
	{"kind":"end","text":"eof"}
	EOF
	run -0 gho-cat --json s
	[[ ${lines[3]} == *'"new":{"id":"18446744073709551615","f":1.0,"d":-0.0,"e":0}}' ]]
	[[ ${lines[4]} == *'"f":0.10000000149011612,"d":2.0,"e":""}}' ]]
}

# Two transactions of two tables.
two() {
	gho-cat --pack <<- 'EOF'
	{"kind":"gho","tool":"t"}
	{"kind":"table","id":0,"database":"d","table":"t","columns":[{"name":"id","type":"int"},{"name":"v","type":"varchar(9)","collation":"utf8mb4_bin"}],"key":["id"]}
	{"kind":"table","id":1,"database":"d","table":"u","columns":[{"name":"id","type":"int"}],"key":["id"]}
	{"kind":"heartbeat","text":"now"}
	{"kind":"begin","gtid":"00000000-0000-0000-0000-000000000001:1","time":1795246200000000}
	{"kind":"insert","database":"d","table":"t","new":{"id":1,"v":"it's"}}
	{"kind":"insert","database":"d","table":"u","new":{"id":1}}
	{"kind":"commit","position":"f.1:4","gtid":"00000000-0000-0000-0000-000000000001:1","time":1795246200000000}
	{"kind":"begin","gtid":"00000000-0000-0000-0000-000000000001:2","time":1795246201500000}
	{"kind":"update","database":"d","table":"t","old":{"id":1,"v":"it's"},"new":{"id":2,"v":"b"}}
	{"kind":"update","database":"d","table":"t","old":{"id":2,"v":"b"},"new":{"id":2,"v":"c"}}
	{"kind":"delete","database":"d","table":"u","old":{"id":1}}
	{"kind":"commit","position":"f.1:9","gtid":"00000000-0000-0000-0000-000000000001:2","time":1795246201500000}
	{"kind":"end","text":"eof"}
	EOF
}

# left OPTION... - the rows that these leave, and that it is a stream
left() {
	gho-cat --records "$@" < <(two) | gho-cat > left
	grep -c '^begin' left > begins || :
	grep -c '^commit' left | cmp - begins
	grep -E '^(insert|update|delete)' left | cut -d ' ' -f 1,2 |
	paste -sd , -
}

@test "filters leave streams" {
	[ "$(left --table=u)" = "insert d.u,delete d.u" ]
	[ "$(left --table=d.t --kind=update)" = "update d.t,update d.t" ]
	[ "$(left --where=v=b)" = "update d.t,update d.t" ]
	[ "$(left --where="v='it\\'s'")" = "insert d.t,update d.t" ]
	[ "$(left --changed=id)" = "update d.t" ]
	[ "$(left --gtid=00000000-0000-0000-0000-000000000001:1-1)" = "insert d.t,insert d.u" ]
	[ "$(left --after='2026-11-21 07:30:01')" = "update d.t,update d.t,delete d.u" ]
	[ "$(left --before=2026-11-21T07:30:01.5Z)" = "insert d.t,insert d.u" ]
	[ "$(left --where=id=7)" = "" ]
	run ! grep -E '^(begin|heartbeat)' left
	[ "$(left --kind=heartbeat)" = "" ]
	grep '^heartbeat' left
	fails 64 gho-cat --kind=rows < /dev/null
	fails 64 gho-cat --after=yesterday < /dev/null
	fails 64 gho-cat --gtid=x < /dev/null
	fails 64 gho-cat --where=id < /dev/null
	fails 64 gho-cat --json --sql < /dev/null
}

@test "statistics" {
	run -0 gho-cat --stats < <(two)
	[ "${lines[0]}" = $'second\t2026-11-21T07:30:00Z\t2\t0\t0' ]
	[ "${lines[1]}" = $'second\t2026-11-21T07:30:01Z\t0\t2\t1' ]
	[[ $output == *$'table\td.t\t1\t2\t0\ntable\td.u\t1\t0\t1\n'* ]]
	[[ ${lines[4]} == $'transaction\tf.1:9\t00000000-0000-0000-0000-000000000001:2\t3\t'* ]]
	[[ $output == *$'\nkey\td.t\tid=2\t2'* ]]
}

@test "on a terminal there are colours, and what changed is bold" {
	run -0 gho-cat --color=always < <(two)
	[[ $output == *$'  \033[33mupdate\033[0m d.t id=2 \033[1mv=\'b\'\033[0m -> id=2 \033[1mv=\'c\'\033[0m'* ]]
	run -0 gho-cat < <(two)
	[[ $output != *$'\033'* ]]
}

@test "a file that grows is followed to its end" {
	whole | head -c 60 > s
	gho-cat --follow s > out &
	eventually grep -q '^gho t' out
	whole | tail -c +61 >> s
	wait $!
	gho-cat s | cmp - out
}
