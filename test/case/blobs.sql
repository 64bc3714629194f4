Every TEXT and BLOB, empty, NULL and large.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	tt TINYTEXT, tb TINYBLOB, xt TEXT, xb BLOB, mt MEDIUMTEXT,
	mb MEDIUMBLOB, lt LONGTEXT, lb LONGBLOB NOT NULL
);
-- values
INSERT INTO v VALUES
	(NULL, '', '', '', '', '', '', '', ''),
	(NULL, REPEAT('é', 127), REPEAT(0x00, 255), REPEAT('😀', 16383),
	REPEAT(0xff00, 32767), REPEAT('\\', 70000), REPEAT(0x27, 70000),
	REPEAT('日', 100000), REPEAT(0x00ff, 150000)),
	(NULL, ' ', 0x00, ' \0', 0x0d0a, '\'', '"', 'x', 'y'),
	(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'z');
-- alter
ADD COLUMN extra TEXT, DROP COLUMN tb
