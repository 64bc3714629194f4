A key of many types, which are converted; a SET changes the places of its labels.
-- setup
CREATE TABLE t (d DATE NOT NULL, y YEAR NOT NULL, b BIT(9) NOT NULL,
	e ENUM('x', 'y', 'z') NOT NULL, s SET('p', 'q', 'r') NOT NULL,
	c CHAR(5) CHARACTER SET latin1 COLLATE latin1_general_cs NOT NULL,
	vb VARBINARY(9) NOT NULL, ti TIME(2) NOT NULL, dc DECIMAL(6,2) NOT NULL,
	n INT, PRIMARY KEY (d, y DESC, b, e, s, c DESC, vb, ti, dc));
INSERT INTO t SELECT '2001-01-01' + INTERVAL n % 5 DAY, 2000 + n % 3, n % 512,
	1 + n % 3, n % 8, CONCAT('c', n % 10), UNHEX(HEX(n)),
	SEC_TO_TIME(n * 10 - 700), n / 7, n FROM helper.n WHERE n <= 300;
-- change
UPDATE t SET n = n + 1 WHERE n % 7 = @n % 7;
UPDATE t SET e = 1 + e % 3, s = (s + 1) % 8, d = d + INTERVAL 100 DAY
	WHERE n % 9 = @n;
UPDATE t SET ti = ti + INTERVAL 3 HOUR, c = CONCAT('C', @n) WHERE n % 11 = @n;
DELETE FROM t WHERE n % 23 = @n;
-- alter
MODIFY d DATETIME NOT NULL, MODIFY y INT NOT NULL, MODIFY b BIGINT NOT NULL,
MODIFY e ENUM('z', 'y', 'x') NOT NULL, MODIFY s SET('r', 'q', 'p') NOT NULL,
MODIFY c VARCHAR(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
MODIFY vb VARBINARY(20) NOT NULL, MODIFY ti TIME(4) NOT NULL,
MODIFY dc DECIMAL(10,4) NOT NULL
