The ALTER as in gh-ost: with COLUMN and without, parentheses, defaults.
-- setup
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT,
	b DECIMAL(10,2) NOT NULL DEFAULT '1.00');
-- values
INSERT INTO v VALUES (NULL, 1, 1.5), (NULL, NULL, -1);
-- alter
alter column a set default 5, alter b drop default,
add (x decimal(10,2) default '2.50', y enum('a,b', 'c)d', 'it''s') not null),
default character set latin1
