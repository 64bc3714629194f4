-- All rows of table @t of the current database as gho-cat shows them in
-- insert records; for values whose text needs no escapes.
SET SESSION time_zone = '+00:00', group_concat_max_len = 10000000;
SELECT GROUP_CONCAT(CONCAT("CONCAT('", column_name, "=', IFNULL(",
	CASE
	WHEN data_type IN ('bit', 'year') OR
	    data_type IN ('tinyint', 'smallint', 'mediumint', 'int',
	    'bigint', 'float', 'double')
		THEN CONCAT('`', column_name, '` + 0')
	WHEN data_type IN ('decimal', 'date', 'time', 'datetime', 'timestamp',
	    'enum', 'set', 'json') OR character_set_name IN ('utf8mb4', 'utf8mb3', 'ascii')
		THEN CONCAT("CONCAT('''', `", column_name, "`, '''')")
	ELSE CONCAT("CONCAT('0x', LOWER(HEX(CAST(`", column_name,
		"` AS BINARY))))")
	END, ", 'NULL'))") ORDER BY ordinal_position SEPARATOR ", ' ', ")
INTO @list
FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = @t;
SET @text = CONCAT('SELECT CONCAT("insert ", DATABASE(), ".", @t, " ", ',
	@list, ') FROM `', @t, '` ORDER BY 1');
PREPARE s FROM @text;
EXECUTE s;
