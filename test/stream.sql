-- A plan of table @t of the current database, to stream from @start: what
-- gho-inspect and gho-ghost would say of it, as far as gho-stream cares.
SET group_concat_max_len = 10000000;
SELECT GROUP_CONCAT(JSON_OBJECT('name', column_name, 'type', column_type,
	'data_type', data_type, 'charset', character_set_name,
	'collation', collation_name,
	'unsigned', CAST(IF(column_type LIKE '%unsigned%',
		'true', 'false') AS JSON),
	'nullable', TRUE, 'required', FALSE, 'generated', FALSE, 'virtual', FALSE,
	'expression', NULL, 'auto_increment', FALSE,
	'length', IFNULL(character_octet_length, 0),
	'precision', IFNULL(numeric_precision, 0),
	'scale', COALESCE(datetime_precision, numeric_scale, 0),
	'labels', CAST(IF(data_type IN ('enum', 'set'),
		CONCAT('["', REPLACE(SUBSTRING_INDEX(SUBSTRING_INDEX(
			column_type, "('", -1), "')", 1), "','", '","'), '"]'),
		'[]') AS JSON))
	ORDER BY ordinal_position) INTO @columns
FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = @t;
SET @table = CONCAT('{"comment": "", "create": "", "columns": [',
	@columns, ']}');
SELECT JSON_OBJECT('gho_plan', 1, 'database', DATABASE(), 'table', @t,
	'alter', 'ENGINE=InnoDB', 'server_host', @@hostname,
	'server_port', @@port, 'server_uuid', @@server_uuid,
	'server_version', VERSION(), 'server_number', 90704, 'gtid', TRUE,
	'rows', 0, 'rows_exact', FALSE,
	'ghost_table', CONCAT('_', @t, '_gho'),
	'changelog_table', CONCAT('_', @t, '_ghc'),
	'checkpoint_table', CONCAT('_', @t, '_ghk'),
	'old_table', CONCAT('_', @t, '_del'),
	'alters_auto_increment', FALSE, 'complete', TRUE,
	'renames', JSON_ARRAY(), 'dropped', JSON_ARRAY(), 'run_id', 'test',
	'trigger_suffix', NULL, 'trigger_strip', FALSE,
	'convert', FALSE, 'stricter', FALSE, 'looser', FALSE,
	'lone_key', TRUE, 'deferred', NULL, 'sql_mode', '',
	'time_zone', '+00:00', 'start', @start, 'start_gtid', NULL,
	'key', CAST('{"name": "PRIMARY", "from": [0],
		"ghost_name": "PRIMARY", "to": [0]}' AS JSON),
	'map', CAST('[{"from": 0, "to": 0, "convert": false}]' AS JSON),
	'original', CAST(@table AS JSON), 'ghost', CAST(@table AS JSON));
