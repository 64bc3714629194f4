Columns in charsets of one byte, of several, and of two or four for all.
-- setup
CREATE TABLE t (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	l1 VARCHAR(50) CHARACTER SET latin1, c1 VARCHAR(50) CHARACTER SET cp1251,
	u3 VARCHAR(50) CHARACTER SET utf8mb3, u4 VARCHAR(50) CHARACTER SET utf8mb4,
	sj VARCHAR(50) CHARACTER SET sjis, gb VARCHAR(50) CHARACTER SET gbk,
	b5 VARCHAR(50) CHARACTER SET big5, c9 VARCHAR(50) CHARACTER SET cp932,
	g1 VARCHAR(50) CHARACTER SET gb18030, u2 VARCHAR(50) CHARACTER SET ucs2,
	u16 VARCHAR(50) CHARACTER SET utf16, le VARCHAR(50) CHARACTER SET utf16le,
	u32 TEXT CHARACTER SET utf32, ej CHAR(20) CHARACTER SET eucjpms,
	kr CHAR(20) CHARACTER SET euckr, l2 TEXT CHARACTER SET latin2,
	asc_ VARCHAR(50) CHARACTER SET ascii
);
-- values
INSERT INTO v VALUES
	(NULL, 'äÿ€', 'Жя', 'é日', '😀日', 'ソ表予', '国誠', '功許蓋', '髙①ソ',
	'国😀', '日é', '😀日', '😀日', '😀日', 'ソ表', '한국', 'ěšč', 'a\\b'),
	(NULL, '\\''', '\\''', '\\''', '\\''', '\\''', '\\''', '\\''', '\\''',
	'\\''', '\\''', '\\''', '\\''', '\\''', '\\''', '\\''', '\\''', '\\'''),
	(NULL, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', ''),
	(NULL, ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ',
	' ', ' ', ' ', ' '),
	(NULL, '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0',
	'\0', '\0', '\0', '\0', '\0', '\0');
INSERT INTO v (l1, c1, sj, gb, b5, c9, g1) VALUES
	(_latin1 0x80818d8f90a0ff, _cp1251 0x80a8b8ffe0, _sjis 0x835c955c5c,
	_gbk 0x815c8ffe5c, _big5 0xa55cb35c5c, _cp932 0x815ffa5587405c,
	_gb18030 0x815c8135f437fe5c5c);
-- alter
ADD COLUMN extra VARCHAR(10) CHARACTER SET gbk DEFAULT '国'
