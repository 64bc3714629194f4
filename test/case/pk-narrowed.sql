The primary key loses a column, and another key gets one.
-- setup
CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, c INT NOT NULL, v INT,
	PRIMARY KEY (a, b));
INSERT INTO t SELECT n % 7, n, n, n FROM helper.n WHERE n <= 400;
-- change
UPDATE t SET a = (a + 1) % 9 WHERE b % 3 = @n % 3;
SET @x = 1 + @n % 40, @y = 400 - @n % 40;
UPDATE t SET b = -1 WHERE b = @x;
UPDATE t SET b = @x WHERE b = @y;
UPDATE t SET b = @y, v = @n WHERE b = -1;
DELETE FROM t WHERE b BETWEEN 100 AND 110;
INSERT INTO t SELECT @n, n, n, @n FROM helper.n WHERE n BETWEEN 100 AND 110;
-- alter
DROP PRIMARY KEY, ADD PRIMARY KEY (b)
