A unique index over the elements of arrays, which move between rows.
-- setup
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, j JSON, n INT,
	UNIQUE KEY mv ((CAST(j AS UNSIGNED ARRAY))));
INSERT INTO t SELECT n, JSON_ARRAY(2 * n, 2 * n + 1), n FROM helper.n
	WHERE n <= 300;
-- change
SELECT j FROM t WHERE id = 1 + @n INTO @a;
SELECT j FROM t WHERE id = 300 - @n INTO @b;
UPDATE t SET j = NULL WHERE id = 1 + @n;
UPDATE t SET j = @a WHERE id = 300 - @n;
UPDATE t SET j = @b WHERE id = 1 + @n;
UPDATE t SET n = n + 1 WHERE id % 3 = @n % 3;
INSERT INTO t (j, n) SELECT JSON_ARRAY(100000 * @n + n), n FROM helper.n
	WHERE n <= 20;
DELETE FROM t WHERE id % 31 = 7 + @n % 20;
-- alter
ADD COLUMN x INT DEFAULT 3, MODIFY n VARCHAR(20)
