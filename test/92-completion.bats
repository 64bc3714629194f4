#!/usr/bin/env bats
# Completion of command lines: what is offered is what programs take.

load helper

setup_file() {
	make -C "$TOP" -s completion
}

# offers PROGRAM WORD... - what bash offers for the last of these words
offers() {
	bash -c 'source "$0"
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	_gho
	((${#COMPREPLY[@]} == 0)) || printf "%s\n" "${COMPREPLY[@]}"' \
		"$TOP/build/completion/gho.bash" "$@"
}

# zsh_offers PROGRAM PREFIX - the same of zsh, whose own part is stood in for
zsh_offers() {
	zsh -f -c 'service=$1 PREFIX=$2
	compset() { [[ $PREFIX == --*=* ]]; }
	_files() { print -l -- FILES; }
	compadd() {
		[[ $1 != -S ]] || shift 2
		shift
		print -rl -- ${(M)@:#$PREFIX*}
	}
	source "$0"' "$TOP/build/completion/_gho" "$@" | sed '/^$/d'
}

# The long options that a program's help has; "=" where one takes a value.
takes() {
	{
		"$1" --help
		printf '[%s]\n' --help --version
	} |
	sed -e '/^Flags of gh-ost/,$d' -e 's/^  *\(--[^ ]*\) .*/\1/' |
	grep -oE -- '(^|[] |[	])--[a-z][a-z-]*=?' | sed 's/^[^-]*//' | sort -u
}

programs() {
	find "$TOP/build/bin" "$TOP/pipelines" -name 'gho-*' \
		! -name 'gho-sh-*' ! -name '*.new' -printf '%f\n' | sort
}

@test "every option of every program is offered, and no other" {
	local name n=0
	cd "$BATS_TEST_TMPDIR"
	for name in $(programs); do
		printf '%s:\n' "$name"
		takes "$name" > wanted
		[ "$(wc -l < wanted)" -ge 2 ]
		diff wanted <(offers "$name" -- | sort)
		diff wanted <(zsh_offers "$name" -- | sort)
		n=$((n + 1))
	done
	[ "$n" -gt 20 ]
}

@test "verbs, beginnings, values and files" {
	cd "$BATS_TEST_TMPDIR"
	touch plan.json
	[ "$(offers gho-ghost cr)" = create ]
	[ "$(offers gho-ctl pau)" = pause ]
	[ "$(offers gho-cat --pl)" = --plan= ]
	[ "$(offers gho-cat --plan = pl)" = plan.json ]
	[ "$(offers gho-apply pl)" = plan.json ]
	[ "$(offers gho-migrate --execut)" = --execute ]
	[ -z "$(offers gho-migrate --no-such)" ]
	[ "$(zsh_offers gho-ctl pau)" = "$(printf 'pause\nFILES')" ]
	[ "$(zsh_offers gho-cat --plan=p)" = FILES ]
	[ "$(zsh_offers gho-cat --pl)" = --plan= ]
}

@test "the files are installed where bash and zsh look for them" {
	local dest=$BATS_TEST_TMPDIR/dest share
	make -C "$TOP" -s install DESTDIR="$dest" PREFIX=/usr
	share=$dest/usr/share
	for name in $(programs); do
		cmp "$share/bash-completion/completions/$name" \
			"$TOP/build/completion/gho.bash"
		head -n 1 "$share/zsh/site-functions/_gho" | grep -qw "$name"
	done
}
