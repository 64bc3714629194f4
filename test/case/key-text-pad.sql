A text key with trailing spaces that do not count, in another charset.
-- setup
CREATE TABLE t (
	k CHAR(20) CHARACTER SET latin1 COLLATE latin1_german2_ci NOT NULL,
	l VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
	n INT, PRIMARY KEY (k, l)
);
INSERT INTO t SELECT ELT(n % 4 + 1, 'ä', 'AE', 'ß', 'x '), CONCAT('l', n), n
	FROM helper.n WHERE n <= 300;
-- change
UPDATE t SET l = CONCAT(TRIM(l), IF(@n % 2, ' ', '')) WHERE n % 3 = @n % 3;
UPDATE t SET k = ELT((n + @n) % 4 + 1, 'Ä', 'ae', 'ss', 'X') WHERE n % 5 = 0;
UPDATE t SET l = UPPER(l) WHERE n % 7 = @n % 7;
INSERT INTO t SELECT 'new', CONCAT(@n, ' ', n), n FROM helper.n WHERE n <= 20;
DELETE FROM t WHERE n % 17 = @n % 17 AND k = 'AE';
-- alter
MODIFY n BIGINT, ADD INDEX (n)
