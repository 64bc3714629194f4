Values that move under UNIQUE keys that only the new table has.
-- setup
CREATE TABLE t (
	id INT NOT NULL PRIMARY KEY, slot INT NOT NULL, email VARCHAR(40),
	UNIQUE KEY (slot)
);
INSERT INTO t SELECT n, n, CONCAT('m', n) FROM helper.n WHERE n <= 400;
-- change
SET @a = 1 + @n % 40, @b = 400 - @n % 40;
SELECT email FROM t WHERE id = @a INTO @x;
SELECT email FROM t WHERE id = @b INTO @y;
UPDATE t SET email = CONCAT('tmp', @n) WHERE id = @a;
UPDATE t SET email = @x WHERE id = @b;
UPDATE t SET email = @y WHERE id = @a;
START TRANSACTION;
UPDATE t SET email = 'both' WHERE id IN (@a, @b);
UPDATE t SET email = @x WHERE id = @a;
UPDATE t SET email = @y WHERE id = @b;
COMMIT;
UPDATE t SET slot = slot + 1 ORDER BY slot DESC;
UPDATE t SET email = CONCAT('old', @n) WHERE email = 'walks';
UPDATE t SET email = 'walks' WHERE id = 100 + (@n * 7) % 200;
SET @a = 41 + @n % 40, @b = 360 - @n % 40;
SELECT email FROM t WHERE id = @a INTO @x;
DELETE FROM t WHERE id = @a;
UPDATE t SET email = @x WHERE id = @b;
INSERT INTO t VALUES (@a, -@n, CONCAT('again', @n));
UPDATE t SET slot = slot - 1 ORDER BY slot LIMIT 50;
UPDATE t SET id = id + 10000 WHERE id = 90 + @n % 5;
UPDATE t SET email = CONCAT('e', id, '/', @n), id = id - 10000 WHERE id > 10000;
-- alter
ADD UNIQUE KEY (email), ADD UNIQUE KEY (slot, email), MODIFY slot BIGINT NOT NULL
