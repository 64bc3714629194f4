Generated columns, virtual and stored, that are there and that come.
-- setup
CREATE TABLE t (
	v1 INT AS (a + 1) VIRTUAL, id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	a INT NOT NULL, s1 VARCHAR(50) AS (CONCAT(b, '-', a)) STORED,
	b VARCHAR(20) NOT NULL, j JSON, jv INT AS (j->>'$.x') VIRTUAL,
	KEY (v1), KEY (jv), UNIQUE KEY (s1, id)
);
-- values
INSERT INTO v (a, b, j) VALUES (1, 'x', '{"x": 42}'), (-1, '', NULL),
	(2000000000, 'é', '{"x": -7}');
-- alter
ADD COLUMN v2 BIGINT AS (a * 2) VIRTUAL AFTER id,
ADD COLUMN s2 VARCHAR(60) AS (UPPER(b)) STORED, ADD COLUMN plain INT,
DROP COLUMN jv
