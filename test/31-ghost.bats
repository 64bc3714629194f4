#!/usr/bin/env bats
# gho-ghost: the tables it makes and drops, and which tables it never touches.

load helper

setup_file() {
	start_server
	sql 'CREATE DATABASE d; CREATE DATABASE e'
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	sql 'DROP DATABASE d; CREATE DATABASE d;
		CREATE TABLE d.t (id INT AUTO_INCREMENT PRIMARY KEY, a INT,
			b VARCHAR(10) CHARACTER SET latin1, ts TIMESTAMP NULL,
			e ENUM("x", "y")) COMMENT "it'\''s"'
}

comment() {
	sql "SELECT TABLE_COMMENT FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = 'd' AND TABLE_NAME = '$1'"
}

inspect() {
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=d --table=t \
		--approve-renamed-columns --alter="$1" "${@:2}" > first
}

create() {
	gho-ghost create --defaults-file="$SERVER/my.cnf" "$@" < first
}

drop() {
	gho-ghost drop --defaults-file="$SERVER/my.cnf" "$@" < plan
}

make() {
	inspect "$@" && create > plan
}

# refuses TEXT COMMAND... -- exit 69, one line with TEXT.
refuses() {
	fails 69 "${@:2}" || return
	[[ "$stderr" == *"$1"* ]] || {
		printf 'said: %s\n' "$stderr"
		return 1
	}
}

# create_refuses TEXT ALTER -- and nothing of it stays.
create_refuses() {
	local before
	before=$(show_tables d)
	inspect "$2"
	refuses "$1" create
	[ -z "$output" ]
	[ "$(show_tables d)" = "$before" ]
}

# flat -- the plan on one line, without spaces.
flat() {
	tr -d ' \n' < plan
}

has() {
	flat | grep -qF -- "$1" || {
		printf 'the plan has no %s: %s\n' "$1" "$(flat)"
		return 1
	}
}

show() {
	gho-ghost show "$1" < plan
}

@test "create makes three marked tables and completes the plan" {
	make 'ADD COLUMN x INT FIRST, MODIFY e ENUM("y", "x")'
	[ "$(show_tables d)" = '_t_ghc _t_ghk _t_gho t' ]
	run=$(show run_id)
	[ "${#run}" -eq 16 ]
	[ "$(comment _t_gho)" = "gho ghost $run" ]
	[ "$(comment _t_ghc)" = "gho changelog $run" ]
	[ "$(comment _t_ghk)" = "gho checkpoint $run" ]
	[ "$(comment t)" = "it's" ]
	has '"complete":true'
	[ "$(show server_host):$(show server_port)" = \
		"$(sql 'SELECT CONCAT(@@hostname, ":", @@port)')" ]
	has '"map":[{"from":0,"to":1,"convert":false},{"from":1,"to":2,"convert":false},{"from":2,"to":3,"convert":false},{"from":3,"to":4,"convert":false},{"from":4,"to":5,"convert":true}]'
	has '"key":{"name":"PRIMARY","from":[0],"ghost_name":"PRIMARY","to":[1]}'
	has "\"ghost\":{\"comment\":\"it's\""
	[ "$(show sql_mode)" = NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,ALLOW_INVALID_DATES ]
	[ "$(show time_zone)" = +00:00 ]
	[ "$(sql 'SELECT GROUP_CONCAT(kind) FROM d._t_ghk')" = plan ]
}

