Names and numbers of CHECK constraints, and ALTERs that use them.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(20),
	CONSTRAINT t_chk_9 CHECK (a > -10), CONSTRAINT t_chk_2 CHECK (a < 1000),
	CONSTRAINT mine CHECK (b <> 'no'), CHECK (b <> 'it''s \\') NOT ENFORCED
);
-- values
INSERT INTO v VALUES (NULL, 1, 'it''s'), (NULL, 999, 'yes'),
	(NULL, NULL, NULL);
-- alter
DROP CHECK mine, ALTER CHECK t_chk_2 NOT ENFORCED, ADD CHECK (a <> 500),
DROP CONSTRAINT t_chk_9, ADD COLUMN c INT CONSTRAINT t_chk_77 CHECK (c > 0)
