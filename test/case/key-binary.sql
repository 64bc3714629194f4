Keys of bytes: BINARY that ends in zeros, VARBINARY of every byte.
-- setup
CREATE TABLE t (b BINARY(4) NOT NULL, w VARBINARY(20) NOT NULL, n INT,
	PRIMARY KEY (b, w));
INSERT INTO t SELECT UNHEX(LPAD(HEX(n << 16), 8, '0')), CHAR(n % 256), n
	FROM helper.n WHERE n <= 300;
INSERT INTO t VALUES (0, 0, 0), ('', '', 0), (0xff, 0xff00, 0), ('', ' ', 0);
-- change
UPDATE t SET n = n + 1 WHERE n % 3 = @n % 3;
UPDATE t SET w = CONCAT(w, 0x00) WHERE n % 7 = @n % 7 AND LENGTH(w) < 15;
UPDATE t SET b = REVERSE(b) WHERE n % 11 = @n % 11;
INSERT INTO t SELECT 0x27, CONCAT('\\', n, 0x00, @n), n FROM helper.n
	WHERE n <= 20;
DELETE FROM t WHERE n % 17 = @n % 17;
-- alter
ADD COLUMN extra INT, MODIFY w VARBINARY(100) NOT NULL
