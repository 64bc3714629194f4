Partitions of a hash become fewer: their rows go to others.
-- setup
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT)
	PARTITION BY HASH (id) PARTITIONS 7;
-- values
INSERT INTO v VALUES (NULL, 1), (NULL, NULL);
-- alter
COALESCE PARTITION 3
