Generated columns of columns whose types, charsets and labels change.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, e ENUM('x', 'y', 'z'),
	ts TIMESTAMP(3) NULL,
	v VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_general_cs,
	n DECIMAL(10,3), j JSON,
	g1 INT AS (e + 0) STORED, g2 INT AS (e + 1) VIRTUAL,
	g3 VARCHAR(40) AS (CONCAT(v, '/', e)) STORED,
	g4 VARCHAR(60) AS (CONCAT(g3, n)) VIRTUAL, g5 BIGINT AS (n * 1000),
	g6 VARCHAR(20) AS (j->>'$.a') VIRTUAL, g7 INT AS (LENGTH(v)) STORED INVISIBLE,
	KEY (g1), KEY (g4), KEY (g6), UNIQUE KEY (g5, id)
);
-- values
INSERT INTO v (e, ts, v, n, j) VALUES
	('x', '2024-06-30 18:14:59.999', 'äÖ', 1.5, '{"a": 1.0}'),
	('z', '2038-01-01', '', -0.001, '{"a": "é"}'),
	('y', NULL, 'x ', 1234567.899, '{"b": 1}'),
	(NULL, NULL, NULL, NULL, NULL);
-- alter
MODIFY e ENUM('z', 'q', 'y', 'x'), MODIFY ts DATETIME(3),
MODIFY v VARCHAR(20) CHARACTER SET utf8mb4, MODIFY n DECIMAL(20,6),
MODIFY g2 BIGINT AS (e + 2) VIRTUAL
