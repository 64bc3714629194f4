#!/usr/bin/env bats
# gho-report: what a migration was like, as a page.

load helper

setup() { cd "$BATS_TEST_TMPDIR"; }

# history - ten seconds: four of copying, two of which wait, and the swap
history() {
	awk 'BEGIN { for (i = 0; i < 10; i++) {
		waits = i == 2 || i == 3 ? "{\"name\": \"<max&load>\", " \
			"\"who\": \"all\", \"reason\": \"r\", \"since\": 1}" : ""
		copied = i < 2 ? i * 2500 : i < 5 ? 2500 : 5000
		printf "{\"time\": %d, \"database\": \"d\", \"table\": \"t\", " \
			"\"phase\": \"%s\", \"rows_copied\": %d, " \
			"\"changes_applied\": %d, \"waits\": [%s], " \
			"\"heartbeat_lag_seconds\": %s, " \
			"\"binlog_backlog_bytes\": 2048, " \
			"\"chunks_copied\": %d, \"chunks_millis\": %d, " \
			"\"chunk_longest_millis\": 77, " \
			"\"cutover_millis\": %s}\n", 1795250000 + i,
			i < 6 ? "copy" : i < 9 ? "verify" : "cut-over", copied,
			i * 30, waits, i == 4 ? "null" : "0.25",
			copied / 100, copied / 2, i == 9 ? 23 : "null"
	} }'
}

@test "the figures of a history, its phases and its reasons to wait" {
	history | gho-report --exit=0 > page.html
	grep -q '<h1>d\.t</h1>' page.html
	grep -q '>Done<' page.html
	for words in 'begun 2026-11-21 08:33:20 UTC' '<dd>9 s</dd>' \
	    '2.5 k/s</span>' '>30/s</span>' '>2 KiB</span>' '>50 ms</span>' \
	    '>77 ms</span>' '>cut-over 23 ms</span>' '<dd>23 ms</dd>' \
	    '>&lt;max&amp;load&gt; <small>all wait' 'class="sum">2 s</span>' \
	    '>copy</span>' '>compare</span>'; do
		grep -qF "$words" page.html || {
			printf 'not there: %s\n' "$words"
			return 1
		}
	done
}

@test "a page needs nothing else, and what it opens it closes" {
	history | gho-report > page.html
	run ! grep -E 'https?:|src=|href=|url\(|@import|<script' page.html
	for tag in html body main div span svg h1 h2 dl dd pre style; do
		[ "$(grep -oE "<${tag}[ >]" page.html | wc -l)" -eq \
			"$(grep -oF "</$tag>" page.html | wc -l)" ]
	done
	grep -q 'prefers-color-scheme:dark' page.html
	run ! grep -iE '[" ](nan|inf)' page.html
}

@test "an early end has its exit code; one that goes on, its phase" {
	history | head -n 5 | gho-report --exit=75 > page.html
	grep -q 'Ended early, exit code 75' page.html
	history | head -n 5 | gho-report > page.html
	grep -q 'Last seen: copy' page.html
	history | head -n 1 | gho-report > page.html
	grep -q '<dd>0 s</dd>' page.html
}

@test "what is no history is refused, with its line" {
	fails 65 gho-report /dev/null
	history | sed '3s/^./x/' > broken
	fails 65 gho-report broken
	[[ $stderr == *'broken, line 3 is no status'* ]]
	history | tac > odd
	fails 65 gho-report odd
	fails 71 gho-report nowhere
}

@test "gho-migrate writes one at its end, also at an early one" {
	start_server
	sql 'CREATE DATABASE d'
	make_table d 900
	set -- --defaults-file="$SERVER/my.cnf" --allow-on-master --execute \
		--database=d --table=t --run-dir="$PWD/run" --report=page.html
	gho-migrate "$@" --alter='ADD COLUMN n INT'
	grep -q '>Done<' page.html
	grep -q 'ALTER TABLE t ADD COLUMN n INT' page.html
	grep -q '<dt>Rows</dt><dd>900</dd>' page.html
	grep -q '>cut-over [0-9.]* *k* *ms<' page.html
	[ ! -e page.html.new ]
	sql 'DROP TABLE d._t_del'

	touch wait
	gho-migrate "$@" --alter='ADD COLUMN o INT' \
		--throttle-flag-file="$PWD/wait" > out 2> err &
	migration=$!
	eventually grep -qs flag-file run/history
	kill "$migration"
	ends 143
	grep -q 'exit code 143' page.html
	grep -q '>flag-file <small>all wait' page.html
}

teardown_file() { stop_server; }
