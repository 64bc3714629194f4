Indexes of every kind added, dropped and renamed.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(100),
	c TEXT, d JSON, KEY old1 (a), KEY old2 (b), FULLTEXT KEY ft (c)
);
-- values
INSERT INTO v VALUES (NULL, 1, 'x', 'some words', '{"a": [1, 2]}'),
	(NULL, NULL, NULL, NULL, NULL), (NULL, 2, 'X', 'other', '{"a": []}');
-- alter
DROP INDEX old1, RENAME INDEX old2 TO `new``2`, ADD INDEX (a DESC, b(10)),
ADD KEY fn ((LOWER(b))), ADD FULLTEXT INDEX (b, c), DROP INDEX ft,
ADD INDEX hid (b) COMMENT 'it''s' INVISIBLE,
ADD INDEX mv ((CAST(d->'$.a' AS UNSIGNED ARRAY)))
