A column of the primary key is dropped, and another key takes its place.
-- setup
CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, c VARCHAR(20)
	COLLATE utf8mb4_0900_ai_ci NOT NULL, d INT NOT NULL, n INT,
	PRIMARY KEY (a, b), UNIQUE KEY (c, d));
INSERT INTO t SELECT n % 10, n, CONCAT('c', n % 7), n, n FROM helper.n
	WHERE n <= 300;
-- change
INSERT INTO t SELECT @n, n + 1000 * @n, 'NEW', n + 1000 * @n, n FROM helper.n
	WHERE n <= 20;
UPDATE t SET n = n + 1 WHERE b % 3 = @n % 3;
UPDATE t SET a = a + 100 WHERE b % 7 = @n % 7;
UPDATE t SET c = UPPER(c), d = d + 1000000 WHERE b % 11 = @n % 11
	AND d < 1000000;
UPDATE t SET d = -d WHERE b % 5 = @n % 5;
DELETE FROM t WHERE b % 17 = @n % 17;
-- alter
DROP PRIMARY KEY, DROP COLUMN a, DROP KEY c, ADD PRIMARY KEY (d, c),
MODIFY c VARCHAR(100) COLLATE utf8mb4_0900_ai_ci NOT NULL, ADD KEY (b)
