Text to bytes and bytes to text.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	l1 VARCHAR(20) CHARACTER SET latin1, u4 VARCHAR(20) CHARACTER SET utf8mb4,
	u16 VARCHAR(20) CHARACTER SET utf16, vb VARBINARY(80), b BINARY(8)
);
-- values
INSERT INTO v VALUES
	(NULL, 'äÿ', '😀日', '日', 'plain', 'abc'), (NULL, '', '', '', '', 'x'),
	(NULL, ' ', 'a ', ' a', 'é', 0x0000), (NULL, NULL, NULL, NULL, NULL, NULL);
-- alter
MODIFY l1 VARBINARY(20), MODIFY u4 BLOB, MODIFY u16 VARBINARY(80),
MODIFY vb VARCHAR(80) CHARACTER SET utf8mb4, MODIFY b VARBINARY(20)
