ENUM and SET in the key: their order is not that of their texts.
-- setup
CREATE TABLE t (e ENUM('z', 'm', 'a') NOT NULL, s SET('q', 'p') NOT NULL,
	n INT NOT NULL, v INT, PRIMARY KEY (e, s, n));
INSERT INTO t SELECT n % 3 + 1, n % 4, n, n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t SELECT n % 3 + 1, n % 4, n + 1000 * @n, n FROM helper.n
	WHERE n <= 20;
UPDATE t SET v = v + 1 WHERE n % 3 = @n % 3;
UPDATE t SET e = e % 3 + 1, s = (s + 1) % 4 WHERE n % 7 = @n % 7;
DELETE FROM t WHERE n % 17 = @n % 17;
-- alter
MODIFY v BIGINT, ADD COLUMN extra INT
