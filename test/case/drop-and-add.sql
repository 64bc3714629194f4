A column dropped and another of its name added: its values are new.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT NOT NULL, b INT
);
-- values
INSERT INTO v VALUES (NULL, 1, 1), (NULL, 2, NULL), (NULL, 3, 3);
-- alter
DROP COLUMN a, ADD COLUMN a INT NOT NULL DEFAULT 42
