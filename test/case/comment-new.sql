The table's own comment changes.
-- setup
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT)
	COMMENT 'old one';
-- values
INSERT INTO v VALUES (NULL, 1), (NULL, NULL);
-- alter
COMMENT = 'the new one''s "text"', ROW_FORMAT=COMPRESSED, KEY_BLOCK_SIZE=8
