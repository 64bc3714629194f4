DATE, YEAR, TIME and DATETIME at every precision.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	y YEAR, d DATE, t0 TIME, t1 TIME(1), t2 TIME(2), t3 TIME(3), t4 TIME(4),
	t5 TIME(5), t6 TIME(6), d0 DATETIME, d1 DATETIME(1), d2 DATETIME(2),
	d3 DATETIME(3), d4 DATETIME(4), d5 DATETIME(5), d6 DATETIME(6)
);
-- values
SET @a = '-838:59:59', @b = '838:59:58.999999', @c = '-00:00:00.000001';
SET @d = '1000-01-01 00:00:00.000001', @e = '9999-12-31 23:59:59.499999';
SET @f = '1969-12-31 23:59:58.012345', @g = '-00:00:00.123456';
INSERT INTO v VALUES
	(NULL, 1901, '1000-01-01', @a, @a, @a, @a, @a, @a, @a, @d, @d, @d, @d,
	@d, @d, @d),
	(NULL, 2155, '9999-12-31', @b, @b, @b, @b, @b, @b, '838:59:58.999999',
	'9999-12-31 23:59:59', '9999-12-31 23:59:59.9',
	'9999-12-31 23:59:59.99', '9999-12-31 23:59:59.999',
	'9999-12-31 23:59:59.9999', '9999-12-31 23:59:59.99999',
	'9999-12-31 23:59:59.999999'),
	(NULL, 0, '2024-02-29', @c, @c, @c, @c, @c, @c, @c, @e, @e, @e, @e, @e,
	@e, @e),
	(NULL, 2000, '1970-01-01', @g, @g, @g, @g, @g, @g, @g, @f, @f, @f, @f,
	@f, @f, @f),
	(NULL, 1999, '1582-10-10', '-01:02:03', '-01:02:03.9', '-01:02:03.09',
	'00:00:00.009', '-100:00:00.0009', '-00:59:59.99999', '00:00:00', @f,
	@f, @f, '2001-02-03 04:05:06.007', @f, @f, '2001-02-03 04:05:06'),
	(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	NULL, NULL, NULL, NULL, NULL, NULL);
-- alter
ADD COLUMN extra DATETIME(6) DEFAULT '2001-02-03 04:05:06.000007' AFTER d
