A generated column becomes a plain one, a plain one changes under another.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT NOT NULL,
	s INT AS (a + 1) STORED, w INT AS (a * 2) VIRTUAL
);
-- values
INSERT INTO v (a) VALUES (1), (-1), (1000000000);
-- alter
MODIFY s INT, MODIFY a BIGINT NOT NULL
