The primary key gets one column more, as before partitioning.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT, created DATETIME NOT NULL, a INT,
	email VARCHAR(40) NOT NULL, PRIMARY KEY (id), UNIQUE KEY (email, id)
);
INSERT INTO t SELECT n, '2020-01-01' + INTERVAL n DAY, n, CONCAT('m', n)
	FROM helper.n WHERE n <= 400;
-- change
UPDATE t SET created = created + INTERVAL @n HOUR WHERE id % 3 = @n % 3;
UPDATE IGNORE t SET id = id + 100000 WHERE id % 7 = @n % 7 AND id < 100000;
UPDATE IGNORE t SET id = id - 100000, created = created + INTERVAL 1 YEAR
	WHERE id > 100000 AND id % 2 = @n % 2;
START TRANSACTION;
DELETE FROM t WHERE id % 11 = @n % 11 AND id <= 400;
INSERT INTO t SELECT n, '2021-01-01' + INTERVAL @n DAY, -n, CONCAT('b', @n)
	FROM helper.n WHERE n <= 400 AND n % 11 = @n % 11
	AND NOT EXISTS (SELECT 1 FROM t o WHERE o.id = n);
UPDATE t SET created = '2021-01-01', a = @n WHERE id % 11 = @n % 11;
UPDATE t SET created = created + INTERVAL id % 50 DAY WHERE id % 11 = @n % 11;
COMMIT;
START TRANSACTION;
UPDATE t SET created = NOW(), a = 0;
ROLLBACK;
-- alter
DROP PRIMARY KEY, ADD PRIMARY KEY (id, created)
