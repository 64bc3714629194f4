-- Types, values of each, and which values each conversion keeps: those for
-- which the server's own ALTER has neither an error nor a warning.
CREATE DATABASE m;
USE m;
SET time_zone = '+05:45', group_concat_max_len = 10000000;
CREATE TABLE kind (k INT AUTO_INCREMENT PRIMARY KEY, def VARCHAR(200));
CREATE TABLE val (k INT, n INT AUTO_INCREMENT PRIMARY KEY, expr TEXT);
CREATE TABLE kept (a INT, b INT, n INT, PRIMARY KEY (a, b, n));
DELIMITER $$
CREATE PROCEDURE type(def VARCHAR(200), exprs JSON)
BEGIN
	INSERT INTO kind (def) VALUES (def);
	INSERT INTO val (k, expr) SELECT LAST_INSERT_ID(), e FROM
		JSON_TABLE(exprs, '$[*]' COLUMNS (e TEXT PATH '$')) x;
END$$
-- One value of type a, as b.
CREATE PROCEDURE try(a INT, from_def TEXT, b INT, to_def TEXT, n INT, expr TEXT)
BEGIN
	-- Some errors have the SQLSTATE of a warning.  A type may be
	-- deprecated; that loses nothing.
	DECLARE CONTINUE HANDLER FOR SQLEXCEPTION, SQLWARNING BEGIN
		GET DIAGNOSTICS @n = NUMBER;
		GET DIAGNOSTICS CONDITION 1 @first = MYSQL_ERRNO;
		GET DIAGNOSTICS CONDITION @n @last = MYSQL_ERRNO;
		SET @bad = @bad OR @n > 2 OR @first NOT IN (1287, 1681) OR
			@last NOT IN (1287, 1681);
	END;
	SET @bad = FALSE;
	DROP TEMPORARY TABLE IF EXISTS p;
	SET @q = CONCAT('CREATE TEMPORARY TABLE p (c ', from_def, ') AS SELECT ',
		expr, ' c');
	PREPARE s FROM @q;
	EXECUTE s;
	SET @q = CONCAT('ALTER TABLE p MODIFY c ', to_def);
	PREPARE s FROM @q;
	IF NOT @bad THEN
		SET @n = 0;
		EXECUTE s;
		-- Notes call no handler.
		IF NOT @bad AND (@n > 0 OR @@warning_count = 0) THEN
			INSERT INTO kept VALUES (a, b, n);
		END IF;
	END IF;
END$$
CREATE PROCEDURE try_all()
BEGIN
	DECLARE done INT DEFAULT FALSE;
	DECLARE a, b, n INT;
	DECLARE from_def, to_def, expr TEXT;
	DECLARE c CURSOR FOR SELECT f.k, f.def, t.k, t.def, val.n, val.expr
		FROM kind f JOIN val USING (k) JOIN kind t ON t.k <> f.k;
	DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;
	OPEN c;
	FETCH c INTO a, from_def, b, to_def, n, expr;
	WHILE NOT done DO
		CALL try(a, from_def, b, to_def, n, expr);
		FETCH c INTO a, from_def, b, to_def, n, expr;
	END WHILE;
END$$
DELIMITER ;
CALL type('TINYINT', '["-128", "127", "0", "1"]');
CALL type('SMALLINT UNSIGNED', '["0", "65535", "7"]');
CALL type('MEDIUMINT', '["-8388608", "8388607"]');
CALL type('INT UNSIGNED', '["0", "1", "4294967295", "20240229", "2024"]');
CALL type('INT(5) ZEROFILL', '["7", "123456"]');
CALL type('BIGINT', '["-9223372036854775808", "9223372036854775807", "0",
	"20240229123456", "12", "8385959"]');
CALL type('BIGINT UNSIGNED', '["18446744073709551615", "0", "65"]');
CALL type('DECIMAL(20,3)', '["1.5", "-1", "12", "0", "20240229",
	"-99999999999999999.999"]');
CALL type('DECIMAL(65,30)', '["1e-30", "-1.5", "12"]');
CALL type('FLOAT', '["1e-1", "15e-1", "25e-1", "-2", "16777216", "34e37", "-0e0"]');
CALL type('DOUBLE', '["1e-1", "15e-1", "25e-1", "79e-1", "1e100", "-0e0", "5", "20240229"]');
CALL type('BIT(1)', '["0", "1"]');
CALL type('BIT(64)', '["0", "65", "~0", "12", "25185"]');
CALL type('YEAR', '["2024", "0", "1901", "2155"]');
CALL type('DATE', '["''2024-02-29''", "''1000-01-01''", "''9999-12-31''",
	"''1970-01-02''"]');
CALL type('TIME', '["''12:34:56''", "''-838:59:59''", "''00:00:12''", "0"]');
CALL type('TIME(6)', '["''12:34:56''", "''-838:59:58.999999''",
	"''00:00:00.000001''", "''-00:00:01.5''"]');
CALL type('DATETIME', '["''2024-02-29 12:34:56''", "''1000-01-01''",
	"''9999-12-31 23:59:59''", "''2037-12-31 23:59:59''", "''1970-01-01 05:45:01''"]');
CALL type('DATETIME(3)', '["''2024-02-29 12:34:56.789''", "''2024-02-29''",
	"''1970-01-01 05:45:01''"]');
CALL type('DATETIME(6)', '["''2024-02-29 12:34:56.000789''",
	"''1969-12-31 23:59:59.999999''", "''2037-07-01''"]');
