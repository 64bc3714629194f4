CHANGE: a column renamed, one renamed with another type.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	a INT NOT NULL, b ENUM('x', 'y', 'z'), c TIMESTAMP(3) NULL,
	d VARCHAR(20) CHARACTER SET latin1, e JSON
);
-- values
INSERT INTO v VALUES
	(NULL, -1, 'x', '2001-02-03 04:05:06.789', 'äö', '1.0'),
	(NULL, 2147483647, 'z', NULL, '', '{"a": 1}'),
	(NULL, 0, NULL, '2038-01-19', NULL, NULL);
-- alter
CHANGE a `new a` BIGINT NOT NULL, CHANGE COLUMN b kind ENUM('z', 'y', 'x'),
CHANGE c c2 DATETIME(3), CHANGE `d` d2 VARCHAR(20) CHARACTER SET utf8mb4,
CHANGE e e2 LONGTEXT
-- flags
--approve-renamed-columns
