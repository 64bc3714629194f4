-- What test/differential has on its server: numbers, and json_types().  A JSON
-- value's types are not in its text: 1.5 may be a DECIMAL or a DOUBLE, so it
-- lists those of all its members.
CREATE DATABASE helper;
USE helper;
CREATE TABLE n (n INT PRIMARY KEY);
INSERT INTO n WITH RECURSIVE r (n) AS
	(SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000)
	SELECT n FROM r;
DELIMITER $$
CREATE FUNCTION json_types (doc JSON) RETURNS LONGTEXT
DETERMINISTIC NO SQL
BEGIN
	DECLARE todo JSON DEFAULT JSON_ARRAY('$');
	DECLARE path, keys_of LONGTEXT;
	DECLARE value JSON;
	DECLARE i INT;
	DECLARE types LONGTEXT DEFAULT '';
	IF doc IS NULL THEN
		RETURN NULL;
	END IF;
	WHILE JSON_LENGTH(todo) > 0 DO
		SET i = JSON_LENGTH(todo) - 1;
		SET path = JSON_UNQUOTE(JSON_EXTRACT(todo,
			CONCAT('$[', i, ']')));
		SET todo = JSON_REMOVE(todo, CONCAT('$[', i, ']'));
		SET value = JSON_EXTRACT(doc, path);
		SET types = CONCAT(types, JSON_TYPE(value), ' ');
		SET i = 0;
		IF JSON_TYPE(value) = 'ARRAY' AND JSON_LENGTH(value) <= 100 THEN
			WHILE i < JSON_LENGTH(value) DO
				SET todo = JSON_ARRAY_APPEND(todo, '$',
					CONCAT(path, '[', i, ']'));
				SET i = i + 1;
			END WHILE;
		ELSEIF JSON_TYPE(value) = 'OBJECT' THEN
			SET keys_of = JSON_KEYS(value);
			WHILE i < JSON_LENGTH(keys_of) AND i < 100 DO
				SET todo = JSON_ARRAY_APPEND(todo, '$',
					CONCAT(path, '.', JSON_EXTRACT(keys_of,
					CONCAT('$[', i, ']'))));
				SET i = i + 1;
			END WHILE;
		END IF;
	END WHILE;
	RETURN types;
END$$
