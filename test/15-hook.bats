# gho-hook alone.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	mkdir hooks
}

# hook NAME TEXT - an executable hook
hook() {
	printf '#!/bin/sh\n%s\n' "$2" > "hooks/gh-ost-on-$1"
	chmod 755 "hooks/gh-ost-on-$1"
}

gone() {
	! kill -0 "$1" 2> /dev/null
}

@test "hooks of the event are run, in order; others, left-overs and texts are not" {
	hook success-b 'echo b >> out'
	hook success-a 'echo a >> out'
	hook failure 'echo failure >> out'
	hook 'success~' 'echo left over >> out'
	hook success.bak 'echo left over >> out'
	hook success-text 'echo text >> out'
	chmod 644 hooks/gh-ost-on-success-text
	gho-hook hooks success
	[ "$(paste -sd , out)" = a,b ]
}

@test "no hook is no failure, no directory is" {
	gho-hook hooks success
	fails 71 gho-hook none success
	[[ $stderr == *"there is no directory none"* ]]
	fails 64 gho-hook hooks
	fails 64 gho-hook --timeout=x hooks success
}

@test "the first that fails ends it, with its status" {
	hook status-a 'exit 7'
	hook status-b 'echo b >> out'
	fails 7 gho-hook hooks status
	[[ $stderr == *"hooks/gh-ost-on-status-a failed with 7"* ]]
	[ ! -e out ]
}

@test "the environment: ours, what is given, and no password" {
	hook status 'env | sort > out; cat >> out'
	export ROOM=dba GH_OST_DDL="it's
	two lines" MYSQL_PWD=y
	echo stdin | gho-hook hooks status GH_OST_STATUS="'a \$b'"
	run ! grep -E 'MYSQL_PWD|stdin' out
	grep -Fx ROOM=dba out
	grep -Fx "GH_OST_STATUS='a \$b'" out
	grep -Fx "GH_OST_DDL=it's" out
	grep -Fx "	two lines" out
}

@test "a hook that hangs is ended, with its children" {
	hook status 'sleep 1000 & echo $! > child; wait'
	fails 124 gho-hook --timeout=1 hooks status
	[[ $stderr == *"took more than 1 s"* ]]
	eventually gone "$(cat child)"
}

@test "a hook that others can write is not run" {
	hook status 'echo run >> out'
	chmod 775 hooks/gh-ost-on-status
	fails 69 gho-hook hooks status
	chmod 757 hooks/gh-ost-on-status
	fails 69 gho-hook hooks status
	[[ $stderr == *"others can write it; chown, or chmod go-w" ]]
	chmod 755 hooks/gh-ost-on-status
	chown 12345 hooks/gh-ost-on-status
	fails 69 gho-hook hooks status
	[ ! -e out ]
}