@test "the definition is the one that the server's own ALTER makes" {
	for alter in 'ADD x INT' 'ENGINE=InnoDB' "COMMENT='new, AUTO_INCREMENT=3'" \
		'ADD INDEX (a), DROP COLUMN e, CONVERT TO CHARACTER SET utf8mb4' \
		'CHANGE a z BIGINT NOT NULL DEFAULT 7 COMMENT "RENAME TO q"' \
		'PARTITION BY HASH (id) PARTITIONS 3' 'ROW_FORMAT=COMPRESSED' \
		'ADD v INT AS (a + 1) VIRTUAL, ADD CHECK (a > 0)' \
		'ADD x VARCHAR(9) DEFAULT (1 + 1) INVISIBLE, ALTER a SET DEFAULT 5' \
		'DROP PRIMARY KEY, ADD PRIMARY KEY (id, e), ADD UNIQUE (id)'; do
		make "$alter"
		comment=$(show ghost_create |
			sed 's/^CREATE TABLE `_t_gho`/CREATE TABLE `t`/;
				s/_t_gho_chk_/t_chk_/')
		drop
		sql "CREATE TABLE e.t LIKE d.t; ALTER TABLE e.t $alter"
		theirs=$(sql 'SHOW CREATE TABLE e.t' | cut -f 2-)
		sql 'DROP TABLE e.t'
		diff <(printf '%s\n' "$comment") <(printf '%s\n' "$theirs")
	done
}

# swapped -- SHOW CREATE TABLE of the ghost once it is d.t, without its mark
swapped() {
	sql 'RENAME TABLE d.t TO d._t_del, d._t_gho TO d.t;
		ALTER TABLE d.t COMMENT = ""'
	show_create d.t
}

@test "names of CHECK constraints after the swap: the server's own" {
	for alter in 'ADD CHECK (a < 9), ADD CONSTRAINT t_chk_50 CHECK (a < 8)' \
		'DROP CHECK t_chk_7, ALTER CHECK t_chk_3 NOT ENFORCED' \
		'DROP CHECK mine, DROP CONSTRAINT t_chk_3, ADD CHECK (a < 7)' \
		'ALTER CONSTRAINT `t_chk_7` ENFORCED, ADD CONSTRAINT x CHECK (id > 0)' \
		'ADD y INT CONSTRAINT t_chk_1 CHECK (y > 0), DROP CHECK t_chk_3'; do
		sql "DROP DATABASE d; CREATE DATABASE d; CREATE TABLE d.t (
			id INT PRIMARY KEY, a INT, b VARCHAR(20),
			CONSTRAINT t_chk_7 CHECK (a > 1) NOT ENFORCED,
			CONSTRAINT t_chk_3 CHECK (b <> 'it''s \\\\ \"é?'),
			CONSTRAINT \`t_chk_q\`\`1\` CHECK (a > 1),
			CONSTRAINT mine CHECK (b <> 'CHECK (')); ALTER TABLE
			d.t COMMENT ''"
		[[ $alter == *mine* ]] || sql 'ALTER TABLE d.t DROP CHECK mine'
		make "$alter"
		ours=$(swapped)
		sql "CREATE TABLE e.t LIKE d._t_del; DROP TABLE e.t;
			DROP TABLE d.t; RENAME TABLE d._t_del TO d.t;
			ALTER TABLE d.t $alter"
		diff <(printf '%s\n' "$ours") <(show_create d.t)
	done
}

@test "a CHECK constraint with another name: told before, and given back" {
	sql 'ALTER TABLE d.t ADD CONSTRAINT mine CHECK (a > 1),
		ADD CONSTRAINT gone CHECK (a > 2), ADD CHECK (a > 3);
		CREATE TABLE d.u (id INT, CONSTRAINT __mine CHECK (id > 0))'
	run --separate-stderr inspect 'ADD x INT, DROP CHECK gone'
	[ "$status" -eq 0 ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ "$stderr" == *'`mine` will be called `_mine`'* ]]
	create > plan
	[[ "$(swapped)" == *'`_mine` CHECK'* ]]
	sql 'DROP TABLE d._t_ghc, d._t_ghk; RENAME TABLE d._t_del TO d.kept'
	# The name with one more belongs to another table.
	run --separate-stderr inspect 'ADD y INT'
	[[ "$stderr" == *'`_mine` will be called `___mine`'* ]]
	sql 'DROP TABLE d.kept'
	run --separate-stderr inspect 'ADD y INT'
	[[ "$stderr" == *'`_mine` will be called `mine`'* ]]
	create > plan
	[[ "$(swapped)" == *'`mine` CHECK'* ]]
}

@test "a CHECK constraint is changed under its name" {
	sql 'ALTER TABLE d.t ADD CONSTRAINT mine CHECK (a > 1)'
	inspect 'DROP CHECK mine, ADD CONSTRAINT mine CHECK (a > 5)' 2> said
	grep -q '`mine` will be called `_mine`' said
	create > plan
	[[ "$(show ghost_create)" == *'`_mine` CHECK ((`a` > 5))'* ]]
}

@test "refused: CHECK constraints that the server would refuse, too" {
	sql 'ALTER TABLE d.t ADD CONSTRAINT mine CHECK (a > 1)'
	create_refuses _mine 'ADD CONSTRAINT mine CHECK (a > 5)'
	create_refuses other 'DROP CHECK other'
	create_refuses renamed 'ADD CONSTRAINT _t_gho_chk_9 CHECK (a > 5)'
	inspect 'ADD x INT'
	sql 'ALTER TABLE d.t ADD CHECK (a > 0)'
	refuses 'run that again' create
	[ "$(show_tables d)" = t ]
}

@test "the changelog and checkpoint tables take what is written to them" {
	make 'ADD x INT'
	sql 'INSERT INTO d._t_ghc (id, hint, value) VALUES
		(1, "heartbeat", REPEAT("x", 4096)), (NULL, "state at 1", "s");
		REPLACE INTO d._t_ghk (id, kind, coordinates, gtid_set,
			rows_applied) VALUES (1, "applied", "a:1", NULL,
			18446744073709551615);
		REPLACE INTO d._t_ghk (id, kind, coordinates, rows_applied)
			VALUES (2, "cutover", "x", 0)'
	[ "$(sql 'SELECT id FROM d._t_ghc ORDER BY 1' | paste -sd' ')" = '1 256' ]
	run ! sql 'INSERT INTO d._t_ghc (hint, value) VALUES ("heartbeat", 1)'
}

@test "the position is after the tables, and a change is behind it" {
	make 'ADD x INT'
	start=$(show start)
	# What comes after it is the plan, as it is kept.
	[ "$(sql "SELECT GTID_SUBTRACT(@@gtid_executed, '$(show start_gtid)')
		REGEXP '^[-0-9a-f]*:[0-9]*\$'")" = 1 ]
	sql 'INSERT INTO d.t (a) VALUES (1)'
	run -0 sql "SHOW BINLOG EVENTS IN '${start%:*}' FROM ${start##*:}"
	[[ "$output" == *Write_rows* ]]
	[[ "$output" != *CREATE* ]]
}

@test "AUTO_INCREMENT is carried over unless the ALTER sets it" {
	next() {
		sql 'SET information_schema_stats_expiry = 0; SELECT
			AUTO_INCREMENT FROM information_schema.TABLES
			WHERE TABLE_SCHEMA = "d" AND TABLE_NAME = "_t_gho"'
	}
	sql 'INSERT INTO d.t (id) VALUES (41); DELETE FROM d.t'
	make 'ADD x INT'
	[ "$(next)" = 42 ]
	drop
	make 'ADD x INT, AUTO_INCREMENT=1000'
	[ "$(next)" = 1000 ]
	drop
	make 'MODIFY id BIGINT'
	run ! sql 'INSERT INTO d._t_gho (a) VALUES (1)'
}

@test "columns: renamed, swapped, dropped and added again" {
	make 'RENAME COLUMN a TO b, RENAME COLUMN b TO a'
	has '"map":[{"from":0,"to":0,"convert":false},{"from":1,"to":1,"convert":false},{"from":2,"to":2,"convert":false},'
	[ "$(show ghost_create | sed -n 3,4p | cut -d '`' -f 2 |
		paste -sd' ')" = 'b a' ]
	drop
	make 'DROP a, ADD a INT'
	has '"map":[{"from":0,"to":0,"convert":false},{"from":2,"to":1,"convert":false},{"from":3,"to":2,'
	drop
	make 'CHANGE a c INT, ADD a INT'
	has '{"from":1,"to":1,"convert":false}'
	run ! has '"from":1,"to":5'
	drop
	make 'MODIFY A INT'
	has '{"from":1,"to":1,"convert":false}'
	drop
	inspect 'DROP a'
	sed -i 's/"DROP a"/"CHANGE a q INT"/' first
	create > plan
	run ! has '"from":1,'
}

