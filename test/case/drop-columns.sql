Columns dropped, the first and the last among them.
-- setup
CREATE TABLE t (
	a INT, b VARCHAR(20), id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	c BIT(9), d JSON, e TEXT, KEY (a), KEY ab (a, b)
);
-- values
INSERT INTO v (a, b, c, d, e) VALUES
	(1, 'x', 1, '1.0', 'e'), (NULL, NULL, NULL, NULL, NULL),
	(-1, '', 511, '{}', REPEAT('x', 10000));
-- alter
DROP COLUMN a, DROP d, DROP COLUMN e
