The only key is on generated columns, one stored and one virtual.
-- setup
CREATE TABLE t (
	v INT AS (a DIV 2) VIRTUAL NOT NULL, a INT NOT NULL,
	s VARCHAR(30) AS (CONCAT(UPPER(b), '-', a % 2)) STORED NOT NULL,
	b VARCHAR(20) NOT NULL, n INT, UNIQUE KEY (s, v)
);
INSERT INTO t (a, b, n) SELECT n, CONCAT('b', n DIV 10), n FROM helper.n
	WHERE n <= 300;
-- change
INSERT INTO t (a, b, n) SELECT n + 1000 * @n, CONCAT('c', n), n FROM helper.n
	WHERE n <= 20;
UPDATE t SET n = n + 1 WHERE n % 3 = @n % 3;
UPDATE t SET a = a + 2000000 WHERE n % 7 = @n % 7 AND a < 1000000;
UPDATE t SET b = LOWER(b) WHERE n % 5 = @n % 5;
UPDATE t SET b = CONCAT('x', b) WHERE n % 11 = @n % 11 AND LENGTH(b) < 15;
DELETE FROM t WHERE n % 17 = @n % 17;
-- alter
MODIFY n BIGINT, ADD COLUMN extra INT FIRST, ADD UNIQUE KEY (b, a)