@test "an ALTER that the reader misunderstood is found out" {
	inspect 'ADD x INT'
	sed -i 's/"ADD x INT"/"DROP a"/' first
	refuses 'not understood to drop' create
	[ "$(show_tables d)" = t ]
}

@test "generated columns compute their values, former ones keep them" {
	sql 'ALTER TABLE d.t ADD g INT AS (a + 1) STORED, ADD h INT'
	make 'MODIFY g INT, MODIFY h INT AS (a + 2) STORED'
	has '{"from":5,"to":5,"convert":false}'
	run ! has '"to":6,'
}

@test "modes and time zone follow from what is converted" {
	make 'MODIFY ts DATETIME'
	[ "$(show time_zone)" = SYSTEM ]
	[ "$(show sql_mode)" = NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO ]
	has '"convert":true'
	drop
	make 'MODIFY b VARCHAR(10) CHARACTER SET utf8mb4'
	has '{"from":2,"to":2,"convert":true}'
	[ "$(show time_zone)" = +00:00 ]
	drop
	make 'MODIFY b VARCHAR(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL'
	has '{"from":2,"to":2,"convert":false}'
	run ! has '"convert":true'
}

@test "keys: another one when the first is gone, none is refused" {
	sql 'ALTER TABLE d.t ADD u BIGINT NOT NULL UNIQUE'
	make 'DROP PRIMARY KEY, ADD PRIMARY KEY (u), MODIFY id INT'
	has '"key":{"name":"u","from":[5],"ghost_name":"PRIMARY","to":[5]}'
	has '"stricter":false'
	drop
	create_refuses 'no unique key on the same NOT NULL columns, with values that stay different, as PRIMARY (id) or u (u)' \
		'MODIFY id INT, DROP PRIMARY KEY, DROP INDEX u'
	make 'ADD UNIQUE (a)'
	has '"stricter":true'
	drop
	make 'CHANGE id key_id INT'
	has '"key":{"name":"PRIMARY","from":[0],"ghost_name":"PRIMARY","to":[0]}'
	drop
	make 'CHANGE id u INT NOT NULL, CHANGE u id INT, DROP INDEX u'
	has '"key":{"name":"PRIMARY","from":[0],"ghost_name":"PRIMARY","to":[0]}'
}

