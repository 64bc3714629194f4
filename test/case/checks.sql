CHECK constraints, old and new, and default expressions.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT CHECK (a > -10),
	b VARCHAR(20) DEFAULT (UPPER('x')), CHECK (a < 1000 OR b <> 'no')
);
-- values
INSERT INTO v VALUES (NULL, 1, DEFAULT), (NULL, 999, 'it''s'),
	(NULL, NULL, NULL);
-- alter
ADD CHECK (a <> 500), ADD CONSTRAINT ok CHECK (b <> ')') NOT ENFORCED,
ADD COLUMN c INT CHECK (c > 0)
