The same table again: ENGINE=InnoDB, with every kind of column once.
-- setup
CREATE TABLE t (
	id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, i INT, d DECIMAL(9,3),
	f DOUBLE, b BIT(12), da DATE, ti TIME(2), dt DATETIME(4),
	ts TIMESTAMP(6) NULL, y YEAR, c CHAR(9), v VARCHAR(99), bi BINARY(5),
	vb VARBINARY(9), t TEXT, bl BLOB, e ENUM('a', 'b'), s SET('c', 'd'),
	j JSON, g GEOMETRY, ve VECTOR(2)
) ROW_FORMAT=COMPACT, STATS_PERSISTENT=1, CHARACTER SET gbk;
-- values
INSERT INTO v VALUES
	(NULL, -1, '-1.234', 0.1, 4095, '2001-02-03', '-01:02:03.45',
	'2001-02-03 04:05:06.0007', '2001-02-03 04:05:06.000007', 2001, 'c ', '国',
	'b', 0x00, '誠', 0x5c, 'b', 'c,d', '[1.0, "é"]',
	ST_GeomFromText('POINT(1 2)'), STRING_TO_VECTOR('[1,2]')),
	(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
-- alter
ENGINE=InnoDB
