#!/usr/bin/env bats
# What hangs on a table: triggers and foreign keys.

load helper

setup_file() {
	start_server
	sql "CREATE USER nobody@localhost; CREATE DATABASE a;
		GRANT ALL ON a.* TO nobody@localhost"
}

teardown_file() {
	stop_server
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export GHO_RUN_BASE=$PWD/base
	TABLE=(--defaults-file="$SERVER/my.cnf" --database=a --table=t)
	GO=("${TABLE[@]}" --allow-on-master --execute
		--throttle-additional-flag-file=)
	TRIGGERS=(--include-triggers --trigger-suffix=_new)
	sql 'DROP DATABASE a; CREATE DATABASE a'
	sql a 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY,
			v VARCHAR(100), n INT NOT NULL DEFAULT 0);
		CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY,
			what VARCHAR(100), row_id INT)'
	sql a "INSERT INTO t (v) WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL
		SELECT n + 1 FROM r WHERE n < 500) SELECT n FROM r"
}

teardown() {
	local pid
	for pid in $(processes) ${started-}; do
		kill -9 "$pid" 2>/dev/null || :
	done
	wait
}

# make_triggers -- of each kind that needs care.
make_triggers() {
	sql a "CREATE TRIGGER last AFTER INSERT ON t FOR EACH ROW
			INSERT INTO log (what, row_id) VALUES ('insert', NEW.id);
		CREATE TRIGGER first AFTER INSERT ON t FOR EACH ROW PRECEDES last
			INSERT INTO log (what, row_id) VALUES ('before it', NEW.id);
		CREATE DEFINER = nobody@localhost TRIGGER \`odd \`\`%\"\`
			BEFORE UPDATE ON t FOR EACH ROW /* it's */
			SET NEW.n = OLD.n + 1;
		SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';
		CREATE TRIGGER modes BEFORE INSERT ON t FOR EACH ROW
			SET NEW.\"v\" = CONCAT(NEW.v, '\\');
		CREATE TRIGGER \"größe\" AFTER DELETE ON t FOR EACH ROW
			INSERT INTO log (what) VALUES ('ß 😀');"
	# In sjis the second byte of a character may be a backslash; here it
	# is 0x955c.
	printf "SET NAMES sjis; CREATE TRIGGER sjis AFTER UPDATE ON t
		FOR EACH ROW INSERT INTO log (what) VALUES ('\x95\x5c');" |
		"$TOP/test/mysqld" client "$SERVER" a
	printf "SET NAMES latin1; CREATE TRIGGER \`gr\xf6\xdfer\` AFTER UPDATE ON t
		FOR EACH ROW INSERT INTO log (what) VALUES ('\xf6');" |
		"$TOP/test/mysqld" client "$SERVER" a
}

# triggers_of TABLE -- all that the server knows of them, but for names and
# when they were made.
triggers_of() {
	sql "SELECT ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, DEFINER,
		SQL_MODE, CHARACTER_SET_CLIENT, COLLATION_CONNECTION,
		DATABASE_COLLATION, HEX(ACTION_STATEMENT)
		FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = 'a'
		AND EVENT_OBJECT_TABLE = '$1' ORDER BY 1, 2, 3"
}

names_of() {
	sql "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS
		WHERE EVENT_OBJECT_SCHEMA = 'a' AND EVENT_OBJECT_TABLE = '$1'
		ORDER BY 1"
}

# logged WHAT -- how often the triggers have said so.
logged() {
	sql a "SELECT COUNT(*) FROM log WHERE what = '$1'"
}

# nothing_left -- but the tables that were there.
nothing_left() {
	[ "$(sql a 'SHOW TABLES' | paste -sd ' ')" = "${1:-log t}" ]
	[ ! -e run ]
}

# write_rows -- an application, until the file "writing" is gone.
write_rows() {
	while [ -e writing ]; do
		sql a "INSERT INTO t (v) VALUES ('w'); UPDATE t SET v = 'u'
			WHERE id = LAST_INSERT_ID()"
		echo >> written
	done
}

@test "triggers go along, and fire once for each change of an application" {
	make_triggers
	triggers_of t > before
	[ "$(wc -l < before)" -eq 7 ]
	touch writing written
	write_rows 3>&- &
	started=$!
	eventually test -s written
	gho-migrate "${GO[@]}" "${TRIGGERS[@]}" \
		--alter='MODIFY n BIGINT NOT NULL DEFAULT 0' > out
	local were
	were=$(wc -l < written)
	more() { [ "$(wc -l < written)" -gt $((were + 3)) ]; }
	eventually more
	rm writing
	wait "$started"
	triggers_of t > after
	cmp before after
	triggers_of _t_del > old
	cmp before old
	names_of t | LC_ALL=C sort > new_names
	names_of _t_del | sed 's/$/_new/' | LC_ALL=C sort > old_names
	cmp new_names old_names
	# Each row was inserted and updated once; the copy did neither.
	were=$(wc -l < written)
	[ "$(logged insert)" -eq "$were" ]
	[ "$(logged 'before it')" -eq "$were" ]
	[ "$(logged 表)" -eq "$were" ]
	[ "$(logged ö)" -eq "$were" ]
	[ "$(sql a "SELECT COUNT(*) FROM t WHERE v = 'u' AND n = 1")" -eq "$were" ]
	[ "$(sql a 'SELECT COUNT(*) FROM t')" -eq $((500 + were)) ]
	sql a 'DELETE FROM t WHERE id = 1'
	[ "$(logged 'ß 😀')" -eq 1 ]
}

@test "a round trip gives the names back" {
	make_triggers
	names_of t > before
	gho-migrate "${GO[@]}" "${TRIGGERS[@]}" --ok-to-drop-table \
		--alter='MODIFY n BIGINT' > out
	run ! cmp before <(names_of t)
	gho-migrate "${GO[@]}" "${TRIGGERS[@]}" --ok-to-drop-table \
		--remove-trigger-suffix-if-exists --alter='MODIFY n INT' > out
	cmp before <(names_of t)
	# The same, while the old table is there and may be dropped.
	gho-migrate "${GO[@]}" "${TRIGGERS[@]}" --alter='MODIFY n BIGINT' > out
	fails 69 gho-migrate "${GO[@]}" "${TRIGGERS[@]}" \
		--remove-trigger-suffix-if-exists --alter='MODIFY n INT'
	gho-migrate "${GO[@]}" "${TRIGGERS[@]}" --initially-drop-old-table \
		--remove-trigger-suffix-if-exists --alter='MODIFY n INT' > out
	cmp before <(names_of t)
}

@test "triggers that cannot go along are refused before anything is made" {
	no() {
		fails 69 gho-migrate "${GO[@]}" "${@:2}"
		[[ $stderr == *"$1"* ]]
		nothing_left
	}
	sql a 'CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 7'
	no 'the trigger g: --include-triggers' --alter='ADD x INT'
	sql a 'CREATE TRIGGER g_new BEFORE INSERT ON log FOR EACH ROW
		SET NEW.row_id = 1'
	no 'there is one of this name' "${TRIGGERS[@]}" --alter='ADD x INT'
	sql a 'DROP TRIGGER g_new'
	no 'too long' --include-triggers --alter='ADD x INT' \
		--trigger-suffix=0123456789012345678901234567890123456789012345678901234567890123
	fails 64 gho-migrate "${GO[@]}" --include-triggers --alter='ADD x INT'
	fails 64 gho-migrate "${GO[@]}" --trigger-suffix=x --alter='ADD x INT'
	fails 64 gho-migrate "${GO[@]}" --remove-trigger-suffix-if-exists \
		--alter='ADD x INT'
	fails 64 gho-migrate "${GO[@]}" --include-triggers \
		--trigger-suffix='_ä' --alter='ADD x INT'
	nothing_left
	[ "$(names_of t)" = g ]
}

@test "triggers that the new table does not bear: nothing stays" {
	sql a 'CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 7'
	run --separate-stderr gho-migrate "${GO[@]}" "${TRIGGERS[@]}" \
		--alter='DROP COLUMN n'
	[ "$status" -eq 69 ]
	[[ $stderr == *"Unknown column 'n' in 'NEW'"* ]]
	nothing_left
	# A variable in it has the collation that the database had.
	sql 'ALTER DATABASE a COLLATE utf8mb4_bin'
	run --separate-stderr gho-migrate "${GO[@]}" "${TRIGGERS[@]}" \
		--alter='ADD x INT'
	[ "$status" -eq 69 ]
	[[ $stderr == *'another collation than utf8mb4_0900_ai_ci'* ]]
	nothing_left
	[ "$(names_of t)" = g ]
	[ "$(sql a 'SELECT MAX(n) FROM t')" -eq 0 ]
}

@test "a definer that this user may not name" {
	sql "CREATE USER u@localhost; GRANT SELECT, INSERT, UPDATE, DELETE,
		CREATE, DROP, ALTER, INDEX, LOCK TABLES, TRIGGER,
		CREATE TEMPORARY TABLES ON a.* TO u@localhost;
		GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO u@localhost"
	make_triggers
	no() {
		run --separate-stderr gho-migrate "${GO[@]}" --user=u \
			--socket="$SERVER/sock" "${TRIGGERS[@]}" --alter='ADD x INT'
		printf '%s\n' "$stderr"
		[ "$status" -eq 69 ]
		[[ $stderr == *"$1"* ]]
		nothing_left
	}
	no log_bin_trust_function_creators
	sql 'SET GLOBAL log_bin_trust_function_creators = 1'
	no SET_ANY_DEFINER
	sql 'GRANT SET_ANY_DEFINER, SYSTEM_USER ON *.* TO u@localhost'
	triggers_of t > before
	gho-migrate "${GO[@]}" --user=u --socket="$SERVER/sock" \
		"${TRIGGERS[@]}" --alter='ADD x INT' > out
	cmp before <(triggers_of t)
	sql 'DROP USER u@localhost;
		SET GLOBAL log_bin_trust_function_creators = DEFAULT'
}

@test "a trigger that comes while it runs stops it" {
	gho-migrate "${GO[@]}" --run-dir="$PWD/run" --alter='ADD x INT' \
		--postpone-cut-over-flag-file="$PWD/postpone" \
		> out 2> err 3>&- &
	started=$!
	eventually test -s run/pid/postponed
	# One that is not in the binary log, either.
	sql a 'SET sql_log_bin = 0; CREATE TRIGGER g BEFORE INSERT ON t
		FOR EACH ROW SET NEW.n = 7'
	rm postpone
	local code=0
	wait "$started" || code=$?
	cat err
	[ "$code" -eq 69 ]
	grep -q 'has got the trigger g since gho-inspect' err
	nothing_left
}

@test "kill -9 between the triggers and the RENAME: none fires for the ghost" {
	make_triggers
	triggers_of t > before
	gho-inspect "${TABLE[@]}" "${TRIGGERS[@]}" --alter='MODIFY n BIGINT' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	gho-copy --defaults-file="$SERVER/my.cnf" plan > copied
	cutover() {
		gho-stream --defaults-file="$SERVER/my.cnf" plan 3>&- |
		"$@" --defaults-file="$SERVER/my.cnf" plan
	}
	run cutover env GHO_FAIL_AT=cutover-triggers \
		"$TOP/build-seam/bin/gho-cutover"
	[[ $output == *'seam cutover-triggers'* ]]
	eventually ghost_has 7
	sql a "UPDATE t SET v = 'later' WHERE id <= 100"
	# That fired them a hundred times; the ghost's must not fire again.
	cutover gho-cutover
	[ "$(logged 表)" -eq 100 ]
	[ "$(sql a "SELECT COUNT(*) FROM t WHERE v = 'later' AND n = 1")" -eq 100 ]
	cmp before <(triggers_of t)
	cmp before <(triggers_of _t_del)
	gho-ghost drop --defaults-file="$SERVER/my.cnf" < plan
}

@test "rows copied after such a death fire nothing either" {
	make_triggers
	gho-inspect "${TABLE[@]}" "${TRIGGERS[@]}" --alter='MODIFY n BIGINT' |
	gho-ghost create --defaults-file="$SERVER/my.cnf" > plan
	run env GHO_FAIL_AT=cutover-triggers "$TOP/build-seam/bin/gho-cutover" \
		--defaults-file="$SERVER/my.cnf" plan \
		< <(gho-stream --defaults-file="$SERVER/my.cnf" plan 3>&-)
	[[ $output == *'seam cutover-triggers'* ]]
	eventually ghost_has 7
	gho-copy --defaults-file="$SERVER/my.cnf" plan > copied
	ghost_has 0
	[ "$(sql a 'SELECT COUNT(*) FROM _t_gho')" -eq 500 ]
	[ "$(sql a 'SELECT COUNT(*) FROM log')" -eq 0 ]
	gho-ghost drop --defaults-file="$SERVER/my.cnf" < plan
}

ghost_has() {
	[ "$(names_of _t_gho | wc -l)" -eq "$1" ]
}

@test "two tables that would share a ghost: one migration at a time" {
	gho-migrate "${GO[@]}" --run-dir="$PWD/run" --alter='ADD x INT' \
		--force-table-names=shared --timestamp-old-table \
		--postpone-cut-over-flag-file="$PWD/postpone" > out 3>&- &
	started=$!
	eventually test -s run/pid/postponed
	fails 75 gho-migrate "${GO[@]}" --table=log --alter='ADD x INT' \
		--force-table-names=shared --initially-drop-ghost-table
	[[ $stderr == *'_shared_gho is running already'* ]]
	rm postpone
	wait "$started"
	[ "$(sql a 'SHOW TABLES' | tr '0-9' 9 | paste -sd ' ')" = \
		'_shared_99999999999999_del log t' ]
}

# make_family -- t is a child of parent.
make_family() {
	sql a "CREATE TABLE parent (id INT PRIMARY KEY);
		INSERT INTO parent SELECT id FROM t;
		ALTER TABLE t ADD p INT, ADD INDEX (p);
		UPDATE t SET p = id;
		ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (p)
			REFERENCES parent (id) $1"
}

@test "foreign keys on the table: refused, or left to the old one" {
	make_family 'ON DELETE CASCADE ON UPDATE CASCADE'
	fails 69 gho-migrate "${GO[@]}" --alter='ADD x INT'
	[[ $stderr == *'foreign key fk'*--discard-foreign-keys* ]]
	fails 69 gho-migrate "${GO[@]}" --alter='ADD x INT' \
		--skip-foreign-key-checks
	run --separate-stderr gho-migrate "${GO[@]}" --discard-foreign-keys \
		--alter='ADD x INT, DROP CONSTRAINT FK'
	[ "$status" -eq 69 ]
	[[ $stderr == *'the new table has no foreign key to drop'* ]]
	nothing_left 'log parent t'
	gho-migrate "${GO[@]}" --run-dir="$PWD/run" --alter='ADD x INT' \
		--discard-foreign-keys \
		--postpone-cut-over-flag-file="$PWD/postpone" \
		> out 2> err 3>&- &
	started=$!
	eventually test -s run/pid/postponed
	sql a 'DELETE FROM parent WHERE id <= 100;
		UPDATE parent SET id = id + 10000 WHERE id <= 200'
	rm postpone
	wait "$started"
	grep -q 'foreign key fk is left out' err
	# What the cascades did is in the new table.
	[ "$(sql a 'SELECT COUNT(*), SUM(p > 10000) FROM t' |
		tr '\t' ' ')" = '400 100' ]
	[ "$(sql a 'SELECT COUNT(*) FROM t JOIN _t_del USING (id, v, n, p)')" \
		-eq 400 ]
	[[ $(show_create a._t_del) == *REFERENCES* ]]
	[[ $(show_create a.t) != *REFERENCES* ]]
}

@test "cascades that are not in the binary log are refused" {
	other=$BATS_TEST_TMPDIR/other
	"$TOP/test/mysqld" start "$other" --innodb-native-foreign-keys=ON
	"$TOP/test/mysqld" client "$other" -e 'CREATE DATABASE a; USE a;
		CREATE TABLE parent (id INT PRIMARY KEY);
		CREATE TABLE t (id INT PRIMARY KEY, CONSTRAINT fk
			FOREIGN KEY (id) REFERENCES parent (id) ON DELETE CASCADE);
		CREATE TABLE r (id INT PRIMARY KEY, CONSTRAINT fr
			FOREIGN KEY (id) REFERENCES parent (id));'
	run --separate-stderr gho-inspect --defaults-file="$other/my.cnf" \
		--database=a --table=t --alter='ADD x INT' --discard-foreign-keys
	local code=$status why=$stderr
	run gho-inspect --defaults-file="$other/my.cnf" \
		--database=a --table=r --alter='ADD x INT' --discard-foreign-keys
	"$TOP/test/mysqld" stop "$other"
	rm -rf "$other"
	[ "$status" -eq 0 ]
	[ "$code" -eq 69 ]
	[[ $why == *'binary log does not have these changes'* ]]
}

@test "foreign keys to the table, to itself, and new ones" {
	make_family ''
	fails 69 gho-migrate "${GO[@]}" --table=parent --alter='ADD x INT' \
		--discard-foreign-keys
	[[ $stderr == *'fk'*'`a`.`t`'*'refers to `a`.`parent`'* ]]
	nothing_left 'log parent t'
	# Whoever says that there is none has to know.
	gho-inspect "${TABLE[@]}" --table=parent --alter='ADD x INT' \
		--skip-foreign-key-checks > plan
	sql a 'CREATE TABLE s (id INT PRIMARY KEY, up INT,
		FOREIGN KEY (up) REFERENCES s (id)); INSERT INTO s VALUES (1, 1)'
	run gho-migrate "${GO[@]}" --table=s --alter='ADD x INT' \
		--discard-foreign-keys
	[ "$status" -eq 0 ]
	[[ $(show_create a._s_del) == *'REFERENCES `_s_del`'* ]]
	sql a 'DROP TABLE s, _s_del'
	fails 69 gho-migrate "${GO[@]}" --table=log \
		--alter='ADD FOREIGN KEY (row_id) REFERENCES t (id)'
	[[ $stderr == *'adds the foreign key'* ]]
	nothing_left 'log parent t'
}
