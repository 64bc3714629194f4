The columns of a key change their names with each other, and their types.
-- setup
CREATE TABLE t (a INT NOT NULL, b ENUM('x', 'y', 'z') NOT NULL,
	c VARCHAR(10) NOT NULL, n INT, PRIMARY KEY (a, b, c),
	UNIQUE KEY (c, a, b));
INSERT INTO t SELECT n % 50, 1 + n % 3, CONCAT('k', n), n FROM helper.n
	WHERE n <= 300;
-- change
INSERT INTO t SELECT 100 + @n, 1 + n % 3, CONCAT('n', n), n FROM helper.n
	WHERE n <= 30;
UPDATE t SET n = n + 1 WHERE a % 7 = @n % 7;
UPDATE t SET b = 1 + b % 3, a = a + 1000 WHERE a % 9 = @n AND a < 1000;
DELETE FROM t WHERE n % 23 = @n;
-- alter
CHANGE a b BIGINT NOT NULL, CHANGE b c ENUM('z', 'y', 'x', 'w') NOT NULL FIRST,
CHANGE c a VARCHAR(20) CHARACTER SET latin1 NOT NULL
-- flags
--approve-renamed-columns
