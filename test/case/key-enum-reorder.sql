An ENUM in the key whose members get other numbers.
-- setup
CREATE TABLE t (e ENUM('z', 'm', 'a') NOT NULL, n INT NOT NULL, v INT,
	PRIMARY KEY (e, n));
INSERT INTO t SELECT n % 3 + 1, n, n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t SELECT n % 3 + 1, n + 1000 * @n, n FROM helper.n WHERE n <= 20;
UPDATE t SET v = v + 1 WHERE n % 3 = @n % 3;
UPDATE t SET e = e % 3 + 1 WHERE n % 7 = @n % 7;
DELETE FROM t WHERE n % 17 = @n % 17;
-- alter
MODIFY e ENUM('a', 'b', 'm', 'z') NOT NULL
