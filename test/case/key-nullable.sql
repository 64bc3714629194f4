The only key is on columns that may be NULL and are not.
-- setup
CREATE TABLE t (a INT, b VARCHAR(20), n INT, UNIQUE KEY k (a DESC, b),
	UNIQUE KEY (n));
INSERT INTO t SELECT n % 10, CONCAT('b', n), IF(n % 3, n, NULL) FROM helper.n
	WHERE n <= 300;
-- change
INSERT INTO t SELECT n, CONCAT('c', @n, '/', n), NULL FROM helper.n
	WHERE n <= 20;
UPDATE t SET n = n + 1 ORDER BY n DESC;
UPDATE t SET a = a + 100 WHERE a % 7 = @n % 7;
UPDATE t SET b = CONCAT(b, 'x') WHERE a % 5 = @n % 5 AND LENGTH(b) < 18;
DELETE FROM t WHERE a % 17 = @n % 17;
-- alter
ADD COLUMN extra INT, MODIFY n BIGINT, ADD UNIQUE KEY (n, b)
-- flags
--allow-nullable-unique-key
