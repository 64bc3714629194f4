-- A table of all types, with NULL, empty and extreme values; ids are 10, 20, ...
CREATE DATABASE m;
USE m;
SET sql_mode = '', time_zone = '+00:00';
CREATE TABLE plain (
	id INT PRIMARY KEY,
	i8 TINYINT, i64 BIGINT NOT NULL, u64 BIGINT UNSIGNED,
	zf INT(8) UNSIGNED ZEROFILL, d DECIMAL(20, 5), f FLOAT, g DOUBLE,
	b BIT(9), y YEAR, da DATE, ti TIME(6), dt DATETIME(6), dt2 DATETIME(6),
	ts TIMESTAMP(3) NULL, ch CHAR(20), vc VARCHAR(50) NOT NULL,
	v2 VARCHAR(50) NOT NULL, vn VARCHAR(60) CHARACTER SET latin1,
	tx TEXT, bi BINARY(6), vb VARBINARY(40), bl BLOB,
	en ENUM('a', 'b', 'c') NOT NULL, st SET('x', 'y', 'z'),
	js JSON, po POINT SRID 0, ve VECTOR(3));
INSERT INTO plain SELECT n * 10, n - 40, n * 1000003 - 5e7, 18446744073709551615 - n,
	n * 7, n / 7 - 3, IF(n % 9 = 0, 0, n / 3 - 9), IF(n % 8 = 0, 0, n * PI() - 99),
	n * 5, 1950 + n, '2024-02-01' + INTERVAL n DAY,
	SEC_TO_TIME(n * 1000.25 - 40000), '2024-01-01' + INTERVAL n * 12345678 MICROSECOND,
	'2023-01-01' + INTERVAL n * 12345678 MICROSECOND,
	IF(n % 7 = 0, NULL, '2024-03-31 00:00:00' + INTERVAL n * 1234500 MICROSECOND),
	CONCAT('Eve', n), CONCAT('Élan#', n), CONCAT('b', n),
	ELT(1 + n % 4, NULL, '', CONCAT('zoë', n), CONCAT('#', n)),
	IF(n % 5 = 0, '', REPEAT(CONCAT('Text ', n), n)),
	UNHEX(LPAD(HEX(n), 6, '0')), UNHEX(REPEAT(HEX(n + 40), n % 9)),
	IF(n % 6 = 0, NULL, RANDOM_BYTES(n)), 1 + n % 3, n % 8,
	ELT(1 + n % 6, '1', '1.5', '{"a": 1, "b": [1, 2]}', 'null', '"1"', '[0.0, {}]'),
	POINT(n, -n), STRING_TO_VECTOR(CONCAT('[', n, ',0.5,', -n, ']'))
FROM (WITH RECURSIVE q (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM q
	WHERE n < 80) SELECT n FROM q) q;
UPDATE plain SET i8 = NULL, u64 = NULL, d = NULL, f = NULL, g = NULL, b = NULL,
	y = NULL, da = NULL, ti = NULL, dt = NULL, ch = NULL, tx = NULL, bi = NULL,
	vb = NULL, st = NULL, js = NULL, po = NULL, ve = NULL WHERE id % 110 = 0;
UPDATE plain SET da = '0000-00-00', dt = '2024-00-00', en = 0 WHERE id % 130 = 0;
UPDATE plain SET js = JSON_OBJECT('a', id, 'b', CAST(id / 10 AS DECIMAL(9, 2)))
	WHERE id % 90 = 0;
CREATE TABLE turned LIKE plain;
INSERT INTO turned SELECT * FROM plain;
UPDATE turned SET i8 = 0 WHERE i8 IS NULL;
