load helper

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
