A primary key that the server made becomes visible.
-- session
SET sql_generate_invisible_primary_key = ON;
-- setup
CREATE TABLE t (a INT, b VARCHAR(20));
INSERT INTO t SELECT n, CONCAT('b', n % 10) FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t (a, b) SELECT n, 'new' FROM helper.n WHERE n <= 20;
UPDATE t SET b = CONCAT('u', @n) WHERE a % 7 = @n % 7;
DELETE FROM t WHERE a % 31 = @n % 31;
-- alter
ALTER COLUMN my_row_id SET VISIBLE, ADD COLUMN c INT NOT NULL DEFAULT 1
