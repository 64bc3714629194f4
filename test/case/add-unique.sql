A new UNIQUE key over values that are unique, and many NULLs.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT, u VARCHAR(40)
);
INSERT INTO t SELECT NULL, n, IF(n % 5, CONCAT('u', n), NULL)
	FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t (a, u) SELECT n, CONCAT('v', @n, '/', n) FROM helper.n
	WHERE n <= 30;
UPDATE t SET u = CONCAT(u, 'x') WHERE id % 7 = @n % 7 AND LENGTH(u) < 30;
UPDATE t SET u = NULL WHERE id % 31 = @n % 31;
UPDATE t SET id = id + 100000 * @n WHERE id % 41 = @n % 41 AND id < 10000;
DELETE FROM t WHERE id % 29 = @n % 29;
START TRANSACTION; UPDATE t SET u = CONCAT('r', id); ROLLBACK;
-- alter
ADD UNIQUE KEY u (u), ADD COLUMN b INT
