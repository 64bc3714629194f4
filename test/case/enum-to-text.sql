ENUM and SET to text and to bytes, text to ENUM and SET.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	a ENUM('x', 'it''s', 'é') NOT NULL, b ENUM('1', '10', '0'),
	s SET('p', 'q', 'é'), vb ENUM('日', 'x'), e VARCHAR(10) NOT NULL,
	f VARCHAR(10)
);
-- values
INSERT INTO v VALUES
	(NULL, 'x', '1', 'p', '日', 'one', 'p,q'),
	(NULL, 'it''s', '10', 'q,é', 'x', 'two', 'q'),
	(NULL, 'é', '0', '', NULL, 'one', ''), (NULL, 1, NULL, NULL, 1, 'two', NULL);
-- alter
MODIFY a VARCHAR(20) NOT NULL, MODIFY b CHAR(3), MODIFY s TEXT,
MODIFY vb VARBINARY(20), MODIFY e ENUM('two', 'one') NOT NULL,
MODIFY f SET('q', 'p')
