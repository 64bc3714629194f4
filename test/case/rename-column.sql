RENAME COLUMN, together with new and dropped columns.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	a INT NOT NULL, b VARCHAR(20), c INT, KEY (a), KEY (b)
);
-- values
INSERT INTO v VALUES (NULL, 1, 'x', 3), (NULL, -2, NULL, NULL),
	(NULL, 3, '', 0);
-- alter
RENAME COLUMN a TO z, RENAME COLUMN `b` TO `select`, DROP COLUMN c,
ADD COLUMN n INT NOT NULL DEFAULT 5 AFTER id
-- flags
--approve-renamed-columns
