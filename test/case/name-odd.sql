Names with spaces, quotes, backticks, percent signs; reserved words.
-- table
it's a `table` "100%s" \
-- setup
CREATE TABLE `it's a ``table`` "100%s" \` (
	`select` INT NOT NULL, `a,b` INT NOT NULL, `back``tick` VARCHAR(20),
	`quo'te"` INT, `per%cent%n` INT, `日 本` INT, `\` INT, `(` INT,
	`a.b` INT, PRIMARY KEY (`select`, `a,b`), KEY `order` (`back``tick`),
	KEY `k,``'` (`per%cent%n`)
);
INSERT INTO `it's a ``table`` "100%s" \`
	SELECT n % 10, n, n, n, n, n, n, n, n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO `it's a ``table`` "100%s" \`
	SELECT -@n, n, n, n, n, n, n, n, n FROM helper.n WHERE n <= 20;
UPDATE `it's a ``table`` "100%s" \` SET `quo'te"` = @n, `(` = NULL
	WHERE `a,b` % 7 = @n % 7;
DELETE FROM `it's a ``table`` "100%s" \` WHERE `a,b` % 17 = @n % 17;
UPDATE `it's a ``table`` "100%s" \` SET `select` = `select` + 100
	WHERE `a,b` % 11 = @n % 11;
-- alter
ADD COLUMN `new ``'"%d` INT DEFAULT 3, MODIFY `a,b` BIGINT NOT NULL,
DROP INDEX `order`, MODIFY `back``tick` VARCHAR(30) CHARACTER SET latin1