@test "keys that are wider: only of columns that stay as they are" {
	make 'DROP PRIMARY KEY, ADD PRIMARY KEY (id, n), ADD n INT NOT NULL DEFAULT 3'
	has '"looser":true'
	has '"stricter":false'
	drop
	make 'DROP PRIMARY KEY, ADD KEY k (id), ADD g INT AS (IFNULL(a, 0) % 3) STORED NOT NULL, ADD PRIMARY KEY (g, id)'
	has '"ghost_name":"k"'
	has '"looser":true'
	drop
	for alter in 'ADD n INT NOT NULL, ADD PRIMARY KEY (n, id)' \
		"ADD n INT NOT NULL DEFAULT (LENGTH('x')), ADD PRIMARY KEY (id, n)" \
		'ADD n INT, ADD UNIQUE KEY (id, n)' \
		'MODIFY id VARCHAR(20), ADD n INT NOT NULL, ADD PRIMARY KEY (id, n)'; do
		[[ $alter == MODIFY* ]] || alter="MODIFY id INT, $alter"
		create_refuses 'a wider or narrower one will do if it is NOT NULL and of columns that are kept' \
			"DROP PRIMARY KEY, $alter"
	done
}

@test "no rows are numbered anew: refused before anything is made" {
	for alter in 'MODIFY id INT, ADD n INT AUTO_INCREMENT UNIQUE' \
		'DROP PRIMARY KEY, DROP COLUMN id, ADD id BIGINT AUTO_INCREMENT PRIMARY KEY FIRST' \
		'MODIFY id INT, MODIFY a INT AUTO_INCREMENT, ADD KEY (a)'; do
		refuses 'the ALTER numbers rows by the AUTO_INCREMENT column' \
			inspect "$alter"
		[ ! -s first ]
	done
	# Where it is not tried before, the tables that were made go again.
	inspect "$alter" --skip-loss-check
	refuses 'the ALTER numbers rows by the AUTO_INCREMENT column' create
	[ "$(show_tables d)" = t ]
	make 'MODIFY id BIGINT AUTO_INCREMENT'
}

@test "a nullable key gets a NULL before the tables are made" {
	sql 'CREATE TABLE d.n (a INT, b INT NOT NULL, UNIQUE x (b, a));
		INSERT INTO d.n VALUES (1, 1)'
	inspect 'ADD c INT' --table=n --allow-nullable-unique-key
	sql 'INSERT INTO d.n VALUES (NULL, 1)'
	refuses 'a row has NULL in key x' create
	[ "$(show_tables d)" = 'n t' ]
	sql 'DELETE FROM d.n WHERE a IS NULL'
	create > plan
	has '"key":{"name":"x","from":[1,0],"ghost_name":"x","to":[1,0]}'
}

