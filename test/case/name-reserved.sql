All reserved words as names of columns, and as many as there can be of indexes.
-- setup
SET SESSION group_concat_max_len = 1000000;
SELECT CONCAT('CREATE TABLE t (', GROUP_CONCAT('`', LOWER(WORD), '` INT NOT NULL'),
	', UNIQUE KEY `primary key` (`select`), UNIQUE KEY `order` (`order`), ',
	(SELECT GROUP_CONCAT('KEY `', WORD, '` (`', WORD, '`)') FROM
	(SELECT WORD FROM information_schema.KEYWORDS WHERE RESERVED = 1
	AND WORD NOT IN ('ORDER', 'PRIMARY') ORDER BY RAND(7) LIMIT 60) w),
	', CHECK (`between` >= 0))')
	INTO @create FROM information_schema.KEYWORDS WHERE RESERVED = 1;
PREPARE s FROM @create;
EXECUTE s;
SELECT CONCAT('INSERT INTO t SELECT ', GROUP_CONCAT('n'),
	' FROM helper.n WHERE n <= 100')
	INTO @insert FROM information_schema.KEYWORDS WHERE RESERVED = 1;
PREPARE s FROM @insert;
EXECUTE s;
-- change
UPDATE t SET `key` = -@n, `between` = @n, `zerofill` = `add` WHERE `select` % 7 = @n % 7;
DELETE FROM t WHERE `select` % 41 = @n % 41;
UPDATE t SET `select` = `select` + 1000 WHERE `order` % 13 = @n % 13
	ORDER BY `select` DESC;
-- alter
MODIFY `key` BIGINT NOT NULL, RENAME COLUMN `add` TO `drop it`, DROP COLUMN `column`,
ADD COLUMN `column` INT, DROP INDEX `order`, ADD UNIQUE KEY `unique` (`order`)
-- flags
--approve-renamed-columns