CALL type('TIMESTAMP NULL', '["''2024-02-29 12:34:56''", "''2037-12-31 23:59:59''",
	"''1970-01-01 05:45:01''", "''2024-06-30''"]');
CALL type('TIMESTAMP(6) NULL', '["''2024-02-29 12:34:56.000789''",
	"''2001-09-09 07:31:40''"]');
CALL type('CHAR(20) CHARACTER SET utf8mb4', '["''abc''", "''1.5''", "''-7''", "''''",
	"''2024-02-29''", "''é😀''", "''x''"]');
CALL type('VARCHAR(40) CHARACTER SET utf8mb4', '["''abc''", "''1.500''", "''-7''",
	"''''", "''2024-02-29 01:02:03''", "''12:34:56''", "''é''", "''x ''", "''a,b''",
	"''{\\"a\\": 1.50}''", "''null''", "''日本''", "''0x41''"]');
CALL type('VARCHAR(40) CHARACTER SET latin1', '["''é€''", "''12''", "''a''", "'' ''"]');
CALL type('VARCHAR(40) CHARACTER SET sjis', '["''ソ表''", "''1e3''", "''a\\\\\\\\''"]');
CALL type('VARCHAR(40) CHARACTER SET utf16', '["''日😀''", "''5''", "''b''"]');
CALL type('VARCHAR(40) CHARACTER SET cp1251', '["''Жя''", "''2024''", "''x''"]');
CALL type('VARCHAR(40) CHARACTER SET gb18030', '["''国é''", "''[1]''"]');
CALL type('TEXT CHARACTER SET utf8mb4', '["''text é''", "''3''",
	"''[1, \\"x\\", 1.0]''", "''2024-02-29''"]');
CALL type('LONGTEXT CHARACTER SET ucs2', '["''ucs é''", "''9''", "REPEAT(''x'', 300)"]');
CALL type('BINARY(8)', '["''abc''", "x''''", "x''e9''", "''12345678''"]');
CALL type('VARBINARY(40)', '["''abc''", "x''00''", "''12''", "x''e3819d''", "''''",
	"''2024-02-29''", "''a,b''"]');
CALL type('BLOB', '["''abc''", "x''00ff''", "''-1''", "x''c3a9''"]');
CALL type('ENUM(''a'',''b'',''12'',''é'',''2024-02-29'')',
	'["1", "2", "3", "4", "5"]');
CALL type('ENUM(''é'',''x'',''12'',''b'',''a'',''abc'')', '["1", "3", "5"]');
CALL type('SET(''a'',''b'',''x'',''12'')', '["0", "1", "3", "8", "15"]');
CALL type('SET(''12'',''x'',''new'',''b'',''a'') CHARACTER SET latin1',
	'["0", "1", "17", "26"]');
CALL type('JSON', '["''1''", "''\\"x\\"''", "''{\\"a\\": 1}''", "''null''", "''1.5''",
	"''\\"2024-02-29\\"''", "''true''", "CAST(1.50 AS JSON)",
	"CAST(CAST(''12:34:56'' AS TIME) AS JSON)", "''[1, 1.0, -0.0]''"]');
CALL type('GEOMETRY', '["ST_GeomFromText(''POINT(1 2)'')",
	"ST_GeomFromText(''LINESTRING(0 0,1 1)'', 4326)"]');
CALL type('POINT', '["ST_GeomFromText(''POINT(1 2)'')",
	"ST_GeomFromText(''POINT(1 2)'', 4326)"]');
CALL type('POINT SRID 4326', '["ST_GeomFromText(''POINT(1 2)'', 4326)"]');
CALL type('VECTOR(2)', '["TO_VECTOR(''[1,2]'')", "TO_VECTOR(''[-0.1]'')"]');
CALL try_all();

-- What the server makes of these without a word, is another value: gho stops.
CREATE TABLE lost (f VARCHAR(60), t VARCHAR(60), e VARCHAR(60));
INSERT INTO lost VALUES
	('^(DATETIME|TIMESTAMP|VARCHAR)', '^DATE$', ':'), ('^TIME', '^DATE$', '.'),
	('^(BIGINT|VARCHAR)', '^TIME', '2024'), ('^BIGINT$', '^DATE$', '123456'),
	('^(FLOAT|DOUBLE)', '^(BIGINT|BIT|TIME)', '34e37|1e100'), ('^JSON', '^TIME', '.'),
	('^DECIMAL', '^BIT', '-'), ('^TEXT', '^DECIMAL', '2024'),
	('TEXT|BLOB|VARCHAR', '^BIT', '[a-z]{3}|x..?00|c3|2024-|b.$|^REP|1, '),
	('^JSON', '^BIT', '.'), ('POINT|GEOM|VECTOR', '^BIT', '.'),
	('BIT|BLOB', '^VECTOR', '.');
DELETE kept FROM kept JOIN kind x ON x.k = a JOIN kind y ON y.k = b
	JOIN val ON val.n = kept.n JOIN lost
	ON x.def REGEXP f AND y.def REGEXP t AND expr REGEXP e;
-- Each pair is a column; there are four tables of such columns.
CREATE TABLE pair AS SELECT x.*, i % 4 part FROM
	(SELECT a, b, COUNT(*) n, ROW_NUMBER() OVER (ORDER BY a, b) i
	FROM kept GROUP BY a, b) x;
CREATE TABLE nth AS SELECT i, expr, (ROW_NUMBER() OVER w) - 1 r
	FROM pair JOIN kept USING (a, b) JOIN val ON val.n = kept.n
	WINDOW w AS (PARTITION BY i ORDER BY kept.n);
ALTER TABLE nth ADD PRIMARY KEY (i, r);
