Values that move under a new UNIQUE key, in a table whose values and time zone
are converted on the way.
-- setup
CREATE TABLE t (k VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_general_cs
	NOT NULL PRIMARY KEY, s TIMESTAMP(2) NULL, e ENUM('a', 'b', 'c'), n INT);
INSERT INTO t SELECT CONCAT(ELT(n % 2 + 1, 'ä', 'o'), n),
	'2024-06-30 00:00:00' + INTERVAL n * 7 MINUTE, n % 3 + 1, n FROM helper.n
	WHERE n <= 300;
-- change
SELECT s FROM t WHERE n = @n INTO @x;
SELECT s FROM t WHERE n = 300 - @n INTO @y;
UPDATE t SET s = NULL WHERE n = @n;
UPDATE t SET s = @x WHERE n = 300 - @n;
UPDATE t SET s = @y WHERE n = @n;
UPDATE t SET n = n + 1 ORDER BY n DESC;
UPDATE t SET k = CONCAT(k, '/', @n) WHERE n % 7 = @n % 7 AND LENGTH(k) < 15;
UPDATE t SET e = e % 3 + 1 WHERE n % 3 = @n % 3;
DELETE FROM t WHERE n % 23 = @n % 23;
INSERT INTO t SELECT CONCAT('é', @n, '/', n), NULL, 1, -1000 * @n - n
	FROM helper.n WHERE n <= 20;
-- alter
MODIFY k VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs NOT NULL,
MODIFY s DATETIME(2), MODIFY e ENUM('c', 'b', 'a'), ADD UNIQUE KEY (s),
ADD UNIQUE KEY (n)
