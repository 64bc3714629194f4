A whole table from latin1 to utf8mb4.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	a VARCHAR(100) NOT NULL, b TEXT, c ENUM('a', 'o', 'x'), d SET('e', 'o'),
	e CHAR(5), f VARBINARY(20), UNIQUE KEY (id, a)
) CHARACTER SET latin1;
-- values
INSERT INTO v VALUES
	(NULL, 'äöü€ÿ', REPEAT('é', 3000), 'a', 'e,o', 'x ', 0xe4ff),
	(NULL, '', '', 2, '', '', ''), (NULL, '\\\'', NULL, 3, NULL, NULL, NULL),
	(NULL, _latin1 0xa0a5ad8e9e80, 'plain', NULL, 'o', 'ÄÖ', 0x00);
-- alter
CONVERT TO CHARACTER SET utf8mb4
