Names outside ASCII, and one that is a reserved word.
-- table
größe_日本
-- setup
CREATE TABLE `größe_日本` (`group` INT NOT NULL PRIMARY KEY, `é è` INT,
	`KEY` INT);
INSERT INTO `größe_日本` SELECT n, n, n FROM helper.n WHERE n <= 300;
-- change
INSERT INTO `größe_日本` SELECT 1000 * @n + n, n, n FROM helper.n WHERE n <= 20;
UPDATE `größe_日本` SET `é è` = -@n WHERE `group` % 7 = @n % 7;
DELETE FROM `größe_日本` WHERE `group` % 17 = @n % 17;
-- alter
ADD COLUMN `ñ` INT, RENAME COLUMN `é è` TO `rank`
-- flags
--approve-renamed-columns
