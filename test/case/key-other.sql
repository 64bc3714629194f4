The primary key is dropped; another unique key is shared.
-- setup
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT, u VARCHAR(30) NOT NULL, n INT,
	PRIMARY KEY (id), UNIQUE KEY u (u));
INSERT INTO t SELECT NULL, CONCAT('u', n), n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t (u, n) SELECT CONCAT(@n, '/', n), n FROM helper.n WHERE n <= 20;
UPDATE t SET n = n + 1 WHERE id % 3 = @n % 3;
UPDATE t SET u = CONCAT(u, 'x') WHERE id % 7 = @n % 7 AND LENGTH(u) < 28;
DELETE FROM t WHERE id % 17 = @n % 17;
-- alter
MODIFY id INT NOT NULL, DROP PRIMARY KEY, ADD PRIMARY KEY (u, id), DROP INDEX u,
ADD UNIQUE KEY u2 (u)
