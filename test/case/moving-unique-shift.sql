A column of unique numbers that is shifted up and down by one.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, rank_ INT NOT NULL,
	lower_ VARCHAR(20) NOT NULL, UNIQUE KEY (rank_), UNIQUE KEY (lower_)
) COLLATE utf8mb4_0900_ai_ci;
INSERT INTO t SELECT n, n, CONCAT('n', n) FROM helper.n WHERE n <= 300;
-- change
UPDATE t SET rank_ = rank_ + 1 ORDER BY rank_ DESC;
INSERT INTO t VALUES (NULL, (SELECT MIN(o.rank_) - 1 FROM (SELECT * FROM t) o),
	CONCAT('first', @n));
UPDATE t SET rank_ = rank_ - 1 ORDER BY rank_ LIMIT 50;
UPDATE t SET lower_ = UPPER(lower_) WHERE id % 2 = @n % 2;
UPDATE t SET lower_ = CONCAT(lower_, '/', @n) WHERE id % 10 = @n % 10
	AND LENGTH(lower_) < 14;
REPLACE INTO t VALUES (1 + @n % 300, 20 + @n, CONCAT('N', 250 + @n % 50));
INSERT INTO t VALUES (NULL, 5, CONCAT('y', @n))
	ON DUPLICATE KEY UPDATE lower_ = CONCAT('z', @n);
-- alter
MODIFY rank_ BIGINT NOT NULL
-- flags
--panic-on-warnings
