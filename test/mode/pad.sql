CHARs that the server would read with the blanks at their ends.
-- refusable
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, c CHAR(9), d CHAR(5)
);
-- values
INSERT INTO v VALUES (NULL, 'a', 'b'), (NULL, '', NULL);
-- alter
MODIFY c VARCHAR(9), ADD g VARCHAR(9) AS (CONCAT(d, '.')) STORED
