#!/usr/bin/env bats
# Command lines that make no sense: each is refused in one line, before anything
# is done.  There is no server.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	mkdir base
}

# refused CODE MESSAGE FLAG... -- so ends a migration with these flags.
refused() {
	local code=$1 message=$2
	shift 2
	fails "$code" gho-migrate --database=d --table=t --alter=FORCE \
		--allow-on-master --execute "$@"
	printf '%s\n' "$stderr"
	[[ $stderr == "gho-migrate: error: $message"* ]]
	[ -z "$(ls -A base)" ]
}

@test "flags that exclude each other, or need another one" {
	refused 64 '--approve-renamed-columns and --skip-renamed-columns exclude each other' \
		--approve-renamed-columns --skip-renamed-columns
	refused 64 '--accept-loss and --panic-on-warnings exclude each other' \
		--accept-loss=v --panic-on-warnings
	local flag
	for flag in ssl-allow-insecure ssl-ca ssl-cert ssl-key; do
		refused 64 "--$flag means nothing without --ssl" "--$flag=true"
	done
}

@test "a socket that is a file" {
	echo kept > file
	refused 71 "$PWD/file exists and is no socket: remove it" \
		--serve-socket-file=file
	grep -qx kept file
}

@test "values out of range, or of another kind" {
	refused 64 '--cut-over-lock-timeout-seconds=0 is not from 1 to 10' \
		--cut-over-lock-timeout-seconds=0
	refused 64 '--cut-over-lock-timeout-seconds=11 is not from 1 to 10' \
		--cut-over-lock-timeout-seconds 11
	refused 64 '--exponential-backoff-max-interval=1 is not from 2 to 86400' \
		--exponential-backoff-max-interval=1
	refused 64 '--serve-tcp-port=65536 is not from 0 to 65535' \
		-serve-tcp-port=65536
	refused 64 '--checkpoint-seconds=9 is not from 10 to 86400' \
		--checkpoint-seconds=9
	refused 64 '--replica-server-id=0 is not from 1 to 4294967295' \
		--replica-server-id=0
	refused 64 '--chunk-size=many is not a number' --chunk-size=many
	refused 64 '--chunk-size=1.5 is not a whole number' --chunk-size=1.5
	refused 64 '--execute=maybe is neither true nor false' --execute=maybe
	refused 64 '--cut-over=three-step is not atomic' --cut-over=three-step
	refused 64 '--storage-engine=rocksdb: only innodb' \
		--storage-engine=rocksdb
	refused 64 '--log-format=xml is neither text nor json' --log-format=xml
	refused 64 '--table wants a value' --table
	refused 64 '"stray" is not a flag' stray
}

@test "files that cannot be read, directories that are none" {
	refused 71 "cannot read $PWD/none.cnf" --defaults-file=none.cnf
	refused 71 'cannot read none.cnf' --conf=none.cnf
	refused 71 'cannot read none.pem' --ssl --ssl-ca=none.pem
	refused 71 'cannot read none.pem' --ssl --ssl-cert=none.pem
	refused 71 'cannot read none.pem' --ssl --ssl-key=none.pem
	refused 71 '--hooks-path=none is no directory' --hooks-path=none
	touch file
	refused 71 '--hooks-path=file is no directory' --hooks-path=file
}

@test "flags of gh-ost that are refused give their reason" {
	refused 64 '--statsd-addr is a flag of gh-ost that gho does not have: --metrics-file keeps the status for Prometheus' \
		--statsd-addr=localhost:8125
	refused 64 '--statsd-tags is a flag of gh-ost that gho does not have: ' \
		--statsd-tags=a:b
}
