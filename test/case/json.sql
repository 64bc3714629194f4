JSON, exact to the type: numbers, dates and bytes in it, nested and large.
-- setup
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, j JSON);
-- values
INSERT INTO v (j) VALUES
	(NULL), ('null'), ('true'), ('false'), ('""'), ('[]'), ('{}'),
	('1'), ('-1'), ('1.0'), ('-0.0'), ('0.1'), ('1e308'), ('5e-324'),
	('32767'), ('32768'), ('-32769'), ('2147483648'), ('-2147483649'),
	('9223372036854775807'), ('-9223372036854775808'),
	('18446744073709551615'), ('18446744073709551616'),
	('123456789.123456789'), ('"\\u0000\\"\\\\\\n😀"'),
	('{"": 1, "a b": [1, [2, [3, {"x": null}]]], "é": {"😀": "\\\\"}}');
INSERT INTO v (j) VALUES
	(CAST(1.5 AS JSON)), (CAST(CAST('1.500' AS DECIMAL(5,3)) AS JSON)),
	(CAST(CAST('-99999999999999999999999999999999999.000000000000000000000000000001'
		AS DECIMAL(65,30)) AS JSON)),
	(CAST(CAST('2001-02-03' AS DATE) AS JSON)),
	(CAST(CAST('2001-02-03 04:05:06' AS DATETIME) AS JSON)),
	(CAST(CAST('2001-02-03 04:05:06.000789' AS DATETIME(6)) AS JSON)),
	(CAST(CAST('00:00:00' AS TIME) AS JSON)),
	(CAST(CAST('-838:59:58.999999' AS TIME(6)) AS JSON)),
	(CAST(CAST('x' AS BINARY) AS JSON)), (CAST(CAST(0x00ff27 AS BINARY) AS JSON)),
	(CAST(CAST(REPEAT('\0\'\\', 1000) AS BINARY) AS JSON));
INSERT INTO v (j) VALUES
	(JSON_OBJECT('dec', 1.5, 'dbl', 1.5e0, 'date', CAST('2001-02-03' AS DATE),
	'time', CAST('-01:02:03.4' AS TIME(1)), 'dt',
	CAST('2001-02-03 04:05:06.7' AS DATETIME(1)), 'bin',
	CAST(0x0001ff AS BINARY), 'bit', b'1', 'f', FALSE, 'n', NULL, 'u',
	18446744073709551615, 'neg0', -0e0)),
	(JSON_ARRAY(1, 1.0, 1e0, '1', TRUE, NULL, CAST(1.00 AS DECIMAL(10,2)),
	JSON_ARRAY(CAST('12:00:00' AS TIME)), JSON_OBJECT('x',
	CAST('y' AS BINARY))));
INSERT INTO v (j)
	SELECT JSON_ARRAYAGG(JSON_OBJECT('n', n, 'd', n / 7, 's',
	REPEAT('é\0', n % 60))) FROM helper.n WHERE n <= 900;
INSERT INTO v (j) VALUES
	(CAST(CONCAT('"', REPEAT('x', 70000), '"') AS JSON)),
	(CAST(CONCAT(REPEAT('[', 90), '{"deep": 1.0}', REPEAT(']', 90)) AS JSON));
-- change
UPDATE t SET j = JSON_SET(j, '$.dec', 2.25) WHERE j->'$.dec' IS NOT NULL
	AND id % 3 = @n % 3;
-- alter
ADD COLUMN extra JSON
