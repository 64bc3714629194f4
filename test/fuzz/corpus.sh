#!/bin/sh
# corpus.sh -- the inputs that fuzzers begin with
#
#	corpus.sh unpack NAME DIR	makes files of test/fuzz/corpus/NAME
#	corpus.sh pack NAME DIR		keeps those files, and no others
#
# A corpus is a text file with one input a line, in base64.  To add what a long
# run has found, reduce it first: fuzz-NAME -set_cover_merge=1 SMALL DIR.
set -u

_here=$(cd "$(dirname "$0")" && pwd) || exit 71

[ $# -eq 3 ] || {
	echo 'usage: corpus.sh pack|unpack NAME DIR' >&2
	exit 64
}
_list=$_here/corpus/$2
_n=0
case $1 in
unpack)
	mkdir -p "$3" || exit 71
	[ -e "$_list" ] || exit 0
	while read -r _line; do
		_n=$((_n + 1))
		printf '%s\n' "$_line" | base64 -d > "$3/seed-$_n" || exit 71
	done < "$_list"
	;;
pack)
	for _file in "$3"/*; do
		base64 -w 0 "$_file" || exit 71
		echo
	done | LC_ALL=C sort -u > "$_list.new" && mv "$_list.new" "$_list"
	;;
*)
	echo "corpus.sh: $1: pack or unpack" >&2
	exit 64
	;;
esac
