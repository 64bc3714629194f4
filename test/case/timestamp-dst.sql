Times around the hours that clocks skip or have twice, converted each way.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	a TIMESTAMP(6) NULL, b DATETIME(6), c TIMESTAMP(3) NULL,
	d TIMESTAMP NULL, e TIMESTAMP(6) NULL, f VARCHAR(40), g DATETIME,
	h BIGINT, stays TIMESTAMP(6) NULL, KEY (stays), KEY (a, stays)
);
-- values
SET time_zone = '+00:00';
INSERT INTO v SELECT NULL, u, l, u, u, u, l, l, l + 0, u FROM (SELECT
	'2024-10-30 23:45:00.25' + INTERVAL n * 5 MINUTE u,
	'2024-10-31 06:30:00.75' + INTERVAL n * 5 MINUTE l
	FROM helper.n WHERE n <= 36) x;
INSERT INTO v SELECT NULL, u, l, u, u, u, l, l, l + 0, u FROM (SELECT
	'2024-03-31 00:30:00.5' + INTERVAL n * 5 MINUTE u,
	'2024-03-31 07:45:00' + INTERVAL n * 5 MINUTE l
	FROM helper.n WHERE n <= 12) x;
-- change
SET time_zone = '-03:00';
UPDATE t SET d = '2024-10-30 22:10:00' + INTERVAL @n % 60 MINUTE
	WHERE id % 9 = @n % 9;
SET time_zone = DEFAULT;
UPDATE t SET g = d, c = '2024-10-31 07:00:00' WHERE id % 11 = @n % 11;
-- alter
MODIFY a DATETIME(6), MODIFY b TIMESTAMP(6) NULL, MODIFY c VARCHAR(40),
MODIFY d BIGINT, MODIFY e TIMESTAMP NULL, MODIFY f TIMESTAMP(6) NULL,
CHANGE g g2 TIMESTAMP NULL, MODIFY h TIMESTAMP NULL
-- flags
--approve-renamed-columns
--accept-loss=e
