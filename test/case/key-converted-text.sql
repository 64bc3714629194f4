A text key that gets another charset and collation.
-- setup
CREATE TABLE t (k VARCHAR(30) CHARACTER SET latin1 COLLATE latin1_general_cs
	NOT NULL PRIMARY KEY, n INT);
INSERT INTO t SELECT CONCAT(ELT(n % 3 + 1, 'ä', 'Ö', 'x'), n), n FROM helper.n
	WHERE n <= 300;
-- change
INSERT INTO t SELECT CONCAT('é', @n, '/', n), n FROM helper.n WHERE n <= 20;
UPDATE t SET n = n + 1 WHERE n % 3 = @n % 3;
UPDATE t SET k = CONCAT(k, 'ß') WHERE n % 7 = @n % 7 AND LENGTH(k) < 28;
DELETE FROM t WHERE n % 17 = @n % 17;
-- alter
MODIFY k VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL
