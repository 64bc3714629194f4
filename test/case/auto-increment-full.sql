An AUTO_INCREMENT that has come to the end of its type.
-- setup
CREATE TABLE t (id TINYINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT);
INSERT INTO t SELECT n, n FROM helper.n WHERE n <= 255;
-- change
UPDATE t SET a = a + 1 WHERE id % 7 = @n % 7;
DELETE FROM t WHERE id = 3 + @n;
INSERT IGNORE INTO t VALUES (2 + @n, 4), (254, 3);
-- alter
ADD COLUMN x INT
