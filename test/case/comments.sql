Comments with quotes and other things in them, old and new.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'it''s a key, "id" -- no',
	a INT COMMENT 'semi; `tick` /* c */ %s \\ é😀'
) COMMENT 'table''s "comment" \\ \n 日本, DROP COLUMN a';
-- values
INSERT INTO v VALUES (NULL, 1), (NULL, NULL);
-- alter
ADD COLUMN b INT COMMENT 'new; it''s, RENAME TO x (', /* CHANGE a z INT, */
MODIFY a BIGINT COMMENT "double ""quotes"", 'single'" -- the last
