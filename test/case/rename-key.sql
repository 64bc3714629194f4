The columns of the primary key get new names and types.
-- setup
CREATE TABLE t (a INT NOT NULL, b VARCHAR(20) NOT NULL, n INT,
	PRIMARY KEY (a, b));
INSERT INTO t SELECT n % 20, CONCAT('k', n), n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t SELECT n, CONCAT('new', @n), n FROM helper.n WHERE n <= 30;
UPDATE t SET n = n + 1 WHERE a % 3 = @n % 3;
UPDATE t SET a = a + 100, b = CONCAT('m', @n, b) WHERE a % 9 = 2 LIMIT 10;
DELETE FROM t WHERE a % 17 = @n % 17 LIMIT 10;
-- alter
CHANGE a x BIGINT NOT NULL, CHANGE b y VARCHAR(200) NOT NULL
-- flags
--approve-renamed-columns
