Descending keys, before and after.
-- setup
CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, n INT,
	PRIMARY KEY (a DESC, b), KEY (n DESC));
INSERT INTO t SELECT n % 10, n, n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t SELECT -@n, n, n FROM helper.n WHERE n <= 20;
UPDATE t SET n = n + 1 WHERE b % 3 = @n % 3;
UPDATE t SET a = a + 100 WHERE b % 7 = @n % 7;
DELETE FROM t WHERE b % 17 = @n % 17;
-- alter
DROP PRIMARY KEY, ADD PRIMARY KEY (a, b DESC), ADD COLUMN extra INT
