A TIMESTAMP in the key becomes a DATETIME.
-- setup
CREATE TABLE t (k TIMESTAMP(3) NOT NULL, l INT NOT NULL, n INT,
	PRIMARY KEY (k, l));
INSERT INTO t SELECT '2024-01-01' + INTERVAL n * 7 HOUR, n, n FROM helper.n
	WHERE n <= 300;
-- change
INSERT INTO t SELECT NOW(3), n + 1000 * @n, n FROM helper.n WHERE n <= 20;
UPDATE t SET n = n + 1 WHERE l % 3 = @n % 3;
UPDATE t SET k = k + INTERVAL 1 HOUR WHERE l % 7 = @n % 7;
DELETE FROM t WHERE l % 17 = @n % 17;
-- alter
MODIFY k DATETIME(3) NOT NULL