@test "a key that is generated from a converted column has new values" {
	sql 'CREATE TABLE d.g (a VARCHAR(9) CHARSET latin1 NOT NULL, b INT,
		k VARCHAR(40) AS (HEX(a)) VIRTUAL NOT NULL UNIQUE)'
	make 'MODIFY b BIGINT' --table=g
	has '"key":{"name":"k","from":[2],"ghost_name":"k","to":[2]}'
	has '"stricter":false'
	drop
	inspect 'MODIFY a VARCHAR(9) CHARSET utf8mb4 NOT NULL' --table=g
	refuses 'no unique key on the same NOT NULL columns, with values that stay different, as k (k)' \
		create
	[ "$(show_tables d)" = 'g t' ]
}

@test "clauses mean what they mean in the server's own sql_mode" {
	sql 'SET GLOBAL sql_mode = "ANSI_QUOTES,NO_BACKSLASH_ESCAPES"'
	code=0
	make "ADD \"x y\" INT COMMENT 'a\\', DROP \"a\"" || code=$?
	sql 'SET GLOBAL sql_mode = DEFAULT'
	[ "$code" -eq 0 ]
	[[ "$(show ghost_create)" == *'`x y` int DEFAULT NULL COMMENT'* ]]
	run ! has '{"from":1,'
}

@test "what the server refuses leaves nothing behind" {
	create_refuses 'Duplicate column name' 'ADD a INT'
	create_refuses 'error in your SQL syntax' 'ADD x NONSENSE TYPE'
	create_refuses '(1091)' 'DROP INDEX nosuch'
	create_refuses 'engine MyISAM' 'ENGINE=MyISAM'
	sql 'CREATE TABLE d.p (id INT PRIMARY KEY)'
	create_refuses 'foreign key' 'ADD FOREIGN KEY (a) REFERENCES p (id)'
}

@test "a 0 that the server would give a number is refused" {
	sql 'CREATE TABLE d.z (id INT PRIMARY KEY, n INT);
		INSERT INTO d.z VALUES (0, 1), (5, 2)'
	gho-inspect --defaults-file="$SERVER/my.cnf" --database=d --table=z \
		--alter='MODIFY id INT AUTO_INCREMENT' > first
	refuses 'a row has 0 in column id' create
	[ -z "$(sql "SHOW TABLES FROM d LIKE '_z%'")" ]
	sql 'UPDATE d.z SET id = 7 WHERE id = 0'
	create > plan
	drop
	sql 'DROP TABLE d.z'
}

@test "an index that can crash the server is refused" {
	sql 'ALTER TABLE d.t ADD bl TINYBLOB, ADD UNIQUE up (bl(9))'
	create_refuses 'index f is over an expression of a BLOB' \
		'ADD INDEX f ((CHAR_LENGTH(HEX(bl))))'
	create_refuses 'index f is over an expression of a BLOB' \
		'RENAME COLUMN bl TO `b``l`, ADD INDEX f ((HEX(`b``l`) = "A"))'
	make 'ADD INDEX f ((a + 1))'
	drop
	sql 'ALTER TABLE d.t DROP INDEX up'
	make 'ADD INDEX f ((CHAR_LENGTH(HEX(bl))))'
}

@test "a full-text index with document numbers of the table's own is refused" {
	sql "ALTER TABLE d.t ADD x TEXT,
		ADD FTS_DOC_ID BIGINT UNSIGNED NOT NULL DEFAULT 0"
	create_refuses 'index f is a full-text index' 'ADD FULLTEXT INDEX f (x)'
	make 'ADD INDEX f (x(9))'
	drop
	sql "ALTER TABLE d.t ADD FULLTEXT INDEX f (x)"
	create_refuses 'index f is a full-text index' 'ADD y INT'
	make 'DROP INDEX f'
}

@test "plans that do not fit any more" {
	inspect 'ADD x INT'
	sql 'ALTER TABLE d.t ADD y INT'
	refuses 'was altered since' create
	[ "$(show_tables d)" = t ]
	inspect 'ADD x INT'
	sed -i 's/"server_uuid": "[^"]*"/"server_uuid": "other"/' first
	refuses 'but the plan was made on other' create
	[ "$(show_tables d)" = t ]
	sql 'INSERT INTO d.t (a) VALUES (1), (2)'
	inspect 'ADD x INT'
	sql 'INSERT INTO d.t (a) VALUES (1), (2)'
	create > plan
	[ "$(show_tables d)" = '_t_ghc _t_ghk _t_gho t' ]
	# Once complete it is kept, and given out again.
	cp plan first
	create > again
	diff plan again
	drop
	refuses 'the tables of this plan are gone' create
	[ "$(show_tables d)" = t ]
}

