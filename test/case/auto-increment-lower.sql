AUTO_INCREMENT lower than the numbers that are there.
-- setup
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT)
	AUTO_INCREMENT = 1000;
INSERT INTO t (a) SELECT n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO t (a) SELECT n FROM helper.n WHERE n <= 20;
UPDATE t SET a = a + 1 WHERE id % 3 = @n % 3;
-- alter
AUTO_INCREMENT=5, ADD COLUMN b INT
