JSON to LONGTEXT, and text to JSON.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	j JSON, s VARCHAR(500)
);
-- values
INSERT INTO v (j, s) VALUES
	(NULL, NULL), ('1.0', '{"b": 1,   "a": [1.0, -0.0]}'), ('-0.0', '"é"'),
	(CAST(CAST('1.50' AS DECIMAL(5,2)) AS JSON), '123456789.123456789'),
	(CAST(CAST('2001-02-03 04:05:06.7' AS DATETIME(1)) AS JSON), '[]'),
	(CAST(CAST(0x00ff AS BINARY) AS JSON), 'null'),
	('{"b": [1, 2.0, "\\u0000"], "aa": "\\"\\\\"}', '"\\u0001"'),
	(JSON_ARRAY(CAST('-00:00:00.1' AS TIME(1)), 1.25, '日本'),
	'{"k": 1, "k": 2}');
-- alter
MODIFY j LONGTEXT, MODIFY s JSON