@test "damaged plans" {
	fails 65 gho-ghost create --defaults-file="$SERVER/my.cnf" < /dev/null
	printf '{"gho_plan": 9}' > first
	fails 65 create
	[[ "$stderr" == *'unknown here'* ]]
	inspect 'ADD x INT'
	head -c 1000 first > half
	fails 65 gho-ghost drop --defaults-file="$SERVER/my.cnf" < half
	run -64 gho-ghost < first
	run -64 gho-ghost nonsense < first
	fails 64 gho-ghost show nonsense < first
}

@test "other tables of the same names are never touched" {
	inspect 'ADD x INT'
	for table in _t_gho _t_ghc _t_ghk; do
		sql "CREATE TABLE d.$table (i INT) COMMENT 'gh-ost changelog';
			INSERT INTO d.$table VALUES (7)"
		refuses 'gho did not make it' create
		refuses 'gho did not make it' create --initially-drop-ghost-table
		cp first plan
		refuses 'was not made by gho' drop
		[ "$(show_tables d)" = "$table t" ]
		[ "$(sql "SELECT i FROM d.$table")" = 7 ]
		sql "DROP TABLE d.$table"
	done
	sql 'CREATE TABLE d._t_del (i INT)'
	refuses --initially-drop-old-table create
	[ "$(show_tables d)" = '_t_del t' ]
	create --initially-drop-old-table > plan
	[ "$(show_tables d)" = '_t_ghc _t_ghk _t_gho t' ]
}

@test "tables of another run" {
	make 'ADD x INT'
	cp plan other
	inspect 'ADD x INT' --initially-drop-ghost-table
	refuses --initially-drop-ghost-table create
	[ "$(comment _t_gho)" = "gho ghost $(show run_id)" ]
	create --initially-drop-ghost-table > plan
	[ "$(comment _t_gho)" = "gho ghost $(show run_id)" ]
	cp plan mine
	cp other plan
	refuses 'by another run' drop
	[ "$(show_tables d)" = '_t_ghc _t_ghk _t_gho t' ]
	cp mine plan
	run -0 drop
	[ "${#lines[@]}" -eq 3 ]
	[ "${lines[0]}" = 'dropped `d`.`_t_gho`' ]
	[ "$(show_tables d)" = t ]
	run -0 drop
	[ -z "$output" ]
}

@test "all or nothing: one alien table keeps the others" {
	make 'ADD x INT'
	sql "ALTER TABLE d._t_ghc COMMENT = 'mine'"
	refuses 'was not made by gho' drop
	[ "$(show_tables d)" = '_t_ghc _t_ghk _t_gho t' ]
}

@test "a ghost without its mark is ours if the checkpoint table says so" {
	make 'ADD x INT'
	sql "ALTER TABLE d._t_gho COMMENT = ''"
	refuses 'was not made by gho' drop
	sql "INSERT INTO d._t_ghk (id, kind) VALUES (2, 'cutover')"
	drop
	[ "$(show_tables d)" = t ]
	make 'ADD x INT'
	sql "ALTER TABLE d._t_gho COMMENT = '';
		INSERT INTO d._t_ghk (id, kind) VALUES (3, 'ghost')"
	inspect 'ADD x INT' --initially-drop-ghost-table
	create --initially-drop-ghost-table > plan
	drop
	[ "$(show_tables d)" = t ]
}

@test "the old table goes only after the swap" {
	make 'ADD x INT'
	sql 'CREATE TABLE d._t_del LIKE d.t'
	refuses 'not swapped' drop --old
	[ "$(show_tables d)" = '_t_del _t_ghc _t_ghk _t_gho t' ]
	sql 'DROP TABLE d._t_del; RENAME TABLE d.t TO d._t_del, d._t_gho TO d.t'
	drop --old
	[ "$(show_tables d)" = t ]
	sql 'CREATE TABLE d._t_del (i INT)'
	refuses 'not swapped' drop --old
	[ "$(show_tables d)" = '_t_del t' ]
	sql 'DROP TABLE d._t_del; CREATE TABLE d._t_del LIKE d.t;
		DROP TABLE d.t'
	refuses 'not swapped' drop --old
	[ "$(show_tables d)" = _t_del ]
}

