No primary key, but a UNIQUE one that has no NULL, and one that may.
-- setup
CREATE TABLE t (a INT, b VARCHAR(20) NOT NULL, c DATE NOT NULL, n INT,
	UNIQUE KEY nullable (a), UNIQUE KEY good (c, b));
INSERT INTO t SELECT IF(n % 2, n, NULL), CONCAT('b', n),
	'2001-01-01' + INTERVAL n DIV 30 DAY, n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t SELECT NULL, CONCAT(@n, '/', n), NOW(), n FROM helper.n
	WHERE n <= 20;
UPDATE t SET n = n + 1 WHERE n % 3 = @n % 3;
UPDATE t SET a = NULL WHERE n % 5 = @n % 5;
UPDATE t SET b = CONCAT(b, 'x') WHERE n % 7 = @n % 7 AND LENGTH(b) < 18;
DELETE FROM t WHERE n % 17 = @n % 17;
-- alter
ADD COLUMN extra INT, ADD INDEX (n)
