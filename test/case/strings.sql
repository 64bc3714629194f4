CHAR and VARCHAR: empty, NULL, trailing spaces, what needs quoting.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	c CHAR(255), v VARCHAR(255) NOT NULL, w VARCHAR(4000), e CHAR(0),
	n NATIONAL VARCHAR(50)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
-- values
INSERT INTO v VALUES
	(NULL, '', '', '', '', ''),
	(NULL, 'a ', 'a ', '  b  ', NULL, ' '),
	(NULL, REPEAT('😀', 255), REPEAT('é', 255), REPEAT('x\\\'\n', 1000),
	'', '日本'),
	(NULL, '\'"`\\%_', '\0\t\r\n\Z', 'a\0b\0', '', '\\'),
	(NULL, NULL, 'NULL', NULL, NULL, NULL);
-- alter
ADD COLUMN extra VARCHAR(20) NOT NULL DEFAULT 'it''s "x"' AFTER c,
ADD INDEX (v(10))
