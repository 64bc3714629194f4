New UNIQUE keys on a prefix, an expression and a generated column.
-- setup
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a VARCHAR(40) NOT NULL, n INT);
INSERT INTO t SELECT n, CONCAT('p', n, '-', REPEAT('x', n % 9)), n FROM helper.n
	WHERE n <= 300;
-- change
SET @a = 1 + @n % 40, @b = 300 - @n % 40;
SELECT a FROM t WHERE id = @a INTO @x;
SELECT a FROM t WHERE id = @b INTO @y;
UPDATE t SET a = CONCAT('tm', @n, '-') WHERE id = @a;
UPDATE t SET a = CONCAT(@x, 'y') WHERE id = @b AND LENGTH(a) < 30;
UPDATE t SET a = CONCAT(@y, 'z') WHERE id = @a AND LENGTH(a) < 30;
UPDATE t SET n = n + 1 ORDER BY n DESC;
DELETE FROM t WHERE id = 100 + @n;
INSERT INTO t SELECT 100 + @n, CONCAT('new', @n), 0;
UPDATE t SET id = id + 1000 WHERE id = 200 + @n % 5;
UPDATE t SET id = id - 1000 WHERE id > 1000;
-- alter
ADD UNIQUE KEY (a(12)), ADD UNIQUE KEY ((n * 2)),
ADD COLUMN g INT AS (n + 1) VIRTUAL, ADD UNIQUE KEY (g)
