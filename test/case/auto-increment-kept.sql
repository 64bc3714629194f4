Numbers that were given out, and whose rows are gone, stay given out.
-- setup
CREATE TABLE t (a INT, id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	PRIMARY KEY (id)) AUTO_INCREMENT = 5000000000;
INSERT INTO t (a) SELECT n FROM helper.n WHERE n <= 300;
-- session
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
-- change
INSERT IGNORE INTO t VALUES (0, 0);
INSERT INTO t (a) SELECT n FROM helper.n WHERE n <= 20;
UPDATE t SET a = a + 1 WHERE id % 3 = @n % 3;
DELETE FROM t ORDER BY id DESC LIMIT 15;
UPDATE t SET id = id - 1000000 ORDER BY id DESC LIMIT 3;
-- alter
ADD COLUMN b INT
