Clauses that mean what the server's own sql_mode says, and padded CHARs.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, r FLOAT,
	`a"b` CHAR(10), c CHAR(5) CHARACTER SET latin1, n INT, b BINARY(4),
	s VARCHAR(20) CHARACTER SET sjis, g VARCHAR(20) AS (CONCAT(c, 'x')) STORED,
	CHECK (n <> 77), KEY (c)
);
-- values
INSERT INTO v (r, `a"b`, c, n, b, s) VALUES (1.5, 'abc', 'é', 1, 'a', 'ソ表\\'),
	(-0.1, ' x ', '', NULL, 'abcd', 'a\'"'), (16777216, '\\', 'a\\', 5, '\0', ''),
	(NULL, NULL, NULL, 6, NULL, NULL), (0, '"', '\'', 7, '', 'x ');
-- alter
ADD COLUMN "it's" VARCHAR(20) DEFAULT 'a\', ADD COLUMN r2 REAL DEFAULT '1.5',
ADD COLUMN p VARCHAR(20) AS ('x' || c) VIRTUAL, MODIFY r REAL,
MODIFY "a""b" VARCHAR(20) COMMENT '\', MODIFY b VARBINARY(9),
MODIFY s VARCHAR(20) CHARACTER SET utf8mb4, ADD CHECK (NOT n BETWEEN 0 AND 1),
ADD INDEX "in dex" (c), DROP INDEX c
