The primary key gets the columns by which the table becomes partitioned.
-- setup
CREATE TABLE t (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, created DATE NOT NULL,
	a VARCHAR(20), j JSON
);
INSERT INTO t SELECT n, '2020-01-01' + INTERVAL n WEEK, n,
	JSON_OBJECT('n', CAST(n AS DECIMAL(9, 2))) FROM helper.n WHERE n <= 400;
-- change
UPDATE t SET created = created + INTERVAL @n MONTH WHERE id % 3 = @n % 3;
UPDATE IGNORE t SET created = created - INTERVAL @n YEAR, id = id + 5000
	WHERE id % 5 = @n % 5 AND id < 5000;
UPDATE IGNORE t SET id = id - 5000 WHERE id > 5000 AND id % 2 = @n % 2;
DELETE FROM t WHERE id % 23 = @n % 23;
INSERT INTO t (created, a) SELECT '2018-01-01' + INTERVAL n MONTH, @n
	FROM helper.n WHERE n <= 20;
UPDATE t SET a = CONCAT(@n, 'x'), created = '2022-02-02' WHERE id % 13 = @n % 13;
-- alter
ADD region INT NOT NULL DEFAULT 1, DROP PRIMARY KEY,
ADD PRIMARY KEY (id, region, created)
PARTITION BY RANGE (YEAR(created)) (
	PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN (2022),
	PARTITION p2 VALUES LESS THAN (2024), PARTITION p3 VALUES LESS THAN MAXVALUE)