@test "a signal while the server works leaves nothing behind" {
	for sig in INT TERM; do
		inspect 'ADD x INT'
		# The ghost cannot be made as long as this lock is held.
		sql 'LOCK TABLES d.t WRITE; DO SLEEP(3)' &
		locker=$!
		sleep 0.5
		set +e
		(
			trap - INT
			exec env --default-signal=INT gho-ghost create \
				--defaults-file="$SERVER/my.cnf" < first > plan
		) &
		maker=$!
		sleep 1
		begun=$(show_tables d)
		kill -s "$sig" "$maker"
		wait "$maker"
		status=$?
		wait "$locker"
		set -e
		[ "$begun" = '_t_ghc _t_ghk t' ]
		[ "$status" -eq $((128 + $(kill -l "$sig"))) ]
		[ ! -s plan ]
		[ "$(show_tables d)" = t ]
	done
}

@test "a plan that nobody takes leaves nothing behind" {
	inspect 'ADD x INT'
	fails 71 sh -c 'gho-ghost create --defaults-file="$SERVER/my.cnf" \
		< first > /dev/full'
	[ "$(show_tables d)" = t ]
}

@test "a killed session leaves nothing behind" {
	inspect 'ADD x INT'
	sql 'LOCK TABLES d.t WRITE; DO SLEEP(3)' &
	locker=$!
	sleep 0.5
	create > plan 2> said &
	maker=$!
	sleep 1
	id=$(sql 'SELECT ID FROM information_schema.PROCESSLIST
		WHERE INFO LIKE "CREATE /* gh-ost */ TABLE%"')
	sql "KILL $id"
	code=0
	wait "$maker" || code=$?
	wait "$locker"
	[ "$code" -eq 75 ]
	[ "$(wc -l < said)" -eq 1 ]
	[ "$(show_tables d)" = t ]
}

@test "missing privileges for a conversion" {
	inspect 'MODIFY e ENUM("y", "x")'
	sql 'CREATE USER u; GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP,
		ALTER, INDEX, LOCK TABLES, TRIGGER ON d.* TO u;
		GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO u'
	code=0
	gho-ghost create --socket="$SERVER/sock" --user=u < first \
		> plan 2> said || code=$?
	left=$(show_tables d)
	inspect 'ADD x INT'
	plain=0
	gho-ghost create --socket="$SERVER/sock" --user=u < first > plan ||
		plain=$?
	sql 'DROP USER u'
	[ "$code" -eq 69 ]
	grep -q 'CREATE TEMPORARY TABLES' said
	[ "$left" = t ]
	[ "$plain" -eq 0 ]
}

@test "odd names and clauses, byte for byte" {
	for name in 'a`b' "it's" '100%s' 'two words' select \
		"$(printf '漢%.0s' {1..50})" "$(printf 'x%.0s' {1..64})"; do
		quoted=$(printf '%s' "$name" | sed 's/`/``/g')
		sql "CREATE TABLE d.\`$quoted\` (\`$quoted\` INT PRIMARY KEY)"
		gho-inspect --defaults-file="$SERVER/my.cnf" --database=d \
			--table="$name" --alter="ADD x VARCHAR(99)
			DEFAULT '%s%n 100% ''; ünï' COMMENT '%d? 漢'" > first
		create > plan
		[ "$(show ghost_table)" != "$name" ]
		run -0 show ghost_create
		[[ "$output" == *"DEFAULT '%s%n 100% ''; ünï' COMMENT '%d? 漢'"* ]]
		drop
		sql "DROP TABLE d.\`$quoted\`"
		[ "$(show_tables d)" = t ]
	done
}

@test "two long names with the same beginning have ghosts of their own" {
	a=$(printf 'x%.0s' {1..63})
	for name in "${a}1" "${a}2"; do
		sql "CREATE TABLE d.$name (id INT PRIMARY KEY)"
		gho-inspect --defaults-file="$SERVER/my.cnf" --database=d \
			--table="$name" --alter='ADD x INT' > first
		create > "plan.$name"
	done
	[ "$(show_tables d | wc -w)" -eq 9 ]
}
