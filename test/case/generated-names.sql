Generated from converted columns whose names have quotes and backslashes.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, `\` INT, `it's` INT,
	`n``m` INT, g INT AS (CHAR_LENGTH(HEX(`\`))) VIRTUAL,
	h INT AS (LENGTH(HEX(`it's`))) STORED,
	k VARCHAR(30) AS (HEX(`n``m`)) VIRTUAL
);
-- values
INSERT INTO v (`\`, `it's`, `n``m`) VALUES (77, 100, 1), (161, -1, 2),
	(NULL, NULL, NULL), (-1, 0, 3);
-- alter
MODIFY `\` CHAR(20), MODIFY `it's` VARCHAR(20), MODIFY `n``m` VARCHAR(20)
