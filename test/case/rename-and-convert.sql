Columns that get another name and another type at once, in a zone that is not UTC.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, d DATETIME(3) NOT NULL,
	ts TIMESTAMP(6) NULL, e ENUM('x', 'y', 'z') NOT NULL,
	s SET('p', 'q', 'r'), j JSON, b VARCHAR(20) CHARACTER SET sjis,
	n DECIMAL(10,3), kept VARCHAR(10)
);
-- values
SET time_zone = '+00:00';
INSERT INTO v VALUES
	(NULL, '1970-01-02 00:00:01.001', '1970-01-01 00:00:01', 'x', 'p,r',
	'[1.0, -0.0]', 'ソ表', 1.500, 'a'),
	(NULL, '2024-12-31 23:59:59.999', '2024-06-30 18:14:59.999999', 'y',
	'', '{"a": 1.50}', '\\', -0.001, ''),
	(NULL, '2037-01-01 00:00:00', NULL, 'z', NULL, NULL, NULL, NULL, NULL);
-- alter
CHANGE d stamp TIMESTAMP(3) NOT NULL, CHANGE ts d DATETIME(6),
CHANGE e e2 ENUM('z', 'new', 'y', 'x') NOT NULL FIRST,
CHANGE s e SET('r', 'q', 'p'), CHANGE j text_of_j LONGTEXT,
CHANGE b n VARCHAR(20) CHARACTER SET utf8mb4, CHANGE n b VARCHAR(20),
RENAME COLUMN kept TO s
-- flags
--approve-renamed-columns
