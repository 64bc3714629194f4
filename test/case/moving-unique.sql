Values of a secondary UNIQUE key that move from row to row.
-- setup
CREATE TABLE t (
	id INT NOT NULL PRIMARY KEY, email VARCHAR(40), n INT NOT NULL,
	UNIQUE KEY (email)
);
INSERT INTO t SELECT n, CONCAT('m', n), 0 FROM helper.n WHERE n <= 400;
-- change
SET @a = 1 + @n % 40, @b = 400 - @n % 40;
SELECT email FROM t WHERE id = @a INTO @x;
SELECT email FROM t WHERE id = @b INTO @y;
START TRANSACTION;
UPDATE t SET email = CONCAT('tmp', @n) WHERE id = @a;
UPDATE t SET email = @x, n = n + 1 WHERE id = @b;
UPDATE t SET email = @y, n = n + 1 WHERE id = @a;
COMMIT;
SET @a = 41 + @n % 40, @b = 360 - @n % 40;
SELECT email FROM t WHERE id = @a INTO @x;
DELETE FROM t WHERE id = @a;
UPDATE t SET email = @x WHERE id = @b;
INSERT INTO t VALUES (@a, CONCAT('again', @n), @n);
UPDATE t SET email = NULL WHERE id = 100;
UPDATE t SET email = 'walks' WHERE id = 100 + @n % 200
	AND NOT EXISTS (SELECT 1 FROM (SELECT * FROM t) o WHERE email = 'walks');
UPDATE t SET email = CONCAT('old', @n) WHERE email = 'walks' AND @n % 2;
UPDATE t SET id = id + 10000 WHERE id = 90 + @n % 5 AND id < 100;
UPDATE t SET email = CONCAT('e', id), id = id - 10000 WHERE id > 10000;
-- alter
ADD COLUMN extra INT
