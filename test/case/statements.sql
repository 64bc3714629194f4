Savepoints, XA, multi-table and ON DUPLICATE KEY statements, a wide range.
-- setup
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT,
	b VARCHAR(20) NOT NULL);
CREATE TABLE other (id INT PRIMARY KEY, a INT);
INSERT INTO t SELECT NULL, n, n FROM helper.n WHERE n <= 400;
INSERT INTO other SELECT n, n FROM helper.n WHERE n <= 100;
-- change
START TRANSACTION;
UPDATE t SET a = 1 WHERE id % 11 = @n % 11;
SAVEPOINT s;
DELETE FROM t WHERE id % 3 = 0;
ROLLBACK TO SAVEPOINT s;
INSERT INTO other SELECT MAX(id) + 1, @n FROM other;
INSERT INTO t (a, b) VALUES (@n, 'after');
COMMIT;
UPDATE t JOIN other o USING (id) SET t.a = o.a + @n, o.a = o.a + 1;
INSERT INTO t VALUES (5, 1, 'dup'), (6 + @n, 2, 'dup')
	ON DUPLICATE KEY UPDATE b = CONCAT('d', @n), a = VALUES(a);
REPLACE INTO t SELECT n, @n, 'replaced' FROM helper.n WHERE n % 50 = @n % 50;
SET autocommit = 0;
DELETE t FROM t JOIN other USING (id) WHERE t.id % 29 = @n % 29;
INSERT INTO t (a, b) SELECT n, '' FROM helper.n WHERE n <= 50;
COMMIT;
SET autocommit = 1;
SET binlog_transaction_compression = ON;
UPDATE t SET a = a + 1 WHERE id % 5 = @n % 5;
SET binlog_transaction_compression = OFF;
-- alter
ADD COLUMN extra INT NOT NULL DEFAULT 1
