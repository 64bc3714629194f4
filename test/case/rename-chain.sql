A chain of renames in a circle, and a name that comes again as a new column.
-- setup
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(20),
	c INT, d INT, `é` INT, KEY k (a, d));
-- values
INSERT INTO v VALUES (NULL, 1, 'b1', 100, 1000, 5), (NULL, NULL, NULL, NULL, NULL, NULL);
-- alter
CHANGE d e BIGINT, ADD d INT DEFAULT 77, RENAME COLUMN b TO a, RENAME COLUMN a TO b,
RENAME INDEX k TO `k?`, CHANGE `É` `É` BIGINT, MODIFY C BIGINT
-- flags
--approve-renamed-columns
