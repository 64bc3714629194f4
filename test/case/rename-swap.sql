Two columns change their names with each other.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	a INT NOT NULL, b INT NOT NULL, c VARCHAR(10)
);
-- values
INSERT INTO v VALUES (NULL, 1, 100, 'x'), (NULL, 2, 200, NULL),
	(NULL, 3, 300, '');
-- alter
RENAME COLUMN a TO b, RENAME COLUMN b TO a
-- flags
--approve-renamed-columns
