Labels of bytes, with spaces at their ends, as a key, too; they are reordered.
-- setup
CREATE TABLE t (
	e ENUM('u ', 'u', '', 'é') CHARACTER SET binary NOT NULL,
	id INT NOT NULL, n INT,
	s SET('a', 'A', 'b ') CHARACTER SET binary, PRIMARY KEY (e, id)
);
INSERT INTO t SELECT 1 + n % 4, n, n, n % 8 FROM helper.n WHERE n <= 300;
-- change
UPDATE t SET n = n + 1 WHERE n % 7 = @n % 7;
UPDATE t SET e = 'u', id = id + 1000 WHERE n % 11 = @n % 11 AND e = 'u ';
UPDATE t SET s = (n + @n) % 8 WHERE n % 7 = @n % 7;
-- alter
MODIFY e ENUM('', 'u', 'q', 'u ', 'é') CHARACTER SET binary NOT NULL,
MODIFY s SET('b ', 'A', 'a') CHARACTER SET binary
