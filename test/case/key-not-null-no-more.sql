The primary key becomes a UNIQUE key whose column may be NULL, of another name
and type.
-- setup
CREATE TABLE t (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, u INT, n INT,
	UNIQUE KEY (u));
INSERT INTO t SELECT n, -n, n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t (n) SELECT n FROM helper.n WHERE n <= 20;
UPDATE t SET n = n + 1 WHERE id % 3 = @n % 3;
UPDATE t SET u = u + 1 ORDER BY u DESC;
UPDATE t SET id = id + 3000 * @n WHERE id % 7 = @n % 7 AND id < 3000;
DELETE FROM t WHERE id % 17 = @n % 17;
-- alter
DROP PRIMARY KEY, CHANGE id old_id BIGINT NULL, ADD UNIQUE KEY (old_id),
DROP KEY u, ADD UNIQUE KEY (u, old_id)
-- flags
--approve-renamed-columns
