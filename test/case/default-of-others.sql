New columns whose defaults are made of the others in the row.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT, e ENUM('x', 'y', 'z'),
	g INT AS (a * 2) VIRTUAL
);
-- values
INSERT INTO v (a, e) VALUES (1, 'x'), (2, 'z'), (NULL, NULL);
-- alter
ADD b INT DEFAULT (a + 1), ADD c VARCHAR(20) DEFAULT (CONCAT(e, '/', e + 0)),
ADD d INT NOT NULL DEFAULT (IFNULL(a, 5)), MODIFY e ENUM('z', 'y', 'x')
