ENUM and SET reordered and extended.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	a ENUM('x', 'y', 'z') NOT NULL, b ENUM('one', 'two'),
	s SET('p', 'q', 'r'), u SET('m', 'n') NOT NULL
);
-- values
INSERT INTO v VALUES
	(NULL, 'x', 'one', 'p', 'm'), (NULL, 'y', 'two', 'q,r', 'n'),
	(NULL, 'z', NULL, '', 'm,n'), (NULL, 'x', 'two', NULL, ''),
	(NULL, 'z', 'one', 'p,q,r', 'm');
-- alter
MODIFY a ENUM('z', 'new', 'y', 'x') NOT NULL,
MODIFY b ENUM('one', 'two', 'three') CHARACTER SET latin1,
MODIFY s SET('r', 'new', 'p', 'q'), MODIFY u SET('m', 'n', 'o') NOT NULL
