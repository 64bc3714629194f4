BINARY that ends in zeros, empty VARBINARY against NULL, every byte.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	b BINARY(16), b1 BINARY(1) NOT NULL, b255 BINARY(255),
	v VARBINARY(300), w VARBINARY(3000)
);
-- values
SET @all = '';
SELECT GROUP_CONCAT(CHAR(n - 1) ORDER BY n SEPARATOR '')
	FROM helper.n WHERE n <= 256 INTO @all;
INSERT INTO v VALUES
	(NULL, 0x00, 0x00, 0x00, '', ''),
	(NULL, 0x01000000, 0x01, LEFT(@all, 255), @all, REPEAT(@all, 10)),
	(NULL, 'a   ', ' ', REPEAT(0xff, 255), '   ', 0x00),
	(NULL, REPEAT(0xff, 16), 0xff, 0x20, 0x0000, 0x612000),
	(NULL, NULL, '', NULL, NULL, NULL);
-- alter
ADD COLUMN extra BINARY(4) NOT NULL DEFAULT 'x'
