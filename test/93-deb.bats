#!/usr/bin/env bats
# The Debian package: it is built, installed, used and removed.

load helper

setup_file() {
	# shellcheck disable=SC2015 # either of them says no
	[ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null ||
		skip "only root of a Debian can install a package"
	! dpkg-query -W gho 2> /dev/null ||
		skip "gho is installed here, and would be removed"
	make -C "$TOP" -s deb
	start_server
	sql 'CREATE DATABASE d'
	make_table d 10
}

# apt, which waits for others who install something.
apt() {
	DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o DPkg::Lock::Timeout=240 "$@" > "$BATS_TEST_TMPDIR/apt" 2>&1 &&
		return
	cat "$BATS_TEST_TMPDIR/apt"
	return 1
}

# Nothing of our own tree is found, and nothing that was extracted.
clean() {
	env -i PATH=/usr/bin:/bin HOME="$BATS_TEST_TMPDIR" "$@"
}

@test "it is installed, used and removed" {
	local deb=$TOP/build/deb name
	deb=$(echo "$deb"/gho_*.deb)
	cd "$BATS_TEST_TMPDIR"
	apt --no-install-recommends install "$deb"

	for name in gho-cat gho-inspect gho-migrate gho-ctl; do
		[ "$(clean bash -c "type -p $name")" = "/usr/bin/$name" ]
		clean "$name" --help | grep -q "usage: $name"
	done
	if dpkg -L gho | grep -q '^/usr/lib/gho/mysql/'; then
		dpkg-query -W -f '${Description}' gho |
			grep -q 'libmysqlclient24 [0-9]'
		run ! grep -aqF "$TOP" /usr/bin/gho-inspect
	fi
	dpkg-query -W -f '${Depends}' gho | grep -q 'libjansson4 (>= '
	mandoc -Tascii "$(dpkg -L gho | grep '/gho-cat\.1')" | grep -q 'GHO-CAT(1)'
	clean bash -c 'source /usr/share/bash-completion/completions/gho-cat
		complete -p gho-cat' | grep -q _gho

	cp "$SERVER/my.cnf" .my.cnf
	clean gho-inspect --alter='ALTER TABLE d.t ADD n INT' | clean gho-ghost \
		create > plan
	clean gho-copy plan | tail -n 1 | grep -q '^done.10$'
	clean gho-ghost drop < plan
	clean gho-migrate --defaults-file=.my.cnf --allow-on-master \
		--run-dir="$PWD/run" --database=d --table=t \
		--alter='ADD o INT' --execute
	[ "$(sql 'SELECT COUNT(*) FROM d.t WHERE o IS NULL')" -eq 10 ]

	dpkg -L gho | grep gho > files
	apt purge gho
	while read -r name; do
		[ ! -e "$name" ] || {
			printf 'left behind: %s\n' "$name"
			return 1
		}
	done < files
}

teardown_file() {
	! dpkg-query -W gho 2> /dev/null || dpkg --purge gho
	stop_server
}
