A text key that ignores case and accents; 'a' and 'A' are one row.
-- setup
CREATE TABLE t (
	k VARCHAR(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci PRIMARY KEY,
	n INT
);
INSERT INTO t SELECT CONCAT(CHAR(97 + n % 26 USING utf8mb4), 'é', n), n
	FROM helper.n WHERE n <= 300;
-- change
UPDATE t SET k = UPPER(k) WHERE n % 3 = @n % 3;
UPDATE t SET k = LOWER(k), n = n + 1 WHERE n % 3 = (@n + 1) % 3;
UPDATE t SET k = REPLACE(k, 'é', 'e') WHERE n % 5 = @n % 5;
UPDATE t SET k = REPLACE(k, 'e', 'É') WHERE n % 5 = (@n + 1) % 5;
REPLACE INTO t SELECT CONCAT('AE', 26 * n), n FROM helper.n WHERE n < 5;
INSERT INTO t SELECT CONCAT('0x', HEX(n), ' ', @n), n FROM helper.n WHERE n <= 20;
UPDATE t SET k = CONCAT(k, ' ') WHERE n % 7 = @n % 7 AND LENGTH(k) < 25;
DELETE FROM t WHERE n % 17 = @n % 17;
-- alter
ADD COLUMN extra INT
