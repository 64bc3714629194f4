An integer key becomes text.
-- setup
CREATE TABLE t (k INT NOT NULL PRIMARY KEY, n INT);
INSERT INTO t SELECT n - 150, n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t SELECT n + 1000 * @n, n FROM helper.n WHERE n <= 20;
UPDATE t SET n = n + 1 WHERE k % 3 = @n % 3;
UPDATE t SET k = k + 1000000 WHERE k % 7 = @n % 7;
DELETE FROM t WHERE k % 17 = @n % 17;
-- alter
MODIFY k VARCHAR(20) NOT NULL
