A key of sixteen columns, in which values are exchanged.
-- setup
CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, c TINYINT NOT NULL,
	d CHAR(2) NOT NULL, e VARCHAR(5) COLLATE utf8mb4_0900_ai_ci NOT NULL,
	f BINARY(2) NOT NULL, g DATE NOT NULL, h DECIMAL(4,1) NOT NULL,
	i ENUM('y', 'x') NOT NULL, j SET('q', 'p') NOT NULL, k BIT(3) NOT NULL,
	l YEAR NOT NULL, m TIME NOT NULL, n INT NOT NULL, o BIGINT NOT NULL,
	p SMALLINT UNSIGNED NOT NULL, v INT,
	PRIMARY KEY (a, b, c, d DESC, e, f, g, h, i, j, k, l, m, n, o, p));
INSERT INTO t SELECT n % 2, 7, n % 3 - 1, 'd', ELT(n % 3 + 1, 'a', 'B', 'ä b'),
	'f', '2001-01-01', -n % 3 / 2, n % 2 + 1, n % 4, n % 8, 2000, '-1:00', 1,
	n DIV 20, n, n FROM helper.n WHERE n <= 300;
-- change
UPDATE t SET v = v + 1 WHERE p % 3 = @n % 3;
UPDATE t SET a = 1 - a, i = 3 - i WHERE p % 7 = @n % 7;
UPDATE t SET e = UPPER(e), f = REVERSE(f) WHERE p % 5 = @n % 5;
UPDATE t SET n = -1 WHERE p = 1 + @n;
UPDATE t SET h = h + 0.5, p = p + 1 WHERE p > 250 AND p < 60000
	ORDER BY p DESC LIMIT 20;
INSERT INTO t SELECT a, b, c, d, e, f, g, h, i, j, k, l, m, n, o + 100000 * @n,
	p, v FROM t WHERE o < 100000 LIMIT 20;
DELETE FROM t WHERE v % 17 = @n % 17;
-- alter
MODIFY v BIGINT, ADD UNIQUE KEY (p, o, a, b, c, e, h, i, n, f, g)
