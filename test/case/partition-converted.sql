Partitions by the key, whose types and charset change.
-- setup
CREATE TABLE t (s VARCHAR(20) CHARACTER SET latin1 NOT NULL, id INT NOT NULL,
	n INT, PRIMARY KEY (s, id)) PARTITION BY KEY (s, id) PARTITIONS 5;
INSERT INTO t SELECT CONCAT('ä', n % 9), n, n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t SELECT CONCAT('Ö', n), 1000 * @n + n, n FROM helper.n
	WHERE n <= 20;
UPDATE t SET s = CONCAT(s, 'x') WHERE id % 7 = @n % 7 AND LENGTH(s) < 18;
UPDATE t SET n = n + 1 WHERE id % 5 = @n % 5;
DELETE FROM t WHERE n % 23 = @n;
-- alter
MODIFY s VARCHAR(30) CHARACTER SET utf8mb4 NOT NULL, MODIFY id BIGINT NOT NULL
