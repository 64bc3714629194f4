Generated columns, computed when read, whose values depend on the table's charset.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, m INT, c VARCHAR(10),
	g BIGINT AS (ASCII(HEX(m))) VIRTUAL, h INT AS (LENGTH(HEX(m))) VIRTUAL,
	k VARCHAR(20) AS (CONCAT(m, 'x')) VIRTUAL, KEY (g)
) CHARACTER SET latin2;
-- values
INSERT INTO v (m, c) VALUES (77, 'a'), (161, 'b'), (NULL, NULL), (-1, '');
-- alter
DEFAULT CHARACTER SET utf32, ADD COLUMN extra INT
